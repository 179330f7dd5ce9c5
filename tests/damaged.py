"""Damaged copies of publishers' files, and what a reader may still say of them."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

from layers import LayerError

PAGE = b"<!DOCTYPE html>\n<html><body>Service indisponible</body></html>\n"


def mutants(content: bytes) -> st.SearchStrategy[bytes]:
    """The file cut, with one bit flipped, or with a few bytes more."""
    place = st.integers(0, len(content) - 1)
    flipped = st.builds(
        lambda at, bit: content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :], place, st.integers(0, 7)
    )
    inserted = st.builds(lambda at, more: content[:at] + more + content[at:], place, st.binary(min_size=1, max_size=4))
    return st.one_of(place.map(lambda at: content[:at]), flipped, inserted)


def hit(content: bytes, mutant: bytes, code: str) -> set[str]:
    """What is named (pattern `code`) by the lines that one of the two has and not the other."""
    lines = set(content.splitlines()) ^ set(mutant.splitlines())
    return {found.decode(errors="replace") for line in lines for found in re.findall(code.encode(), line)}


def refused(read: Callable[[Path], pd.DataFrame], path: Path) -> bool:
    """Whether the reader refuses a file, in both languages."""
    try:
        read(path)
    except LayerError as error:
        return bool(error.message.fr and error.message.en)
    return False


def assert_spared(found: pd.DataFrame, expected: pd.DataFrame, touched: set[str]) -> None:
    """Columns as expected; no row twice; what was not touched is as it was, or unknown: never another figure."""
    assert [c for c in found if not c.endswith("__why")] == [c for c in expected if not c.endswith("__why")]
    assert found.index.is_unique
    spared = [key for key in found.index if key in expected.index and key not in touched]
    columns = [column for column in expected if not column.endswith("__why")]
    now, then = found.loc[spared, columns], expected.loc[spared, columns]
    assert (now.eq(then) | now.isna()).all(axis=None)
