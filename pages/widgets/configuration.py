"""The configuration that makes the files of the page again, from the terminal."""

import streamlit as st

from atlas.exports import EXPORTS
from atlas.paper.order import PrintOrder
from atlas.run import config
from atlas.run.asked import asked_of
from atlas.run.config import Config
from cage import Study
from i18n import Lang, Text
from layers.own.described import described
from pages.state.session import given_of
from pages.widgets.markup import element, write

LABEL = Text("La configuration qui refait ces fichiers (TOML)", "The configuration that makes these files again (TOML)")
NOTE = Text(
    "Les choix de cette page. « python -m atlas --config {file} » refait les mêmes fichiers{printed}, à l'octet près, "
    "sur les mêmes données.",
    "The choices of this page. “python -m atlas --config {file}” makes the same files again{printed}, byte for byte, "
    "on the same data.",
)
PRINTED = Text(
    " et le document choisi dans « Imprimer », à la date d'aujourd'hui",
    " and the document chosen in “Print”, dated today",
)
OWN = Text(
    "Mettez à côté vos propres fichiers : {names}.",
    "Put your own files beside it: {names}.",
)


def show(study: Study, lang: Lang, order: PrintOrder | None) -> None:
    """What the file is for, which files go with it, and its button."""
    siren = study.territory.siren
    given = given_of(siren)
    said = NOTE.in_lang(lang).format(file=config.FILE, printed=PRINTED.in_lang(lang) if order else "")
    beside = [one.name for one in given] + ([order.logo] if order and order.logo else [])
    if beside:
        said += " " + OWN.in_lang(lang).format(names=", ".join(beside))
    formats = [export.key for export in EXPORTS if export.lacks(study) is None]
    asked = asked_of(study, lang, formats, [order] if order else [])
    label, button = st.columns([5, 2], vertical_alignment="center")
    with label:
        write(
            element("h3", element("strong", LABEL.in_lang(lang)), class_="legend-title"),
            element("p", said, class_="small"),
        )
    button.download_button(
        config.FILE,
        config.written(Config(siren, asked, tuple(described(one) for one in given))),
        config.FILE,
        "application/toml",
        key="export-configuration",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
    )
