"""The map of the Fusion page: the communes of the territory, coloured by one reading."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

import layers
from atlas.classes import NO_DATA
from atlas.words import COLON
from cage import Study
from i18n import Lang, number
from pages.choropleth import Line, Swipe, choropleth

HEIGHT = 440
NEUTRAL = "#e9ecef"


def draw(  # noqa: PLR0913 - all by name
    study: Study,
    *,
    fills: Sequence[str | None],
    labels: Sequence[str],
    lang: Lang,
    swipe: Swipe | None = None,
    lines: Sequence[Line] = (),
    height: int = HEIGHT,
) -> None:
    """Draw it; the commune that is clicked is outlined."""
    place, chosen = study.territory, picked(study)
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
    if clicked and clicked != chosen:
        st.session_state[_key(study)] = clicked
        st.rerun()


def picked(study: Study) -> str | None:
    """The commune clicked on a map of this territory; None where none is."""
    code = st.session_state.get(_key(study))
    return str(code) if code else None


def unpick(study: Study) -> None:
    """Forget the commune clicked."""
    st.session_state.pop(_key(study), None)


def _key(study: Study) -> str:
    return f"merger-commune-{study.territory.siren}"


def labels(study: Study, values: dict[str, pd.Series], lang: Lang, digits: int = 2) -> list[str]:
    """Plain text of each commune: its name, each value with what it is, its former EPCI."""
    colon = COLON.in_lang(lang)
    found = []
    for code, commune in study.communes.iterrows():
        said = [
            f"{what}{colon}{_said(column.get(code, float('nan')), lang, digits)}" for what, column in values.items()
        ]
        found.append("\n".join(part for part in (commune["name"], *said, commune["former_epci_name"]) if part))
    return found


def _said(value: float, lang: Lang, digits: int) -> str:
    return NO_DATA.in_lang(lang) if pd.isna(value) else number(value, lang, digits)
