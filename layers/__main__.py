"""Load a territory from the terminal: ``python -m layers 200067106``; its roads with ``--roads``."""

import argparse
import sys
from functools import partial
from time import monotonic

from i18n import NBSP, Lang, Text, number

from . import BY_KEY, SOURCES, LayerError, disk, store
from .addresses import Response, addresses, ask, change, last_answers, note
from .load import Outcome, Wanted, everywhere, load, unknown_files, wanted
from .notices import notices
from .publishers.pages import page_of
from .reference import COG
from .roads.command import list_roads, load_roads
from .search import only
from .terminal import Option, Parser, guarded, say, spoken
from .territory import Territory, territory

STATUS = {
    "kept": Text("déjà là", "already here"),
    "downloaded": Text("téléchargé", "downloaded"),
    "dropped": Text("lu dans le dossier", "read from the folder"),
    "failed": Text("échec", "failed"),
}
MEGABYTE = 1e6


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if every file was had, 1 if one was not, 2 if the territory is unknown, 130 if stopped."""
    words = sys.argv[1:] if arguments is None else arguments
    lang = spoken(words)
    asked = Parser("python -m layers", ABOUT, OPTIONS, lang).read(words)
    return guarded(partial(_load, asked, lang), lang)


def _load(asked: argparse.Namespace, lang: Lang) -> int:
    if asked.check:
        return _check(lang)
    if asked.france:
        return _france(asked, lang)
    if not asked.wanted:
        raise LayerError(NOTHING_ASKED)
    disk.sweep(store.HOME)
    place = territory(only(" ".join(asked.wanted), COG), COG)
    for said in notices(place):
        say(said, lang)
    return _files(asked, place, lang) if asked.roads is None else _roads(asked, place, lang)


NOTHING_ASKED = Text(
    "Donnez une intercommunalité (« python -m layers 200067106 »), ou « --france », ou « --check ».",
    "Give an intercommunality (“python -m layers 200067106”), or “--france”, or “--check”.",
)


def _france(asked: argparse.Namespace, lang: Lang) -> int:
    """Every national table, for all intercommunalities; what is here already is not asked for again."""
    disk.sweep(store.HOME)
    everything = asked.extra or bool(asked.source)
    files = [f for f in everywhere(SOURCES, extra=everything) if not asked.source or f.source.key in asked.source]
    _announce(Text("France entière", "All of France").in_lang(lang), files, lang, listed=asked.list)
    if asked.list:
        return 0
    begun = monotonic()
    outcomes = _told(files, lang)
    size = sum(path.stat().st_size for path in store.tables().rglob("*") if path.is_file()) / MEGABYTE
    failed = sum(outcome.status == "failed" for outcome in outcomes)
    said = TOTAL.in_lang(lang).format(
        had=number(len(outcomes) - failed, lang), failed=number(failed, lang), size=number(size, lang),
        seconds=number(monotonic() - begun, lang), n=NBSP,
    )  # fmt: skip
    print(said)  # noqa: T201
    return 1 if failed else 0


TOTAL = Text(
    "Fichiers lus{n}: {had}, en échec{n}: {failed}. Tables gardées{n}: {size} Mo. Durée{n}: {seconds} s.",
    "Files read: {had}, failed: {failed}. Tables kept: {size} MB. Time: {seconds} s.",
)


def _check(lang: Lang) -> int:
    """Ask every address, say what fails and what changed; 1 if one fails."""
    before, answers = last_answers(), dict[str, Response]()
    for file, answer in ask(addresses(SOURCES)):
        answers[file.url] = answer
        said = change(answer, before.get(file.url), lang)
        if said:
            print(f"  {file.source.key} {file.year}: {said}\n    {file.url}")  # noqa: T201
        if not answer.good:
            print(f"    {BY_HAND.in_lang(lang).format(page=page_of(file.url), name=file.file.names[0])}")  # noqa: T201
    note(answers)
    good = sum(answer.good for answer in answers.values())
    said = Text("Adresses qui répondent : {good} sur {all}.", "Addresses that answer: {good} of {all}.").in_lang(lang)
    print(said.format(good=good, all=len(answers)))  # noqa: T201
    return 0 if good == len(answers) else 1


BY_HAND = Text("à prendre sur {page}, et à déposer sous le nom {name}", "take it at {page}, and drop it as {name}")


def _roads(asked: argparse.Namespace, place: Territory, lang: Lang) -> int:
    if asked.list:
        list_roads(place, asked.roads)
        return 0
    return load_roads(place, asked.roads, lang)


def _files(asked: argparse.Namespace, place: Territory, lang: Lang) -> int:
    everything = asked.extra or bool(asked.source)
    files = [f for f in wanted(SOURCES, place, extra=everything) if not asked.source or f.source.key in asked.source]
    _announce(place.name, files, lang)
    if asked.list:
        return 0
    return 1 if any(outcome.status == "failed" for outcome in _told(files, lang)) else 0


ABOUT = Text(
    "Charge les données d’une intercommunalité : « python -m layers 200067106 » ; ses routes avec « --roads ».",
    "Loads the data of an intercommunality: “python -m layers 200067106”; its roads with “--roads”.",
)
OPTIONS: tuple[Option, ...] = (
    ("wanted", {"nargs": "*", "metavar": "EPCI"}, Text(
        "numéro SIREN ou nom de l’intercommunalité", "SIREN or name of the intercommunality"
    )),
    ("--france", {"action": "store_true"}, Text(
        "tous les fichiers nationaux, pour toutes les intercommunalités",
        "every national file, for all intercommunalities",
    )),
    ("--check", {"action": "store_true"}, Text(
        "demande à chaque adresse si elle répond toujours, et dit ce qui a changé",
        "ask every address whether it still answers, and say what changed",
    )),
    ("--source", {"action": "append", "metavar": Text("CLÉ", "KEY"), "choices": list(BY_KEY)}, Text(
        "cette source seulement ; peut être donné plusieurs fois", "only this source; may be given several times"
    )),
    ("--extra", {"action": "store_true"}, Text(
        "aussi ce qui n’entre dans aucune distance : contexte, contours précis",
        "also what enters no distance: context, sharper contours",
    )),
    ("--list", {"action": "store_true"}, Text(
        "montre les fichiers qui seraient téléchargés, et n’en télécharge aucun",
        "show the files that would be fetched, and fetch none",
    )),
    ("--roads", {"nargs": "?", "const": "", "metavar": Text("FICHIER", "FILE")}, Text(
        "plutôt les réseaux routiers : d’OpenStreetMap par Overpass, ou tirés d’un fichier",
        "the road networks instead: from OpenStreetMap through Overpass, or cut out of a file",
    )),
)  # fmt: skip


def _announce(name: str, files: list[Wanted], lang: Lang, *, listed: bool = True) -> None:
    title = Text("{name}. Fichiers{n}: {count}. Dépôt{n}: {folder}", "{name}. Files: {count}. Drop folder: {folder}")
    print(title.in_lang(lang).format(name=name, count=len(files), folder=store.drop(), n=NBSP))  # noqa: T201
    for one in files if listed else []:
        print(f"  {one.source.key} {one.year}  {one.url}")  # noqa: T201
    for strange in unknown_files(SOURCES):
        print(Text("  non reconnu : {name}", "  not recognised: {name}").in_lang(lang).format(name=strange))  # noqa: T201


def _told(files: list[Wanted], lang: Lang) -> list[Outcome]:
    """Load, and say each step; the bytes of the file under way are written over one another on a terminal."""
    live, unit = sys.stderr.isatty(), Text("Mo", "MB").in_lang(lang)

    def report(one: Wanted, done: int, total: int) -> None:
        if live:
            size = f" / {number(total / MEGABYTE, lang, 1)}" if total else ""
            sys.stderr.write(f"\r  {one.source.key} {one.year}: {number(done / MEGABYTE, lang, 1)}{size} {unit}\x1b[K")

    outcomes = []
    for outcome in load(files, COG, report):
        sys.stderr.write("\r\x1b[K" if live else "")
        print(f"  {outcome.wanted.source.key} {outcome.wanted.year}: {STATUS[outcome.status].in_lang(lang)}")  # noqa: T201
        if outcome.count is not None:
            print(f"    {outcome.count.said.in_lang(lang)}")  # noqa: T201
        if outcome.problem is not None:
            sys.stderr.write(f"    {outcome.problem.in_lang(lang)}\n")
        outcomes.append(outcome)
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
