"""What to take away: files for GIS and spreadsheets, with what they hold."""

from functools import partial

import streamlit as st

from atlas.exports import EXPORTS, file_name
from atlas.words import destination_label
from i18n import Text, number
from pages.choices import Choices
from pages.markup import element, write


def show(choices: Choices) -> None:
    """One line per file: what it is for, and its button. A file is made when it is asked for."""
    lang, study = choices.lang, choices.study
    write(
        element("p", Text("Emporter", "Take away").in_lang(lang), class_="place"),
        element(
            "p",
            Text(
                "{name}, vers : {to}. {pairs} couples mesurés, sous les poids choisis. Le GeoJSON et la carte "
                "portent leurs sources, les années, la couverture et la version de la méthode ; les tableaux, les "
                "chiffres seuls.",
                "{name}, towards: {to}. {pairs} pairs measured, under the chosen weights. The GeoJSON and the map "
                "carry their sources, the years, the coverage and the version of the method; the tables, figures "
                "alone.",
            )
            .in_lang(lang)
            .format(
                name=study.territory.name, to=destination_label(study, lang), pairs=number(len(study.distances), lang)
            ),
        ),
    )
    for export in EXPORTS:
        label, button = st.columns([3, 2], vertical_alignment="center")
        with label:
            write(
                element("p", element("strong", export.label.in_lang(lang)), class_="legend-title"),
                element("p", export.note.in_lang(lang), class_="small"),
            )
        why = export.lacks(study)
        if why is not None:
            with button:
                write(element("p", why.in_lang(lang), class_="warning"))
            continue
        button.download_button(
            file_name(study, export),
            partial(export.write, study, lang),
            file_name(study, export),
            export.mime,
            key=f"export-{export.key}",
            on_click="ignore",
            icon=":material/download:",
            width="stretch",
        )
