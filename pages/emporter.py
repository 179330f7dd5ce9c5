"""What to take away: files for GIS, for spreadsheets and to read, with what they hold and about how large they are."""

from functools import partial

import streamlit as st

from atlas.export import about
from atlas.exports import EXPORT_GROUPS, EXPORTS, Export, file_name
from atlas.reading_files import Answered
from atlas.readings import READINGS, by_key
from atlas.words import destination_label
from cage import Study
from i18n import NBSP, Lang, Text, number
from layers import LayerError
from pages.state import address as state
from pages.state.choices import Choices
from pages.state.readings import answer, asked_by_address, of_study
from pages.widgets import configuration, paper, take
from pages.widgets.markup import element, write


def show(choices: Choices) -> None:
    """By use, one line per file: what it is for, and its button. A file is made when it is asked for."""
    lang, study = choices.lang, choices.study
    write(element("h2", Text("Emporter", "Take away").in_lang(lang), class_="place"), element("p", _what(study, lang)))
    for group, title in EXPORT_GROUPS.items():
        with st.container(border=True, key=f"files-{group}"):
            write(element("h2", title.in_lang(lang), class_="place"))
            for export in (one for one in EXPORTS if one.group == group):
                _line(study, export, lang)
    _readings(choices)
    _paper(choices)


@st.fragment
def _readings(choices: Choices) -> None:
    """One reading in every format, as its page asks it: what is chosen there is in the address."""
    lang, study = choices.lang, choices.study
    offered = {"": Text("Choisir une lecture", "Choose a reading"), **{one.key: one.question for one in READINGS}}
    with st.container(border=True, key="files-readings"):
        write(element("h2", Text("Une lecture", "A reading").in_lang(lang), class_="place"))
        key = state.selectbox(
            "lecture", Text("Lecture", "Reading").in_lang(lang), list(offered), "",
            format_func=lambda key: offered[key].in_lang(lang), label_visibility="collapsed",
        )  # fmt: skip
        if not key:
            return
        reading, subject = by_key(key), of_study(study)
        asked = asked_by_address(reading, study.territory.siren)
        try:
            told = Answered(reading, answer(reading, subject, asked, lang))
        except LayerError as error:
            write(element("p", error.message.in_lang(lang), class_="warning"))
            return
        write(element("p", told.answer.caption.in_lang(lang), class_="small"))
        take.show(told, lang)


@st.fragment
def _paper(choices: Choices) -> None:
    """The document to print; then the configuration, in which it is."""
    with st.container(border=True, key="files-paper"):
        order = paper.show(choices)
    with st.container(border=True, key="files-configuration"):
        configuration.show(choices.study, choices.lang, order)


def _what(study: Study, lang: Lang) -> str:
    """What the files hold, whichever is taken."""
    said = Text(
        "{name}, vers : {to}. {pairs} couples mesurés, sous les poids choisis. Chaque fichier dit ses sources, leurs "
        "années et la version de la méthode ; dans les CSV, les chiffres sont seuls : prenez aussi les sources.",
        "{name}, towards: {to}. {pairs} pairs measured, under the chosen weights. Each file says its sources, their "
        "years and the version of the method; CSV files hold figures alone: take the sources too.",
    )
    pairs = number(len(study.distances), lang)
    return said.in_lang(lang).format(name=study.territory.name, to=destination_label(study, lang), pairs=pairs)


def _line(study: Study, export: Export, lang: Lang) -> None:
    label, button = st.columns([5, 2], vertical_alignment="center")
    with label:
        write(
            element("h3", element("strong", export.label.in_lang(lang)), class_="legend-title"),
            element("p", export.note.in_lang(lang), class_="small"),
        )
    why = export.lacks(study)
    if why is not None:
        with button:
            write(element("p", why.in_lang(lang), class_="warning"))
        return
    button.download_button(
        f"{export.suffix.strip('_')} · {size(about(study, export), lang)}",
        partial(export.write, study, lang),
        file_name(study, export),
        export.mime,
        key=f"export-{export.key}",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
    )


def size(content: float, lang: Lang) -> str:
    """About how large, in words: "environ 3 Mo"."""
    large = content >= 1e6
    unit = Text("Mo", "MB") if large else Text("ko", "kB")
    value = content / 1e6 if large else max(10.0, round(content / 1e4) * 10)
    digits = 1 if large and value < 10 else 0
    return f"{Text('environ', 'about').in_lang(lang)} {number(value, lang, digits)}{NBSP}{unit.in_lang(lang)}"
