"""What did the merger do? Finding, map and table of each of its readings."""

from collections.abc import Callable

import streamlit as st

import merger
from atlas.finding import Cells, Figure, Finding, Value
from atlas.maps import BY_KEY
from atlas.words import enumeration
from i18n import Text
from layers import LayerError
from pages.state import address as state
from pages.state.choices import Choices
from pages.widgets import fusion_families, fusion_faults, fusion_money, fusion_sides, fusion_years, loading
from pages.widgets.beside import notes
from pages.widgets.fusion_read import Merger, drawing, drawn, of, sources
from pages.widgets.markup import paragraphs, write

PARTS: dict[str, tuple[Text, Callable[[Merger, str], None]]] = {
    "sides": (Text("Avant, après", "Before, after"), fusion_sides.before_after),
    "between": (Text("De l'une à l'autre", "One to another"), fusion_sides.between),
    "faults": (Text("Ce qui sépare", "What separates"), fusion_faults.faults),
    "closer": (Text("Plus près sur le papier", "Closer on paper"), fusion_faults.closer),
    "families": (Text("Familles", "Families"), fusion_families.families),
    "inequality": (Text("Inégalités", "Inequality"), fusion_money.inequality),
    "years": (Text("Au fil des ans", "Over the years"), fusion_years.years),
    "harmony": (Text("Harmoniser", "Harmonise"), fusion_money.harmony),
}
WITHOUT_MERGER = ("faults", "families", "inequality", "years")
"""What is read between communes, merger or not."""
BESIDE_CHANCE = ("sides", "between", "faults", "families")
"""What is read beside random borders."""
OF_NO_ONE_DISTANCE = ("closer", "harmony")
"""What reads no distance, or several at once: which one is not asked."""


def show(choices: Choices) -> None:
    """Which reading, of which distance; then that reading. Without a merger, why, and what can still be read."""
    lang = choices.lang
    try:
        read = of(choices)
    except LayerError as error:
        st.error(error.message.in_lang(lang))
        return
    if not read.offered:
        write(paragraphs([NOTHING_KNOWN.in_lang(lang)], "warning"))
        return
    if not read.merged:
        write(paragraphs([merger.none_known(read.study).in_lang(lang), STILL.in_lang(lang)], "warning"))
        loading.lists(read.study.territory, lang)
    part, column = _choose(read)
    if part in BESIDE_CHANCE and read.merged and not drawn(read):
        drawing(read.study, lang)
    PARTS[part][1](read, column)
    write(paragraphs([*_perimeters(read), *notes(read.reading, lang), sources(read.study, lang)], "small"))


NOTHING_KNOWN = Text(
    "Aucune distance n'est connue entre les habitants de ce territoire. La page Données dit ce qui manque.",
    "No distance is known between the residents of this territory. The Data page says what is missing.",
)
STILL = Text(
    "Ce qui se lit entre communes, fusion ou pas, est ci-dessous : ce qui sépare les communes voisines, lesquelles se "
    "ressemblent, comment revenus et accès y sont répartis, ce qui a changé d'année en année.",
    "What can be read between communes, merger or not, is below: what separates neighbouring communes, which are "
    "alike, how incomes and access are spread, what changed from year to year.",
)


def _choose(read: Merger) -> tuple[str, str]:
    lang, parts = read.lang, list(PARTS) if read.merged else list(WITHOUT_MERGER)
    main, detail = st.columns([10, 3], vertical_alignment="bottom")
    with main:
        part = state.segments(
            "partie",
            Text("Lecture", "Reading").in_lang(lang),
            parts,
            parts[0],
            format_func=lambda key: PARTS[key][0].in_lang(lang),
            label_visibility="collapsed",
        )
    if part in OF_NO_ONE_DISTANCE:
        return part, state.one_of("lue", read.offered, read.offered[0])
    with detail:
        column = state.selectbox(
            "lue",
            Text("Distance lue", "Distance read").in_lang(lang),
            read.offered,
            read.offered[0],
            format_func=lambda key: (
                Text("Distance d'ensemble", "Overall distance").in_lang(lang)
                if key == "composite"
                else BY_KEY[key].title.in_lang(lang)
            ),
            label_visibility="collapsed",
        )
    return part, column


def _perimeters(read: Merger) -> list[str]:
    place = read.study.territory
    if not read.merged:
        return []
    former = len(merger.group_names(read.study))
    numbers: dict[str, Value] = {
        "year": str(place.merged_in),
        "n": Figure(former, "count", Cells("former_epcis", "", "count")),
        "communes": Figure(len(place.communes), "count", Cells("communes", "", "count")),
        "cog": str(place.cog),
    }
    alone = read.study.communes.loc[read.study.communes["former_epci"] == "", "name"].tolist()
    out = [NO_FORMER.in_lang(read.lang).format(names=enumeration(alone, read.lang))] if alone else []
    return [Finding(PERIMETERS, numbers).in_lang(read.lang), *out]


PERIMETERS = Text(
    "Entre habitants. Fusion de {year} : {n} anciennes intercommunalités, {communes} communes ; géographie {cog}.",
    "Between residents. Merger of {year}: {n} former intercommunalities, {communes} communes; geography {cog}.",
)
NO_FORMER = Text(
    "Sans ancienne intercommunalité connue, et donc hors de ces lectures : {names}.",
    "Without a known former intercommunality, hence out of these readings: {names}.",
)
