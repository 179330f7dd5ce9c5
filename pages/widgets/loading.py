"""Loading a territory in the background: one for all the sessions that look at it, seen by each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from xml.etree.ElementTree import Element

import streamlit as st

import merger
from cage import Study
from i18n import NBSP, Lang, Text, number
from layers import BY_KEY, COG, SOURCES, Territory, store
from layers.fetch.download import Cancelled
from layers.load import Outcome, Wanted, dropped, lacking, load, unknown_files, wanted
from layers.roads import files as road_files
from pages.state import address as state
from pages.widgets.markup import element, write

MEGABYTE = 1e6


@dataclass
class Loading:
    """One run over a list of files, in a thread of its own: closing the page does not stop it.

    Attributes
    ----------
    again
        Ask the publishers for what is already here too.
    whole
        False when a fault of ours ended it: the server's log has it.
    current, done, total
        The file under way, and its bytes (total 0 when the publisher does not say).
    """

    files: Sequence[Wanted]
    again: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    current: Wanted | None = None
    done: int = 0
    total: int = 0
    whole: bool = False
    asked_to_stop: Event = field(default_factory=Event)
    thread: Thread | None = None

    @property
    def running(self) -> bool:
        """True until the last file is had, or the reader stopped it."""
        return self.thread is not None and self.thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self.thread = Thread(target=self._run, daemon=True, name="loading")
        self.thread.start()

    def stop(self) -> None:
        """Ask it to stop: it does at the next block of bytes."""
        self.asked_to_stop.set()

    def _run(self) -> None:
        try:
            for outcome in load(self.files, COG, self._report, again=self.again):
                self.outcomes.append(outcome)
                if self.asked_to_stop.is_set():
                    break
            self.whole = True
        except Cancelled:
            self.whole = True

    def _report(self, one: Wanted, done: int, total: int) -> None:
        self.current, self.done, self.total = one, done, total
        if self.asked_to_stop.is_set():
            raise Cancelled


@st.cache_resource(show_spinner=False)
def runs() -> dict[str, Loading]:
    """The last run of each territory. The one thing sessions share and change: a download is made once for all."""
    return {}


def show(study: Study, lang: Lang) -> None:
    """What remains to be loaded, the button, the progress, what became of each file, and the other way in."""
    place = study.territory
    run = runs().get(place.siren)
    if run is not None and run.running:
        _progress(run, lang)
        return
    files = wanted(SOURCES, place, extra=_with_extra(place, lang))
    missing = lacking(files)
    write(element("p", _summary(missing, place.name, lang)))
    chosen = _chosen(missing, lang) if missing else files
    if chosen:
        _start(chosen, place, lang, again=not missing)
    if run is not None:
        if not run.whole:
            st.error(BROKEN.in_lang(lang))
        write(*_outcomes(run, lang))
    write(*folder(files, lang))


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
        else Text("Charger les données de ce territoire", "Load this territory's data")
    )
    if st.button(label.in_lang(lang), type="secondary" if again else "primary", key="load"):
        _run(Loading(files, again=again), place)


def _run(loading: Loading, place: Territory) -> None:
    runs()[place.siren] = loading
    loading.start()
    st.rerun()


def lists(place: Territory, lang: Lang) -> None:
    """The button that loads the yearly lists of members, its progress and what failed: beside what they would tell."""
    run, files = runs().get(place.siren), merger.earlier_lists(place)
    if run is not None and run.running:
        _progress(run, lang)
        return
    if files:
        said = LISTS.in_lang(lang).format(
            first=files[0].year, last=files[-1].year, size=number(max(megabytes(files), 1), lang)
        )
        if st.button(said, type="primary", key="load-lists"):
            _run(Loading(files), place)
    if run is not None and any(one.problem for one in run.outcomes):
        write(*_outcomes(run, lang))


LISTS = Text(
    "Charger les listes annuelles de communes, {first} à {last} (environ {size} Mo)",
    "Load the yearly lists of communes, {first} to {last} (about {size} MB)",
)


@st.fragment(run_every=1.0)
def _progress(run: Loading, lang: Lang) -> None:
    if not run.running:
        st.rerun()
    one, rank = run.current, len(run.outcomes)
    said = (
        Text("Préparation", "Preparing").in_lang(lang)
        if one is None
        else f"{one.source.label.in_lang(lang)} {one.year}"
    )
    size = f" / {number(run.total / MEGABYTE, lang, 1)}" if run.total else ""
    got = f"{number(run.done / MEGABYTE, lang, 1)}{size}{NBSP}{Text('Mo', 'MB').in_lang(lang)}"
    share = (rank + (run.done / run.total if run.total else 0)) / len(run.files)
    count = Text("{rank} sur {all}", "{rank} of {all}").in_lang(lang).format(rank=rank + 1, all=len(run.files))
    st.progress(min(share, 1.0), text=f"{count}. {said}, {got}")
    stopping = run.asked_to_stop.is_set()
    label = Text("Arrêt en cours", "Stopping") if stopping else Text("Arrêter", "Stop")
    st.button(label.in_lang(lang), key="stop", on_click=run.stop, disabled=stopping)


BROKEN = Text(
    "Une erreur de l'application a interrompu le chargement. Ce qui est chargé reste ; transmettez l'heure à la "
    "personne qui gère l'application.",
    "A fault of the application ended the loading. What is loaded stays; tell the time to whoever runs the "
    "application.",
)


def _outcomes(run: Loading, lang: Lang) -> list[Element]:
    outcomes: Sequence[Outcome] = run.outcomes
    failed = [o for o in outcomes if o.problem is not None]
    had = len(outcomes) - len(failed)
    said = Text("{had} fichiers chargés, {failed} en échec.", "{had} files loaded, {failed} failed.").in_lang(lang)
    rows = [
        element(
            "tr",
            element("td", f"{o.wanted.source.label.in_lang(lang)} {o.wanted.year}"),
            element("td", o.problem.in_lang(lang), class_="long"),
        )
        for o in failed
        if o.problem is not None
    ]
    found = [element("p", said.format(had=had, failed=len(failed)))]
    return [*found, element("table", *rows, class_="rows")] if rows else found


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
