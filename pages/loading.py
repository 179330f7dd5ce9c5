"""Loading a territory in the background: one for all the sessions that look at it, seen by each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from xml.etree.ElementTree import Element

import streamlit as st

from cage import Study
from i18n import NBSP, Lang, Text, number
from layers import COG, SOURCES, Territory, store
from layers.download import Cancelled
from layers.load import Outcome, Wanted, dropped, load, unknown_files, wanted
from pages.markup import element, write

MEGABYTE = 1e6


@dataclass
class Loading:
    """One run over a list of files, in a thread of its own: closing the page does not stop it.

    Attributes
    ----------
    again
        Ask the publishers for what is already here too.
    current, done, total
        The file under way, and its bytes (total 0 when the publisher does not say).
    """

    files: Sequence[Wanted]
    again: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    current: Wanted | None = None
    done: int = 0
    total: int = 0
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
                    return
        except Cancelled:
            return

    def _report(self, one: Wanted, done: int, total: int) -> None:
        self.current, self.done, self.total = one, done, total
        if self.asked_to_stop.is_set():
            raise Cancelled


@st.cache_resource(show_spinner=False)
def runs() -> dict[str, Loading]:
    """The last run of each territory. The one thing sessions share and change: a download is made once for all."""
    return {}


def show(study: Study, lang: Lang) -> None:
    """The button, the progress, and what became of each file."""
    place = study.territory
    run = runs().get(place.siren)
    if run is not None and run.running:
        _progress(run, lang)
        return
    files = wanted(SOURCES, place, extra=_with_extra(place, lang))
    missing = [one for one in files if not store.has(one.source.key, one.year, one.part)]
    write(element("p", _summary(files, missing, place.name, lang)))
    _start(missing or files, place, lang, again=not missing)
    if run is not None:
        write(*_outcomes(run.outcomes, lang))


def _with_extra(place: Territory, lang: Lang) -> bool:
    """Whether the reader wants what enters no distance too."""
    known = {one.url for one in wanted(SOURCES, place)}
    size = sum(
        {one.url: one.file.megabytes for one in wanted(SOURCES, place, extra=True) if one.url not in known}.values()
    )
    label = Text(
        "Ajouter le contexte (ménages, diplômes, voitures, RSA, carreaux de 200 m) et les contours fins, {size} Mo de plus",
        "Add context (households, diplomas, cars, RSA, 200 m squares) and sharper contours, {size} MB more",
    )
    return st.checkbox(label.in_lang(lang).format(size=number(size, lang)), key="extra")


def _start(files: list[Wanted], place: Territory, lang: Lang, *, again: bool) -> None:
    label = (
        Text("Demander les fichiers plus récents", "Ask for newer files")
        if again
        else Text("Charger les données de ce territoire", "Load this territory's data")
    )
    if st.button(label.in_lang(lang), type="secondary" if again else "primary", key="load"):
        runs()[place.siren] = Loading(files, again=again)
        runs()[place.siren].start()
        st.rerun()


def _summary(files: list[Wanted], missing: list[Wanted], name: str, lang: Lang) -> str:
    if not missing:
        done = Text(
            "Les {n} fichiers officiels qui concernent {name} sont chargés.",
            "The {n} official files about {name} are loaded.",
        )
        return done.in_lang(lang).format(n=len(files), name=name)
    # One file may serve several sources: it is counted once.
    sizes = {one.url: one.file.megabytes for one in missing}
    size = sum(sizes.values())
    return (
        Text(
            "{n} fichiers officiels restent à chercher pour {name}, environ {size} Mo. Un fichier qui échoue n'arrête "
            "pas les autres, et ce qui est chargé sert à toutes les intercommunalités qu'il couvre.",
            "{n} official files are still to be fetched for {name}, about {size} MB. One that fails does not stop the "
            "others, and what is loaded serves every intercommunality it covers.",
        )
        .in_lang(lang)
        .format(n=len(sizes), name=name, size=number(size, lang))
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
    if st.button(Text("Arrêter", "Stop").in_lang(lang), key="stop"):
        run.stop()


def _outcomes(outcomes: Sequence[Outcome], lang: Lang) -> list[Element]:
    failed = [o for o in outcomes if o.problem is not None]
    had = len(outcomes) - len(failed)
    said = Text("{had} fichiers chargés, {failed} en échec.", "{had} files loaded, {failed} failed.").in_lang(lang)
    rows = [
        element("tr", element("td", o.wanted.source.label.in_lang(lang)), element("td", o.problem.in_lang(lang)))
        for o in failed
        if o.problem is not None
    ]
    found = [element("p", said.format(had=had, failed=len(failed)))]
    return [*found, element("table", *rows, class_="rows")] if rows else found


def folder(study: Study, lang: Lang) -> list[Element]:
    """The other way in: a folder where the publishers' files are put by hand."""
    files = wanted(SOURCES, study.territory)
    said = Text(
        "Sans réseau, ou si un éditeur refuse : téléchargez le fichier vous-même (zip ou non) et mettez-le dans le "
        "dossier {folder}. L'application le reconnaît à son nom, puis le bouton le lit à la place du téléchargement.",
        "Without a network, or if a publisher refuses: download the file yourself (zip or not) and put it in the "
        "folder {folder}. The application knows it by its name; the button then reads it instead of downloading.",
    )
    found = [element("p", said.in_lang(lang).format(folder=store.drop()))]
    here = [one for one in files if dropped(one) is not None]
    strange = unknown_files(files)
    if here:
        names = ", ".join(f"{one.source.label.in_lang(lang)} {one.year}" for one in here)
        found.append(
            element("p", Text("Reconnus : {names}.", "Recognised: {names}.").in_lang(lang).format(names=names))
        )
    if strange:
        text = Text("Non reconnus : {names}.", "Not recognised: {names}.").in_lang(lang)
        found.append(element("p", text.format(names=", ".join(strange))))
    return found
