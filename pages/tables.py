"""The map as tables: communes, and former EPCIs with persons beyond 20 and 30 minutes."""

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from atlas import table
from atlas.maps import LABELS
from cage import STANDARDS
from distance import DIMENSIONS
from i18n import Lang, Text
from pages import state
from pages.choices import Choices

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
}
ABOUT = Text("Minutes (env.)", "Minutes (about)")
GROUPS = {
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
    st.markdown(Text("**Anciennes intercommunalités**", "**Former intercommunalities**").in_lang(lang))
    st.dataframe(former, column_config=_config(list(former), choices), width="stretch")
    st.markdown(Text("**Communes et lieux**", "**Communes and places**").in_lang(lang))
    communes = table.of_communes(choices.study).dropna(axis=1, how="all")
    st.dataframe(communes, column_config=_config(list(communes), choices), width="stretch", hide_index=True, height=400)


def _config(columns: list[str], choices: Choices) -> dict[str, ColumnConfig | str | None]:
    two = ("composite", "gap", *DIMENSIONS)
    config: dict[str, ColumnConfig | str | None] = {}
    for column in columns:
        label = _head(column, choices.lang)
        if column in two:
            config[column] = st.column_config.NumberColumn(label, format="%.2f")
        elif column == "coverage":
            config[column] = st.column_config.NumberColumn(label, format="percent")
        elif column in ("name", "former_epci", "destination", "ranked_with"):
            config[column] = st.column_config.TextColumn(label)
        elif column == "minutes" and not choices.study.by_road:
            config[column] = st.column_config.NumberColumn(ABOUT.in_lang(choices.lang), format="localized")
        else:
            config[column] = st.column_config.NumberColumn(label, format="localized")
    return config


def _head(column: str, lang: Lang) -> str:
    if column in HEADS:
        return HEADS[column].in_lang(lang)
    group, _, rest = column.rpartition("_beyond_")
    standard, _, end = rest.partition("_")
    if int(standard) not in STANDARDS:
        msg = f"no heading for column {column!r}"
        raise ValueError(msg)
    said = Text("{who} à plus de {m} min{end}", "{who} more than {m} min away{end}").in_lang(lang)
    return said.format(who=GROUPS[group].in_lang(lang), m=standard, end=ENDS[end].in_lang(lang))


ENDS = {"low": Text(", au moins", ", at least"), "": Text("", ""), "high": Text(", au plus", ", at most")}
