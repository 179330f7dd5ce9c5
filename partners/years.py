"""Are communes nearer than they were? One indicator at several years, on frozen goalposts, never across a break."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

import layers
from cage import RESIDENTS, Study
from distance import Indicator
from distance.between import Split, split
from i18n import Text
from layers import UNDATED, Loaded, Territory, Vintage


@dataclass(frozen=True)
class Series:
    """Which years of a source are comparable.

    Attributes
    ----------
    why
        Why two years are not, where they are not; else how the series is to be read.
    apart
        Fewest years between two figures that compare.
    broken_in
        First year of another series, which is never compared with the years before.
    continued_by
        Key of the source that holds those later years.
    """

    why: Text
    apart: int = 1
    broken_in: int | None = None
    continued_by: str = ""


CENSUS = Series(
    Text(
        "Un recensement réunit cinq années d'enquêtes : deux recensements plus proches se recouvrent",
        "A census gathers five years of surveys: two that are closer overlap",
    ),
    apart=5,
)
SERIES: Mapping[str, Series] = {
    "membership": Series(
        Text(
            "Mécanique : l'intercommunalité est commune dès le jour de la fusion, l'ancienne frontière s'efface "
            "ensuite d'elle-même avec les années ; les autres niveaux sont ceux d'aujourd'hui",
            "Mechanical: the intercommunality is shared from the day of the merger, the former border then fades by "
            "itself with the years; the other levels are those of today",
        )
    ),
    "census": CENSUS,
    "occupations": CENSUS,
    "flows": CENSUS,
    "income": Series(
        Text(
            "L'Insee a changé de méthode avec Filosofi 2023 : ces revenus et ceux d'avant ne se comparent pas",
            "INSEE changed its method with Filosofi 2023: these incomes do not compare with earlier ones",
        ),
        broken_in=2023,
        continued_by="income_2023",
    ),
    "municipal_2026": Series(
        Text(
            "En 2026, le scrutin de liste vaut partout : la participation ne se compare pas à celle de 2020",
            "In 2026 lists stand everywhere: turnout does not compare with that of 2020",
        ),
        broken_in=2026,
    ),
}
"""The sources that are series, or would be taken for one. Others hold one year, or the same zones under two dates."""


@dataclass(frozen=True)
class Convergence:
    """One indicator at several years, over the pairs of communes that are known in all of them.

    Attributes
    ----------
    splits
        By data year, earliest first: means of the score, on [0, 1], between former EPCIs and within them, weighted by
        today's population. Empty where withheld.
    known
        Share of the weight of the pairs that is known in every year.
    loaded
        The file each year was read from.
    note
        Why it is withheld, or how it is to be read; None where there is nothing to say.
    """

    indicator: Indicator
    splits: Mapping[int, Split]
    known: float
    loaded: Mapping[int, Vintage]
    note: Text | None


def convergences(study: Study) -> dict[str, Convergence]:
    """What became of each indicator that belongs to a series, by column; those of one year say that they are.

    Parameters
    ----------
    study
        Between residents.

    Raises
    ------
    ValueError
        If the study is between other actors.
    """
    if study.pair != RESIDENTS:
        msg = f"convergence is read between residents, got {study.pair!r}"
        raise ValueError(msg)
    # What an indicator is made of comes first in its needs: rental values of one year, over the dwellings of another
    # census, are no series.
    series = {name: i.needs[0] for name, i in study.indicators.items() if i.needs and i.needs[0] in SERIES}
    return {name: _convergence(study, name, key) for name, key in series.items()}


def _convergence(study: Study, column: str, key: str) -> Convergence:
    indicator, series = study.indicators[column], SERIES[key]
    tables = _by_year(study.territory, key, series)
    years = sorted(tables)
    note = _withheld(years, series)
    loaded = {year: tables[year].vintage for year in years}
    if note is not None:
        return Convergence(indicator, {}, float("nan"), loaded, note)
    communes = pd.DataFrame(index=pd.Index(study.origins["commune"]))
    others = layers.tables({*indicator.needs, *indicator.wants}, study.territory)
    compared = _apart(years, series.apart)
    scored = {
        year: indicator.score(
            indicator.measure(communes, communes, {**others, key: tables[year].figures}).distance.astype(float)
        )
        for year in compared
    }
    unknown = np.isnan(np.stack(list(scored.values()))).any(axis=0)
    former = study.communes["former_epci"].reindex(communes.index).replace("", None)
    # Without a merger the territory is one; with one, a commune of no known former EPCI is in no pair.
    group = np.asarray(pd.factorize(former)[0] if former.notna().any() else np.zeros(len(former)), dtype=np.int64)
    weight = np.nan_to_num(study.origins["weight"].to_numpy(float))
    splits = {year: split(np.where(unknown, np.nan, d), group, weight) for year, d in scored.items()}
    reading, share = series.why if key == "membership" else None, splits[compared[-1]].known
    if np.isnan(splits[compared[-1]].overall):
        return Convergence(indicator, {}, share, loaded, TOO_LITTLE)
    return Convergence(indicator, splits, share, loaded, reading)


TOO_LITTLE = Text(
    "Moins de la moitié des paires d'habitants sont connues toutes ces années",
    "Fewer than half of the pairs of residents are known in all these years",
)


def _by_year(place: Territory, key: str, series: Series) -> dict[int, Loaded]:
    """The figures of each dated year that is there, in the communes of the study."""
    if key == "membership":
        return _history(place)
    sources = [layers.BY_KEY[name] for name in (key, series.continued_by) if name]
    vintages = [source.at(year, place.cog, place.communes) for source in sources for year in source.years(place.cog)]
    return {one.vintage.year: one for one in vintages if one is not None and one.vintage.year != UNDATED}


def _history(place: Territory) -> dict[int, Loaded]:
    """The memberships as each year could know them, from the first in which every commune is known."""
    whole = layers.BY_KEY["membership"].loaded(place.cog, place.communes)
    if whole is None:
        return {}
    mine = whole.figures.loc[list(place.communes)]
    years = [int(year) for year in mine.columns if mine[year].notna().all()]
    return {year: Loaded(mine[[y for y in mine.columns if y <= year]], whole.vintage) for year in years}


def _withheld(years: list[int], series: Series) -> Text | None:
    """Why these years are not compared; None where they are."""
    broken = series.broken_in is not None and bool(years) and years[-1] >= series.broken_in
    if broken or (len(years) > 1 and years[-1] - years[0] < series.apart):
        return series.why
    if len(years) < 2:
        fr, en = (str(years[0]), str(years[0])) if years else ("aucune", "none")
        return Text(f"Il faut deux années ; chargée ici : {fr}", f"Two years are wanted; loaded here: {en}")
    return None


def _apart(years: list[int], least: int) -> list[int]:
    """The last year, and the earlier ones that are `least` years at least from the next that is kept."""
    kept = years[-1:]
    for year in reversed(years[:-1]):
        if kept[0] - year >= least:
            kept.insert(0, year)
    return kept
