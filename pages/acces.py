"""How many minutes, and for whom: residents within and beyond 20 and 30 minutes of a service or an institution."""

import math

import pandas as pd
import streamlit as st

import reach
from atlas.access import Measure
from atlas.access_choices import measured
from atlas.classes import NO_DATA
from atlas.reading_files import Answered
from atlas.readings.access import ACCESS_READING, of_answer, towards
from atlas.run.asked import default_pairing
from atlas.words import COLON, minutes, origins_label
from cage import Study
from i18n import NBSP, Lang, Text, number
from layers import Mode
from pages.carte import BLANK, HEIGHT, contours_url, points
from pages.state import address as state
from pages.state.choices import Choices, pairings
from pages.state.session import own_of
from pages.widgets import beyond, commune, take, ways
from pages.widgets.asking import answered, controls, supply
from pages.widgets.blocks import warning
from pages.widgets.choropleth import choropleth
from pages.widgets.legend import legend
from pages.widgets.markup import element, finding_block, paragraphs, write
from reach import AccessAnswer, Means


def show(choices: Choices) -> None:
    """Controls and map on the left, the finding on the right, or what is known of one commune; tables below."""
    lang, study = choices.lang, choices.study
    if not reach.asks(study):
        _elsewhere(study, lang)
        return
    chosen = commune.chosen(study)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        asked = controls(study, lang)
        reached, mode = answered(study, asked, lang), _driven(asked.question.mode)
        own = own_of(study.territory.siren)
        told = Answered(ACCESS_READING, of_answer(study, asked, reached, supply(study, asked), own))
        under = element("small", towards(study, asked.question, lang))
        write(element("h2", measured(asked).title.in_lang(lang), " ", under, class_="place"))
        commune.take(_map(told, reached, measured(asked), mode, lang), chosen)
        if mode is not None:
            ways.box(study, lang, mode)
    with right:
        commune.by_name(study, lang)
        if chosen:
            beyond.commune(study, reached, chosen, mode, lang)
        else:
            _beside(told, lang)
    beyond.show(told.answer, lang)
    take.show(told, lang)


def _driven(mode: Means) -> Mode | None:
    """The mode whose roads can be drawn; None for a table or an estimate."""
    return mode if mode in ("car", "bicycle", "foot") else None


def _elsewhere(study: Study, lang: Lang) -> None:
    """Why there is no access between these actors, and the way to where there is."""
    write(
        element("h2", Text("À combien de minutes, et pour qui ?", "How many minutes, and for whom?").in_lang(lang),
                class_="place"),
        element("p", NOT_HERE.in_lang(lang)),
    )  # fmt: skip
    offered = pairings(study.territory.siren)
    key = next((one for one in (default_pairing(list(offered)), *offered) if one.startswith(TO_PLACES)), None)
    if key is None:
        link = element(
            "a", Text("Charger des lieux", "Load places").in_lang(lang), href=state.address("donnees", onglet="charger")
        )
        none = Text("Aucun lieu n'est chargé pour ce territoire.", "No place is loaded for this territory.")
        write(element("p", none.in_lang(lang), " ", link, class_="warning"))
        return
    said = Text("Voir : {label}", "Show: {label}").in_lang(lang).format(label=offered[key][0].in_lang(lang))
    st.button(said, on_click=_towards, args=(key,), key="towards")


NOT_HERE = Text(
    "L'accès se compte des habitants vers un service ou une institution.",
    "Access is counted from residents towards a service or an institution.",
)
TO_PLACES = ("service-", "institution-")


def _towards(key: str) -> None:
    state.choose("vers", key)


def _map(told: Answered, reached: AccessAnswer, measure: Measure, mode: Mode | None, lang: Lang) -> str | None:
    study = told.answer.study
    values, classes = told.shown.values(study), told.shown.classes_of(study)
    codes = study.communes.index.tolist()
    chosen = commune.chosen(study)
    there = reached.communes["destination"].get(chosen, "") if chosen else ""
    return choropleth(
        key="access",
        contours_url=contours_url(study),
        codes=codes,
        fills=[classes.color(value) for value in values.reindex(codes)],
        labels=_labels(study, reached, measure, values, lang),
        borders=True,
        points=points(study, lang, dict.fromkeys(reached.left_out, BLANK)),
        selected=chosen,
        lang=lang,
        tiles=state.flag("tiles"),
        height=HEIGHT,
        route=ways.route(study, chosen, mode, there) if mode is not None and there else (),
        areas=ways.areas(study, lang, mode) if mode is not None else [],
    )


def _labels(study: Study, reached: AccessAnswer, measure: Measure, values: pd.Series, lang: Lang) -> list[str]:
    """Plain text of each commune: name and value, where they go, former EPCI."""
    found, colon = reached.communes, COLON.in_lang(lang)
    names = study.destinations["name"].reindex(found["destination"]).fillna("").tolist()
    said = [_said(measure, value, estimated, lang) for value, estimated in zip(values, found["estimated"], strict=True)]
    communes = zip(study.communes["name"], said, names, study.communes["former_epci_name"], strict=True)
    return ["\n".join(part for part in (f"{name}{colon}{v}", to, former) if part) for name, v, to, former in communes]


def _said(measure: Measure, value: float, estimated: bool, lang: Lang) -> str:  # noqa: FBT001 - a column of flags
    if math.isnan(value):
        return NO_DATA.in_lang(lang)
    if measure.key == "minutes":
        return minutes(value, lang, estimated=estimated)
    return f"{number(value, lang, measure.digits)}{NBSP}{measure.unit.in_lang(lang)}"


def _beside(told: Answered, lang: Lang) -> None:
    """What is said, the legend, and what to know before quoting."""
    answer, shown = told.answer, told.shown
    values = shown.values(answer.study)
    write(
        finding_block(answer.findings, lang),
        *warning(answer, lang),
        *legend(shown.classes_of(answer.study), values, origins_label(answer.study, lang), lang),
        element("p", shown.scale(answer.study).in_lang(lang), class_="small"),
        paragraphs([note.in_lang(lang) for note in answer.notes], "small"),
    )
