"""The files of a study, from the terminal: ``python -m atlas 200067106``; ``python -m atlas serve FOLDER``."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import cage
import layers
from i18n import NBSP, Lang, Text, number
from layers.fingerprint import fingerprint
from layers.notices import notices
from layers.search import matches
from layers.terminal import FAILED, OK, WRONG, guarded, say, spoken

from .run import ordered, postgis, serve
from .run.asked import pairings
from .run.cluster import dask
from .run.make import Failure, OwnFileRows, files, own_of, put, read, studies, unread
from .run.many import FAILURES, Task, processes, run
from .run.ordered import Job

EXPORT = Path("export")
KILOBYTE = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    0 if all was made, 1 if something was not or if rows of the reader's own files were left out, 2 if what is asked for
    is wrong, 130 if stopped.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["serve"]:
        return serve.main(words[1:])
    lang = spoken(words)
    options = ordered.read(words, lang)
    return guarded(partial(_done, options, lang), lang)


def _done(options: argparse.Namespace, lang: Lang) -> int:
    order = ordered.order(options)
    # A configuration says in which language its files are.
    lang = order.asked.lang if options.config or options.lang else lang
    work: Callable[[argparse.Namespace, Job, Lang], int] = _many if options.all else _one
    if options.list:
        work = _listed
    elif options.postgis:
        work = _to_postgis
    try:
        return guarded(partial(work, options, order, lang), lang, FAILED)
    finally:
        _tell_unread(order, lang)


def _tell_unread(order: Job, lang: Lang) -> None:
    """What was kept on this machine for these territories and could not be read: figures were made without it."""
    places = (layers.territory(siren, order.asked.cog) for siren in order.sirens)
    for sentence in dict.fromkeys(sentence for place in places for sentence in notices(place)):
        say(sentence, lang)


def _listed(options: argparse.Namespace, order: Job, lang: Lang) -> int:
    """The intercommunalities of a zone, or from whom to whom one of them can be studied: on the standard output."""
    cog = order.asked.cog
    names = layers.epcis(cog)["name"]
    full_names = {match.siren: str(match) for match in matches(" ".join(options.wanted), cog)}
    lines = [full_names.get(siren, f"{siren}  {names[siren]}") for siren in order.sirens]
    if not options.all and len(order.sirens) == 1:
        (siren,) = order.sirens
        mine = own_of(siren, cog, order.given[siren])
        offered = pairings(cage.themes(siren, cog, mine))
        width = max(map(len, offered))
        lines += [f"  --to {key.ljust(width)}  {label.in_lang(lang)}" for key, (label, _, _) in offered.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    return OK


def _one(options: argparse.Namespace, order: Job, lang: Lang) -> int:
    """The files of one intercommunality."""
    (siren,), asked = order.sirens, order.asked
    _say_which(siren, order, lang)
    failed = False
    for made in files(siren, asked, order.given[siren]):
        if isinstance(made, Failure):
            failed = True
            say(_failed(made), lang)
        elif isinstance(made, OwnFileRows):
            failed |= _left_out(made, lang)
        else:
            path, size = put(options.out or EXPORT, made), number(len(made.content) / KILOBYTE, lang)
            say(Text(f"{path} ({size}{NBSP}ko)", f"{path} ({size} kB)"), lang)
    return FAILED if failed else OK


def _say_which(siren: str, order: Job, lang: Lang) -> None:
    name = layers.epcis(order.asked.cog).at[siren, "name"]
    say(Text(f"{siren}  {name}", f"{siren}  {name}"), lang)


def _left_out(one: OwnFileRows, lang: Lang) -> bool:
    """Say what became of a file of the reader's; True if rows of it were rejected, or if none was kept."""
    say(one.said, lang)
    return bool(one.report.rejected or not one.report.kept)


def _failed(failure: Failure) -> Text:
    return Text(f"{failure.what} : {failure.reason.fr}", f"{failure.what}: {failure.reason.en}")


def _to_postgis(options: argparse.Namespace, order: Job, lang: Lang) -> int:
    """The layers of one intercommunality, in a database."""
    (siren,), asked = order.sirens, order.asked
    _say_which(siren, order, lang)
    given = order.given[siren]
    mine = own_of(siren, asked.cog, given)
    left = [_left_out(one, lang) for one in read(siren, mine, given)]
    lost = unread(siren, given, mine)
    for failure in lost:
        say(_failed(failure), lang)
    study, *others = studies(siren, asked, mine)
    if isinstance(study, Failure) or others:
        alone = Text("Un schéma reçoit une seule étude.", "A schema takes one study only.")
        say(_failed(study) if isinstance(study, Failure) else alone, lang)
        return WRONG
    for table, rows in postgis.write(study, asked.lang, options.postgis, options.schema).items():
        sentence = Text("{schema}.{table} : {rows} lignes", "{schema}.{table}: {rows} rows")
        say(sentence.format(schema=options.schema, table=table, rows=number(rows, lang)), lang)
    return FAILED if any(left) or lost else OK


def _many(options: argparse.Namespace, order: Job, lang: Lang) -> int:
    """The files of every intercommunality of a part of France, each in its own folder."""
    out, made_from = options.out or EXPORT, fingerprint()
    tasks = [Task(siren, order.asked, order.given[siren], made_from) for siren in order.sirens]
    names = layers.epcis(order.asked.cog)["name"]

    def report(done: int, total: int, siren: str, failures: int) -> None:
        told = Text(", échecs : {n}", ", failures: {n}").in_lang(lang).format(n=failures) if failures else ""
        sys.stderr.write(f"{done}/{total} {siren} {names[siren]}{told}\n")

    pool = dask(options.scheduler) if options.scheduler else nullcontext(processes(options.jobs))
    with pool as workers:
        failures = run(tasks, out, workers, report)
    sentence = Text(
        "{total} intercommunalités dans {out}, échecs : {failed} (voir {file}).",
        "{total} intercommunalities in {out}, failures: {failed} (see {file}).",
    )
    say(sentence.format(total=len(tasks), out=out, failed=len(failures), file=FAILURES), lang)
    return FAILED if failures else OK


if __name__ == "__main__":
    sys.exit(main())
