"""What did the merger do? Each of its readings: what is asked, then the answer."""

import streamlit as st

import merger
from atlas import readings
from atlas.finding import Cells, Figure, Finding, Value
from atlas.findings.harmony import RULES
from atlas.findings.quoting import notes, sources
from atlas.query import Query
from atlas.reading import Reading, Subject
from atlas.reading_files import Answered
from atlas.readings.asked import NOTHING_KNOWN, titled
from atlas.readings.closer import CLOSER_READING
from atlas.readings.families import FAMILIES_READING
from atlas.readings.harmony import rules_of
from atlas.words import enumeration
from cage import Study
from i18n import Lang, Text, number
from layers import LayerError
from merger.rules import offered, quotients
from pages.state import address as state
from pages.state.choices import Choices
from pages.state.readings import answer, between_residents, drawing
from pages.widgets import blocks, commune, loading, take
from pages.widgets.markup import paragraphs, write


def show(choices: Choices) -> None:
    """Which reading, of which distance; then that reading. Without a merger, why, and what can still be read."""
    lang = choices.lang
    try:
        subject = between_residents(choices.study.territory.siren, choices.study.scheme)
    except LayerError as error:
        st.error(error.message.in_lang(lang))
        return
    study, read = subject.residents, subject.merger
    if not read.readable:
        write(paragraphs([NOTHING_KNOWN.in_lang(lang)], "warning"))
        return
    if not read.merged:
        write(paragraphs([merger.none_known(study).in_lang(lang), STILL.in_lang(lang)], "warning"))
        loading.lists(study.territory, lang)
    reading, asked = _choose(subject, lang)
    if reading.beside_chance and not subject.beside_chance:
        drawing(study, lang)
    try:
        told = Answered(reading, answer(reading, subject, asked, lang))
    except LayerError as error:
        write(paragraphs([error.message.in_lang(lang)], "warning"))
        return
    blocks.show(told.answer, lang)
    take.show(told, lang)
    write(paragraphs([*_perimeters(study, lang), *notes(read.reading, lang), sources(study, lang)], "small"))


STILL = Text(
    "Ce qui se lit entre communes, fusion ou pas, est ci-dessous : ce qui sépare les communes voisines, lesquelles se "
    "ressemblent, comment revenus et accès y sont répartis, ce qui a changé d'année en année.",
    "What can be read between communes, merger or not, is below: what separates neighbouring communes, which are "
    "alike, how incomes and access are spread, what changed from year to year.",
)


def offered_here(subject: Subject) -> dict[str, Reading]:
    """The readings of this page: all of them for a merger; without one, those that can still answer."""
    here = {one.key: one for one in readings.READINGS if one.screen == "fusion"}
    return here if subject.merger.merged else {key: one for key, one in here.items() if one.lacks(subject) is None}


def _choose(subject: Subject, lang: Lang) -> tuple[Reading, Query]:
    here = offered_here(subject)
    main, detail = st.columns([10, 3], vertical_alignment="bottom")
    with main:
        part = state.segments(
            "partie",
            Text("Lecture", "Reading").in_lang(lang),
            list(here),
            next(iter(here)),
            format_func=lambda key: here[key].title.in_lang(lang),
            label_visibility="collapsed",
        )
    reading, known = here[part], subject.merger.readable
    if "distance" not in reading.choices:
        distance = state.one_of("lue", known, known[0])
    else:
        with detail:
            distance = state.selectbox(
                "lue",
                Text("Distance lue", "Distance read").in_lang(lang),
                known,
                known[0],
                format_func=lambda key: titled(key).in_lang(lang),
                label_visibility="collapsed",
            )
    return reading, _asked(reading, subject, distance, lang)


def _asked(reading: Reading, subject: Subject, distance: str, lang: Lang) -> Query:
    """What this reading alone lets choose."""
    if reading is FAMILIES_READING:
        return Query(distance, joined="1" if state.toggle("families-joined", TOUCHING.in_lang(lang)) else "")
    if reading is CLOSER_READING:
        chosen = commune.chosen(subject.residents)
        if chosen is not None:
            every = Text("Toutes les paires", "Every pair").in_lang(lang)
            st.button(every, key="closer-all", on_click=commune.leave)
        return Query(distance, commune=chosen or "")
    return _rule(subject, distance, lang) if "policy" in reading.choices else Query(distance)


TOUCHING = Text("Familles d'un seul tenant (communes voisines)", "Families in one piece (neighbouring communes)")


def _rule(subject: Subject, distance: str, lang: Lang) -> Query:
    """Which line of the reader's file, where there is one."""
    file = rules_of(subject)
    if file is None:
        return Query(distance)
    policies = offered(file)
    first, second, third = st.columns(3)
    with first:
        label = Text("Service ou politique", "Service or policy").in_lang(lang)
        policy = state.selectbox("service", label, list(policies), next(iter(policies)))
    with second:
        label, rules = Text("Règle", "Rule").in_lang(lang), policies[policy]
        rule = state.selectbox("regle", label, rules, rules[0], format_func=lambda key: RULES[key].label.in_lang(lang))
    with third:
        label = Text("Quotient familial (à partir de)", "Family quotient (from)").in_lang(lang)
        known = quotients(file, policy) or [0.0]
        quotient = state.selectbox("quotient", label, known, known[0], format_func=lambda low: number(low, lang))
    return Query(distance, policy=policy, rule=rule, quotient=str(quotient))


def _perimeters(study: Study, lang: Lang) -> list[str]:
    place = study.territory
    if not merger.merged(study):
        return []
    former = len(merger.group_names(study))
    numbers: dict[str, Value] = {
        "year": str(place.merged_in),
        "n": Figure(former, "count", Cells("former_epcis", "", "count")),
        "communes": Figure(len(place.communes), "count", Cells("communes", "", "count")),
        "cog": str(place.cog),
    }
    alone = study.communes.loc[study.communes["former_epci"] == "", "name"].tolist()
    out = [NO_FORMER.in_lang(lang).format(names=enumeration(alone, lang))] if alone else []
    return [Finding(PERIMETERS, numbers).in_lang(lang), *out]


PERIMETERS = Text(
    "Entre habitants. Fusion de {year} : {n} anciennes intercommunalités, {communes} communes ; géographie {cog}.",
    "Between residents. Merger of {year}: {n} former intercommunalities, {communes} communes; geography {cog}.",
)
NO_FORMER = Text(
    "Sans ancienne intercommunalité connue, et donc hors de ces lectures : {names}.",
    "Without a known former intercommunality, hence out of these readings: {names}.",
)
