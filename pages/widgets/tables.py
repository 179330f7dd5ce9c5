"""The map as tables: communes, and former EPCIs with persons beyond 20 and 30 minutes."""

from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from atlas.maps import LABELS
from atlas.tables import communes as table
from cage import STANDARDS
from distance import DIMENSIONS
from i18n import UNKNOWN, Lang, Text, number, percent, typeset
from pages.state import address as state
from pages.state.choices import Choices
from pages.widgets.markup import element, write

HEADS: dict[str, Text] = {
    "name": Text("Commune ou lieu", "Commune or place"),
    "former_epci": Text("Ancienne intercommunalité", "Former intercommunality"),
    "destination": Text("Le plus proche connu", "Nearest known"),
    "minutes": Text("Minutes", "Minutes"),
    "composite": Text("Ensemble", "Overall"),
    "gap": Text("Écart à la moyenne", "Gap to the mean"),
    "rank": Text("Rang", "Rank"),
    "coverage": Text("Couverture", "Coverage"),
    "ranked_with": Text("Dimensions connues", "Known dimensions"),
    "communes": Text("Communes", "Communes"),
    "population": Text("Habitants", "Residents"),
    "over_65": Text("65 ans ou plus", "65 or over"),
    "under_20": Text("Moins de 20 ans", "Under 20"),
    "jobseekers": Text("Chômeurs (recensement)", "Unemployed (census)"),
    **LABELS,
} | {f"coverage_{d}": Text(f"{label.fr} : part connue", f"{label.en}: known share") for d, label in LABELS.items()}
ABOUT = Text("Minutes (environ)", "Minutes (about)")
TABLE_GROUPS = {
    "all": Text("Habitants", "Residents"),
    "over_65": HEADS["over_65"],
    "under_20": HEADS["under_20"],
    "jobseekers": HEADS["jobseekers"],
}


def show(choices: Choices) -> None:
    """Only drawn when asked for: a weight that moves need not redraw them."""
    lang = choices.lang
    if not state.toggle("tables", Text("Voir en tableaux", "See as tables").in_lang(lang)):
        return
    former = table.of_former_epcis(choices.study).dropna(axis=1, how="all")
    write(element("h2", Text("Anciennes intercommunalités", "Former intercommunalities").in_lang(lang), class_="place"))
    _table(former.rename_axis("former_epci").reset_index(), choices)
    write(element("h2", Text("Communes et lieux", "Communes and places").in_lang(lang), class_="place"))
    communes = table.of_communes(choices.study).dropna(axis=1, how="all")
    _table(communes, choices, height=400)


def _table(shown: pd.DataFrame, choices: Choices, *, height: int | Literal["auto"] = "auto") -> None:
    """A table as its language writes numbers and says what is unknown, sorted by its values all the same."""
    lang = choices.lang
    labels = {column: ABOUT if column == "minutes" and not choices.study.by_road else None for column in shown}
    heads = {column: _head(column, lang) if about is None else about.in_lang(lang) for column, about in labels.items()}
    say = {
        column: partial(_said, lang=lang, digits=2 * (column in TWO), share=column.startswith("coverage"))
        for column in shown
    }
    st.dataframe(shown.style.format(say), column_config=dict(heads), width="stretch", hide_index=True, height=height)


TWO = ("composite", "gap", *DIMENSIONS)


def _said(value: str | float | None, *, lang: Lang, digits: int, share: bool) -> str:
    if value is None or pd.isna(value):
        return UNKNOWN.in_lang(lang)
    if isinstance(value, str):
        return typeset(value)
    return percent(float(value), lang) if share else number(float(value), lang, digits)


def _head(column: str, lang: Lang) -> str:
    if column in HEADS:
        return HEADS[column].in_lang(lang)
    group, _, rest = column.rpartition("_beyond_")
    standard, _, end = rest.partition("_")
    if int(standard) not in STANDARDS:
        msg = f"no heading for column {column!r}"
        raise ValueError(msg)
    said = Text("{who} à plus de {m} min{end}", "{who} more than {m} min away{end}").in_lang(lang)
    return said.format(who=TABLE_GROUPS[group].in_lang(lang), m=standard, end=ENDS[end].in_lang(lang))


ENDS = {"low": Text(", au moins", ", at least"), "": Text("", ""), "high": Text(", au plus", ", at most")}
