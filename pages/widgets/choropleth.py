"""The live map: stays mounted while the page reruns, so that only colours and labels travel."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import streamlit as st

from i18n import Lang, Text, typeset

_HERE = Path(__file__).parent
_HTML = """
<div class="choropleth">
  <div class="map" role="application" tabindex="-1"></div>
  <button class="reset" type="button">
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" fill="none" stroke="currentColor" stroke-width="2"/>
    </svg>
  </button>
  <p class="swipe side left" hidden></p>
  <p class="swipe side right" hidden></p>
  <div class="swipe handle" role="slider" tabindex="0" aria-valuemin="0" aria-valuemax="100" hidden></div>
  <p class="note" role="status" hidden></p>
  <div class="failure" role="alert" hidden><p></p><button type="button"></button></div>
</div>
"""
_TILES = (
    "https://data.geopf.fr/wmts?REQUEST=GetTile&SERVICE=WMTS&VERSION=1.0.0&STYLE=normal&TILEMATRIXSET=PM"
    "&FORMAT=image/png&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
_TEXTS = {
    "map": Text(
        "Carte des communes. Flèches : commune voisine. Entrée : choisir la commune.",
        "Map of the communes. Arrow keys: next commune. Enter: choose the commune.",
    ),
    "zoom_in": Text("Zoomer", "Zoom in"),
    "zoom_out": Text("Dézoomer", "Zoom out"),
    "swipe": Text("Glisser pour comparer les deux cartes", "Drag to compare the two maps"),
    "reset": Text("Revoir tout le territoire", "Show the whole territory"),
    "wheel": Text("Ctrl + molette pour zoomer", "Ctrl + wheel to zoom"),
    "no_tiles": Text(
        "Le fond de plan de l'IGN ne répond pas. Les couleurs des communes restent exactes.",
        "The IGN background map does not answer. The colours of the communes are still right.",
    ),
    "failed": Text(
        "Les contours des communes n'ont pas pu être chargés.",
        "The outlines of the communes could not be loaded.",
    ),
    "retry": Text("Réessayer", "Try again"),
}
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")

_component = st.components.v2.component(
    "choropleth",
    html=_HTML,
    css=(_HERE / "choropleth.css").read_text("utf-8"),
    js=(_HERE / "choropleth.js").read_text("utf-8"),
)


class Point(NamedTuple):
    """A place drawn above the communes; the label is its tooltip."""

    lon: float
    lat: float
    label: str
    color: str
    shape: Literal["circle", "square"]


class MapLine(NamedTuple):
    """Paths of (longitude, latitude) above the communes; a marked one has a dark edge, a dashed one is doubtful."""

    paths: Sequence[Sequence[Sequence[float]]]
    label: str
    color: str
    width: float
    marked: bool
    dashed: bool = False


class Swipe(NamedTuple):
    """Other fills of the same communes, shown left of a handle, and what each side is."""

    fills: Sequence[str | None]
    left: str
    right: str


class Area(NamedTuple):
    """An outline drawn above the communes: a GeoJSON geometry."""

    color: str
    geometry: Mapping[str, object]


def choropleth(  # noqa: PLR0913 - all by name: this is everything a reader may see on the map
    *,
    key: str,
    contours_url: str,
    codes: Sequence[str],
    fills: Sequence[str | None],
    labels: Sequence[str],
    borders: bool,
    points: Sequence[Point],
    selected: str | None,
    lang: Lang,
    tiles: bool,
    height: int,
    route: Sequence[tuple[float, float]] = (),
    areas: Sequence[Area] = (),
    lines: Sequence[MapLine] = (),
    swipe: Swipe | None = None,
) -> str | None:
    """Draw the map and return the code of the commune just chosen, by click or by keyboard.

    ``codes``, ``fills`` and ``labels`` go together: INSEE code, colour (#rrggbb, or None for "no data", hatched)
    and the plain text of the tooltip. ``contours_url`` is fetched once by the browser, relative to the app's root;
    when it changes, the view refits. ``route`` is a line (longitudes, latitudes). With ``swipe``, ``fills`` are those
    on the right of the handle, and ``labels`` speak of both sides. ``tiles`` adds the IGN background, the only request
    to a third party, and only then.

    Raises ValueError for sequences of different lengths and for a colour that is not #rrggbb.
    """
    _check(codes, fills, labels, [*points, *areas, *lines])
    if swipe is not None:
        _check(codes, swipe.fills, labels, [])
    data = {
        "contours_url": contours_url,
        "codes": list(codes),
        "fills": list(fills),
        "labels": [typeset(label) for label in labels],
        "borders": borders,
        "points": [point._asdict() for point in points],
        "route": list(route),
        "areas": [area._asdict() for area in areas],
        "lines": [line._asdict() for line in lines],
        "swipe": swipe._asdict() if swipe is not None else None,
        "selected": selected,
        "lang": lang,
        "tiles": _TILES if tiles else None,
        "height": height,
        "texts": {name: text.in_lang(lang) for name, text in _TEXTS.items()},
    }
    clicked = _component(key=key, data=data, on_clicked_change=lambda: None).clicked
    # The value comes from the browser: only a code that is on the map may go further.
    return clicked if clicked in codes else None


def _check(
    codes: Sequence[str], fills: Sequence[str | None], labels: Sequence[str], drawn: Sequence[Point | Area | MapLine]
) -> None:
    """Refuse what the map could not draw, or what would make it call an address hidden in a colour."""
    if not len(codes) == len(fills) == len(labels):
        msg = f"{len(codes)} codes, {len(fills)} fills and {len(labels)} labels: they must be as many."
        raise ValueError(msg)
    for color in {*fills, *(one.color for one in drawn)} - {None}:
        if not _COLOR.fullmatch(str(color)):
            msg = f"{color!r} is not a colour: write it #rrggbb."
            raise ValueError(msg)
