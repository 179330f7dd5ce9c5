"""The roads of a territory from the terminal: ``python -m layers 200067106 --roads``, or ``--roads FILE``."""

import sys
from pathlib import Path

from i18n import Lang, Text, number

from ..errors import LayerError
from ..fetch.refusals import unwritten
from ..territory import Territory
from .kept import TileProgress, file_of
from .speeds import MODE_LABELS

MEGABYTE = 1e6
KEPT = Text(
    "  {mode} : {km} km de voies, {nodes} carrefours, {edges} tronçons ({origin}, {dated})",
    "  {mode}: {km} km of roads, {nodes} junctions, {edges} stretches ({origin}, {dated})",
)


def load_roads(place: Territory, file: str, lang: Lang) -> int:
    """Cut the networks of a territory out of a file, or ask Overpass when none is named; 0 if they were kept, else 1.

    Raises
    ------
    layers.download.Cancelled, KeyboardInterrupt
        If it was stopped. The tiles that came stay.
    """
    from . import overpass as road_overpass  # noqa: PLC0415 - readers and numba take seconds to start
    from . import read as road_read  # noqa: PLC0415

    asked = Text("Réseau routier de {name} : {origin}", "Road network of {name}: {origin}").in_lang(lang)
    print(asked.format(name=place.name, origin=file or road_overpass.SERVER))  # noqa: T201
    try:
        kept = road_read.keep_file(place, Path(file)) if file else road_overpass.load(place, _told(lang))
    except LayerError as error:
        return _failed(error, lang)
    except OSError as error:
        return _failed(unwritten(error, str(file_of(place.siren))), lang)
    for mode, notes in kept.items():
        line = KEPT.in_lang(lang).format(
            mode=MODE_LABELS[mode].in_lang(lang), km=number(notes.kilometres, lang), nodes=number(notes.nodes, lang),
            edges=number(notes.edges, lang), origin=notes.origin,
            dated=notes.dated or Text("non daté", "undated").in_lang(lang),
        )  # fmt: skip
        print(line)  # noqa: T201
    return 0


def list_roads(place: Territory, file: str) -> None:
    """Print the file that would be read, or what Overpass would be asked."""
    from . import overpass as road_overpass  # noqa: PLC0415

    for line in [file] if file else map(road_overpass.url, road_overpass.tiles(place)):
        print(f"  {line}")  # noqa: T201


def _told(lang: Lang) -> TileProgress:
    """Say which square is under way; its bytes are written over one another on a terminal."""
    live, unit, told = sys.stderr.isatty(), Text("Mo", "MB").in_lang(lang), set[int]()

    def report(tile: int, tiles: int, done: int) -> None:
        if tile not in told:
            told.add(tile)
            sys.stderr.write("\r\x1b[K" if live else "")
            line = Text("  carré {rank} sur {all}", "  square {rank} of {all}").in_lang(lang)
            print(line.format(rank=tile + 1, all=tiles))  # noqa: T201
        if live:
            sys.stderr.write(f"\r    {number(done / MEGABYTE, lang, 1)} {unit}\x1b[K")

    return report


def _failed(error: LayerError, lang: Lang) -> int:
    sys.stderr.write(f"{error.message.in_lang(lang)}\n")
    return 1
