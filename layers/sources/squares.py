"""Inhabitants of squares of 200 m (INSEE, Filosofi): from where in their commune residents set out.

INSEE imputes the figures of a square of fewer than eleven households (four inhabited squares in five) from those around
it: its position is true, its figures are not. They serve as weights, and the share of imputed persons is told.
"""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import numpy as np
import pandas as pd
import py7zr
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Transformer

from i18n import Text

from ..publishers.files import Published, not_the_file, pick
from ..publishers.insee import nonnegative
from ..publishers.shapes import reading_shapes
from ..source import Source, unique

LABEL = Text("Habitants par carreau de 200 m", "Inhabitants by square of 200 m")
SUMS = {
    "persons": ("ind",), "households": ("men",), "poor_households": ("men_pauv",), "over_65": ("ind_65_79", "ind_80p"),
    "under_18": ("ind_0_3", "ind_4_5", "ind_6_10", "ind_11_17"),
}  # fmt: skip
FIGURES = [column for parts in SUMS.values() for column in parts]
TYPES = {"idcar_200m": str, "lcog_geo": str, "i_est_200": float, **dict.fromkeys(FIGURES, float)}
ID = r"CRS(?P<crs>3035|5490|2975)RES200mN(?P<north>\d+)E(?P<east>\d+)"
"""Projection (EPSG: mainland, Martinique, La Réunion) and south-west corner, in metres."""

CODES = r"((?:\d\d|2[AB])\d{3})+"
SQUARE_SIDE = 200
MEMBER = "carreaux_200m_*.csv"


def read_squares(path: Path) -> pd.DataFrame:
    """INSEE's CSVs of 200 m squares (comma, decimal point), in a zip or in a 7z in a zip.

    One row per square and commune: a square over several communes has one row in each, with the figures of the whole
    square and ``parts``, the number of its communes. Columns: id, commune, parts, lon, lat (its centre), persons,
    households, poor_households, over_65, under_18, imputed.

    Raises
    ------
    LayerError
        If it is not that file.
    """
    with reading_shapes(LABEL), _files(path) as files:
        tables = [pd.read_csv(file, usecols=TYPES.__contains__, dtype=TYPES, encoding="utf-8-sig") for file in files]
        for table in tables:
            pick(table.columns, TYPES, LABEL)
        squares = pd.concat(tables, ignore_index=True)
        lon, lat = _centres(squares["idcar_200m"])
        if squares.empty or not squares["i_est_200"].isin([0, 1]).all():
            msg = "imputed squares are not told"
            raise ValueError(msg)
    figures = {name: squares[list(parts)].sum(axis=1, skipna=False) for name, parts in SUMS.items()}
    table = pd.DataFrame({"id": squares["idcar_200m"], "lon": lon, "lat": lat, **figures})
    table["imputed"] = squares["i_est_200"].eq(1)
    nonnegative(table, LABEL, but=("lon", "lat"))
    return _by_commune(unique(table.set_index("id"), LABEL).reset_index(), squares["lcog_geo"])


def _centres(ids: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Longitude and latitude of the centre of each square, from its name. Raises ValueError if one has none."""
    # Arrow's expressions: those of pandas take ten times longer, and France has over two million squares.
    found = pc.extract_regex(pa.array(ids.to_numpy(object), pa.string(), from_pandas=True), f"^{ID}$")
    if found.null_count:
        msg = f"no square: {ids[found.is_null().to_numpy(zero_copy_only=False)].iloc[0]}"
        raise ValueError(msg)
    crs, *corner = (found.field(name).to_numpy(zero_copy_only=False) for name in ("crs", "north", "east"))
    north, east = (side.astype(float) + SQUARE_SIDE / 2 for side in corner)
    lon, lat = np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    for code in set(crs):
        here = crs == code
        to_degrees = Transformer.from_crs(f"EPSG:{code}", "EPSG:4326", always_xy=True).transform
        lon[here], lat[here] = to_degrees(east[here], north[here])
    if not ((np.abs(lon) <= 180) & (np.abs(lat) <= 90)).all():
        msg = "a square is nowhere"
        raise ValueError(msg)
    return pd.Series(lon.round(6), ids.index), pd.Series(lat.round(6), ids.index)


def _by_commune(table: pd.DataFrame, written: pd.Series) -> pd.DataFrame:
    """One row per square and commune. INSEE writes several as "7737393051" (2019) or "2A041,2A247" (2021)."""
    codes = written.fillna("").str.replace(r"[,; ]", "", regex=True)
    # A spreadsheet takes the zero in front of the first code.
    codes = codes.mask(codes.str.len() % 5 == 4, "0" + codes)
    if not codes.str.fullmatch(CODES).all():
        raise not_the_file(LABEL, Text("Un code de commune n'en est pas un.", "A code of commune is none."))
    parts = codes.str.len() // 5
    pieces = [
        table[parts > rank].assign(commune=codes[parts > rank].str[5 * rank : 5 * rank + 5], parts=parts[parts > rank])
        for rank in range(parts.max())
    ]
    columns = ["id", "commune", "parts", "lon", "lat", *SUMS, "imputed"]
    return pd.concat(pieces, ignore_index=True)[columns]


@contextmanager
def _files(path: Path) -> Iterator[Sequence[IO[bytes] | Path]]:
    """The CSVs of squares of the zip (2021), else those of the 7z it holds (2019)."""
    with zipfile.ZipFile(path) as archive, TemporaryDirectory() as folder:
        names = [name for name in archive.namelist() if Path(name).match(MEMBER)]
        packed = next((name for name in archive.namelist() if name.lower().endswith(".7z")), None)
        if names or packed is None:
            yield [archive.open(name) for name in names]
            return
        with py7zr.SevenZipFile(archive.extract(packed, folder)) as inner:
            inner.extract(folder, targets=[name for name in inner.getnames() if Path(name).match(MEMBER)])
        yield sorted(Path(folder).rglob(MEMBER))


def origins(table: pd.DataFrame, communes: tuple[str, ...]) -> pd.DataFrame:
    """Where the residents of these communes set out from: id, commune, lon, lat, persons, imputed.

    The persons of a square over several communes are shared equally between them: INSEE does not tell how many live in
    each, and leaving these squares out would draw the weights away from the edges of communes.
    """
    inside = table[table["commune"].isin(communes) & table["persons"].gt(0)]
    shared = inside.assign(persons=inside["persons"] / inside["parts"])
    # Communes merged since may leave two rows of one square in the same commune.
    kept = {"lon": "first", "lat": "first", "persons": "sum", "imputed": "first"}
    return shared.groupby(["id", "commune"], as_index=False).agg(kept)


def imputed_share(places: pd.DataFrame) -> float:
    """Share of the persons of `origins` who live in squares that INSEE imputed, in [0, 1]; NaN if there is nobody."""
    persons = places["persons"].sum()
    return float(places["persons"].where(places["imputed"], 0).sum() / persons) if persons else np.nan


def _published(cog: int, url: str, megabytes: float) -> Published:
    return Published(
        cog=cog,
        url=url,
        read=read_squares,
        # By the zip's name alone: the tables in it go by the same names every year.
        names=(url.rsplit("/", 1)[-1].replace(".zip", "*.zip"),),
        megabytes=megabytes,
    )


SQUARES = Source(
    key="squares",
    label=LABEL,
    publisher="Insee",
    origin=Text("Insee, Filosofi, données carroyées à 200 m", "INSEE, Filosofi, 200 m grid"),
    # Addresses and contents seen in several public programs; the geographies are those of the other tables of Filosofi
    # of the same year (IRIS): unverified, and a code of another year finds its commune all the same.
    published={
        2019: _published(
            2020, "https://www.insee.fr/fr/statistiques/fichier/7655475/Filosofi2019_carreaux_200m_csv.zip", 100
        ),
        2021: _published(
            2022, "https://www.insee.fr/fr/statistiques/fichier/8735162/Filosofi2021_carreaux_200m_csv.zip", 87
        ),
    },
    by=("commune",),
    extra=True,
)
