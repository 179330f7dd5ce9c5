"""A printed page as the eye has it: its words where they stand, its largest blank."""

import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Word:
    """A word, or a line of words, and its box: points from the left and the top of its page."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def hides(self, other: "Word") -> bool:
        """Whether it stands on more than a third of another."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        area = (other.right - other.left) * (other.bottom - other.top)
        return wide > 0 and high > 0 and wide * high > area / 3


def _poppler(program: str, *options: str, made: bytes) -> bytes:
    found = shutil.which(program)
    assert found, "apt install poppler-utils"
    return subprocess.run([found, *options], input=made, capture_output=True, check=True).stdout  # noqa: S603


def lines(made: bytes, what: str = "line") -> list[Word]:
    """Every line of a PDF, or every ``word``; those written upright or turned."""
    written = _poppler("pdftotext", "-bbox-layout", "-", "-", made=made).decode()
    tree = ET.fromstring(re.sub(r'xmlns="[^"]*"', "", written))  # noqa: S314 - poppler's own
    found = []
    for number, page in enumerate(tree.iter("page")):
        for one in page.iter(what):
            box = (float(one.get(side, "nan")) for side in ("xMin", "yMin", "xMax", "yMax"))
            found.append(Word(number, " ".join(w.text or "" for w in one.iter("word")), *box))
    return found


def hidden(made: bytes) -> list[tuple[Word, Word]]:
    """Pairs of words that stand on one another."""
    found = lines(made, "word")
    return [
        (one, other)
        for rank, one in enumerate(found)
        for other in found[rank + 1 :]
        if one.page == other.page and (one.hides(other) or other.hides(one))
    ]


def blanks(made: bytes, folder: Path, margin: float = 15.0) -> list[float]:
    """The largest blank rectangle of each page, as a share of the page inside its margins (millimetres)."""
    _poppler("pdftoppm", "-r", "12.7", "-gray", "-", str(folder / "page"), made=made)
    found = []
    for file in sorted(folder.glob("page*.pgm")):
        with Image.open(io.BytesIO(file.read_bytes())) as image:
            edge = round(margin / 2)  # two millimetres a pixel
            inked = np.asarray(image)[edge:-edge, edge:-edge] < 250
        found.append(_largest(~inked) / inked.size)
    return found


def _largest(blank: np.ndarray) -> int:
    """Pixels of the largest rectangle that is blank: the highest under each row, cell by cell."""
    high, most = np.zeros(blank.shape[1], dtype=int), 0
    for row in blank:
        high = np.where(row, high + 1, 0)
        for left in range(len(high)):
            least = np.minimum.accumulate(high[left:])
            most = max(most, int((least * np.arange(1, len(least) + 1)).max()))
    return most
