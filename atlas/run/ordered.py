"""What the command line asks for: its options and the configuration together, checked."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, get_args

from cage import METHOD_VERSION
from i18n import Lang, Text
from layers import LayerError
from layers.errors import reason
from layers.own.described import found
from layers.own.given import Given, kept
from layers.search import matches, only
from layers.terminal import Option, Parser, say
from layers.territory import refuse_other_years
from layers.zones import zone

from ..exports import EXPORTS
from ..paper.order import ALL, USED, Document, with_logo
from ..paper.order import PrintOrder as Printed
from ..query import WORDS, query, words_of
from ..reading_files import READING_FORMATS
from ..readings import READINGS, by_key
from . import config
from .asked import StudyChoices
from .config import Config

FORMATS = tuple(export.key for export in EXPORTS)
DOCUMENTS = get_args(Document)
KEYS = tuple(one.key for one in READINGS)


class Job(NamedTuple):
    """All that is asked for, once checked. ``given``: the reader's own files, by SIREN."""

    sirens: tuple[str, ...]
    asked: StudyChoices
    given: dict[str, tuple[Given, ...]]


ABOUT = Text(
    "Les fichiers d’une étude : « python -m atlas 200067106 », ou un nom : « python -m atlas pays basque ». "
    "« python -m atlas serve DOSSIER » les sert aux SIG.",
    "The files of a study: “python -m atlas 200067106”, or a name: “python -m atlas pays basque”. "
    "“python -m atlas serve FOLDER” serves them to GIS.",
)


OPTIONS: tuple[Option, ...] = (
    ("wanted", {"nargs": "*", "metavar": "EPCI"}, Text(
        "numéro SIREN ou nom de l’intercommunalité ; à défaut, celle de la configuration",
        "SIREN or name of the intercommunality; that of the configuration if left out",
    )),
    ("--all", {"metavar": "ZONE"}, Text(
        "toutes les intercommunalités de dep:64, region:75 ou france",
        "every intercommunality of dep:64, region:75 or france",
    )),
    ("--list", {"action": "store_true"}, Text(
        "ne fait rien : liste les intercommunalités désignées, ou ce que « --to » accepte pour une seule",
        "makes nothing: lists the intercommunalities that are named, or what “--to” takes for a single one",
    )),
    ("--to", {"nargs": "+", "metavar": Text("CLÉ", "KEY")}, Text(
        "de qui à qui : le « vers » de l’adresse de l’application, un ou plusieurs (voir « --list »)",
        "from whom to whom: the `vers` of the app’s address, or several (see “--list”)",
    )),
    ("--format", {"type": lambda keys: keys.split(","), "metavar": Text("CLÉS", "KEYS")}, Text(
        f"fichiers à faire, et aucun document : {', '.join(FORMATS)}",
        f"files to make, and no printed document: {', '.join(FORMATS)}",
    )),
    ("--read", {"type": lambda keys: keys.split(","), "metavar": Text("LECTURES", "READINGS")}, Text(
        f"lectures dont faire les fichiers, à la place de ceux de l’étude : {', '.join(KEYS)}",
        f"readings whose files are made, in place of those of the study: {', '.join(KEYS)}",
    )),
    ("--with", {"nargs": "+", "metavar": Text("CHOIX=VALEUR", "CHOICE=VALUE")}, Text(
        f"ce qui est demandé aux lectures, comme dans l’adresse : {', '.join(WORDS)}",
        f"what readings are asked, as in the address: {', '.join(WORDS)}",
    )),
    ("--print", {"nargs": "*", "choices": DOCUMENTS, "metavar": "DOCUMENT"}, Text(
        f"documents à imprimer, et aucun fichier : {', '.join(DOCUMENTS)} ; sans nom, ceux de la configuration",
        f"documents to print, and no file: {', '.join(DOCUMENTS)}; without a name, those of the configuration",
    )),
    ("--day", {"metavar": Text("JOUR", "DAY")}, Text(
        "date écrite sur les documents : 2026-11-22", "date written on the documents: 2026-11-22"
    )),
    ("--config", {"type": Path, "metavar": Text("FICHIER", "FILE")}, Text(
        "configuration, telle que la page Emporter l’écrit (TOML)",
        "configuration, as the page Take away writes it (TOML)",
    )),
    ("--cog", {"type": int, "metavar": Text("ANNÉE", "YEAR")}, Text("année des périmètres", "year of the perimeters")),
    ("--out", {"type": Path, "metavar": Text("DOSSIER", "FOLDER")}, Text(
        "dossier où vont les fichiers (export à défaut)", "folder the files go to (default: export)"
    )),
    ("--jobs", {"type": int, "default": os.cpu_count() or 1, "metavar": "N"}, Text(
        "processus, avec « --all » (à défaut, un par cœur)", "processes, for “--all” (default: one per core)"
    )),
    ("--scheduler", {"metavar": Text("ADRESSE", "ADDRESS")}, Text(
        "grappe Dask existante, avec « --all » : tcp://host:8786", "existing Dask cluster, for “--all”: tcp://host:8786"
    )),
    ("--postgis", {"metavar": "URL"}, Text(
        "écrit les couches dans cette base : postgresql://user@host/base",
        "writes the layers to this database: postgresql://user@host/base",
    )),
    ("--schema", {"default": "cage", "metavar": Text("SCHÉMA", "SCHEMA")}, Text(
        "schéma où elles vont (cage à défaut)", "schema they go to (default: cage)"
    )),
)  # fmt: skip


def read(words: Sequence[str], lang: Lang) -> argparse.Namespace:
    """The options, as typed; a wrong one ends the command with its usage."""
    return Parser("python -m atlas", ABOUT, OPTIONS, lang).read(words)


def order(options: argparse.Namespace) -> Job:
    """What the options and the configuration ask for together; the options have the last word.

    Raises
    ------
    LayerError
        If something in them is wrong.
    """
    stated = _config(options.config)
    if (options.all and (options.wanted or options.postgis)) or options.jobs < 1:
        raise LayerError(_USAGE)
    told: dict[str, Any] = {"cog": options.cog, "to": tuple(options.to or ()), "lang": options.lang}
    asked = replace(stated.asked, **{key: value for key, value in told.items() if value})
    asked = _made_only(_read_only(asked, options), options)
    folder = options.config.parent if options.config else Path()
    asked = replace(asked, printed=tuple(with_logo(one, folder) for one in asked.printed))
    wanted = " ".join(options.wanted) or stated.siren
    if not (options.all or wanted):
        raise LayerError(_NO_SIREN)
    refuse_other_years(asked.cog)
    sirens = zone(options.all, asked.cog) if options.all else _named(wanted, asked.cog, several=options.list)
    return Job(sirens, asked, _given(stated, sirens, options.config))


def _named(wanted: str, cog: int, *, several: bool) -> tuple[str, ...]:
    """The SIREN of the intercommunality that is meant, or of all those that may be."""
    candidates = matches(wanted, cog) if several else []
    return tuple(one.siren for one in candidates) or (only(wanted, cog),)


def _read_only(asked: StudyChoices, options: argparse.Namespace) -> StudyChoices:
    """The readings that the options name, and what they are asked."""
    for key in options.read or ():
        by_key(key)
    given = dict(one.partition("=")[::2] for one in getattr(options, "with") or ())
    words = words_of(asked.query) | given
    day = _day(options.day) if options.day else asked.day
    return replace(asked, readings=tuple(options.read or asked.readings), query=query(words), day=day)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise LayerError(_DAY.format(day=written)) from error


def _made_only(asked: StudyChoices, options: argparse.Namespace) -> StudyChoices:
    """The files and the documents that the options name: those alone are made."""
    if options.format is not None:
        known = tuple(READING_FORMATS) if asked.readings else FORMATS
        unknown = sorted(set(options.format) - set(known))
        if unknown:
            raise LayerError(_FORMATS.format(unknown=", ".join(unknown), formats=", ".join(known)))
        asked = replace(asked, formats=tuple(options.format), printed=asked.printed if options.print == [] else ())
    elif options.print is not None:
        asked = replace(asked, formats=())
    if options.print:
        asked = replace(asked, printed=tuple(_document(one, options.day, asked) for one in options.print))
    if asked.formats == () and not asked.printed and not options.list:
        raise LayerError(_NOTHING.format(documents=", ".join(DOCUMENTS)))
    return asked


def _document(name: Document, day: str | None, asked: StudyChoices) -> Printed:
    """A document named on the command line: sheets are for every commune, towards what is asked for."""
    if not day:
        raise LayerError(_NO_DAY)
    one = Printed(name, _day(day))
    if "towards" not in USED[name]:
        return one
    if not asked.to:
        raise LayerError(_TOWARDS.format(document=name))
    return replace(one, towards=asked.to, communes=(ALL,))


_USAGE = Text(
    "« --all » va sans intercommunalité ni « --postgis », et « --jobs » vaut au moins 1.",
    "“--all” goes without an intercommunality or “--postgis”, and “--jobs” is 1 at least.",
)
_FORMATS = Text(
    "Formats inconnus : {unknown}. Formats possibles : {formats}.",
    "Unknown formats: {unknown}. Possible formats: {formats}.",
)
_NOTHING = Text(
    "Aucun fichier n’est demandé : donnez « --format », ou l’un de ces documents après « --print » : {documents}.",
    "No file is asked for: give “--format”, or one of these documents after “--print”: {documents}.",
)
_NO_DAY = Text(
    "Un document porte une date, écrite sur ses pages : ajoutez par exemple « --day 2026-11-22 ».",
    "A document has a date, written on its pages: add for example “--day 2026-11-22”.",
)
_DAY = Text("« {day} » n’est pas une date comme 2026-11-22.", "“{day}” is not a date such as 2026-11-22.")
_TOWARDS = Text(
    "La fiche « {document} » dit vers quoi : ajoutez « --to » (« --list » montre ce qu’il accepte).",
    "The sheet “{document}” says towards what: add “--to” (“--list” shows what it takes).",
)
_NO_SIREN = Text(
    "Donnez le nom ou le numéro SIREN d’une intercommunalité, ou « --all dep:64 ».",
    "Give the name or the SIREN of an intercommunality, or “--all dep:64”.",
)


def _config(path: Path | None) -> Config:
    if path is None:
        return Config()
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LayerError(_UNREADABLE.format(path=path, why=reason(error))) from error
    except UnicodeDecodeError as error:
        raise LayerError(_UNREADABLE.format(path=path, why=_NOT_UTF8)) from error
    read = config.read(text)
    if read.method != METHOD_VERSION:
        say(_OTHER_METHOD.format(old=read.method, new=METHOD_VERSION), read.asked.lang)
    return read


_UNREADABLE = Text(
    "Impossible de lire la configuration {path} : {why}.", "Cannot read the configuration {path}: {why}."
)
_NOT_UTF8 = Text("ce n’est pas un texte en UTF-8", "it is no UTF-8 text")
_OTHER_METHOD = Text(
    "La configuration vient de la version {old} de la méthode ; ici, c’est la {new} : les chiffres diffèrent.",
    "The configuration comes from version {old} of the method; this is {new}: figures differ.",
)


def _given(stated: Config, sirens: Sequence[str], path: Path | None) -> dict[str, tuple[Given, ...]]:
    """The reader's own files: those of the configuration, or, if it says nothing of them, those kept here."""
    if stated.own is None:
        return {siren: kept(siren) for siren in sirens}
    folder = path.parent if path else Path()
    every = [one for siren in sirens for one in kept(siren)]
    mine = tuple(found(one, folder, every) for one in stated.own)
    return dict.fromkeys(sirens, mine)
