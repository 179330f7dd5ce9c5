"""Publishers' extracts with a few bytes changed: a reader refuses them, or what it gives is still right."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

from i18n import Text
from layers import LayerError
from layers.source import unique

FOLDER = Path(__file__).parent / "data" / "published"
LABEL = Text("Extrait", "Extract")
CODE = r"(\d{2}|2[AB])\d{3}"


def extract(key: str) -> Path:
    """The only extract of a source."""
    (found,) = (path for path in (FOLDER / key).iterdir() if path.name != "README.md")
    return found


def mutations(content: bytes) -> st.SearchStrategy[bytes]:
    """The same bytes cut short, with one changed, or with some inserted."""
    at = st.integers(0, len(content) - 1)
    cut = at.map(lambda i: content[:i])
    flipped = st.tuples(at, st.integers(0, 255)).map(lambda c: content[: c[0]] + bytes([c[1]]) + content[c[0] + 1 :])
    inserted = st.tuples(at, st.binary(min_size=1, max_size=6)).map(lambda c: content[: c[0]] + c[1] + content[c[0] :])
    return cut | flipped | inserted


def reread(read: Callable[[Path], pd.DataFrame], content: bytes, path: Path) -> pd.DataFrame | None:
    """What a reader gives for these bytes; None where it refuses them in both languages."""
    path.write_bytes(content)
    try:
        return unique(read(path), LABEL)
    except LayerError as error:
        if not (error.message.fr and error.message.en):
            raise
        return None


def assert_faithful(before: pd.DataFrame, after: pd.DataFrame, content: bytes, mutated: bytes) -> None:
    """Same columns, codes of communes only, and the same figures wherever the line of a commune is intact."""
    values = [column for column in before if not str(column).endswith("__why")]
    assert [column for column in after if not str(column).endswith("__why")] == values
    assert after.index.is_unique and after.index.astype(str).str.fullmatch(CODE).all()
    lines = set(mutated.splitlines())
    for line in content.splitlines()[1:]:
        text = line.decode("utf-8", errors="replace")
        for code in before.index.intersection(after.index) if line in lines else ():
            if f"{code};" in text.replace('"', "") or text.endswith(code):
                pd.testing.assert_series_equal(after.loc[code, values], before.loc[code, values], check_dtype=False)
