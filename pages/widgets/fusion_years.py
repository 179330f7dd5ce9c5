"""Are communes nearer than they were? What can be compared between years, and why the rest cannot."""

from xml.etree.ElementTree import Element

import numpy as np
import streamlit as st

from atlas.classes import STRONG
from atlas.readings.years import counted, of_years
from distance import COMPONENTS
from i18n import Lang, Text, number
from pages.state.choices import HELD, Held
from pages.widgets.fusion_read import Merger, held
from pages.widgets.fusion_sides import heading
from pages.widgets.markup import element, finding_block, paragraphs, spoken, track, write
from partners import Convergence, convergences

DIMENSION = {c.key: c.dimension for c in COMPONENTS}


# Shared, read-only, between sessions, as the studies of ``pages.state.choices`` are: weights change nothing in it.
@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs=HELD)
def _convergences(siren: str, cog: int, held: Held, _read: Merger) -> dict[str, Convergence]:
    del siren, cog, held  # keys only
    return convergences(_read.study)


def years(read: Merger, column: str) -> None:
    """The series that compare, year by year; then what is withheld, and why."""
    lang, place = read.lang, read.study.territory
    every = _convergences(place.siren, place.cog, held(place.siren), read)
    listed = {name: one for name, one in every.items() if column in ("composite", _dimension(name))}
    told = {name: one for name, one in listed.items() if any(split.overall > 0 for split in one.splits.values())}
    withheld = [of_years(name, one) for name, one in listed.items() if not one.splits]
    among = "" if column == "composite" else f"dimension == '{column}'"
    left, right = st.columns([8, 5], gap="medium")
    with left:
        for name, one in told.items():
            write(*_by_year(one, STRONG[_dimension(name)], lang))
        if not told:
            write(paragraphs([NOTHING.in_lang(lang)], "warning"))
    with right:
        found = [counted(len(told), len(told) + len(withheld), among), *(of_years(*one) for one in told.items())]
        write(finding_block(found, lang), paragraphs(spoken(withheld, lang), "small"))


NOTHING = Text(
    "Aucune série ne se compare ici d'une année à l'autre. La page Données charge d'autres années.",
    "No series compares here from one year to another. The Data page loads other years.",
)


def _dimension(name: str) -> str:
    return DIMENSION[name.partition("__")[0]]


def _by_year(one: Convergence, color: str, lang: Lang) -> list[Element]:
    """One series: a bar for each year, between two residents of the territory, of two former EPCIs, and of one."""
    parts = {"overall": OVERALL, "between": BETWEEN, "within": WITHIN}
    known = {
        part: title
        for part, title in parts.items()
        if all(np.isfinite(getattr(split, part)) for split in one.splits.values())
    }
    rows = []
    for year, split in sorted(one.splits.items()):
        cells = []
        for part in known:
            value = float(getattr(split, part))
            cells.append(element("td", track(0.0, value, color)))
            cells.append(element("td", number(value, lang, 2), class_="number"))
        rows.append(element("tr", element("td", str(year)), *cells))
    unit = Text("sur 1", "out of 1")
    heads = (Text("Année", "Year"), *(head for title in known.values() for head in (title, unit)))
    title = element("h2", one.indicator.label.in_lang(lang), class_="place")
    numbers = tuple(range(2, len(heads), 2))
    # Bars of one length say one distance.
    widths = element(
        "colgroup", *(element("col", style=f"width:{width}") for width in ("4rem", *["", "4rem"] * len(known)))
    )
    return [
        title,
        element("table", widths, heading(heads, lang, numbers), *rows, class_="rows", style="table-layout:fixed"),
    ]


OVERALL = Text("Ensemble du territoire", "Whole territory")
BETWEEN = Text("D'une ancienne intercommunalité à l'autre", "Between former intercommunalities")
WITHIN = Text("Au sein d'une même", "Within one")
