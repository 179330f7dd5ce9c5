"""A reader's file, whatever its format, as a table of text."""

from typing import NamedTuple

import pandas as pd

import parsing
from i18n import Text
from parsing import AUTOMATIC, Choice

from ..errors import LayerError


class Opened(NamedTuple):
    """A file as it was read, before anything is understood of it.

    ``table`` holds text, None where a cell is empty; its index is the row's number in the file.
    ``notes`` say what had to be guessed, replaced or left out. ``parts``: sheets, layers or files that may be chosen,
    ``part`` the one that is read; ``encoding``: of a text, how it is read.
    """

    table: pd.DataFrame
    notes: tuple[Text, ...] = ()
    parts: tuple[str, ...] = ()
    part: str | None = None
    encoding: str | None = None


def opened(content: bytes, choice: Choice = AUTOMATIC) -> Opened:
    """The table of a file, read in a process of its own (see :mod:`parsing`). Nothing of the file is kept.

    Parameters
    ----------
    choice
        The encoding and the sheet, layer or file that the reader wants.

    Raises
    ------
    LayerError
        If it is empty, too big, damaged, too long to read, or none of the formats that are read.
    """
    try:
        found = parsing.read(content, choice)
    except parsing.Refused as refused:
        raise LayerError(refused.message) from refused
    index = pd.Index(found.lines, name=parsing.ROW)
    table = pd.DataFrame(found.rows, index, found.columns, dtype=object)
    return Opened(table, found.notes, found.parts, found.part, found.encoding)
