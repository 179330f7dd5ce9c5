"""Ways from IGN's BD TOPO: the layer « tronçon de route », as a shapefile or a GeoPackage, versions 2 and 3."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from .files import layer_of
from .speeds import CYCLE, EVERYWHERE, MODES, RAMP, ROUGH, ROUNDABOUT, WALK, Box, Mode
from .ways import Flags, Floats, Ways

NAMES = {
    "sens_de_circulation": "sens", "vitesse_moyenne_vl": "vit_moy_vl", "acces_vehicule_leger": "acces_vl",
    "acces_pieton": "acces_ped", "etat_de_l_objet": "etat",
}  # fmt: skip
"""Columns of the GeoPackage, and their names in the shapefile."""

KINDS = {
    "expressway": "autorout", "dual": "2 chauss", "ramp": "bretelle", "roundabout": "rond-point",
    "ferry": "^bac|maritime", "rough": "empierr", "lane": "^chemin", "path": "sentier",
    "steps": "escalier", "cycleway": "cyclable",
}  # fmt: skip
"""Part of « nature » in every version, without its accents: a shapefile may not say how it is encoded."""

SINGLE = {False: {"1": 67, "2": 67, "3": 63, "4": 58, "5": 35}, True: {"1": 50, "2": 50, "3": 45, "4": 40, "5": 30}}
DUAL = {False: {"1": 80, "2": 75, "3": 67, "4": 67, "5": 65}, True: {"1": 50, "2": 50, "3": 45, "4": 40, "5": 35}}
EXPRESSWAY = {
    False: {"1": 125, "2": 100, "3": 95, "4": 90, "5": 90},
    True: {"1": 100, "2": 90, "3": 85, "4": 67, "5": 67},
}
"""IGN's own mean speeds by importance, out of town and in town, where the file does not give them (version 2)."""

FERRY = 5.0


def roads(path: Path, box: Box = EVERYWHERE) -> dict[Mode, Ways]:
    """The roads that enter a box, for each mode. Two roads meet where they share an end, as IGN cuts them.

    Raises
    ------
    RuntimeError
        If the file cannot be read, or has neither nature nor importance.
    """
    table = _read(path, box)
    if not {"nature", "importance", "sens"} <= set(table):
        raise RuntimeError(path.name)
    return {mode: _ways(table, *_uses(table, mode)) for mode in MODES}


def _ways(table: gpd.GeoDataFrame, forth: Floats, back: Floats, stop: Flags) -> Ways:
    kept = (forth > 0) | (back > 0)
    lines = shapely.force_2d(table.geometry.to_numpy()[kept])
    start = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(lines))]).astype(np.int64)
    degrees = shapely.get_coordinates(gpd.GeoSeries(lines, crs=table.crs).to_crs(4326).to_numpy())
    return Ways(_vertices(shapely.get_coordinates(lines), start), degrees, start, forth[kept], back[kept], stop[kept])


def _read(path: Path, box: Box) -> gpd.GeoDataFrame:
    try:
        layer = layer_of(path)
        if layer is None:
            raise RuntimeError(path.name)
        crs = pyogrio.read_info(path, layer=layer)["crs"]
        mask = gpd.GeoSeries([shapely.box(*box)], crs=4326).to_crs(crs).total_bounds if box != EVERYWHERE else None
        table = pyogrio.read_dataframe(path, layer=layer, bbox=None if mask is None else tuple(mask))
    except (DataSourceError, DataLayerError) as error:
        raise RuntimeError(path.name) from error
    table = table.rename(columns=str.lower).rename(columns=NAMES)
    return table[table.geometry.notna()].explode(ignore_index=True)


def _uses(table: gpd.GeoDataFrame, mode: Mode) -> tuple[Floats, Floats, Flags]:
    """Speeds along and against each road, 0 where closed, and whether a journey may start or end there."""
    nature = table["nature"].astype(str).str.lower()
    kind = pd.Series("single", index=table.index)
    for name, part in KINDS.items():
        kind = kind.mask((kind == "single") & nature.str.contains(part), name)
    # As numbers: the speeds of no road at all are text to pandas.
    speed = {"car": _car, "bicycle": _bicycle, "foot": _foot}[mode](table, kind).astype(float)
    speed = speed.where(~_says(table, "etat", "construction|projet|ruine"), 0)
    along = ~_says(table, "sens", "inverse") | _also(table, mode, "direct")
    against = ~_says(table, "sens", "direct") | _also(table, mode, "inverse")
    stop = ~kind.isin(["expressway", "ferry", "ramp"]) & ~_says(table, "franchisst", "tunnel")
    if "pos_sol" in table:
        stop &= pd.to_numeric(table["pos_sol"], errors="coerce").fillna(0) >= 0
    return (speed * along).to_numpy(float), (speed * against).to_numpy(float), stop.to_numpy(bool)


def _also(table: pd.DataFrame, mode: Mode, way: str) -> pd.Series:
    """Where a mode may go one way whatever cars do: walking, everywhere; cycling, where there is a lane for it."""
    free = _says(table, "nature_de_la_restriction", "double sens cyclable")
    for side in ("gauche", "droit"):
        free |= _says(table, f"sens_amenagement_cyclable_{side}", f"{way}|double")
    return free & (mode == "bicycle") | (mode == "foot")


def _says(table: pd.DataFrame, column: str, part: str) -> pd.Series:
    """Whether a column, if there is one, contains some words."""
    if column not in table:
        return pd.Series(data=False, index=table.index)
    return table[column].astype(str).str.lower().str.contains(part)


def _car(table: pd.DataFrame, kind: pd.Series) -> pd.Series:
    """The file's own mean speed where it gives one; lanes at 1 km/h are no roads for cars."""
    if "vit_moy_vl" in table:
        speed = pd.to_numeric(table["vit_moy_vl"], errors="coerce").fillna(0).astype(float)
    else:
        speed = _by_importance(table, kind)
    closed = _says(table, "acces_vl", "impossible|restreint") | _says(table, "prive", "^(?:true|oui|vrai|1)")
    closed |= _says(table, "nature", "bac pi")
    return speed.where((speed > 1) & ~closed & ~kind.isin(["lane", "path", "steps", "cycleway"]), 0)


def _by_importance(table: pd.DataFrame, kind: pd.Series) -> pd.Series:
    urban = _says(table, "urbain", "^(?:true|oui|vrai|1)")
    importance = table["importance"].astype(str)
    speed = pd.Series(0.0, index=table.index)
    for name, speeds in (("single", SINGLE), ("dual", DUAL), ("expressway", EXPRESSWAY)):
        for inside in (False, True):
            mean = importance.map(speeds[inside]).fillna(0.0)
            speed = speed.mask((kind == name) & (urban == inside), mean)
    ramp = importance.map({"5": 30.0}).fillna(RAMP)
    fixed = {"roundabout": ROUNDABOUT, "ferry": FERRY, "rough": ROUGH}
    return speed.mask(kind == "ramp", ramp).mask(kind.isin(list(fixed)), kind.map(fixed))


def _bicycle(table: pd.DataFrame, kind: pd.Series) -> pd.Series:
    slow = {"lane": ROUGH, "path": ROUGH, "rough": ROUGH, "ferry": FERRY, "steps": 0.0, "expressway": 0.0}
    return kind.map(slow).fillna(CYCLE).where(~_says(table, "acces_ped", "restreint"), 0)


def _foot(table: pd.DataFrame, kind: pd.Series) -> pd.Series:
    speed = kind.map({"ferry": FERRY, "expressway": 0.0}).fillna(WALK)
    return speed.where(~_says(table, "acces_ped", "restreint"), 0)


def _vertices(xy: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Identifiers: ends at one place, to the centimetre, are one; bends are nobody's but their own."""
    ends = np.unique(np.concatenate([start[:-1], start[1:] - 1]))
    identifiers = -1 - np.arange(len(xy), dtype=np.int64)
    identifiers[ends] = np.unique(np.round(xy[ends], 2), axis=0, return_inverse=True)[1].ravel()
    return identifiers
