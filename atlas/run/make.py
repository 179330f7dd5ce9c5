"""The files of one intercommunality, as the app would give them, and how they are put in a folder."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import cage
import layers
from cage import Study
from i18n import Text, number
from layers import LayerError, disk
from layers.errors import reason, refusal
from layers.own import NOTHING, Own, Report, lines, report, summary
from layers.own.given import Given, own
from layers.own.known import known

from .. import readings
from ..exports import EXPORTS, Export, file_name
from ..paper import order
from ..reading import Subject
from ..reading_files import answered, formats_of, write
from .asked import Pairings, StudyChoices, chosen, default_pairing, pairings


class Failure(NamedTuple):
    """What could not be made, and why. ``what``: the name of a file, or the key of a pairing."""

    siren: str
    what: str
    reason: Text


class Made(NamedTuple):
    """One file."""

    name: str
    content: bytes


class OwnFileRows(NamedTuple):
    """What became of the rows of one of the reader's own files. ``why``: a sentence for each reason."""

    siren: str
    name: str
    report: Report
    why: tuple[Text, ...]

    @property
    def said(self) -> Text:
        """All of it, in several lines."""
        fr, en = (list(one) for one in zip(summary(self.report), *self.why, strict=True))
        return Text(f"{self.name} : " + "\n  ".join(fr), f"{self.name}: " + "\n  ".join(en))


def own_of(siren: str, cog: int, given: Sequence[Given]) -> Own:
    """What the reader's own files give for a territory."""
    return own(given, known(layers.territory(siren, cog))) if given else NOTHING


def unread(siren: str, given: Sequence[Given], mine: Own) -> list[Failure]:
    """The reader's own files that could not be read: what is made is made without them."""
    return [Failure(siren, one.name, mine.unread[one.kind]) for one in given if one.kind in mine.unread]


def read(siren: str, mine: Own, given: Sequence[Given]) -> Iterator[OwnFileRows]:
    """What became of the rows of each of the reader's own files, as the page says it."""
    names = {one.kind: one.name for one in given}
    for kind, imported in mine.files.items():
        counted = report(imported)
        why = (
            Text(f"{line.word.fr} ({number(line.rows, 'fr')}) : {line.sentence.fr}",
                 f"{line.word.en} ({number(line.rows, 'en')}): {line.sentence.en}")
            for line in lines(imported, counted)
        )  # fmt: skip
        yield OwnFileRows(siren, names[kind], counted, tuple(why))


def studies(siren: str, asked: StudyChoices, mine: Own) -> Iterator[Study | Failure]:
    """Each study asked for, or why it cannot be made."""
    offered = pairings(cage.themes(siren, asked.cog, mine))
    for key in asked.to or (default_pairing(list(offered)),):
        try:
            pair, theme = chosen(offered, key)
            yield replace(cage.study(siren, asked.cog, pair, theme, mine), scheme=asked.scheme)
        except LayerError as error:
            yield Failure(siren, key, error.message)


def exports_of(asked: StudyChoices) -> list[Export]:
    """The exports asked for, in the order of the app; when none is, all but what only programs should open."""
    if asked.formats is None:
        return [export for export in EXPORTS if not export.for_programs]
    return [export for export in EXPORTS if export.key in asked.formats]


def files(siren: str, asked: StudyChoices, given: Sequence[Given]) -> Iterator[OwnFileRows | Made | Failure]:
    """How the reader's own files were read, then each file asked for, or why it cannot be made: none stops the others.

    Raises
    ------
    LayerError
        If the territory is unknown.
    """
    mine = own_of(siren, asked.cog, given)
    yield from read(siren, mine, given)
    yield from unread(siren, given, mine)
    for study in studies(siren, asked, mine):
        if isinstance(study, Failure):
            yield study
            continue
        subject = _subject(study, mine)
        if asked.readings:
            yield from _read(subject, asked)
        else:
            yield from _exported(study, asked)
        yield from _printed(subject, asked)


def _subject(study: Study, mine: Own) -> Subject:
    """What readings and sheets are asked of."""
    place = study.territory

    @cache
    def offered() -> Pairings:
        return pairings(cage.themes(place.siren, place.cog, mine))

    def find(key: str) -> Study:
        return cage.study(place.siren, place.cog, *chosen(offered(), key), mine)

    return Subject(study, find, lambda: {key: label for key, (label, *_) in offered().items()}, mine)


def _read(subject: Subject, asked: StudyChoices) -> Iterator[Made | Failure]:
    """The files of each reading asked for, or why it cannot answer."""
    siren = subject.study.territory.siren
    for key in asked.readings:
        try:
            told = answered(readings.by_key(key), subject, asked.query)
        except LayerError as error:
            yield Failure(siren, key, error.message)
            continue
        for one in formats_of(told.answer) if asked.formats is None else asked.formats:
            try:
                yield from (Made(*file) for file in write(told, one, asked.lang, asked.day))
            except LayerError as error:
                yield Failure(siren, f"{key}, {one}", error.message)


def _exported(study: Study, asked: StudyChoices) -> Iterator[Made | Failure]:
    for export in exports_of(asked):
        # What this study has nothing to write for is a failure only where it is asked for by its name.
        if asked.formats is not None or export.lacks(study) is None:
            yield _made(study, file_name(study, export), partial(export.write, study, asked.lang))


def _printed(subject: Subject, asked: StudyChoices) -> Iterator[Made | Failure]:
    names, study = list[str](), subject.study
    for one in asked.printed:
        names.append(order.file_name(study, one, names))
        yield _made(study, names[-1], partial(order.write, subject, one, asked.lang, lambda _: None))


def _made(study: Study, name: str, write: Callable[[], bytes]) -> Made | Failure:
    try:
        return Made(name, write())
    except LayerError as error:
        return Failure(study.territory.siren, name, error.message)
    except OSError as error:
        return Failure(study.territory.siren, name, refusal(error))


def put(folder: Path, made: Made) -> Path:
    """Write a file whole or not at all.

    Raises
    ------
    LayerError
        If the folder cannot be written in.
    """
    path = folder / made.name
    with writing(path):
        disk.write(path, made.content)
    return path


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Make the folder of a file that is written here; say what to do if the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        sentence = Text(
            "Impossible d’écrire {path} : {why}. Libérez de la place, ou choisissez un autre dossier.",
            "Cannot write {path}: {why}. Make room, or choose another folder.",
        )
        raise LayerError(sentence.format(path=path, why=reason(error))) from error
