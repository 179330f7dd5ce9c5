"""What the road network draws on the map: the way of a commune, the limits at some minutes; each searched once."""

import json
from collections.abc import Sequence
from xml.etree.ElementTree import Element

import shapely
import streamlit as st

import layers
from atlas.road_lines import LIMIT_COLORS, Way, way, within
from atlas.words import minutes
from cage import Study
from distance import Pair
from i18n import NBSP, Lang, Text, number
from layers import Mode
from pages.state import address as state
from pages.state.choices import HELD, Held, study_of
from pages.state.session import own_of
from pages.widgets.choropleth import Area
from pages.widgets.markup import element, write


# They do not depend on the weights: a weight that moves searches no road again.
@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=HELD)
def _way(siren: str, cog: int, pair: Pair, theme: str, asked: tuple[str, Mode, str], held: Held) -> Way | None:
    del held  # a key only
    return way(study_of(siren, cog, pair, theme), *asked)


@st.cache_data(max_entries=16, show_spinner=False, hash_funcs=HELD)
def _within(siren: str, cog: int, pair: Pair, theme: str, mode: Mode, held: Held) -> dict[int, str]:
    del held  # a key only
    areas = within(study_of(siren, cog, pair, theme), mode)
    return {limit: shapely.to_geojson(area) for limit, area in areas.items()}


def way_of(study: Study, commune: str, mode: Mode = "car", destination: str = "") -> Way | None:
    """The way from a commune to a destination, or the place it is read from; None without a network, or a way."""
    place = study.territory
    if mode not in layers.road_modes(place):
        return None
    held = Held(own_of(place.siren), layers.stamp())
    return _way(place.siren, place.cog, study.pair, study.theme, (commune, mode, destination), held)


def told(found: Way | None, lang: Lang) -> list[Element]:
    """What is drawn on the map, in words."""
    if found is None:
        return []
    said = Text(
        "Trajet dessiné, depuis le point de la commune : {minutes}, dont {foot} à pied jusqu'à la route et depuis "
        "elle, et {km} km par la route.",
        "Way drawn, from the commune's point: {minutes}, {foot} of them on foot to and from the road, and {km} km "
        "by road.",
    )
    numbers = {
        "minutes": minutes(found.minutes, lang, estimated=False),
        "foot": minutes(found.on_foot, lang, estimated=False),
        "km": number(found.kilometres, lang, 1),
    }
    return [element("p", said.in_lang(lang).format(**numbers), class_="small")]


def route(
    study: Study, commune: str | None, mode: Mode = "car", destination: str = ""
) -> Sequence[tuple[float, float]]:
    """Its line for the map; empty where there is none."""
    found = way_of(study, commune, mode, destination) if commune else None
    return found.points if found else ()


def areas(study: Study, lang: Lang, mode: Mode = "car") -> list[Area]:
    """The limits for the map, when they are asked for."""
    if not (_has_limits(study, mode) and state.flag("areas")):
        return []
    place = study.territory
    held = Held(own_of(place.siren), layers.stamp())
    with st.spinner(Text("Parcours des routes…", "Following the roads…").in_lang(lang)):
        found = _within(place.siren, place.cog, study.pair, study.theme, mode, held)
    return [Area(LIMIT_COLORS[limit], json.loads(shape)) for limit, shape in found.items()]


def _has_limits(study: Study, mode: Mode) -> bool:
    return study.to_one_destination and mode in layers.road_modes(study.territory)


LIMITS_BY: dict[Mode, Text] = {
    "car": Text("Limites à 10, 20 et 30 minutes par la route", "Limits at 10, 20 and 30 minutes by road"),
    "bicycle": Text("Limites à 10, 20 et 30 minutes à vélo", "Limits at 10, 20 and 30 minutes by bicycle"),
    "foot": Text("Limites à 10, 20 et 30 minutes à pied", "Limits at 10, 20 and 30 minutes on foot"),
}


def box(study: Study, lang: Lang, mode: Mode = "car") -> None:
    """The box that asks for the limits, and their legend."""
    if not _has_limits(study, mode):
        return
    if not state.checkbox("areas", LIMITS_BY[mode].in_lang(lang)):
        return
    rows = [
        element("li", element("span", class_="swatch", style=f"background:{color}"), f"{limit}{NBSP}min")
        for limit, color in LIMIT_COLORS.items()
    ]
    said = Text(
        "Routes d'où l'on rejoint l'un des lieux en ce temps, élargies de 250 m de chaque côté ; les vides de moins de "
        "4 km² entre elles ne sont pas dessinés.",
        "Roads from where one of the places is reached in that time, widened by 250 m on each side; gaps of less than "
        "4 km² between them are not drawn.",
    )
    write(element("ul", *rows, class_="legend"), element("p", said.in_lang(lang), class_="small"))
