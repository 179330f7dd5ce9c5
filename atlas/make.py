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
from i18n import Text
from layers import LayerError, disk
from layers.own import NOTHING, Own
from layers.own.given import Given, own
from layers.own.known import known

from .asked import Asked, Pairings, chosen, default_pairing, pairings
from .exports import EXPORTS, Export, file_name
from .paper import order


class Failure(NamedTuple):
    """What could not be made, and why. ``what``: the name of a file, or the key of a pairing."""

    siren: str
    what: str
    reason: Text


class Made(NamedTuple):
    """One file."""

    name: str
    content: bytes


def own_of(siren: str, cog: int, given: Sequence[Given]) -> Own:
    """What the reader's own files give for a territory."""
    return own(given, known(layers.territory(siren, cog))) if given else NOTHING


def unread(siren: str, given: Sequence[Given], mine: Own) -> list[Failure]:
    """The reader's own files that could not be read: what is made is made without them."""
    return [Failure(siren, one.name, mine.unread[one.kind]) for one in given if one.kind in mine.unread]


def studies(siren: str, asked: Asked, mine: Own) -> Iterator[Study | Failure]:
    """Each study asked for, or why it cannot be made."""
    offered = pairings(cage.themes(siren, asked.cog, mine))
    for key in asked.to or (default_pairing(list(offered)),):
        try:
            pair, theme = chosen(offered, key)
            yield replace(cage.study(siren, asked.cog, pair, theme, mine), scheme=asked.scheme)
        except LayerError as error:
            yield Failure(siren, key, error.message)


def exports_of(asked: Asked) -> list[Export]:
    """The exports asked for, in the order of the app; when none is, all but what only programs should open."""
    if asked.formats:
        return [export for export in EXPORTS if export.key in asked.formats]
    return [export for export in EXPORTS if not export.for_programs]


def files(siren: str, asked: Asked, given: Sequence[Given]) -> Iterator[Made | Failure]:
    """Each file asked for, or why it cannot be made: one that fails does not stop the others.

    Raises
    ------
    LayerError
        If the territory is unknown.
    """
    mine = own_of(siren, asked.cog, given)
    yield from unread(siren, given, mine)
    for study in studies(siren, asked, mine):
        if isinstance(study, Failure):
            yield study
            continue
        yield from _exported(study, asked)
        yield from _printed(study, asked, mine)


def _exported(study: Study, asked: Asked) -> Iterator[Made | Failure]:
    for export in exports_of(asked):
        # What this study has nothing to write for is a failure only where it is asked for by its name.
        if asked.formats or export.lacks(study) is None:
            yield _made(study, file_name(study, export), partial(export.write, study, asked.lang))


def _printed(study: Study, asked: Asked, mine: Own) -> Iterator[Made | Failure]:
    place, names = study.territory, list[str]()

    @cache
    def offered() -> Pairings:
        return pairings(cage.themes(place.siren, place.cog, mine))

    def find(key: str) -> Study:
        return cage.study(place.siren, place.cog, *chosen(offered(), key), mine)

    for one in asked.printed:
        names.append(order.file_name(study, one, names))
        yield _made(study, names[-1], partial(order.write, study, one, asked.lang, find, lambda _: None))


def _made(study: Study, name: str, write: Callable[[], bytes]) -> Made | Failure:
    try:
        return Made(name, write())
    except LayerError as error:
        return Failure(study.territory.siren, name, error.message)


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
        raise LayerError(
            Text(
                f"Impossible d'écrire {path} : {error.strerror}. Libérez de la place, ou choisissez un autre dossier.",
                f"Cannot write {path}: {error.strerror}. Make room, or choose another folder.",
            )
        ) from error
