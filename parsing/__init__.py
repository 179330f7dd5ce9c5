"""Bytes of somebody else's, read as a table of text in a process that can reach nothing but them.

``read`` is all that the rest of the product calls: no other part of it gives a reader's bytes to a library.
To read one more format: its module, then its line in ``formats.FORMATS``.
"""

from .delimited import ENCODINGS
from .frame import AUTOMATIC, ROW, Choice, ParsedFile, X, Y
from .process import read
from .refused import Refused

__all__ = ["AUTOMATIC", "ENCODINGS", "ROW", "Choice", "ParsedFile", "Refused", "X", "Y", "read"]
