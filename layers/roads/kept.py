"""The road networks of a territory, one by mode: cut once from a file or Overpass, kept, and where they came from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .. import sealed, store
from ..source import UNDATED, Loaded, Vintage
from ..territory import Territory
from .speeds import MODES, Mode

READING = 3
"""Raise it when speeds or the reading of a file change: networks kept from before are no longer used."""

TileProgress = Callable[[int, int, int], None]
"""``report(tile, tiles, bytes of this tile)`` of what Overpass is asked. Raises Cancelled to stop."""

Network = dict[str, NDArray[Any]]
"""Fields of ``distance.road_graph.RoadGraph``."""


@dataclass(frozen=True)
class Notes:
    """Where a network came from: kept with it.

    Attributes
    ----------
    source
        Key of its source: ``roads`` or ``bd_topo``.
    origin
        Address, or name of the dropped file.
    dated
        The day of its data (ISO); "" if the file does not say.
    sha256
        Of the files it was cut from.
    communes
        Those of the territory it was cut for.
    """

    source: str
    origin: str
    dated: str
    sha256: str
    communes: tuple[str, ...]
    reading: int = READING


@dataclass(frozen=True, kw_only=True)
class Kept(Notes):
    """The notes of a network, and how large it is: junctions, stretches of road between them, and their length."""

    nodes: int
    edges: int
    kilometres: float


def file_of(siren: str, mode: Mode = "car") -> Path:
    """Where the network of a territory is kept."""
    return store.HOME / "roads" / f"{siren}-{mode}{sealed.SUFFIX}"


def every(mode: str = "*") -> list[Path]:
    """Where each network is kept, of one mode or of all."""
    return sorted((store.HOME / "roads").glob(f"*-{mode}{sealed.SUFFIX}"))


def keep(siren: str, networks: Mapping[Mode, Network], notes: Notes) -> dict[Mode, Kept]:
    """Keep networks and their notes, each whole or not at all: another session may be reading the folder.

    A mode that these have not stays as it was.
    """
    made = {mode: Kept(**asdict(notes), **_size(network)) for mode, network in networks.items()}
    # All are made before one is kept.
    contents = {mode: _content(network, made[mode]) for mode, network in networks.items()}
    for mode, content in contents.items():
        sealed.write(file_of(siren, mode), content)
    return made


def _content(network: Network, notes: Kept) -> bytes:
    content = BytesIO()
    np.savez_compressed(content, allow_pickle=False, notes=np.array(json.dumps(asdict(notes))), **network)
    return content.getvalue()


def _size(network: Network) -> dict[str, Any]:
    steps = np.hypot(*np.diff(network["shape"], axis=0).T)
    steps[network["shape_start"][1:-1] - 1] = 0  # from the end of a stretch to the start of the next
    return {
        "nodes": len(network["nodes"]), "edges": len(network["tail"]), "kilometres": round(float(steps.sum()) / 1000, 1)
    }  # fmt: skip


def _notes(content: bytes) -> dict[str, Any]:
    with np.load(BytesIO(content)) as arrays:
        notes: dict[str, Any] = json.loads(str(arrays["notes"]))
    return notes


_noted = store.remembered(_notes, 256)


def noted(path: Path) -> Kept | None:
    """The notes of a network; None if it is not there, damaged, or was read by other rules."""
    notes = _noted(path)
    if notes is None or notes["reading"] != READING:
        return None
    return Kept(**{**notes, "communes": tuple(notes["communes"])})


def modes(place: Territory) -> dict[Mode, Kept]:
    """The modes that have a network in a territory, and the notes of each."""
    networks = {mode: noted(file_of(place.siren, mode)) for mode in MODES}
    return {mode: notes for mode, notes in networks.items() if notes is not None and _is_for(notes, place.communes)}


def network(place: Territory, mode: Mode = "car") -> Network | None:
    """The network kept for a territory and a mode, in its legal projection: ``RoadGraph(**network)``; None if none."""
    path = file_of(place.siren, mode)
    if not _is_for(noted(path), place.communes):
        return None
    return store.unsealed(path, _arrays)


def _arrays(content: bytes) -> Network:
    with np.load(BytesIO(content)) as arrays:
        return {name: arrays[name] for name in arrays.files if name != "notes"}


def stamp(siren: str, mode: Mode = "car") -> int:
    """Changes whenever another network is kept for the territory and the mode; 0 when none is."""
    path = file_of(siren, mode)
    return path.stat().st_mtime_ns if path.is_file() else 0


def _is_for(notes: Notes | None, communes: tuple[str, ...]) -> bool:
    return notes is not None and set(notes.communes) == set(communes)


def made(source: str) -> Callable[[int, tuple[str, ...], tuple[str, ...]], Loaded | None]:
    """The communes served by the network of a territory for cars, if it came from this source."""

    def loaded(cog: int, inside: tuple[str, ...], _also: tuple[str, ...] = ()) -> Loaded | None:
        for path in every("car"):
            notes = noted(path)
            if notes is not None and notes.source == source and _is_for(notes, inside):
                served = pd.DataFrame({"served": 1.0}, pd.Index(notes.communes, name="commune"))
                year = int(notes.dated[:4]) if notes.dated else UNDATED
                return Loaded(served, Vintage(year, cog, notes.sha256, notes.origin))
        return None

    return loaded
