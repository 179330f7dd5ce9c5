"""What is said of all the services of one commune, by the side of the standard their minutes are known to be on."""

import math
from collections.abc import Sequence
from typing import Protocol

from cage import MINUTES, STANDARDS
from i18n import Text

from ..finding import Cells, Figure, Finding, by_number

FAR = STANDARDS[0]
"""Minutes that France services promise to 95 % of the residents of the country."""


class Reached(Protocol):
    """The minutes to the place of one kind, and their side of the standard (0: the estimate does not tell)."""

    @property
    def minutes(self) -> float: ...  # noqa: D102

    @property
    def side(self) -> int: ...  # noqa: D102


def of_services(places: Sequence[Reached]) -> list[Finding]:
    """How many services are far; those of which the estimate does not tell are said apart, never among the others.

    Two findings are one sentence: the second goes on after the first.
    """
    known = [place for place in places if not math.isnan(place.minutes)]
    by_side = {side: sum(place.side == side for place in known) for side in WHERE}
    n = {side: Figure(count, "count", Cells("services", "", "count", WHERE[side])) for side, count in by_side.items()}
    every = Figure(len(known), "count", Cells("services", "", "count", f"{MINUTES}.notna()"))
    if not known:
        return [Finding(UNKNOWN)]
    if len(known) == 1:
        return [Finding(ONLY[known[0].side])]
    if not by_side[0] and not by_side[1]:
        return [Finding(ALL_NEAR, {"n": every})]
    if not by_side[1]:
        return [Finding(by_number(by_side[0], *NONE_FAR), {"n": n[0], "all": every})]
    about = [Finding(by_number(by_side[0], *AND_ABOUT), {"n": n[0]})] if by_side[0] else []
    return [Finding(by_number(by_side[1], *SOME_FAR), {"n": n[1], "all": every}), *about]


WHERE = {
    -1: f"{MINUTES} + error < {FAR} or (error == 0 and {MINUTES} <= {FAR})",
    0: f"error > 0 and {MINUTES} - error <= {FAR} and {MINUTES} + error >= {FAR}",
    1: f"{MINUTES} - error > {FAR}",
}
"""The rows of each side of the standard (METHOD 2.3, rule 10)."""
UNKNOWN = Text("minutes inconnues", "minutes unknown")
ONLY = {
    -1: Text("le service étudié est à 20 minutes ou moins", "the service studied is within 20 minutes"),
    0: Text("le service étudié est à 20 minutes environ", "the service studied is about 20 minutes away"),
    1: Text("le service étudié est à plus de 20 minutes", "the service studied is more than 20 minutes away"),
}
ALL_NEAR = Text("les {n} services étudiés sont à 20 minutes ou moins", "the {n} services studied are within 20 minutes")
NONE_FAR = (
    Text(
        "un service sur {all} est à 20 minutes environ, aucun n'est plus loin",
        "one service in {all} is about 20 minutes away, none is farther",
    ),
    Text(
        "{n} services sur {all} sont à 20 minutes environ, aucun n'est plus loin",
        "{n} services in {all} are about 20 minutes away, none is farther",
    ),
)
SOME_FAR = (
    Text(
        "un service sur {all} est à plus de 20 minutes",
        "one service in {all} is more than 20 minutes away",
    ),
    Text(
        "{n} services sur {all} sont à plus de 20 minutes",
        "{n} services in {all} are more than 20 minutes away",
    ),
)
AND_ABOUT = (
    Text(", un à 20 minutes environ", ", one about 20 minutes away"),
    Text(", {n} à 20 minutes environ", ", {n} about 20 minutes away"),
)
