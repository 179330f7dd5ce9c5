"""What remains to be loaded: the essential in one click, the rest at choice, and the way in without a network."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

import streamlit as st

import merger
from atlas import gains
from atlas.gains import Gain
from cage import Study
from distance import DIMENSIONS
from i18n import NBSP, Lang, Text, number, percent
from layers import BY_KEY, SOURCES, Territory, store
from layers.load import Wanted, dropped, lacking, unknown_files, wanted
from layers.roads import files as road_files
from pages.state import address as state
from pages.widgets import under_way
from pages.widgets.markup import element, write

MEGABYTES_A_MINUTE = 75.0
"""Of a line of 10 Mbit/s: what a loading is said to take before it has begun."""

WORTH = 0.15
"""Share of the weight that loading must bring for the first screen to propose it: about what one zoning adds."""

MOST = 3
"""Sources named on the first screen."""


def show(study: Study, lang: Lang) -> None:
    """The essential, the rest, the progress, what became of each file, and the other way in."""
    place = study.territory
    run = under_way.runs().get(place.siren)
    if run is not None and run.running:
        under_way.progress(run, lang)
        return
    if run is not None:
        under_way.ended(run, lang)
    files = wanted(SOURCES, place, extra=_with_extra(place, lang))
    missing = lacking(files)
    _essential(study, missing, lang)
    write(element("p", _summary(missing, place.name, lang)))
    chosen = _chosen(missing, lang) if missing else files
    if chosen:
        _start(chosen, place, lang, again=not missing)
    write(*folder(files, lang))


def _essential(study: Study, missing: list[Wanted], lang: Lang) -> None:
    """The few sources that bring most, what each adds, and their button."""
    chosen = gains.essential(study.loaded, missing)
    if not chosen:
        return
    head = element("tr", *(element("th", text.in_lang(lang), class_=c) for text, c in HEADS))
    rows = [element("tr", element("td", gain.source.label.in_lang(lang)), *_brought(gain, lang)) for gain in chosen]
    write(element("p", _known(study, chosen, lang)), element("table", head, *rows, class_="rows"))
    _button(study.territory, chosen, lang)


HEADS = (
    (Text("L'essentiel, dans l'ordre", "The essential, in order"), ""),
    (Text("Poids connu en plus", "Weight known in addition"), "number"),
    (Text("Mo", "MB"), "number"),
)


def _brought(gain: Gain, lang: Lang) -> tuple[Element, Element]:
    places = Text("des lieux", "places") if gain.source.key in gains.PLACES else Text("les fusions", "mergers")
    adds = f"+{percent(gain.adds, lang)}" if gain.adds else places.in_lang(lang)
    return element("td", adds, class_="number"), element("td", number(gain.megabytes, lang), class_="number")


def _known(study: Study, chosen: list[Gain], lang: Lang) -> str:
    """What is known now of the weight of residents, by dimension, and what would be."""
    now = gains.shares(study.loaded)
    then = gains.shares({*study.loaded, *(gain.source.key for gain in chosen)})
    shares = ", ".join(
        f"{gains.label(d, lang)} {percent(now[d], lang)} → {percent(then[d], lang)}" for d in DIMENSIONS if d in now
    )
    return KNOWN.in_lang(lang).format(shares=shares)


KNOWN = Text(
    "Part connue des distances entre habitants, maintenant et une fois l'essentiel chargé, secrets à part : {shares}.",
    "Known share of the distances between residents, now and once the essential is loaded, secrets aside: {shares}.",
)


def _button(place: Territory, chosen: list[Gain], lang: Lang) -> None:
    size = sum(gain.megabytes for gain in chosen)
    minutes = max(1, round(size / MEGABYTES_A_MINUTE))
    label = ESSENTIAL.in_lang(lang).format(size=number(size, lang), minutes=number(minutes, lang))
    if st.button(label, type="primary", key="essential"):
        under_way.begin(place.siren, [file for gain in chosen for file in gain.files])


ESSENTIAL = Text(
    "Charger l'essentiel ({size} Mo, {minutes} min environ)", "Load the essential ({size} MB, about {minutes} min)"
)


def invite(study: Study, lang: Lang) -> None:
    """On the first screen of a territory that is not loaded: what would bring most, and one button."""
    place = study.territory
    run = under_way.runs().get(place.siren)
    if run is not None and run.running:
        under_way.progress(run, lang)
        return
    chosen = gains.essential(study.loaded, lacking(wanted(SOURCES, place))) if place.siren else []
    if sum(gain.adds for gain in chosen) < WORTH:
        return
    best = [gain for gain in chosen if gain.adds][:MOST]
    items = [element("li", _best(gain, lang)) for gain in best]
    write(
        element("p", element("strong", NOT_LOADED.in_lang(lang)), " ", _known(study, chosen, lang)),
        element("p", BEST.in_lang(lang)),
        element("ul", *items),
        *(under_way.failures(run, lang) if run is not None else []),
    )
    _button(place, chosen, lang)


NOT_LOADED = Text("Ce territoire n'est pas encore chargé.", "This territory is not loaded yet.")
BEST = Text("Ce qui apporterait le plus :", "What would bring most:")


def _best(gain: Gain, lang: Lang) -> str:
    said = Text("{name} : +{adds} du poids, {size} Mo", "{name}: +{adds} of the weight, {size} MB").in_lang(lang)
    name = gain.source.label.in_lang(lang)
    return said.format(name=name, adds=percent(gain.adds, lang), size=number(max(gain.megabytes, 1), lang))


def _with_extra(place: Territory, lang: Lang) -> bool:
    """Whether the reader wants what enters no distance too."""
    label = Text(
        "Ajouter le contexte (ménages, diplômes, voitures, RSA, carreaux de 200 m) et les contours fins, {size} Mo de "
        "plus",
        "Add context (households, diplomas, cars, RSA, 200 m squares) and sharper contours, {size} MB more",
    )
    more = megabytes(wanted(SOURCES, place, extra=True)) - megabytes(wanted(SOURCES, place))
    return state.checkbox("extra", label.in_lang(lang).format(size=number(more, lang)))


def megabytes(files: Iterable[Wanted]) -> float:
    """Rough size of a download: a file that serves several sources is counted once."""
    return sum({one.url: one.file.megabytes for one in files}.values())


def _summary(missing: list[Wanted], name: str, lang: Lang) -> str:
    if not missing:
        done = Text("Tout ce qui concerne {name} est chargé.", "All there is about {name} is loaded.")
        return done.in_lang(lang).format(name=name)
    return (
        Text(
            "Tables officielles à charger pour {name} : {n}, environ {size} Mo. Une table qui échoue n'arrête "
            "pas les autres, et ce qui est chargé sert à toutes les intercommunalités qu'il couvre.",
            "Official tables to load for {name}: {n}, about {size} MB. One that fails does not stop the "
            "others, and what is loaded serves every intercommunality it covers.",
        )
        .in_lang(lang)
        .format(n=len(missing), name=name, size=number(megabytes(missing), lang))
    )


def _chosen(missing: list[Wanted], lang: Lang) -> list[Wanted]:
    """What to load: all of it, less what the reader leaves out."""
    keys = list(dict.fromkeys(one.source.key for one in missing))
    sizes = {key: megabytes(one for one in missing if one.source.key == key) for key in keys}
    unit = Text("Mo", "MB").in_lang(lang)

    def label(key: str) -> str:
        size = f" ({number(sizes[key], lang)}{NBSP}{unit})" if sizes[key] >= 1 else ""
        return f"{BY_KEY[key].label.in_lang(lang)}{size}"

    left_out = state.several(
        "sans",
        Text("Laisser de côté", "Leave out").in_lang(lang),
        keys,
        (),
        format_func=label,
        placeholder=Text("Rien : tout charger", "Nothing: load everything").in_lang(lang),
    )
    return [one for one in missing if one.source.key not in left_out]


def _start(files: list[Wanted], place: Territory, lang: Lang, *, again: bool) -> None:
    label = (
        Text("Demander les fichiers plus récents", "Ask for newer files")
        if again
        else Text("Charger toutes les données de ce territoire", "Load all of this territory's data")
    )
    if st.button(label.in_lang(lang), key="load"):
        under_way.begin(place.siren, files, again=again)


def lists(place: Territory, lang: Lang) -> None:
    """The button that loads the yearly lists of members, its progress and what failed: beside what they would tell."""
    run, files = under_way.runs().get(place.siren), merger.earlier_lists(place)
    if run is not None and run.running:
        under_way.progress(run, lang)
        return
    if files:
        said = LISTS.in_lang(lang).format(
            first=files[0].year, last=files[-1].year, size=number(max(megabytes(files), 1), lang)
        )
        if st.button(said, type="primary", key="load-lists"):
            under_way.begin(place.siren, files)
    if run is not None and any(one.problem for one in run.outcomes):
        write(*under_way.outcomes(run, lang))


LISTS = Text(
    "Charger les listes annuelles de communes, {first} à {last} (environ {size} Mo)",
    "Load the yearly lists of communes, {first} to {last} (about {size} MB)",
)


def folder(files: list[Wanted], lang: Lang) -> list[Element]:
    """The other way in: a folder where the publishers' files are put by hand."""
    title = Text("Sans réseau, ou si un éditeur refuse", "Without a network, or if a publisher refuses")
    said = Text(
        "Téléchargez le fichier vous-même (zip ou non) et mettez-le dans le dossier {folder}. L'application le "
        "reconnaît à son nom ; le bouton le lit alors, au lieu de le télécharger.",
        "Download the file yourself (zip or not) and put it in the folder {folder}. The application knows it by its "
        "name; the button then reads it instead of downloading it.",
    )
    found = [
        element("h2", title.in_lang(lang), class_="place"),
        element("p", said.in_lang(lang).format(folder=store.drop())),
    ]
    here = [f"{one.source.label.in_lang(lang)} {one.year}" for one in files if dropped(one) is not None]
    roads = {path.name for path in road_files.dropped()}
    strange = [name for name in unknown_files(SOURCES) if name not in roads]
    if here:
        text = Text("Reconnus : {names}.", "Recognised: {names}.").in_lang(lang)
        found.append(element("p", text.format(names=", ".join(here))))
    if strange:
        text = Text("Non reconnus : {names}.", "Not recognised: {names}.").in_lang(lang)
        found.append(element("p", text.format(names=", ".join(strange))))
    return found
