"""A loading that is under way: one for all the sessions that look at a territory, seen by each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic
from xml.etree.ElementTree import Element

import streamlit as st

from i18n import NBSP, Counted, Lang, Text, number
from layers import COG
from layers.fetch.download import Cancelled
from layers.load import Outcome, Wanted, load
from layers.publishers.pages import page_of
from pages.state import address as state
from pages.widgets.markup import element, write

MEGABYTE = 1e6
SURE = 3.0
"""Seconds of loading before the time left is told from its pace."""


@dataclass
class Loading:
    """One run over a list of files, in a thread of its own: closing the page does not stop it.

    Attributes
    ----------
    again
        Ask the publishers for what is already here too.
    whole
        False when a fault of ours ended it: the server's log has it.
    current
        The files under way, one by publisher: bytes received, and of the whole (0 when the publisher does not say).
    """

    files: Sequence[Wanted]
    again: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    current: dict[Wanted, tuple[int, int]] = field(default_factory=dict)
    begun: float = 0.0
    whole: bool = False
    asked_to_stop: Event = field(default_factory=Event)
    thread: Thread | None = None

    @property
    def running(self) -> bool:
        """True until the last file is had, or the reader stopped it."""
        return self.thread is not None and self.thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self.begun = monotonic()
        self.thread = Thread(target=self._run, daemon=True, name="loading")
        self.thread.start()

    def stop(self) -> None:
        """Ask it to stop: it does at the next block of bytes."""
        self.asked_to_stop.set()

    @property
    def share(self) -> float:
        """Share of the megabytes that were received, in [0, 1]: by their rough size where nothing else is known."""
        sizes = {file.url: max(file.file.megabytes, 1.0) for file in self.files}
        ended = {outcome.wanted.url for outcome in self.outcomes}
        under = {f.url: done / total if total else 0.0 for f, (done, total) in [*self.current.items()]}
        got = sum(size * (1.0 if url in ended else under.get(url, 0.0)) for url, size in sizes.items())
        return min(got / sum(sizes.values()), 1.0)

    @property
    def seconds_left(self) -> float | None:
        """Time left at the pace of what was received; None while that tells nothing."""
        spent, share = monotonic() - self.begun, self.share
        return spent * (1 - share) / share if spent > SURE and share > 0 else None

    def _run(self) -> None:
        try:
            for outcome in load(self.files, COG, self._report, again=self.again):
                self.current.pop(outcome.wanted, None)
                self.outcomes.append(outcome)
                if self.asked_to_stop.is_set():
                    break
            self.whole = True
        except Cancelled:
            self.whole = True

    def _report(self, one: Wanted, done: int, total: int) -> None:
        self.current[one] = done, total
        if self.asked_to_stop.is_set():
            raise Cancelled


@st.cache_resource(show_spinner=False)
def runs() -> dict[str, Loading]:
    """The last run of each territory. The one thing sessions share and change: a download is made once for all."""
    return {}


def begin(siren: str, files: Sequence[Wanted], *, again: bool = False) -> None:
    """Load these files for a territory, and show that it has begun."""
    run = runs()[siren] = Loading(files, again=again)
    run.start()
    st.rerun()


@st.fragment(run_every=1.0)
def progress(run: Loading, lang: Lang) -> None:
    """How far it is, what is under way, and what has come; the page is drawn again with each table that has."""
    shown = st.session_state.setdefault("outcomes-shown", {})
    if not run.running or shown.get(id(run), len(run.outcomes)) != len(run.outcomes):
        shown[id(run)] = len(run.outcomes)
        st.rerun()
    shown[id(run)] = len(run.outcomes)
    st.progress(run.share, text=_said(run, lang))
    write(*_files(run, lang))
    stopping = run.asked_to_stop.is_set()
    label = Text("Arrêt en cours", "Stopping") if stopping else Text("Arrêter", "Stop")
    st.button(label.in_lang(lang), key="stop", on_click=run.stop, disabled=stopping)


def _said(run: Loading, lang: Lang) -> str:
    count = Text("{rank} sur {all}", "{rank} of {all}").in_lang(lang)
    parts = [count.format(rank=min(len(run.outcomes) + 1, len(run.files)), all=len(run.files))]
    left = run.seconds_left
    if left is not None:
        parts.append(LEFT.in_lang(lang, max(left / 60, 1)) if left > 60 else LAST_MINUTE.in_lang(lang))
    return ". ".join(parts)


LEFT = Counted(
    Text("moins d'une minute", "less than a minute"),
    Text("encore {n} minute environ", "about {n} minute left"),
    Text("encore {n} minutes environ", "about {n} minutes left"),
)
LAST_MINUTE = Text("encore moins d'une minute", "less than a minute left")


def _files(run: Loading, lang: Lang) -> list[Element]:
    """A line for each file under way, then for each that has come."""
    unit = Text("Mo", "MB").in_lang(lang)
    rows = [
        (file, f"{number(done / MEGABYTE, lang, 1)}{_of(total, lang)}{NBSP}{unit}")
        for file, (done, total) in [*run.current.items()]
    ]
    come = Text("chargé, sert déjà", "loaded, in use already").in_lang(lang)
    rows += [(o.wanted, come) for o in reversed(run.outcomes) if o.problem is None and o.status != "kept"]
    return [element("table", *(_row(name(file, lang), said) for file, said in rows), class_="rows")] if rows else []


def _of(total: int, lang: Lang) -> str:
    return f" / {number(total / MEGABYTE, lang, 1)}" if total else ""


def name(file: Wanted, lang: Lang) -> str:
    """A file by its source and its year."""
    return f"{file.source.label.in_lang(lang)} {file.year}"


def _row(*cells: str | Element) -> Element:
    return element("tr", *(cell if isinstance(cell, Element) else element("td", cell) for cell in cells))


BROKEN = Text(
    "Une erreur de l'application a interrompu le chargement. Ce qui est chargé reste ; transmettez l'heure à la "
    "personne qui gère l'application.",
    "A fault of the application ended the loading. What is loaded stays; tell the time to whoever runs the "
    "application.",
)


def ended(run: Loading, lang: Lang) -> None:
    """What became of each file of a run that has ended."""
    if not run.whole:
        st.error(BROKEN.in_lang(lang))
    write(*outcomes(run, lang))


def outcomes(run: Loading, lang: Lang) -> list[Element]:
    """How many were had; of the others, and of those that lack something, what is to be done."""
    failed = [o for o in run.outcomes if o.problem is not None]
    had = len(run.outcomes) - len(failed)
    said = Text("{had} fichiers chargés, {failed} en échec.", "{had} files loaded, {failed} failed.").in_lang(lang)
    rows = [_row(name(o.wanted, lang), _problem(o, lang)) for o in failed]
    short = [(o.wanted, o.count) for o in run.outcomes if o.count is not None and not o.count.whole]
    rows += [_row(name(file, lang), element("td", read.said.in_lang(lang), class_="long")) for file, read in short]
    found = [element("p", said.format(had=had, failed=len(failed)))]
    return [*found, element("table", *rows, class_="rows")] if rows else found


def _problem(outcome: Outcome, lang: Lang) -> Element:
    """Why it failed, where the publisher shows it to people, and by which name it is known once dropped."""
    file, problem = outcome.wanted, outcome.problem
    link = element("a", page_of(file.url), href=page_of(file.url), target="_blank", rel="noopener noreferrer")
    drop = BY_HAND.in_lang(lang).format(name=file.file.names[0])
    page = Text("Page de l'éditeur", "Publisher's page").in_lang(lang)
    said = "" if problem is None else problem.in_lang(lang)
    return element("td", f"{said} {page}{COLON.in_lang(lang)}", link, f". {drop}", class_="long")


COLON = Text(f"{NBSP}: ", ": ")
BY_HAND = Text(
    "Fichier à mettre dans le dossier de dépôt : {name} (ou le zip qui le contient).",
    "File to put in the drop folder: {name} (or the zip that holds it).",
)


def failures(run: Loading, lang: Lang) -> list[Element]:
    """In one line, where room is short: how many were had, and where the others are explained."""
    failed = sum(o.problem is not None for o in run.outcomes)
    if not failed:
        return []
    said = Text("{n} fichiers n'ont pas pu être chargés.", "{n} files could not be loaded.").in_lang(lang)
    link = element("a", WHY.in_lang(lang), href=state.address("donnees", onglet="charger"))
    return [element("p", f"{said.format(n=number(failed, lang))} ", link, class_="warning")]


WHY = Text("Pourquoi, et comment faire autrement", "Why, and what to do instead")
