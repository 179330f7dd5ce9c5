"""The first screen: how far, and where; then why, for one commune."""

import math
from collections.abc import Mapping
from xml.etree.ElementTree import Element

import pandas as pd
import streamlit as st

import layers
from atlas.classes import NO_DATA, Classes
from atlas.map import Map
from atlas.maps import BY_KEY, LABELS
from atlas.readings.overview import default_map, towards
from atlas.words import COLON, minutes
from cage import BETWEEN_INSTITUTIONS, Study
from distance import COMPONENTS, DIMENSIONS
from i18n import Lang, Text, number
from pages.state import address as state
from pages.state.choices import Choices
from pages.widgets import beside, card, commune, coordination, loading, tables, ways
from pages.widgets.choropleth import Point, choropleth
from pages.widgets.markup import element, write

HEIGHT = 440
SEGMENTS = ("composite", "minutes", *DIMENSIONS)
NEUTRAL = "#e9ecef"
POINT, BLANK = "#111111", "#ffffff"


def show(choices: Choices) -> None:
    """Finding, map and legend; the card of a commune instead of the finding once one is chosen."""
    lang, study = choices.lang, choices.study
    shown, chosen = _which_map(study, lang), commune.chosen(study)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        write(_title(study, shown, lang))
        commune.take(_map(choices, shown, chosen), chosen)
        ways.box(study, lang)
    with right:
        commune.by_name(study, lang)
        if chosen:
            card.show(choices, chosen)
        else:
            loading.invite(study, lang)
            beside.show(choices, shown)
    coordination.show(choices)
    tables.show(choices)


def _which_map(study: Study, lang: Lang) -> Map:
    """The map shown: overall, gap, minutes, a dimension, or one of its components."""
    default = default_map(study)
    key = state.value("carte", default, BY_KEY)
    here = BY_KEY[default if key == "composite" else key]
    main, detail = st.columns([7, 4], vertical_alignment="bottom")
    offered = [key for key in SEGMENTS if key != "composite" or default == "composite"]
    hue = here.key if here.key in SEGMENTS else here.hue
    now = hue if hue in offered else None
    with main:
        st.segmented_control(
            Text("Carte", "Map").in_lang(lang),
            offered,
            format_func=lambda key: _segment(key).in_lang(lang),
            label_visibility="collapsed",
            required=True,
            **{**state.bound("segment", now, default=now), "on_change": _go_to, "args": ("segment",)},
        )
    with detail:
        _detail(hue, here.key, lang)
    return here


def _segment(key: str) -> Text:
    short = {"composite": Text("Ensemble", "Overall"), "minutes": Text("Minutes", "Minutes")}
    return short.get(key) or LABELS[key]


def _go_to(widget: str) -> None:
    if st.session_state.get(widget):
        state.choose("carte", st.session_state[widget])


def _detail(hue: str, current: str, lang: Lang) -> None:
    """Within a dimension, its components; within the overall distance, the gap to the mean."""
    options = {"composite": ["composite", "gap"]}.get(hue, [hue, *(c.key for c in COMPONENTS if c.dimension == hue)])
    if len(options) == 1:
        return
    now = current if current in options else options[0]
    bound = state.bound(f"detail-{hue}", now, index=options.index(now))
    st.selectbox(
        Text("Détail", "Detail").in_lang(lang),
        options,
        format_func=lambda key: BY_KEY[key].title.in_lang(lang),
        label_visibility="collapsed",
        filter_mode=None,
        **{**bound, "on_change": _go_to, "args": (bound["key"],)},
    )


def _title(study: Study, shown: Map, lang: Lang) -> Element:
    return element("h2", shown.title.in_lang(lang), " ", element("small", towards(study, lang)), class_="place")


def _map(choices: Choices, shown: Map, chosen: str | None) -> str | None:
    study, lang = choices.study, choices.lang
    values, classes = shown.values(study), choices.classes(shown.key)
    codes = study.communes.index.tolist()
    if study.pair == BETWEEN_INSTITUTIONS:
        fills: list[str | None] = [NEUTRAL] * len(codes)
        labels = study.communes["name"].tolist()
    else:
        fills = [classes.color(v) for v in values.reindex(codes)]
        labels = _labels(study, shown, values, lang)
    return choropleth(
        key="map",
        contours_url=contours_url(study),
        codes=codes,
        fills=fills,
        labels=labels,
        borders=True,
        points=points(study, lang, _colors(study, shown, classes)),
        selected=chosen,
        lang=lang,
        tiles=state.flag("tiles"),
        height=HEIGHT,
        route=ways.route(study, chosen),
        areas=ways.areas(study, lang),
    )


def contours_url(study: Study) -> str:
    """Where the browser fetches the outlines: the version makes it ask again once sharper ones are loaded."""
    return f"contours/{study.territory.cog}/{study.territory.siren}.geojson?v={layers.stamp('boundaries')}"


def _labels(study: Study, shown: Map, values: pd.Series, lang: Lang) -> list[str]:
    """Plain text of each commune: name and value, destination, former EPCI."""
    no_data, colon = NO_DATA.in_lang(lang), COLON.in_lang(lang)

    def value(v: float, *, estimated: bool) -> str:
        if math.isnan(v):
            return no_data
        return minutes(v, lang, estimated=estimated) if shown.key == "minutes" else number(v, lang, 2)

    said = [value(v, estimated=e) for v, e in zip(values.tolist(), study.estimated, strict=True)]
    places = study.destinations["name"].reindex(study.values["destination"]).fillna("").tolist()
    communes = zip(study.communes["name"], said, places, study.communes["former_epci_name"], strict=True)
    return [
        "\n".join(part for part in (f"{name}{colon}{v}", place, former) if part) for name, v, place, former in communes
    ]


def _colors(study: Study, shown: Map, classes: Classes) -> dict[str, str]:
    """Between institutions, the colour of each by its own value."""
    if study.pair != BETWEEN_INSTITUTIONS:
        return {}
    return {str(key): classes.color(value) or BLANK for key, value in shown.values(study).items()}


def points(study: Study, lang: Lang, colors: Mapping[str, str]) -> list[Point]:
    """Destinations, some in a colour of their own."""
    if study.pair.destination == "resident":
        return []
    approximate = Text(" (placé à la commune)", " (placed at its commune)").in_lang(lang)
    found = []
    for key, actor in study.destinations.iterrows():
        color = colors.get(str(key), POINT)
        label = actor["name"] + (approximate if actor["point_quality"] == "commune" else "")
        place = actor["lon"], actor["lat"], label, color
        found.append(Point(*place, "square") if actor["kind"] == "institution" else Point(*place, "circle"))
    return found
