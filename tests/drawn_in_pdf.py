"""What a PDF paints, in points on the sheet: read from its content streams, whatever wrote them."""

import io
import re
from dataclasses import dataclass, field

import numpy as np
import pypdf
from pypdf.generic import ContentStream

MATRIX = tuple[float, float, float, float, float, float]
PAINT = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"}
STROKE = {"B", "B*", "b", "b*", "S", "s"}


@dataclass(frozen=True)
class Painted:
    """One path: its corners (n by 2, points from the left and the bottom), the width of its line, if filled."""

    corners: np.ndarray
    line: float
    filled: bool

    @property
    def size(self) -> np.ndarray:
        """Width and height."""
        found: np.ndarray = np.ptp(self.corners, axis=0)
        return found


def pages(made: bytes) -> list[pypdf.PageObject]:
    """The pages of a PDF."""
    return list(pypdf.PdfReader(io.BytesIO(made)).pages)


def paths(page: pypdf.PageObject) -> list[Painted]:
    """Every path a page paints, in order: lines and curves (Typst writes no ``re``), by their points."""
    state = State()
    found = []
    for given, operator in ContentStream(page.get_contents(), page.pdf).operations:
        name = operator.decode()
        if name in MOVES:
            state.move(name, [float(v) for v in given])
        elif name in PAINT:
            scale = abs(np.linalg.det(state.matrix[:2, :2])) ** 0.5
            found.append(Painted(np.array(state.corners), state.line * scale * (name in STROKE), name not in "Ss"))
        if name in PAINT | {"n"}:
            state.corners = []
    return found


@dataclass
class State:
    """Where a content stream has come to."""

    matrix: np.ndarray = field(default_factory=lambda: np.eye(3))
    line: float = 1.0
    corners: list[np.ndarray] = field(default_factory=list)
    kept: list[tuple[np.ndarray, float]] = field(default_factory=list)

    def move(self, name: str, values: list[float]) -> None:
        """Follow one operator that paints nothing."""
        match name:
            case "q":
                self.kept.append((self.matrix, self.line))
            case "Q":
                self.matrix, self.line = self.kept.pop()
            case "cm":
                a, b, c, d, e, f = values
                self.matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ self.matrix
            case "w":
                self.line = values[0]
            case _:
                self.corners.append((np.array([*values[-2:], 1]) @ self.matrix)[:2])


MOVES = {"q", "Q", "cm", "w", "m", "l", "c"}


def bar(page: pypdf.PageObject) -> tuple[float, float]:
    """The scale bar of a page: its length in points, and the metres that are written at its end."""
    four = [p for p in paths(page) if len(p.corners) == 4 and p.size[1] < 8]
    (whole, _), = (
        (one, half) for one in four for half in four
        if np.allclose(one.size, half.size * (2, 1), atol=0.05) and np.allclose(one.corners.min(0), half.corners.min(0))
    )  # fmt: skip
    right, above, written = whole.corners[:, 0].max(), whole.corners[:, 1].max(), []

    # A drawing writes letter by letter: those at the end of the bar.
    def see(text: str, cm: MATRIX, *_: object) -> None:
        if abs(cm[4] - right) < LABEL[0] and 0 < cm[5] - above < LABEL[1]:
            written.append(text.strip())

    page.extract_text(visitor_text=see)
    found = re.fullmatch(r"(\d+)(km|m)", "".join(written))
    assert found, written
    return float(whole.size[0]), float(found[1]) * (1000 if found[2] == "km" else 1)


LABEL = (18.0, 12.0)
"""Points beside and above the end of a bar in which its length is written."""


def outlined(page: pypdf.PageObject) -> Painted:
    """What is underlined, a commune or a former EPCI, else the outline of the territory."""
    drawn = [p for p in paths(page) if len(p.corners) > 4 and not p.filled]
    wide = [p for p in drawn if p.line > UNDERLINED]
    return max(wide or drawn, key=lambda p: float(p.size.max()))


UNDERLINED = 3.0
"""Points: no other line is that wide."""
