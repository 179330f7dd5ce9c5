"""A folium map that asks nothing of anybody, as one HTML page: communes, borders and places, beside what is said."""

import base64
import html
import json
import re
from functools import cache
from pathlib import Path

import folium
import pandas as pd
import shapely
from branca.element import Element

import layers
from cage import BETWEEN_INSTITUTIONS, Study
from i18n import Lang, number, typeset

from . import strokes
from .classes import HATCH, NO_DATA, STRONG, Classes
from .contours import former_borders
from .map import Map
from .words import COLON

LEAFLET = Path(__file__).parent.parent / "static" / "vendor" / "leaflet"
POINT = "#111111"
PANEL = (370, 0)
"""Pixels the panel takes on the right: the territory is fitted beside it."""
STYLE = """
<style>
  html,body{margin:0;height:100%;font-family:system-ui,sans-serif;color:#161616}
  .panel{position:absolute;z-index:900;right:.6rem;top:.6rem;width:21rem;max-width:45vw;max-height:94vh;overflow:auto;
    background:#fffffff0;border:1px solid #8a8a8a;padding:.6rem .8rem;font-size:.86rem;line-height:1.4}
  .panel h1{font-size:1.05rem;margin:0 0 .3rem} .panel ul{list-style:none;margin:.3rem 0;padding:0}
  .panel li{display:flex;gap:.4rem;align-items:center} .panel i{width:1.2rem;height:.8rem;border:1px solid #8a8a8a}
  .none{background:repeating-linear-gradient(45deg,#fff 0 3px,#8a8a8a 3px 4.5px)}
  .leaflet-interactive.nodata{fill:url(#hatch)} .leaflet-container{background:#fff}
</style>
"""
PATTERN = (
    '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>'
    '<pattern id="hatch" width="6" height="6" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    f'<line x1="0" y1="0" x2="0" y2="6" stroke="{HATCH}" stroke-width="2"/></pattern></defs></svg>'
)


@cache
def _uri(name: str, mime: str) -> str:
    """A vendored file as a data: address; the images a stylesheet names are dropped (no marker uses them)."""
    content = (LEAFLET / name).read_text(encoding="utf-8")
    content = re.sub(r"url\(images/[^)]+\)", "none", content)
    return f"data:{mime};base64,{base64.b64encode(content.encode()).decode()}"


class _Offline(folium.Map):
    """folium's map with Leaflet inside the page: stock folium loads ten files from other hosts."""

    default_js = [("leaflet", _uri("leaflet.js", "text/javascript"))]  # noqa: RUF012 -- as folium declares it
    default_css = [("leaflet_css", _uri("leaflet.css", "text/css"))]  # noqa: RUF012 -- as folium declares it


def page(study: Study, shown: Map, classes: Classes, lang: Lang, title: str, panel: str) -> str:
    """The page of one map; its title and what stands beside it are HTML already."""
    contours = layers.contours(study.territory).dropna()
    drawn = _Offline(tiles=None, zoom_control=True, control_scale=True, attr="")
    drawn.get_root().render()
    _communes(drawn, study, shown, classes, lang)
    for border in former_borders(study.territory, layers.contours(study.territory)):
        folium.GeoJson(
            shapely.to_geojson(border),
            style_function=lambda _: {"color": "#111", "weight": 2.2, "fill": False},
            interactive=False,
        ).add_to(drawn)
    if shown.lines is not None:
        _lines(drawn, shown.lines(study))
    _points(drawn, study, shown, classes)
    west, south, east, north = contours.total_bounds
    drawn.fit_bounds([[south, west], [north, east]], padding_bottom_right=PANEL)
    root = drawn.get_root()
    root.title = title
    root.header.add_child(Element(STYLE))
    root.html.add_child(Element(PATTERN + panel))
    return _stable(root.render()).replace("<html>", f'<html lang="{lang}">', 1)


def _stable(text: str) -> str:
    """Folium names its elements at random: name them by order, so that the same study gives the same bytes."""
    for rank, name in enumerate(dict.fromkeys(re.findall(r"[0-9a-f]{32}", text))):
        text = text.replace(name, f"{rank:032d}")
    return text


def _communes(page: folium.Map, study: Study, shown: Map, classes: Classes, lang: Lang) -> None:
    values = shown.values(study)
    between, colon = study.pair == BETWEEN_INSTITUTIONS, COLON.in_lang(lang)
    features = []
    for code, shape in layers.contours(study.territory).dropna().items():
        value = float("nan") if between else float(values.get(code, float("nan")))
        color = "#e9ecef" if between else classes.color(value)
        said = (
            ""
            if between
            else f"{colon}{NO_DATA.in_lang(lang) if color is None else number(value, lang, classes.digits)}"
        )
        # folium writes a tooltip as HTML: names are escaped, quotes, braces and dollars included.
        label = (
            html.escape(typeset(f"{study.communes.at[code, 'name']}{said}"))
            .replace("$", "&#36;")
            .replace("{", "&#123;")
        )
        properties = {"label": label, "color": color or "#ffffff", "class": "nodata" if color is None else ""}
        features.append(
            {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}
        )
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: {
            "fillColor": feature["properties"]["color"],
            "className": feature["properties"]["class"],
            "fillOpacity": 1,
            "color": "#777",
            "weight": 0.6,
        },
        tooltip=folium.GeoJsonTooltip(["label"], labels=False),
    ).add_to(page)


def _lines(page: folium.Map, table: pd.DataFrame) -> None:
    """Borders by what they separate, the sharpest on top; a former one has a dark edge."""
    if table.empty:
        return
    widths = strokes.classes(table)
    for row in table.sort_values("value").to_dict("records"):
        weight = strokes.width(widths, row["value"])
        looks = [("#111", weight + 3)] if row["former"] is True else []
        for color, pixels in [*looks, (STRONG[row["hue"]], weight)]:
            folium.GeoJson(
                {"type": "MultiLineString", "coordinates": row["paths"]},
                style_function=lambda _, color=color, pixels=pixels: {
                    "color": color, "weight": pixels, "lineCap": "butt", "fill": False,
                },
                interactive=False,
            ).add_to(page)  # fmt: skip


def _points(page: folium.Map, study: Study, shown: Map, classes: Classes) -> None:
    if study.pair.destination == "resident":
        return
    values = shown.values(study) if study.pair == BETWEEN_INSTITUTIONS else None
    for key, actor in study.destinations.iterrows():
        color = POINT if values is None else classes.color(values[key]) or "#ffffff"
        name = (
            html.escape(typeset(str(actor["name"]))).replace("$", "&#36;").replace("{", "&#123;").replace("`", "&#96;")
        )
        folium.CircleMarker(
            [actor["lat"], actor["lon"]],
            radius=4,
            color=POINT,
            weight=1,
            fill_color=color,
            fill_opacity=1,
            tooltip=name,
        ).add_to(page)
