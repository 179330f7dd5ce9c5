"""How many minutes, and for whom: residents within and beyond 20 and 30 minutes of a service or an institution."""

import math
from xml.etree.ElementTree import Element

import pandas as pd
import streamlit as st

import reach
from atlas.access import BY, Measure
from atlas.classes import NO_DATA, Classes
from atlas.exports import ACCESS_CSV, file_name
from atlas.exports.access import written
from atlas.findings.access import OPEN, leaving, of_reach
from atlas.findings.access_notes import notes
from atlas.run.asked import default_pairing
from atlas.words import COLON, destination_label, minutes, origins_label
from cage import Study
from i18n import NBSP, Lang, Text, number
from layers import Mode
from pages.carte import BLANK, HEIGHT, contours_url, points
from pages.state import address as state
from pages.state.choices import Choices, pairings
from pages.state.session import own_of
from pages.widgets import beside, beyond, commune, ways
from pages.widgets.asking import DECAYS, AccessChoices, answer, controls, measured, supply
from pages.widgets.choropleth import choropleth
from pages.widgets.markup import element, finding_block, paragraphs, write
from reach import AccessAnswer, Means, Question


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
        reached, measure, mode = answer(study, asked, lang), measured(asked), _driven(asked.question.mode)
        table = reached.communes
        shown = table.assign(supply=supply(study, asked)) if asked.measure == "supply" else table
        values = measure.values(shown)
        classes = measure.classes(values)
        write(_title(study, measure, asked.question, lang))
        commune.take(_map(study, reached, measure, values, classes, mode, lang), chosen)
        if mode is not None:
            ways.box(study, lang, mode)
    with right:
        commune.by_name(study, lang)
        if chosen:
            beyond.commune(study, reached, chosen, mode, lang)
        else:
            _reading(study, reached, measure, values, classes, lang)
    beyond.show(study, reached, lang)
    _take_away(study, asked, reached, lang)


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


def _title(study: Study, measure: Measure, question: Question, lang: Lang) -> Element:
    """All that was asked, what a closed box hides too."""
    towards = Text("{by}, des habitants vers : {to}", "{by}, for residents, towards: {to}").in_lang(lang)
    said = towards.format(by=BY[question.mode].in_lang(lang).strip(" ,"), to=destination_label(study, lang))
    if question.leaving is not None:
        said = OPEN.in_lang(lang).format(place=said + ",", when=leaving(question.leaving, lang))
    if question.remote:
        said += FIBRE_HALVES.in_lang(lang)
    if question.mode == "estimate":
        said += Text(" (estimation)", " (estimate)").in_lang(lang)
    return element("h2", measure.title.in_lang(lang), " ", element("small", said), class_="place")


FIBRE_HALVES = Text(", moitié des minutes pour qui a la fibre", ", half the minutes for those with fibre")


def _map(  # noqa: PLR0913, PLR0917 - everything a reader sees on the map
    study: Study,
    reached: AccessAnswer,
    measure: Measure,
    values: pd.Series,
    classes: Classes,
    mode: Mode | None,
    lang: Lang,
) -> str | None:
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


def _reading(
    study: Study, reached: AccessAnswer, measure: Measure, values: pd.Series, classes: Classes, lang: Lang
) -> None:
    write(
        finding_block(of_reach(study, reached), lang),
        *_warning(reached, lang),
        *beside.legend(classes, values, origins_label(study, lang), lang),
        element("p", measure.scale.in_lang(lang), class_="small"),
        paragraphs([*notes(study, reached, lang, _label(study)), *beside.around(study, lang)], "small"),
    )


def _warning(reached: AccessAnswer, lang: Lang) -> list[Element]:
    """Minutes that are estimates, and where roads are loaded."""
    if reached.question.mode != "estimate":
        return []
    said = Text(
        "Ces minutes sont des estimations : aucune route n'est chargée ici. ",
        "These minutes are estimates: no road is loaded here. ",
    )
    link = element(
        "a", Text("Charger les routes", "Load the roads").in_lang(lang), href=state.address("donnees", onglet="routes")
    )
    return [element("p", said.in_lang(lang), link, class_="warning")]


def _label(study: Study) -> str:
    """What the reader's file of minutes says it holds."""
    table = own_of(study.territory.siren).tables.get("minutes", pd.DataFrame({"label": []}))
    return ", ".join(dict.fromkeys(table["label"].dropna().astype(str)))


def _take_away(study: Study, asked: AccessChoices, reached: AccessAnswer, lang: Lang) -> None:
    """The answer to this very question, as a file."""
    st.download_button(
        Text("Emporter ces chiffres, par commune (CSV)", "Take these figures away, by commune (CSV)").in_lang(lang),
        lambda: written(study, reached, supply(study, asked), DECAYS[asked.decay], asked.weights),
        file_name(study, ACCESS_CSV),
        ACCESS_CSV.mime,
        key="take-access",
        on_click="ignore",
        icon=":material/download:",
    )
