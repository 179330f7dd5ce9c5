"""Why one commune is far: its components one by one, with value, source, year and what is known."""

import math
from dataclasses import dataclass

import pandas as pd

import distance
import layers
from cage import MINUTES, Study
from distance import COMPONENTS, Component, Indicator
from i18n import NBSP, UNKNOWN, Lang, Text, number, percent
from layers import UNDATED
from layers.publishers.files import REASONS

from ..words import minutes, natural

LINK = {
    "own": Text("propre", "own"),
    "commune": Text("hérité de la commune", "inherited from the commune"),
    "operator": Text("hérité de l'opérateur", "inherited from the operator"),
}
UNSERVED = Text("Aucun guichet connu ne sert cette commune.", "No known desk serves this commune.")
NOISE_SHARE = 0.5
"""Above this share of the pairs under the noise floor, the value is hatched."""


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of the card.

    Attributes
    ----------
    column
        Key of its column.
    value
        In its own unit, as said; "inconnu" where unknown.
    score
        On [0, 1]; NaN where unknown.
    start, contribution
        Where its bar starts and how long it is: the bars add up to the composite. NaN where there
        is no composite, or under another aggregation than the mean.
    source
        Publisher and year, or where the figure will come from.
    provenance
        Whether the destination's value is its own or inherited; empty between residents.
    noisy
        True where the distance cannot be told from sampling noise.
    """

    component: Component
    column: str
    indicator: Indicator
    value: str
    score: float
    start: float
    contribution: float
    source: str
    provenance: str
    noisy: bool
    applies: bool


def lines(study: Study, origin: str, lang: Lang) -> list[IndicatorRow]:
    """Every indicator that applies to this pair of kinds, in CAGE order, unknown ones included."""
    row = study.values.loc[origin]
    scores = _scores(study, origin)
    adds_up = study.scheme.aggregation == "mean" and not math.isnan(row["composite"])
    parts = study.contributions.loc[origin] if adds_up else pd.Series(dtype=float)
    start, found = 0.0, []
    links = _links(study, str(row["destination"]))
    for component in COMPONENTS:
        for column, indicator in zip(component.columns, component.indicators, strict=True):
            # What the reader may bring is not shown as missing.
            if study.pair not in indicator.applies_to or (indicator.brought and column not in study.indicators):
                continue
            counted = column in study.indicators
            part = float(parts.get(column, math.nan)) if counted else math.nan
            found.append(
                IndicatorRow(
                    component=component,
                    column=column,
                    indicator=indicator,
                    value=_value(study, row, column, indicator, lang),
                    score=float(scores.get(column, math.nan)),
                    start=start if adds_up else math.nan,
                    contribution=part,
                    source=source(study, indicator, lang),
                    provenance=links[indicator.attribute].in_lang(lang) if links else "",
                    noisy=bool(row.get(f"{column}__noisy", 0.0) > NOISE_SHARE),
                    applies=counted,
                )
            )
            start += 0.0 if math.isnan(part) else part
    return found


@dataclass(frozen=True)
class Fact:
    """A figure of the commune that enters no distance: its label, what is known or why it is not, its source."""

    key: str
    label: str
    value: str
    source: str
    figure: float

    @property
    def known(self) -> bool:
        """Whether it is."""
        return not math.isnan(self.figure)


def context(study: Study, commune: str, lang: Lang) -> list[Fact]:
    """The figures that describe the residents of a commune, those that are loaded."""
    row = study.communes.loc[commune]
    found = _visits(row, lang)
    for figure in layers.FIGURES:
        name = f"context__{figure.key}"
        if name not in row:
            continue
        value = float(row[name])
        said = why(str(row[f"{name}__why"]), lang) if math.isnan(value) else _written(value, figure.unit, lang)
        found.append(
            Fact(
                figure.key, figure.label.in_lang(lang), said, f"{figure.source.publisher} {row[f'{name}__year']}", value
            )
        )
    return found


def _visits(row: pd.Series, lang: Lang) -> list[Fact]:
    """Visits counted in the reader's own file, per thousand residents."""
    if "visits" not in row:
        return []
    label = Text("Visites pour 1 000 habitants, toutes périodes", "Visits per 1,000 residents, all periods").in_lang(
        lang
    )
    people = float(row["population"])
    rate = float(row["visits"]) / people * 1000 if people > 0 else math.nan
    yours = Text("votre fichier", "your file").in_lang(lang)
    return [Fact("visits", label, number(rate, lang), yours, rate)]


def _written(value: float, unit: str, lang: Lang) -> str:
    if unit == "share":
        return percent(value, lang)
    return number(value, lang) + (f"{NBSP}€" if unit == "euros" else "")


def why(reason: str, lang: Lang) -> str:
    """Unknown, and the reason when it is known: unknown (statistical secrecy)."""
    unknown = UNKNOWN.in_lang(lang)
    return f"{unknown} ({REASONS[reason].in_lang(lang)})" if reason in REASONS else unknown


def _scores(study: Study, origin: str) -> pd.Series:
    """Score of each indicator for one origin: that of its pair, or the mean over the others."""
    mine = study.unclipped.indicators.xs(origin, level="origin")
    if study.to_one_destination:
        return mine.reindex([study.values.at[origin, "destination"]]).iloc[0]
    weights = study.destinations["weight"].drop(origin)
    # A mean under 0 lies within the noise: shown as 0 (METHOD 2.3, rule 6).
    return mine.drop(origin).apply(lambda column: distance.weighted_mean(column, weights)).clip(lower=0)


def _value(study: Study, row: pd.Series, column: str, indicator: Indicator, lang: Lang) -> str:
    if column not in study.indicators:
        return not_counted(study, indicator, lang)
    direction = float(row.get(f"{column}__signed", math.nan))
    mean = not study.to_one_destination
    if math.isnan(float(row[column])):
        return why(study.reason(column, str(row.name)), lang)
    if column == MINUTES:
        return minutes(float(row[column]), lang, estimated=bool(study.estimated[row.name]))
    # A mean over others of a signed ratio would cancel out: only a single pair has a direction.
    return natural(indicator, max(0.0, float(row[column])), math.nan if mean else direction, mean=mean, lang=lang)


def not_counted(study: Study, indicator: Indicator, lang: Lang) -> str:
    """Why an indicator that applies is left out of the denominator."""
    if set(indicator.needs) <= study.loaded.keys():
        few = Text("écarté : connu pour moins d'un quart des couples", "left out: known for under a quarter of pairs")
        stands = Text("remplacé par une donnée plus directe", "replaced by more direct data")
        return (stands if indicator.stand_in_for else few).in_lang(lang)
    return Text("non chargé : un indicateur approché le remplace", "not loaded: a proxy stands in").in_lang(lang)


def source(study: Study, indicator: Indicator, lang: Lang) -> str:
    """Publisher and year of what an indicator is measured from, or where it will come from."""
    missing = [layers.BY_KEY[need] for need in indicator.needs if need not in study.loaded]
    if missing:
        wanted = Text("non chargé : {what}", "not loaded: {what}").in_lang(lang)
        return wanted.format(what="; ".join(s.origin.in_lang(lang) for s in missing))
    if not read_from(study, indicator):
        return Text("calculé", "computed").in_lang(lang)
    return "; ".join(cited(key, study, lang) for key in read_from(study, indicator))


def read_from(study: Study, indicator: Indicator) -> list[str]:
    """Keys of the sources an indicator is measured from here: those it needs, those it does without if it must."""
    return [*indicator.needs, *(key for key in indicator.wants if key in study.loaded)]


def cited(key: str, study: Study, lang: Lang) -> str:
    """Publisher and year of one source of a study: INSEE 2021; the geography too when it is not the study's."""
    vintage = study.loaded[key]
    yours = Text("votre fichier", "your file").in_lang(lang)
    if vintage.own and vintage.year == UNDATED:
        return yours
    year = Text("non daté", "undated").in_lang(lang) if vintage.year == UNDATED else str(vintage.year)
    old = Text(", communes de {cog}", ", communes of {cog}").in_lang(lang).format(cog=vintage.cog)
    geography = "" if vintage.cog == study.territory.cog else old
    return f"{layers.BY_KEY[key].publisher} {year}{geography}" + (f" + {yours}" if vintage.own else "")


def _links(study: Study, destination: str) -> dict[str, Text]:
    """Whether what is read of a destination is its own, by attribute; empty for a mean over others."""
    if not destination:
        return {}
    there, by_attribute = (
        study.destinations.loc[[destination]],
        {i.attribute: i for c in COMPONENTS for i in c.indicators},
    )
    return {attribute: LINK[distance.provenance(i, there).iloc[0]] for attribute, i in by_attribute.items()}


def is_unserved(study: Study, origin: str) -> bool:
    """Whether every known desk is known to serve other communes only."""
    return study.serves is not None and bool(study.values.at[origin, "unserved"])


def inherited_share(study: Study, origin: str) -> float:
    """Share of the known dimensions that the destination inherits from its commune (NaN for a mean)."""
    destination = str(study.values.at[origin, "destination"])
    if not destination:
        return math.nan
    weights = study.effective_weights.loc[(origin, destination)]
    inherited = [
        column
        for column, indicator in study.indicators.items()
        if distance.provenance(indicator, study.destinations.loc[[destination]]).iloc[0] != "own"
    ]
    dimension_of = {name: c.dimension for c in COMPONENTS for name in study.counted.get(c.key, ())}
    return distance.inherited_share(weights, inherited, dimension_of)
