"""The communes of the territory, coloured by one reading."""

from collections.abc import Sequence

import pandas as pd

import layers
from atlas.classes import NO_DATA
from atlas.words import COLON
from cage import Study
from i18n import Lang, number
from pages.widgets import commune
from pages.widgets.choropleth import MapLine, Swipe, choropleth

MAP_PIXELS = 440
NEUTRAL = "#e9ecef"


def draw(  # noqa: PLR0913 - all by name
    study: Study,
    *,
    fills: Sequence[str | None],
    labels: Sequence[str],
    lang: Lang,
    swipe: Swipe | None = None,
    lines: Sequence[MapLine] = (),
    height: int = MAP_PIXELS,
) -> None:
    """Draw it; the commune that is clicked is outlined."""
    place, chosen = study.territory, commune.chosen(study)
    clicked = choropleth(
        key="map-fusion",
        contours_url=f"contours/{place.cog}/{place.siren}.geojson?v={layers.stamp('boundaries')}",
        codes=study.communes.index.tolist(),
        fills=fills,
        labels=labels,
        borders=True,
        points=(),
        selected=chosen,
        lang=lang,
        tiles=False,
        height=height,
        lines=lines,
        swipe=swipe,
    )
    commune.take(clicked, chosen)


def labels(study: Study, values: dict[str, pd.Series], lang: Lang, digits: int = 2) -> list[str]:
    """Plain text of each commune: its name, each value, a number or written, with what it is, its former EPCI."""
    colon = COLON.in_lang(lang)
    found = []
    for code, row in study.communes.iterrows():
        said = [
            f"{what}{colon}{_said(column.get(code, float('nan')), lang, digits)}" for what, column in values.items()
        ]
        found.append("\n".join(part for part in (row["name"], *said, row["former_epci_name"]) if part))
    return found


def _said(value: float | str, lang: Lang, digits: int) -> str:
    if isinstance(value, str):
        return value
    return NO_DATA.in_lang(lang) if pd.isna(value) else number(value, lang, digits)
