"""What is near a commune and what is far, service by service, beside half of the residents of the territory."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cage import MINUTES, ROUNDED_TO, Study
from i18n import Lang, Text, collation

from ..findings.services import FAR
from ..words import destination_label, hours, minutes

ELIGIBLE = "regulatory_norms__eligibility"


@dataclass(frozen=True)
class NearestPlace:
    """The place a commune goes to for one kind of service.

    Attributes
    ----------
    minutes, half
        Central, as computed; NaN where unknown. ``half``: half of the residents of the territory are this near or
        nearer.
    error
        Half the width of the interval that the minutes stand for; 0 on a network.
    """

    what: str
    name: str
    address: str
    where: str
    hours: str
    minutes: float
    half: float
    error: float
    competent: bool
    eligible: bool | None

    @property
    def estimated(self) -> bool:
        """Without a road network."""
        return self.error > 0

    @property
    def side(self) -> int:
        """Of the standard: 1 beyond, -1 within, 0 where the estimate does not tell (METHOD 2.3, rule 10)."""
        beyond = self.minutes - FAR
        if self.estimated and abs(beyond) <= self.error:
            return 0
        return 1 if beyond > 0 else -1

    def said(self, lang: Lang) -> str:
        """Minutes in words; with a decimal where a whole number would hide the side of the standard."""
        digits = int(self.side > 0 and round(self.minutes) <= FAR)
        return minutes(self.minutes, lang, estimated=self.estimated, digits=digits)


def reaches(studies: Mapping[str, Study], commune: str, lang: Lang) -> list[NearestPlace]:
    """One per study towards a destination, nearest first, the unknown last."""
    found = [reach(study, commune, lang) for study in studies.values() if study.to_one_destination]
    return sorted(found, key=lambda one: (math.isnan(one.minutes), one.minutes, collation(one.what)))


def reach(study: Study, commune: str, lang: Lang) -> NearestPlace:
    """Where one commune goes."""
    central, key = study.values[MINUTES], str(study.values.at[commune, "destination"])
    there = study.destinations.loc[key] if key else pd.Series(dtype=object)
    place = there.get("commune")
    address = there.get("address")
    return NearestPlace(
        what=destination_label(study, lang),
        name=str(there.get("name", "")),
        address=address if isinstance(address, str) else "",
        where=str(study.communes["name"].get(place, place or "")),
        hours=hours(there.get("hours"), lang),
        minutes=float(central[commune]),
        half=middle(central, study.origins["weight"]),
        error=float(study.error[commune]),
        competent=bool(study.values.get("competent", {}).get(commune, False)),
        eligible=_eligible(study, commune),
    )


def middle(values: pd.Series, weights: pd.Series) -> float:
    """The least value that half of the weight is at or under; NaN unless all values that weigh are known."""
    heavy = weights > 0
    if values[heavy].isna().any() or not heavy.any():
        return math.nan
    order = np.argsort(values[heavy].to_numpy(float), kind="stable")
    reached = np.cumsum(weights[heavy].to_numpy(float)[order])
    return float(values[heavy].to_numpy(float)[order][np.searchsorted(reached, reached[-1] / 2)])


def _eligible(study: Study, commune: str) -> bool | None:
    value = float(study.values.get(ELIGIBLE, {}).get(commune, math.nan))
    return None if math.isnan(value) else value == 0


def compared(one: NearestPlace, lang: Lang) -> str:
    """A reach beside half of the residents of the territory; nothing where theirs is not known."""
    if math.isnan(one.half) or math.isnan(one.minutes):
        return ""
    # Each of the two is known to its error: within both, they cannot be told apart.
    if one.minutes - one.half <= 2 * one.error:
        return AS_MOST.in_lang(lang)
    half = minutes(max(one.half, ROUNDED_TO), lang, estimated=one.estimated)
    return MORE.in_lang(lang).format(half=half)


AS_MOST = Text(
    "Pas plus loin que pour la moitié des habitants du territoire.",
    "No farther than for half of the residents of the territory.",
)
MORE = Text(
    "Plus loin que pour la moitié des habitants du territoire ({half} ou moins).",
    "Farther than for half of the residents of the territory ({half} or less).",
)
