"""The national reference pack on disk: what is known of every territory without a network."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from i18n import Text

from .errors import LayerError

COG = 2026
"""Geography year of the reference pack."""

REFERENCE = Path(__file__).parent.parent / "data" / "reference"


@cache
def raw(name: str) -> pd.DataFrame:
    """One file of the reference pack, as it is. Read once per process and shared: never write in it."""
    with opened(name) as path:
        return pd.read_parquet(path)


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The path of a file of the reference pack; a sentence instead of a traceback if it cannot be read."""
    try:
        yield REFERENCE / name
    except (FileNotFoundError, pa.ArrowInvalid) as error:
        raise LayerError(
            Text(
                f"Le fichier de référence {name} manque ou est abîmé. Relancez « python -m layers.pack ».",
                f"The reference file {name} is missing or damaged. Run “python -m layers.pack” again.",
            )
        ) from error
