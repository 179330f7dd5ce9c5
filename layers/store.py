"""What was loaded: publishers' files as they came, and their tables, cut once into sealed Parquet."""

import hashlib
import json
import os
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from i18n import Text

from . import sealed
from .errors import LayerError

FORMAT = 2
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


Stamp = tuple[int, int, int]
"""Tells one content of a path from the next."""

T = TypeVar("T")

REFUSED: set[Path] = set()
"""Files that the disk did not let be read or moved: told by `unread` as those set aside are. Shared by the sessions, as
the disk is."""


def state(path: Path) -> Stamp:
    """What changes when another file takes the place of this one; zeros when there is none."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0, 0
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def unsealed(path: Path, read: Callable[[bytes], T]) -> T | None:
    """What `read` makes of the content of a sealed file; None where there is none, or none that can be read.

    A damaged file (`read` may say so with a DamagedError too) is set aside: whoever asks for it next finds nothing.
    """
    before = state(path)
    if not any(before):
        return None
    try:
        value = read(sealed.read(path))
    except FileNotFoundError:
        return None
    except sealed.DamagedError:
        if state(path) == before:
            set_aside(path)
        return None
    except OSError:
        REFUSED.add(path)
        return None
    REFUSED.discard(path)
    return value


def remembered(read: Callable[[bytes], T], size: int) -> Callable[[Path], T | None]:
    """`unsealed`, for what is asked again and again: the last `size` are remembered, until their file changes."""

    # What cannot be read is not remembered: the disk may only have been busy.
    @lru_cache(maxsize=size)
    def once(path: Path, _: Stamp) -> T:
        found = unsealed(path, read)
        if found is None:
            raise FileNotFoundError(path)
        return found

    def last(path: Path) -> T | None:
        try:
            return once(path, state(path))
        except FileNotFoundError:
            return None

    return last


def set_aside(path: Path) -> None:
    """Move a file of this folder that cannot be read where nothing reads it; where the disk refuses, remember it."""
    to = _aside() / path.relative_to(HOME)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        path.replace(to)
        REFUSED.discard(path)
    except FileNotFoundError:
        return  # another process was quicker
    except OSError:
        REFUSED.add(path)


def unread() -> list[Path]:
    """Where the files stood, in this folder, that could not be read, and that nothing has replaced since."""
    moved = {HOME / path.relative_to(_aside()) for path in _aside().rglob("*") if path.is_file()}
    refused = {path for path in REFUSED if path.is_relative_to(HOME) and path.exists()}
    return sorted({path for path in moved if not path.exists()} | refused)


def forget(path: Path) -> None:
    """Erase a file of this folder, and what was set aside of it. Raises OSError if the disk refuses."""
    for one in (path, _aside() / path.relative_to(HOME)):
        one.unlink(missing_ok=True)


def _aside() -> Path:
    return HOME / "set-aside"


def tables() -> Path:
    """Folder of the tables."""
    return HOME / "tables" / f"v{FORMAT}"


def _table(key: str, year: int, part: str) -> Path:
    return tables() / key / str(year) / f"{part}{sealed.SUFFIX}"


def write(key: str, year: int, part: str, table: pd.DataFrame, notes: dict[str, str]) -> None:
    """Keep one table (`part`: france, a département or an EPCI), sorted by commune; whole or not at all."""
    by = next((column for column in ("commune", "origin") if column in table), None)
    made = pa.Table.from_pandas(table.sort_values(by, kind="stable") if by else table.sort_index())
    made = made.replace_schema_metadata({**(made.schema.metadata or {}), b"cage": json.dumps(notes).encode()})
    content = BytesIO()
    pq.write_table(made, content, row_group_size=ROWS)
    sealed.write(_table(key, year, part), content.getvalue())


def years(key: str) -> list[int]:
    """Data years of a source that hold at least one table, latest first."""
    found = (int(folder.name) for folder in (tables() / key).glob("[0-9]*"))
    return sorted((year for year in found if parts(key, year, set())), reverse=True)


def parts(key: str, year: int, departments: set[str]) -> tuple[Path, ...]:
    """The tables of one data year: the national one, those of these départements (all, when none), those of EPCIs."""
    files = sorted(_table(key, year, "").parent.glob(f"*{sealed.SUFFIX}"))
    wanted = (p for p in files if not departments or p.stem in {"france", *departments} or len(p.stem) == 9)
    return tuple(path for path in wanted if _noted(path) is not None)


def every() -> list[Path]:
    """Each table that can be read, of any source."""
    return [path for path in sorted(tables().rglob(f"*{sealed.SUFFIX}")) if _noted(path) is not None]


def older() -> list[Path]:
    """Each table cut by an earlier version, that nothing has replaced: it is not read."""
    files = sorted((HOME / "tables").glob("v[0-9]*/*/[0-9]*/*"))
    earlier = (path for path in files if int(path.parts[-4][1:]) < FORMAT)
    return [path for path in earlier if not _table(path.parts[-3], int(path.parts[-2]), path.stem).exists()]


def has(key: str, year: int, part: str) -> bool:
    """True if that table was kept, and can be read."""
    return _noted(_table(key, year, part)) is not None


def noted(key: str, year: int, part: str) -> dict[str, str]:
    """What was noted with a table; nothing where there is none that can be read."""
    return _noted(_table(key, year, part)) or {}


def _notes(content: bytes) -> dict[str, str]:
    found: dict[str, str] = json.loads(pq.read_schema(BytesIO(content)).metadata[b"cage"])
    return found


_noted = remembered(_notes, 4096)


def notes(path: Path) -> dict[str, str]:
    """What was noted with a table: url, sha256 of the publisher's file, date it was fetched, geography.

    Raises LayerError if it was damaged since it was listed.
    """
    kept_notes = _noted(path)
    if kept_notes is None:
        raise LayerError(_GONE)
    return kept_notes


_GONE = Text(
    "Une table gardée sur cette installation vient d’être trouvée abîmée, et mise de côté. Recommencez : la page se "
    "fera sans elle.",
    "A table kept on this installation has just been found damaged, and set aside. Try again: the page will do "
    "without it.",
)


def read(paths: tuple[Path, ...], by: tuple[str, ...], inside: tuple[str, ...]) -> pd.DataFrame:
    """The rows of several tables; those that touch the communes `inside` when `by` names columns of communes.

    Raises LayerError if one was damaged since it was listed.
    """
    return _read(paths, tuple(map(state, paths)), by, inside if by else ())


@lru_cache(maxsize=64)
def _read(paths: tuple[Path, ...], _: tuple[Stamp, ...], by: tuple[str, ...], inside: tuple[str, ...]) -> pd.DataFrame:
    chosen = [[(column, "in", set(inside))] for column in by] if inside else None
    tables_read = [unsealed(path, lambda content: pd.read_parquet(BytesIO(content), filters=chosen)) for path in paths]
    read = [table for table in tables_read if table is not None]
    if len(read) < len(paths):
        raise LayerError(_GONE)
    whole = pd.concat(read) if len(read) > 1 else read[0]
    # A commune may be in the file of its département and in that of its EPCI.
    return whole[~whole.index.duplicated()] if whole.index.name else whole.drop_duplicates(ignore_index=True)


def stamp(key: str = "") -> str:
    """A short text that changes whenever something of a source (of any, when none is named) is loaded."""
    found = sorted((tables() / key).rglob(f"*{sealed.SUFFIX}"))
    found += [] if key else sorted((HOME / "roads").glob(f"*{sealed.SUFFIX}"))
    written = "".join(f"{path}{state(path)}" for path in found)
    return hashlib.sha256(written.encode()).hexdigest()[:16] if written else ""
