"""Load a territory from the terminal: ``python -m layers 200067106``; its roads with ``--roads``."""

import argparse
import sys

from i18n import NBSP, Lang, Text, number

from . import SOURCES, disk, store
from .download import Cancelled
from .errors import LayerError
from .load import Outcome, Wanted, load, unknown_files, wanted
from .notices import notices
from .reference import COG
from .road_command import list_roads, load_roads
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
    asked = _parser().parse_args(arguments)
    lang: Lang = asked.lang
    try:
        place = territory(asked.siren, COG)
        disk.sweep(store.HOME)
        sys.stderr.writelines(f"{said.in_lang(lang)}\n" for said in notices(place))
        return _files(asked, place, lang) if asked.roads is None else _roads(asked, place, lang)
    except LayerError as error:
        sys.stderr.write(error.message.in_lang(lang) + "\n")
        return 2
    except (Cancelled, KeyboardInterrupt):
        sys.stderr.write(
            "\n" + Text("Arrêté. Ce qui était chargé reste.", "Stopped. What was loaded stays.").in_lang(lang) + "\n"
        )
        return 130


def _roads(asked: argparse.Namespace, place: Territory, lang: Lang) -> int:
    if asked.list:
        list_roads(place, asked.roads)
        return 0
    return load_roads(place, asked.roads, lang)


def _files(asked: argparse.Namespace, place: Territory, lang: Lang) -> int:
    everything = asked.extra or bool(asked.source)
    files = [f for f in wanted(SOURCES, place, extra=everything) if not asked.source or f.source.key in asked.source]
    _announce(place, files, lang)
    if asked.list:
        return 0
    return 1 if any(outcome.status == "failed" for outcome in _told(files, lang)) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m layers", description=__doc__)
    parser.add_argument("siren", help="SIREN of the intercommunality")
    parser.add_argument(
        "--source",
        action="append",
        metavar="KEY",
        choices=[source.key for source in SOURCES],
        help="only this source; may be given several times",
    )
    parser.add_argument("--extra", action="store_true", help="also what enters no distance: context, sharper contours")
    parser.add_argument("--list", action="store_true", help="show the files that would be fetched, and fetch none")
    parser.add_argument(
        "--roads",
        nargs="?",
        const="",
        metavar="FILE",
        help="the road networks instead: from OpenStreetMap through Overpass, or cut out of a file",
    )
    parser.add_argument("--lang", choices=("fr", "en"), default="fr")
    return parser


def _announce(place: Territory, files: list[Wanted], lang: Lang) -> None:
    title = Text("{name}{n}: {count} fichiers. Dépôt{n}: {folder}", "{name}: {count} files. Drop folder: {folder}")
    print(title.in_lang(lang).format(name=place.name, count=len(files), folder=store.drop(), n=NBSP))  # noqa: T201
    for one in files:
        print(f"  {one.source.key} {one.year}  {one.url}")  # noqa: T201
    for name in unknown_files(SOURCES):
        print(Text("  non reconnu : {name}", "  not recognised: {name}").in_lang(lang).format(name=name))  # noqa: T201


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
        if outcome.problem is not None:
            sys.stderr.write(f"    {outcome.problem.in_lang(lang)}\n")
        outcomes.append(outcome)
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
