"""The reader's own files: chosen, mapped, previewed, reported on, used; kept only if asked."""

from xml.etree.ElementTree import Element

import streamlit as st

import layers
from cage import Study
from i18n import Lang, Text, collation, number
from layers import LayerError
from layers.own import (
    BY_KEY,
    KINDS_OF_INSTITUTION,
    OWN_KINDS,
    POINT_PROJECTIONS,
    THEMES_OF_SERVICE,
    Imported,
    Opened,
    OwnKind,
    imported,
    lines,
    opened,
    propose,
    rejected_csv,
    report,
    summary,
)
from layers.own.given import Given, forget, keep, kept, known_with, unread
from layers.own.read import ByHand
from pages.state import address as state
from pages.state.session import given_of, own_of, places_of
from pages.widgets import mending
from pages.widgets.markup import element, write
from parsing import AUTOMATIC, ENCODINGS, Choice
from parsing.limits import MEGABYTE, UPLOAD

FORMATS = [
    "csv", "txt", "tsv", "xlsx", "xls", "ods", "json", "geojson", "geojsonl", "ndjson", "kml", "kmz", "gpx", "gpkg",
    "fgb", "zip", "gz",
]  # fmt: skip
NO_COLUMN = Text("(aucune)", "(none)")
SAME = "\0"
"""Stands for no column of the file: no header holds it."""
ONE_VALUE = Text("(une même valeur partout)", "(one value everywhere)")
GUESS = Text("Reconnaître", "Recognise")
ROWS_SHOWN = 5
COLUMNS_ACROSS = 3
REASONS_SHOWN = 24

opened_once = st.cache_data(max_entries=8, show_spinner=False)(opened)


def show(study: Study, lang: Lang) -> None:
    """Files in use, then the form for one more."""
    siren = study.territory.siren
    _in_use(siren, lang)
    write(element("p", _welcome(lang)))
    kind = BY_KEY[
        state.selectbox(
            "own_kind",
            Text("Que contient votre fichier ?", "What does your file hold?").in_lang(lang),
            [kind.key for kind in OWN_KINDS],
            OWN_KINDS[0].key,
            format_func=lambda key: BY_KEY[key].label.in_lang(lang),
        )
    ]
    write(element("p", _expected(kind, lang), class_="small"))
    file = st.file_uploader(
        Text("Votre fichier", "Your file").in_lang(lang),
        type=FORMATS,
        key=f"own_{kind.key}",
        label_visibility="collapsed",
    )
    if file is not None:
        try:
            _one(kind, file.name, file.getvalue(), study, lang)
        except LayerError as error:
            # No st.error, no st.info: they would read Markdown in the names that a file brings.
            write(element("p", error.message.in_lang(lang), class_="warning", role="alert"))


def _welcome(lang: Lang) -> str:
    return (
        Text(
            "CSV, tableur, GeoJSON, KML, GPX, GeoPackage, FlatGeobuf ou shapefile zippé, {size} Mo au plus. Le fichier "
            "reste dans votre session et disparaît avec elle, sauf si vous demandez à le garder.",
            "CSV, spreadsheet, GeoJSON, KML, GPX, GeoPackage, FlatGeobuf or zipped shapefile, {size} MB at most. The "
            "file stays in your session and goes with it, unless you ask to keep it.",
        )
        .in_lang(lang)
        .format(size=UPLOAD // MEGABYTE)
    )


def _expected(kind: OwnKind, lang: Lang) -> str:
    must = ", ".join(c.label.in_lang(lang) for c in kind.columns if c.required)
    may = ", ".join(c.label.in_lang(lang) for c in kind.columns if not c.required)
    return (
        Text("Colonnes nécessaires : {must}. Facultatives : {may}.", "Needed columns: {must}. Optional: {may}.")
        .in_lang(lang)
        .format(must=must, may=may)
    )


def _in_use(siren: str, lang: Lang) -> None:
    """The files that count in this territory's study, each with its way out."""
    # By key: this session's file may stand in for the one of its kind that is kept.
    on_disk = {one.key for one in kept(siren)}
    for one in given_of(siren):
        name, label = st.columns([8, 4], vertical_alignment="center")
        where = (
            Text("gardé sur cette installation", "kept on this installation")
            if one.key in on_disk
            else Text("pour cette session", "for this session")
        )
        with name:
            said = f"{BY_KEY[one.kind].label.in_lang(lang)} : {one.name} ({where.in_lang(lang)})"
            write(element("p", said if lang == "fr" else said.replace(" :", ":", 1)))
        with label, st.container(horizontal=True):
            if one.key not in on_disk and st.button(
                Text("Garder", "Keep").in_lang(lang), key=f"keep_{one.kind}", help=KEEP.in_lang(lang)
            ):
                keep(siren, one)
                st.rerun()
            if st.button(Text("Retirer", "Remove").in_lang(lang), key=f"drop_{one.kind}"):
                if one.key in on_disk:
                    forget(siren, one.kind)
                st.session_state["given"] = [
                    g for g in st.session_state.get("given", []) if (g[0], g[1].kind) != (siren, one.kind)
                ]
                st.rerun()
    for kind in unread(siren):
        name, label = st.columns([8, 4], vertical_alignment="center")
        with name:
            said = Text("{kind} : illisible, mis de côté", "{kind}: cannot be read, set aside").in_lang(lang)
            write(element("p", said.format(kind=BY_KEY[kind].label.in_lang(lang))))
        if label.button(Text("Retirer", "Remove").in_lang(lang), key=f"lost_{kind}"):
            forget(siren, kind)
            st.rerun()


KEEP = Text(
    "Le fichier sera gardé sur la machine et servira à toutes les personnes qui utilisent cette installation.",
    "The file will be kept on the machine and will serve everyone who uses this installation.",
)


def _one(kind: OwnKind, name: str, content: bytes, study: Study, lang: Lang) -> None:
    """One file: preview, columns, report, rows to mend, and the button that puts it to use."""
    siren = study.territory.siren
    choice = _choice(kind, content, lang)
    read = opened_once(content, choice)
    write(*(element("p", note.in_lang(lang), class_="small") for note in read.notes))
    st.dataframe(read.table.head(ROWS_SHOWN).fillna(""), width="stretch", hide_index=True)
    columns, constants = _columns(kind, read, lang)
    projection = _projection(kind, lang)
    places = known_with(places_of(siren, layers.stamp()), own_of(siren).actors)
    mended = mending.taken(kind, content)
    found = imported(read.table, kind, columns, places, projection, ByHand(constants, mended))
    _report(found, lang)
    mending.show(kind, content, read.table, columns, found, lang)
    policy, quotient = _policy(found, lang) if kind.key == "prices" else ("", 0.0)
    ordered, same = tuple(columns.items()), tuple(constants.items())
    one = Given(kind.key, name, content, ordered, projection, policy, quotient, *choice, same, mended)
    if st.button(
        Text("Utiliser ces données", "Use these data").in_lang(lang), type="primary", disabled=found.table.empty
    ):
        others = [g for g in st.session_state.get("given", []) if (g[0], g[1].kind) != (siren, kind.key)]
        st.session_state["given"] = [*others, (siren, one)]
        st.rerun()


def _choice(kind: OwnKind, content: bytes, lang: Lang) -> Choice:
    """The sheet, layer or file, and the encoding: found, or chosen where there is a choice."""
    found = opened_once(content, AUTOMATIC)
    encoding = part = None
    if len(found.parts) > 1:
        label = Text("Feuille, couche ou fichier", "Sheet, layer or file").in_lang(lang)
        part = st.selectbox(
            label, found.parts, index=found.parts.index(found.part or ""), key=f"part_{kind.key}", filter_mode=None
        )
    if found.encoding:
        with st.expander(Text("Accents mal lus ?", "Accents misread?").in_lang(lang)):
            encoding = st.selectbox(
                Text("Encodage", "Encoding").in_lang(lang),
                [None, *ENCODINGS],
                format_func=lambda key: GUESS.in_lang(lang) if key is None else ENCODINGS[key],
                key=f"encoding_{kind.key}",
                filter_mode=None,
            )
    return Choice(encoding, part)


def _columns(kind: OwnKind, read: Opened, lang: Lang) -> tuple[dict[str, str | None], dict[str, str]]:
    """Which column of the file is which, proposed, then the reader's choice; and the values of all rows."""
    proposed = propose(read.table, kind)
    headers = [str(column) for column in read.table]
    shown = {None: NO_COLUMN.in_lang(lang), SAME: ONE_VALUE.in_lang(lang)}
    chosen: dict[str, str | None] = {}
    constants: dict[str, str] = {}
    with st.expander(
        Text("Colonnes reconnues : à vérifier", "Columns recognised: please check").in_lang(lang), expanded=True
    ):
        across = st.columns(COLUMNS_ACROSS)
        for rank, column in enumerate(kind.columns):
            label = column.label.in_lang(lang) + (" *" if column.required else "")
            guess = proposed[column.key]
            with across[rank % COLUMNS_ACROSS]:
                header = st.selectbox(
                    label,
                    [None, *headers, SAME],
                    index=0 if guess is None else 1 + headers.index(guess),
                    format_func=lambda header: shown.get(header, header),
                    key=f"map_{kind.key}_{column.key}",
                    filter_mode=None,
                )
                chosen[column.key] = None if header == SAME else header
                value = _value(kind, column.key, label, lang) if header == SAME else ""
            constants |= {column.key: value} if value else {}
    return chosen, constants


def _value(kind: OwnKind, column: str, label: str, lang: Lang) -> str:
    """The value that all rows have."""
    said = Text("Valeur de toutes les lignes : {label}", "Value of all rows: {label}").in_lang(lang).format(label=label)
    labels = LISTED.get(column)
    key = f"same_{kind.key}_{column}"
    if labels is None:
        return st.text_input(said, key=key, label_visibility="collapsed", placeholder=said).strip()
    return st.selectbox(
        said,
        list(labels),
        format_func=lambda one: labels[one].in_lang(lang),
        key=key,
        label_visibility="collapsed",
        filter_mode=None,
    )


LISTED = {"type": KINDS_OF_INSTITUTION, "theme": THEMES_OF_SERVICE}
"""Columns whose values are of a list."""


def _projection(kind: OwnKind, lang: Lang) -> str | None:
    if kind.place != "point":
        return None
    return st.selectbox(
        Text("Coordonnées", "Coordinates").in_lang(lang),
        [None, *POINT_PROJECTIONS],
        format_func=lambda key: GUESS.in_lang(lang) if key is None else POINT_PROJECTIONS[key].label.in_lang(lang),
        key=f"projection_{kind.key}",
        filter_mode=None,
    )


def _policy(found: Imported, lang: Lang) -> tuple[str, float]:
    """The policy and the quotient familial at which prices are compared."""
    policies = sorted(set(found.table["politique"].dropna()), key=collation)
    said = Text("Service comparé", "Service compared").in_lang(lang)
    policy = st.selectbox(said, policies, key="price_policy", filter_mode=None) if policies else ""
    label = Text("Quotient familial comparé (€)", "Family quotient compared (€)").in_lang(lang)
    quotient = st.number_input(label, min_value=0, max_value=5000, value=800, step=50, key="price_quotient")
    return str(policy or ""), float(quotient)


def _report(found: Imported, lang: Lang) -> None:
    """How many rows are kept, which are not and why, and the rejected ones to take away."""
    counted = report(found)
    reasons = [
        element(
            "tr",
            element("td", line.word.in_lang(lang)),
            element("td", line.sentence.in_lang(lang), class_="long"),
            element("td", number(line.rows, lang), class_="number"),
        )
        for line in lines(found, counted)[:REASONS_SHOWN]
    ]
    write(element("p", element("strong", summary(counted).in_lang(lang))), *_table(reasons))
    if len(found.rejected):
        st.download_button(
            Text("Lignes rejetées (CSV)", "Rejected rows (CSV)").in_lang(lang),
            rejected_csv(found, lang),
            file_name=Text("lignes_rejetees.csv", "rejected_rows.csv").in_lang(lang),
            mime="text/csv",
        )


def _table(rows: list[Element]) -> list[Element]:
    return [element("table", *rows, class_="rows")] if rows else []
