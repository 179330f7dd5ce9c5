"""Fills of a printed map: the colours of the screen, or hatching that a photocopier keeps."""

from dataclasses import dataclass

from ..classes import HATCH, Classes
from .frame import UNIT

PITCH = 1.5
"""Millimetres between two lines of a hatching."""

LIGHTEST, DARKEST = 0.05, 0.62
"""Share of ink of the first and last classes of a photocopy."""

NO_INK = "#ffffff"
DARK, LIGHT = "#111111", "#ffffff"


@dataclass(frozen=True)
class Fill:
    """How one class is painted: a colour, lines over it, and the ink of a text on it."""

    color: str
    lines: str = ""
    line_color: str = ""
    text: str = DARK
    halo: bool = False

    @property
    def pattern(self) -> str:
        """The name of its lines in the drawing."""
        return f"h{abs(hash_of(self.lines + self.line_color))}" if self.lines else ""


def hash_of(text: str) -> int:
    """A number that is the same in every run, unlike ``hash``."""
    return int.from_bytes(text.encode(), "big") % 1_000_003


def fills(classes: Classes, *, photocopy: bool) -> list[Fill]:
    """One per class.

    In colour, those of the screen; the classes under zero of a map that has some wear white lines besides, because
    the two ends of its colours are one in grey. For a photocopy, lines ever closer on white.
    """
    count = len(classes.colors)
    if photocopy:
        return [_lined(rank / max(count - 1, 1)) for rank in range(count)]
    return [_colored(color, below=rank in _below_zero(classes)) for rank, color in enumerate(classes.colors)]


def missing(*, photocopy: bool) -> Fill:
    """No data: grey lines as on the screen; crosses where lines already say a class."""
    if photocopy:
        return Fill(NO_INK, f"M0 0L{_p(0.7)} {_p(0.7)}M0 {_p(0.7)}L{_p(0.7)} 0|18", "#333333", halo=True)
    return Fill(NO_INK, f"M0 {_p(0.5)}H{_p(1)}|35", HATCH, halo=True)


def luminance(color: str) -> float:
    """Relative luminance of #rrggbb, from 0 to 1 (WCAG 2.1)."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def over(color: str) -> str:
    """The ink, dark or light, that contrasts most with a background."""
    background = luminance(color)
    return DARK if (background + 0.05) / 0.055 >= 1.05 / (background + 0.05) else LIGHT


def definition(fill: Fill) -> str:
    """Its lines as an SVG pattern; empty for a flat colour."""
    if not fill.lines:
        return ""
    path, _, width = fill.lines.partition("|")
    size, turn = _p(1), ' patternTransform="rotate(-45)"' if "H" in path else ""
    return (
        f'<pattern id="{fill.pattern}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"{turn}>'
        f'<path d="{path}" stroke="{fill.line_color}" stroke-width="{width}" fill="none"/></pattern>'
    )


def _p(share: float) -> int:
    return round(PITCH * UNIT * share)


def _lined(rank: float) -> Fill:
    """White paper and lines as thick as the class is far."""
    ink = LIGHTEST + (DARKEST - LIGHTEST) * rank
    return Fill(NO_INK, f"M0 {_p(0.5)}H{_p(1)}|{_p(ink)}", DARK, halo=True)


def _colored(color: str, *, below: bool) -> Fill:
    if below:
        return Fill(color, f"M0 {_p(0.5)}H{_p(1)}|22", LIGHT, text=DARK, halo=True)
    return Fill(color, text=over(color))


def _below_zero(classes: Classes) -> set[int]:
    """Ranks of the classes whose values are all negative."""
    return set() if classes.never_negative else {rank for rank, top in enumerate(classes.breaks) if top < 0}
