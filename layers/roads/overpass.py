"""Roads of a territory through Overpass: tile after tile, small questions that a busy server answers and we ask once.

By our own fetching and not osmnx's: it would be a second cache beside ours, and a second manner of waiting when a
server is busy. Its limit of the area of one question is kept.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import geopandas as gpd
import numpy as np
import osmium
import shapely

from i18n import Text

from .. import store
from ..communes import contours, projection
from ..errors import LayerError
from ..fetch.download import Receipt, fetch, forget, receipt
from ..territory import Territory
from .kept import Kept, Notes, TileProgress, keep
from .read import MARGIN_M, cut
from .speeds import CAR, FOR_FOOT, WITHOUT_CARS, Box, Mode

SERVER = "https://overpass-api.de/api/interpreter"
SIDE_M = 30_000
"""Longest side of a tile. Paths make answers 2.4 times as long (nodes, Andorra): it is less than the 2 500 km² that
osmnx asks for at a time."""

KINDS = "|".join(sorted({*CAR, *WITHOUT_CARS, *FOR_FOOT}))
"""Every kind of road that one of the modes may take."""

QUERY = (
    f'[out:xml][timeout:60];(way["highway"~"^({KINDS})$"]({{box}});way["route"="ferry"]({{box}}););'
    "->.w;node(w.w);out body;.w out body;"
)
"""Nodes first, then ways: readers want them in this order. Nodes with their tags, for barriers. The server is given as
long as we wait for it: a question we gave up would still be answered, and be one too many."""

END = b"</osm>"
REMARK = b"<remark>"
TAIL = 4096


def load(place: Territory, report: TileProgress, *, again: bool = False) -> dict[Mode, Kept]:
    """Fetch the roads of a territory and 20 km around it, cut its networks and keep them.

    Each tile is asked for once for all modes. Those that answered the same question before are not asked for again,
    unless `again`.

    Raises
    ------
    LayerError
        If the server does not answer, or knows no road in a commune of the territory.
    Cancelled
        If `report` asked for it. The tiles that came stay.
    """
    boxes = tiles(place)
    paths = [store.files() / f"roads-{'_'.join(map(str, box))}.osm" for box in boxes]
    for box, path in zip(boxes, paths, strict=True):
        known = receipt(path)
        if again or (known is not None and known.url != url(box)):
            forget(path)
    got: list[Receipt] = []
    for box, path in zip(boxes, paths, strict=True):

        def watch(done: int, _: int, rank: int = len(got)) -> None:
            report(rank, len(boxes), done)

        try:
            got.append(fetch(url(box), path, check, watch=watch))
        except LayerError as error:
            raise LayerError(_of_tile(error.message, url(box), len(got) + 1, len(boxes))) from error
    hashes = ", ".join(one.sha256 for one in got)
    notes = Notes("roads", SERVER, max(one.dated for one in got), hashes, place.communes)
    networks, _ = cut(place, *paths)
    return keep(place.siren, networks, notes)


def _of_tile(why: Text, question: str, rank: int, count: int) -> Text:
    """Why a tile was not had, without the long question it was asked by."""
    fr, en = (said.replace(question, SERVER) for said in (why.fr, why.en))
    return Text(
        f"Carré {rank} sur {count} : {fr} Les carrés déjà arrivés sont gardés ; rien d'autre n'a changé.",
        f"Square {rank} of {count}: {en} The squares that came are kept; nothing else has changed.",
    )


def url(box: Box) -> str:
    """The question for one tile, as an address."""
    west, south, east, north = box
    return f"{SERVER}?data={quote(QUERY.format(box=f'{south},{west},{north},{east}'))}"


def tiles(place: Territory) -> list[Box]:
    """Boxes that cover the outline of the territory and 20 km around it, in degrees."""
    shapes = contours(place).dropna().to_crs(projection(place.communes))
    around = shapely.buffer(shapes.union_all().convex_hull, MARGIN_M)
    west, south, east, north = around.bounds
    xs, ys = (np.linspace(a, b, int((b - a) // SIDE_M) + 2) for a, b in ((west, east), (south, north)))
    cells = (shapely.box(x0, y0, x1, y1) for y0, y1 in pairwise(ys) for x0, x1 in pairwise(xs))
    kept = gpd.GeoSeries([cell for cell in cells if cell.intersects(around)], crs=shapes.crs).to_crs(4326).bounds
    return [(w, s, e, n) for w, s, e, n in kept.round(4).itertuples(index=False)]


def check(path: Path) -> None:
    """Refuse an answer that was cut short, or that the server gave up on."""
    with path.open("rb") as file:
        head = file.read(TAIL)
        file.seek(max(path.stat().st_size - TAIL, 0))
        tail = file.read()
    if b"<osm" not in head or not tail.rstrip().endswith(END) or REMARK in tail or REMARK in head:
        raise LayerError(
            Text(
                "Overpass a répondu sans donner toutes les routes : le serveur est sans doute surchargé. "
                "Recommencez plus tard, ou déposez un extrait.",
                "Overpass answered without giving every road: the server is probably overloaded. "
                "Try again later, or drop an extract.",
            )
        )


def merged(paths: Sequence[Path], whole: Path) -> Path:
    """One extract of several, each road once."""
    reader = osmium.MergeInputReader()
    for path in paths:
        reader.add_file(str(path))
    with osmium.SimpleWriter(str(whole)) as writer:
        reader.apply(writer, simplify=True)
    return whole
