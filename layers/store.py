"""What was loaded: publishers' files as they came, and their tables, cut once into Parquet."""

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from threading import get_ident

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

FORMAT = 1
"""Raise it when a reader gives other columns: tables cut before are then cut again."""

HOME = Path(os.environ.get("CAGE_CACHE", Path(__file__).parent.parent / "data" / "cache"))
"""Where downloads and tables are kept; may be set by the environment, for a read-only installation."""

ROWS = 5_000
"""Rows of a row group: a territory is read without the rest of France."""


def files() -> Path:
    """Folder of the files as published."""
    return HOME / "files"


def drop() -> Path:
    """Folder where the reader puts files downloaded by hand."""
    return HOME / "depot"


def _table(key: str, year: int, part: str) -> Path:
    return HOME / "tables" / f"v{FORMAT}" / key / str(year) / f"{part}.parquet"


def write(key: str, year: int, part: str, table: pd.DataFrame, notes: dict[str, str]) -> None:
    """Keep one table (`part`: france, a département or an EPCI), sorted by commune; whole or not at all."""
    path = _table(key, year, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    by = next((column for column in ("commune", "origin") if column in table), None)
    made = pa.Table.from_pandas(table.sort_values(by, kind="stable") if by else table.sort_index())
    made = made.replace_schema_metadata({**(made.schema.metadata or {}), b"cage": json.dumps(notes).encode()})
    arrived = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.new")
    try:
        pq.write_table(made, arrived, row_group_size=ROWS)
        arrived.replace(path)
    finally:
        arrived.unlink(missing_ok=True)


def years(key: str) -> list[int]:
    """Data years of a source that hold at least one table, latest first."""
    folder = _table(key, 0, "").parent.parent
    return sorted((int(f.name) for f in folder.glob("[0-9]*") if any(f.glob("*.parquet"))), reverse=True)


def parts(key: str, year: int, departments: set[str]) -> tuple[Path, ...]:
    """The tables of one data year: the national one, those of these départements (all, when none), those of EPCIs."""
    found = sorted(_table(key, year, "").parent.glob("*.parquet"))
    return tuple(p for p in found if not departments or p.stem in {"france", *departments} or len(p.stem) == 9)


def has(key: str, year: int, part: str) -> bool:
    """True if that table was kept."""
    return _table(key, year, part).is_file()


def notes(path: Path) -> dict[str, str]:
    """What was noted with a table: url, sha256 of the publisher's file, date it was fetched, geography."""
    found: dict[str, str] = json.loads(pq.read_schema(path).metadata[b"cage"])
    return found


def read(paths: tuple[Path, ...], by: tuple[str, ...], inside: tuple[str, ...]) -> pd.DataFrame:
    """The rows of several tables; those that touch the communes `inside` when `by` names columns of communes."""
    stamps = tuple(path.stat().st_mtime_ns for path in paths)
    return _read(paths, stamps, by, inside if by else ())


@lru_cache(maxsize=64)
def _read(paths: tuple[Path, ...], _: tuple[int, ...], by: tuple[str, ...], inside: tuple[str, ...]) -> pd.DataFrame:
    chosen = [[(column, "in", set(inside))] for column in by] if inside else None
    tables = [pd.read_parquet(path, filters=chosen) for path in paths]
    whole = pd.concat(tables) if len(tables) > 1 else tables[0]
    # A commune may be in the file of its département and in that of its EPCI.
    return whole[~whole.index.duplicated()] if whole.index.name else whole.drop_duplicates(ignore_index=True)


def stamp(key: str = "") -> str:
    """A short text that changes whenever something of a source (of any, when none is named) is loaded."""
    kept = sorted((HOME / "tables" / f"v{FORMAT}" / key).rglob("*.parquet"))
    kept += [] if key else sorted((HOME / "roads").glob("*.npz"))
    written = "".join(f"{path}{path.stat().st_mtime_ns}" for path in kept)
    return hashlib.sha256(written.encode()).hexdigest()[:16] if written else ""
