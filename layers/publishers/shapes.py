"""Publishers' contours: read from a 7z, checked, made one coverage as light as a map needs."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import py7zr
import pyogrio
import shapely
from py7zr.exceptions import ArchiveError, PasswordRequired
from pyproj import CRS
from shapely.errors import ShapelyError

from i18n import NBSP, Text

from ..projections import SNAP, WGS84, Geometries, blocks, department, project, unproject
from ..source import unique
from ..vector import is_genuine
from .files import commune_codes, not_the_file, pick, reading

TOLERANCE = 20.0
"""Metres, for shapely.coverage_simplify: a fifth of a millimetre on paper at 1:100 000."""

MOVED = 0.05
"""Share of a contour's area that cleaning may move: beyond, contours lie on one another and none can be trusted."""

MARGIN = 1.0
"""Degrees around the extent of a legal projection: the west of Guyane is out of that of its own."""

SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")


@contextmanager
def reading_shapes(label: Text) -> Iterator[None]:
    """As ``publisher.reading``, for what archives and geometries raise besides."""
    with reading(label):
        try:
            yield
        except (ShapelyError, ArchiveError, PasswordRequired, LZMAError) as error:
            raise ValueError(str(error) or type(error).__name__) from error


def read_layer(path: Path, layer: str, needs: Mapping[str, tuple[str, ...]], label: Text) -> gpd.GeoDataFrame:
    """The layer of IGN's 7z (GeoPackage or shapefile), or of the GeoPackage in it, in WGS84.

    Parameters
    ----------
    layer
        Its name, whatever its case and punctuation.
    needs
        ``{column: the names it has had}``, whatever their case: IGN renamed all of them in 2025.

    Raises
    ------
    LayerError
        If the file is damaged, or lacks the layer, a column or its projection.
    """
    with reading_shapes(label), _vectors(path, layer) as files:
        tables = [_read(file, name, needs, label) for file, name in _layers(files, layer)]
    if not tables:
        raise not_the_file(
            label, Text(f"La couche «{NBSP}{layer}{NBSP}» n'y est pas.", f"It does not hold the layer “{layer}”.")
        )
    return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=WGS84)


@contextmanager
def _vectors(path: Path, layer: str) -> Iterator[list[Path]]:
    """The file itself or, out of a 7z, what may hold the layer and nothing else."""
    if not py7zr.is_7zfile(path):
        yield [path]
        return
    with TemporaryDirectory() as folder:
        with py7zr.SevenZipFile(path) as archive:
            wanted = [name for name in archive.getnames() if _may_hold(PurePosixPath(name), layer)]
            archive.extract(folder, targets=wanted)
        yield [Path(folder) / name for name in wanted if name.lower().endswith((".gpkg", ".shp"))]


def _may_hold(name: PurePosixPath, layer: str) -> bool:
    return name.suffix.lower() == ".gpkg" or (name.suffix.lower() in SHAPEFILE and _plain(name.stem) == _plain(layer))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


def _layers(files: list[Path], layer: str) -> Iterator[tuple[Path, str]]:
    for file in files:
        if not is_genuine(file):
            raise ValueError(file.name)
        yield from ((file, str(name)) for name, _ in pyogrio.list_layers(file) if _plain(str(name)) == _plain(layer))


def _read(file: Path, layer: str, needs: Mapping[str, tuple[str, ...]], label: Text) -> gpd.GeoDataFrame:
    fields = [str(field) for field in pyogrio.read_info(file, layer=layer)["fields"]]
    known = {field.casefold() for field in fields}
    chosen = {next((name for name in names if name in known), names[0]): column for column, names in needs.items()}
    found = pick(fields, chosen, label)
    table = pyogrio.read_dataframe(file, layer=layer, columns=list(found))
    if not isinstance(table, gpd.GeoDataFrame) or table.crs is None:
        raise not_the_file(label, Text("Sa projection n'est pas dite.", "Its projection is not said."))
    return table.rename(columns={field: chosen[name] for field, name in found.items()}).to_crs(WGS84)


def of_communes(table: gpd.GeoDataFrame, label: Text) -> gpd.GeoDataFrame:
    """The rows whose column ``commune`` is one of the 101 départements, their contours valid and where they should be.

    Raises
    ------
    LayerError
        If these are no codes of communes, if no contour is left, or if one lies outside its part of France.
    """
    codes = commune_codes(table["commune"], label)
    # IGN adds the communes of Saint-Pierre-et-Miquelon, Saint-Barthélemy and Saint-Martin: no département, no EPCI.
    kept = (codes.notna() & ~codes.str.match(r"97[578]|98", na=False)).to_numpy(dtype=bool)
    sound = gpd.GeoDataFrame(table[kept].assign(commune=codes[kept]), geometry="geometry", crs=WGS84)
    with reading_shapes(label):
        sound["geometry"] = gpd.GeoSeries(_repaired(sound["geometry"].to_numpy()), index=sound.index, crs=WGS84)
    if sound["geometry"].isna().all():
        raise not_the_file(label, Text("Il n'a aucun contour.", "It holds no contour."))
    _refuse_elsewhere(sound, label)
    return sound


def _repaired(shapes: Geometries) -> Geometries:
    """Valid polygons in two dimensions; None where no area is left."""
    made: Geometries = shapely.make_valid(shapely.force_2d(shapes), method="structure", keep_collapsed=False)
    made[~(shapely.area(made) > 0)] = None
    return made


def _extent(epsg: int) -> list[float]:
    """West, south, east, north of where a legal projection is in use, in degrees."""
    box = CRS.from_epsg(epsg).to_json_dict()["bbox"]
    west, south = box["west_longitude"] - MARGIN, box["south_latitude"] - MARGIN
    return [west, south, box["east_longitude"] + MARGIN, box["north_latitude"] + MARGIN]


def _refuse_elsewhere(table: gpd.GeoDataFrame, label: Text) -> None:
    for epsg, rows in blocks(table["commune"].map(department)):
        legal, box = _extent(epsg), shapely.bounds(table["geometry"].to_numpy()[rows])
        outside = (box[:, :2] < legal[:2]).any(axis=1) | (box[:, 2:] > legal[2:]).any(axis=1)
        if outside.any():
            code = table["commune"].to_numpy()[rows][outside][0]
            raise not_the_file(
                label,
                Text(
                    f"Le contour de {code} est hors de France{NBSP}: projection fausse ou fichier abîmé.",
                    f"The contour of {code} lies outside France: wrong projection or damaged file.",
                ),
            )


def as_coverage(table: gpd.GeoDataFrame, label: Text) -> Geometries:
    """Contours of ``of_communes`` made one coverage, cleaned only if they are not, simplified to `TOLERANCE`; WGS84.

    Raises
    ------
    LayerError
        If they lie on one another, or if a commune is given twice.
    """
    shapes = unique(table.set_index("commune"), label)["geometry"].to_numpy()
    found = np.full(len(shapes), None, dtype=object)
    with reading_shapes(label):
        for epsg, rows in blocks(table["commune"].map(department)):
            here = rows & ~shapely.is_missing(shapes)
            if here.any():
                found[here] = _light(project(shapes[here], epsg), epsg)
    return found


def _light(metres: Geometries, epsg: int) -> Geometries:
    whole = metres
    if not shapely.coverage_is_valid(metres):
        # A gap thinner than what is simplified away is no gap.
        whole = shapely.coverage_clean(metres, snapping_distance=SNAP, gap_width=TOLERANCE)
    moved = np.abs(shapely.area(whole) / shapely.area(metres) - 1)
    if moved.max() > MOVED:
        msg = f"contours on one another: {moved.max():.0%} of one"
        raise ValueError(msg)
    light: Geometries = shapely.normalize(unproject(shapely.coverage_simplify(whole, TOLERANCE), epsg))
    if not shapely.coverage_is_valid(light):
        # Rounding the degrees may have laid a vertex upon a border.
        light = shapely.coverage_clean(light)
    return light
