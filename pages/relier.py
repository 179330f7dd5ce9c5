"""Who is far from whom? Partners ranked with their direction, and any perimeter before a vote."""

import re
from dataclasses import replace

import shapely
import streamlit as st

import layers
import partners as found
from atlas.findings.quoting import sources
from atlas.maps import BY_KEY
from atlas.reading_files import Answered
from atlas.readings.partners import ABOUT, PARTNERS_READING, of_partners, readable
from atlas.readings.perimeter import PERIMETER_READING, of_perimeter_found
from atlas.words import alphabetical
from cage import RESIDENTS, Study
from distance import Scheme
from i18n import Lang, Text
from layers import COG, LayerError
from pages.state import address as state
from pages.state.choices import HELD, Choices, Held, epci_names, held, study_of
from pages.widgets import names, take, territory
from pages.widgets.blocks import labels_of, tables, warning
from pages.widgets.choropleth import MapLine
from pages.widgets.commune_map import draw
from pages.widgets.legend import legend
from pages.widgets.markup import element, finding_block, write


# Shared, read-only, between sessions, as the studies of ``pages.state.choices`` are.
@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=HELD)
def _side(siren: str, other: str, cog: int, held: Held) -> found.Side:
    del held  # a key only
    return found.towards(layers.territory(siren, cog), layers.territory(other, cog))


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs={**HELD, Scheme: repr})
def _partners(siren: str, cog: int, scheme: Scheme, held: Held, _sides: dict[str, found.Side]) -> found.Partners:
    del held  # a key only
    return replace(found.together(layers.territory(siren, cog), _sides), scheme=scheme)


def _around(siren: str, scheme: Scheme, lang: Lang) -> found.Partners:
    """Measure the intercommunality and each that touches it, saying which."""
    every, named, now = [siren, *found.touching(layers.territory(siren, COG))], epci_names(), held(siren)
    said = Text("Mesure des voisins, {n} sur {of} : {name}…", "Measuring the neighbours, {n} of {of}: {name}…")
    sides = {}
    for rank, other in enumerate(every, 1):
        with st.spinner(said.format(n=rank, of=len(every), name=named[other].partition(" · ")[0]).in_lang(lang)):
            sides[other] = _side(siren, other, COG, now)
    return _partners(siren, COG, scheme, now, sides)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=HELD)
def _perimeter(codes: tuple[str, ...], cog: int, held: Held) -> found.Perimeter:
    del held  # a key only
    return found.perimeter(codes, "", cog)


def show(choices: Choices) -> None:
    """The neighbours of the intercommunality or of one of its communes; then a perimeter made by list."""
    lang, siren = choices.lang, choices.study.territory.siren
    try:
        study = study_of(siren, COG, RESIDENTS, "")
        around = _around(siren, choices.study.scheme, lang)
    except LayerError as error:
        st.error(error.message.in_lang(lang))
        return
    by, root = _choose(study, around, lang)
    told = of_partners(study, around, by, root)
    left, right = st.columns([7, 6], gap="medium")
    with left:
        _map(around, Answered(PARTNERS_READING, told), lang)
    with right:
        write(
            *([finding_block(told.findings, lang)] if told.findings else warning(told, lang)),
            *tables(told.tables, lang),
        )
    take.show(Answered(PARTNERS_READING, told), lang)
    _by_list(siren, choices.study.scheme, lang)
    write(element("p", f"{ABOUT.in_lang(lang)} {sources(study, lang)}", class_="small"))


def _choose(study: Study, around: found.Partners, lang: Lang) -> tuple[str, str]:
    """By which distance known there, and seen from which commune; "" for the whole intercommunality."""
    every = alphabetical(study.communes["name"]).to_dict()
    first, second = st.columns(2)
    with first:
        root = state.or_none("commune", every)
        label = Text("Vu de", "Seen from").in_lang(lang)
        hint = Text("toute l'intercommunalité, ou une commune", "the whole intercommunality, or a commune").in_lang(
            lang
        )
        names.one(names.communes("commune", label, hint), every, lang)
    known = readable(around, root or "")
    with second:
        by = state.selectbox(
            "par",
            Text("Par quelle distance", "By which distance").in_lang(lang),
            known,
            known[0],
            format_func=lambda key: BY_KEY[key].title.in_lang(lang),
        )
    return by, root or ""


def _map(around: found.Partners, told: Answered, lang: Lang) -> None:
    """How far each commune is, and where the intercommunalities around lie."""
    study, shown = told.answer.study, told.shown
    values, classes = shown.values(study), shown.classes_of(study)
    write(element("h2", told.answer.caption.in_lang(lang), class_="place"))
    draw(
        study,
        fills=[classes.color(v) for v in values],
        labels=labels_of(told.answer, lang),
        lines=_outlines(study, around),
        lang=lang,
    )
    write(*legend(classes, values, Text("communes", "communes").in_lang(lang), lang))


def _outlines(study: Study, around: found.Partners) -> list[MapLine]:
    """Where each intercommunality around lies, by name."""
    siren, cog = study.territory.siren, study.territory.cog
    return [
        MapLine(_outline(siren, str(other), cog, held(siren)), name, OUTLINE, 1.5, marked=False)
        for other, name in around.epcis["name"].items()
    ]


OUTLINE = "#6a6a6a"


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=HELD)
def _outline(siren: str, other: str, cog: int, held: Held) -> list[list[list[float]]]:
    """The outline of another EPCI as paths of (longitude, latitude), less what it shares with the EPCI itself."""
    del held  # a key only
    mine, theirs = (layers.contours(layers.territory(code, cog)).union_all().boundary for code in (siren, other))
    parts = shapely.get_parts(shapely.line_merge(theirs.difference(mine)))
    return [shapely.get_coordinates(part).round(5).tolist() for part in parts]


def _by_list(siren: str, scheme: Scheme, lang: Lang) -> None:
    """The internal distance of intercommunalities and communes put together, before anyone votes."""
    write(
        element("h2", Text("Un périmètre, avant de voter", "A perimeter, before a vote").in_lang(lang), class_="place")
    )
    first, second = st.columns(2)
    with first:
        label = Text("Intercommunalités réunies", "Intercommunalities together").in_lang(lang)
        hint = Text("Ajouter : un nom, une commune, un SIREN", "Add: a name, a commune, a SIREN").in_lang(lang)
        box = names.Box("reunies", label, hint, territory.NONE, territory.MORE)
        whole = names.several(box, epci_names(), [siren], lang, territory.answers)
    with second:
        label = Text("Et des communes (codes Insee)", "And communes (INSEE codes)").in_lang(lang)
        written = state.text("codes", label, placeholder="64102, 64122")
    codes = (*whole, *re.findall(r"\w+", written))
    if not codes:
        return
    try:
        with st.spinner(Text("Mesure du périmètre…", "Measuring the perimeter…").in_lang(lang)):
            told = of_perimeter_found(_perimeter(codes, COG, held(siren)), scheme)
    except LayerError as error:
        st.error(error.message.in_lang(lang))
        return
    internal, *_ = told.tables
    write(finding_block(told.findings, lang), *tables([internal], lang))
    take.show(Answered(PERIMETER_READING, told), lang)
