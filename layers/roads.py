"""The road network of a territory: cut once from a file or from Overpass, kept, and where it came from."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from i18n import Text

from . import store
from .osm import ODBL
from .source import UNDATED, Loaded, Source, Vintage
from .territory import Territory

READING = 2
"""Raise it when speeds or the reading of a file change: networks kept from before are no longer used."""

Network = dict[str, NDArray[Any]]
"""Fields of ``distance.roads.RoadGraph``."""

FAULTS = (OSError, ValueError, KeyError, TypeError, BadZipFile)
"""What a network that was damaged since raises."""


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


def file_of(siren: str) -> Path:
    """Where the network of a territory for cars is kept."""
    return store.HOME / "roads" / f"{siren}-car.npz"


def keep(siren: str, network: Network, notes: Notes) -> None:
    """Keep a network and its notes, whole or not at all: another session may be reading the folder."""
    kept = file_of(siren)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=kept.parent, suffix=".new", delete=False) as file:
        arrived = Path(file.name)
        try:
            np.savez_compressed(file, allow_pickle=False, notes=np.array(json.dumps(asdict(notes))), **network)
            arrived.replace(kept)
        finally:
            arrived.unlink(missing_ok=True)


def noted(path: Path) -> Notes | None:
    """The notes of a network; None if it is not there, damaged, or was read by other rules."""
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            found = json.loads(str(arrays["notes"]))
        notes = Notes(**{**found, "communes": tuple(found["communes"])})
    except FAULTS:
        return None
    return notes if notes.reading == READING else None


def network(place: Territory) -> Network | None:
    """The network for cars kept for a territory, in its legal projection: ``RoadGraph(**network)``; None if none is."""
    path = file_of(place.siren)
    if not _is_for(noted(path), place.communes):
        return None
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            return {name: arrays[name] for name in arrays.files if name != "notes"}
    except FAULTS:
        return None


def stamp(siren: str) -> int:
    """Changes whenever another network is kept for the territory; 0 when none is."""
    path = file_of(siren)
    return path.stat().st_mtime_ns if path.is_file() else 0


def _is_for(notes: Notes | None, communes: tuple[str, ...]) -> bool:
    return notes is not None and set(notes.communes) == set(communes)


def made(source: str) -> Callable[[int, tuple[str, ...], tuple[str, ...]], Loaded | None]:
    """The communes served by the network of a territory, if its network came from this source."""

    def loaded(cog: int, inside: tuple[str, ...], _also: tuple[str, ...] = ()) -> Loaded | None:
        for path in sorted((store.HOME / "roads").glob("*-car.npz")):
            notes = noted(path)
            if notes is not None and notes.source == source and _is_for(notes, inside):
                served = pd.DataFrame({"served": 1.0}, pd.Index(notes.communes, name="commune"))
                year = int(notes.dated[:4]) if notes.dated else UNDATED
                return Loaded(served, Vintage(year, cog, notes.sha256, notes.origin))
        return None

    return loaded


ROADS = Source(
    key="roads",
    label=Text("Réseau routier d'OpenStreetMap", "OpenStreetMap road network"),
    publisher="OpenStreetMap",
    origin=Text(
        "© les contributeurs d'OpenStreetMap, par Overpass ou un extrait\u00a0: onglet Routes de cette page",
        "© OpenStreetMap contributors, through Overpass or an extract: Roads tab of this page",
    ),
    made=made("roads"),
    licence=ODBL,
)
