"""A reader's file, whatever its format, as a table of text."""

from typing import NamedTuple

import pandas as pd

import parsing
from i18n import Text

from ..errors import LayerError


class Opened(NamedTuple):
    """A file as it was read, before anything is understood of it.

    ``table`` holds text, None where a cell is empty; its index is the row's number in the file.
    ``notes`` say what had to be guessed, replaced or left out.
    """

    table: pd.DataFrame
    notes: tuple[Text, ...] = ()


def opened(content: bytes) -> Opened:
    """The table of a file, read in a process of its own (see :mod:`reading`). Nothing of the file is kept.

    Raises
    ------
    LayerError
        If it is empty, too big, damaged, too long to read, or none of the formats that are read.
    """
    try:
        found = parsing.read(content)
    except parsing.Refused as refused:
        raise LayerError(refused.message) from refused
    index = pd.Index(found.lines, name=parsing.ROW)
    return Opened(pd.DataFrame(found.rows, index, found.columns, dtype=object), found.notes)
