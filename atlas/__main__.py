"""The files of a study, from the terminal: ``python -m atlas 200067106``; ``python -m atlas serve FOLDER``."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import layers
from cage import METHOD_VERSION
from i18n import NBSP, Lang, Text, number
from layers import LayerError
from layers.fingerprint import fingerprint
from layers.notices import notices
from layers.own.described import found
from layers.own.given import Given, kept
from layers.zones import zone

from . import config, postgis, serve
from .asked import Asked
from .cluster import dask
from .config import Config
from .exports import EXPORTS
from .make import Failure, files, own_of, put, studies, unread
from .many import FAILURES, Task, processes, run
from .paper.order import with_logo

OK, SOME_FAILED, WRONG, STOPPED = 0, 1, 2, 130
FORMATS = tuple(export.key for export in EXPORTS)
KILOBYTE = 1000


class Order(NamedTuple):
    """All that is asked for, once checked. ``given``: the reader's own files, by SIREN."""

    sirens: tuple[str, ...]
    asked: Asked
    given: dict[str, tuple[Given, ...]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    0 if all was made, 1 if something was not, 2 if what is asked for is wrong, 130 if stopped.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["serve"]:
        return serve.main(words[1:])
    options = _parser().parse_args(words)
    lang: Lang = options.lang or "fr"
    try:
        order = _order(options)
    except LayerError as error:
        _say(error.message, lang)
        return WRONG
    work: Callable[[argparse.Namespace, Order], int] = _many if options.all else _one
    try:
        return work(options, order)
    except LayerError as error:
        _say(error.message, order.asked.lang)
        return SOME_FAILED
    except KeyboardInterrupt:
        _say(Text("Arrêté. Ce qui est écrit reste.", "Stopped. What is written stays."), order.asked.lang)
        return STOPPED
    finally:
        _tell_unread(order)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m atlas", description=__doc__)
    add = parser.add_argument
    add("siren", nargs="?", help="SIREN of the intercommunality; that of the configuration if left out")
    add("--config", type=Path, metavar="FILE", help="configuration, as the page Emporter writes it (TOML)")
    add("--cog", type=int, help="year of the perimeters")
    add("--to", nargs="+", metavar="KEY", help="from whom to whom: the `vers` of the app's address, or several")
    add(
        "--format",
        type=lambda keys: keys.split(","),
        metavar="KEYS",
        help=f"files to make, and no printed document: {','.join(FORMATS)}",
    )
    add("--lang", choices=("fr", "en"))
    add("--out", type=Path, help="folder the files go to (default: export)")
    add("--all", metavar="ZONE", help="every intercommunality of dep:64, region:75 or france")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="processes, for --all (default: one per core)")
    add("--scheduler", metavar="ADDRESS", help="existing Dask cluster, for --all: tcp://host:8786")
    add("--postgis", metavar="URL", help="write the layers to this database: postgresql://user@host/base")
    add("--schema", default="cage", help="schema they go to (default: cage)")
    return parser


def _order(options: argparse.Namespace) -> Order:
    """What the options and the configuration ask for together; the options have the last word.

    Raises
    ------
    LayerError
        If something in them is wrong.
    """
    read = _config(options.config)
    to, formats = tuple(options.to or ()), tuple(options.format or ())
    stated: dict[str, Any] = {"cog": options.cog, "to": to, "formats": formats, "lang": options.lang}
    folder = options.config.parent if options.config else Path()
    # Formats of the command line are all that is made: a document has none.
    printed = () if formats else tuple(with_logo(one, folder) for one in read.asked.printed)
    asked = replace(read.asked, printed=printed, **{key: value for key, value in stated.items() if value})
    unknown = sorted(set(asked.formats) - set(FORMATS))
    if unknown or (options.all and (options.siren or options.postgis)) or options.jobs < 1:
        raise LayerError(_USAGE.format(formats=", ".join(FORMATS)))
    siren = options.siren or read.siren
    if not (options.all or siren):
        raise LayerError(_NO_SIREN)
    sirens = zone(options.all, asked.cog) if options.all else (siren,)
    if not options.all:
        layers.territory(siren, asked.cog)
    return Order(sirens, asked, _given(read, sirens, options.config))


_USAGE = Text(
    "Formats possibles : {formats}. « --all » va sans numéro SIREN ni « --postgis », et « --jobs » vaut au moins 1.",
    "Possible formats: {formats}. “--all” goes without a SIREN or “--postgis”, and “--jobs” is 1 at least.",
)
_NO_SIREN = Text(
    "Donnez le numéro SIREN d'une intercommunalité, ou « --all dep:64 ».",
    "Give the SIREN of an intercommunality, or “--all dep:64”.",
)


def _config(path: Path | None) -> Config:
    if path is None:
        return Config()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LayerError(
            Text(f"Impossible de lire la configuration {path}.", f"Cannot read the configuration {path}.")
        ) from error
    read = config.read(text)
    if read.method != METHOD_VERSION:
        said = Text(
            "La configuration vient de la version {old} de la méthode ; ici, c'est la {new} : les chiffres diffèrent.",
            "The configuration comes from version {old} of the method; this is {new}: figures differ.",
        )
        _say(said.format(old=read.method, new=METHOD_VERSION), read.asked.lang)
    return read


def _given(read: Config, sirens: Sequence[str], path: Path | None) -> dict[str, tuple[Given, ...]]:
    """The reader's own files: those of the configuration, or, if it says nothing of them, those kept here."""
    if read.own is None:
        return {siren: kept(siren) for siren in sirens}
    folder = path.parent if path else Path()
    every = [one for siren in sirens for one in kept(siren)]
    mine = tuple(found(one, folder, every) for one in read.own)
    return dict.fromkeys(sirens, mine)


def _one(options: argparse.Namespace, order: Order) -> int:
    """The files of one intercommunality, or its layers in a database."""
    (siren,), asked = order.sirens, order.asked
    if options.postgis:
        return _to_postgis(options, order)
    failed = False
    for made in files(siren, asked, order.given[siren]):
        failed |= isinstance(made, Failure)
        if isinstance(made, Failure):
            _say(_failed(made), asked.lang)
        else:
            path, size = put(options.out or Path("export"), made), number(len(made.content) / KILOBYTE, asked.lang)
            _say(Text(f"{path} ({size}{NBSP}ko)", f"{path} ({size} kB)"), asked.lang)
    return SOME_FAILED if failed else OK


def _failed(failure: Failure) -> Text:
    return Text(f"{failure.what} : {failure.reason.fr}", f"{failure.what}: {failure.reason.en}")


def _to_postgis(options: argparse.Namespace, order: Order) -> int:
    (siren,), asked = order.sirens, order.asked
    mine = own_of(siren, asked.cog, order.given[siren])
    lost = unread(siren, order.given[siren], mine)
    for one in lost:
        _say(_failed(one), asked.lang)
    made = list(studies(siren, asked, mine))
    study = made[0]
    if isinstance(study, Failure) or len(made) > 1:
        alone = Text("Un schéma reçoit une seule étude.", "A schema takes one study only.")
        _say(_failed(study) if isinstance(study, Failure) else alone, asked.lang)
        return WRONG
    for table, rows in postgis.write(study, asked.lang, options.postgis, options.schema).items():
        said = Text("{schema}.{table} : {rows} lignes", "{schema}.{table}: {rows} rows")
        _say(said.format(schema=options.schema, table=table, rows=number(rows, asked.lang)), asked.lang)
    return SOME_FAILED if lost else OK


def _many(options: argparse.Namespace, order: Order) -> int:
    """The files of every intercommunality of a part of France, each in its own folder."""
    lang, out, made_from = order.asked.lang, options.out or Path("export"), fingerprint()
    tasks = [Task(siren, order.asked, order.given[siren], made_from) for siren in order.sirens]
    names = layers.epcis(order.asked.cog)["name"]

    def report(done: int, total: int, siren: str, failures: int) -> None:
        told = Text(", échecs : {n}", ", failures: {n}").in_lang(lang).format(n=failures) if failures else ""
        sys.stderr.write(f"{done}/{total} {siren} {names[siren]}{told}\n")

    pool = dask(options.scheduler) if options.scheduler else nullcontext(processes(options.jobs))
    with pool as workers:
        failures = run(tasks, out, workers, report)
    said = Text(
        "{total} intercommunalités dans {out}, échecs : {failed} (voir {file}).",
        "{total} intercommunalities in {out}, failures: {failed} (see {file}).",
    )
    _say(said.format(total=len(tasks), out=out, failed=len(failures), file=FAILURES), lang)
    return SOME_FAILED if failures else OK


def _tell_unread(order: Order) -> None:
    """What was kept on this machine for these territories and could not be read: figures were made without it."""
    places = (layers.territory(siren, order.asked.cog) for siren in order.sirens)
    for said in dict.fromkeys(said for place in places for said in notices(place)):
        _say(said, order.asked.lang)


def _say(text: Text, lang: Lang) -> None:
    sys.stderr.write(text.in_lang(lang) + "\n")


if __name__ == "__main__":
    sys.exit(main())
