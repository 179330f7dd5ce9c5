"""What the road network draws on the map: the way of a commune, the limits at some minutes; each searched once."""

import json
from collections.abc import Sequence

import shapely
import streamlit as st

import layers
from atlas.roads import LIMITS, Way, way, within
from cage import Study
from distance import Pair
from i18n import NBSP, Lang, Text
from pages.choices import HELD, Held, study_of
from pages.choropleth import Area
from pages.markup import element, write
from pages.session import own_of

COLORS = dict(zip(LIMITS, ("#084594", "#2171b5", "#6a51a3"), strict=True))


# They do not depend on the weights: a weight that moves searches no road again.
@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=HELD)
def _way(siren: str, cog: int, pair: Pair, theme: str, commune: str, held: Held) -> Way | None:
    del held  # a key only
    return way(study_of(siren, cog, pair, theme), commune)


@st.cache_data(max_entries=16, show_spinner=False, hash_funcs=HELD)
def _within(siren: str, cog: int, pair: Pair, theme: str, held: Held) -> dict[int, str]:
    del held  # a key only
    areas = within(study_of(siren, cog, pair, theme))
    return {minutes: shapely.to_geojson(area) for minutes, area in areas.items()}


def way_of(study: Study, commune: str) -> Way | None:
    """The way from a commune to the place it is read from; None without a network, or without a way."""
    if not study.by_road:
        return None
    place = study.territory
    return _way(place.siren, place.cog, study.pair, study.theme, commune, Held(own_of(place.siren), layers.stamp()))


def route(study: Study, commune: str | None) -> Sequence[tuple[float, float]]:
    """Its line for the map; empty where there is none."""
    found = way_of(study, commune) if commune else None
    return found.points if found else ()


def areas(study: Study, lang: Lang) -> list[Area]:
    """The limits for the map, when they are asked for."""
    if not (_has_limits(study) and st.session_state.get("areas")):
        return []
    place = study.territory
    with st.spinner(Text("Parcours des routes…", "Following the roads…").in_lang(lang)):
        found = _within(place.siren, place.cog, study.pair, study.theme, Held(own_of(place.siren), layers.stamp()))
    return [Area(COLORS[minutes], json.loads(shape)) for minutes, shape in found.items()]


def _has_limits(study: Study) -> bool:
    return study.by_road and study.to_one_destination


def box(study: Study, lang: Lang) -> None:
    """The box that asks for the limits, and their legend."""
    if not _has_limits(study):
        return
    label = Text("Limites à 10, 20 et 30 minutes par la route", "Limits at 10, 20 and 30 minutes by road")
    if not st.checkbox(label.in_lang(lang), key="areas"):
        return
    rows = [
        element("li", element("span", class_="swatch", style=f"background:{color}"), f"{minutes}{NBSP}min")
        for minutes, color in COLORS.items()
    ]
    said = Text(
        "Routes d'où l'on rejoint l'un des lieux en ce temps, élargies de 250 m de chaque côté ; les vides de moins de "
        "4 km² entre elles ne sont pas dessinés.",
        "Roads from where one of the places is reached in that time, widened by 250 m on each side; gaps of less than "
        "4 km² between them are not drawn.",
    )
    write(element("ul", *rows, class_="legend"), element("p", said.in_lang(lang), class_="small"))
