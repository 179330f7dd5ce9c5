"""The first tables: communes, and former EPCIs, with value, gap and persons concerned."""

import numpy as np
import pandas as pd

import distance
from cage import MINUTES, STANDARDS, Study

from ..maps.minutes import printed

PERSONS = {"population": "all", "over_65": "over_65", "under_20": "under_20", "jobseekers": "jobseekers"}
"""Groups of persons, by column of ``Study.communes``."""

PARTS = ("_low", "", "_high")
"""Certainly, centrally and possibly so many: the ends of an interval, and its middle."""


def of_communes(study: Study) -> pd.DataFrame:
    """One row per origin: name, former EPCI, destination, minutes as printed, composite, gap, rank, group, persons.

    ``ranked_with`` holds the initials of the known dimensions: ranks compare inside one group only. Farthest first
    inside each group, the largest group first.
    """
    values = study.values
    table = pd.DataFrame({"name": study.origins["name"]})
    commune = study.communes.reindex(study.origins["commune"]).set_axis(study.origins.index)
    table["former_epci"] = commune["former_epci_name"]
    table["destination"] = study.destinations["name"].reindex(values["destination"]).to_numpy()
    table["minutes"] = printed(study)
    columns = ["composite", "gap", "rank", *study.scores.dimensions, "coverage"]
    columns += [*(f"coverage_{d}" for d in study.scores.dimensions), "ranked_with"]
    table[columns] = values[columns]
    table[list(PERSONS)] = commune[list(PERSONS)]
    group = table["ranked_with"]
    order = pd.DataFrame({"size": -group.map(group.value_counts()), "group": group, "near": -table["composite"]})
    return table.loc[order.sort_values(["size", "group", "near"], kind="stable").index]


def of_former_epcis(study: Study) -> pd.DataFrame:
    """One row per former EPCI and one for the whole territory, from its communes or, between institutions, its places.

    Columns: population, composite (mean weighted by inhabitants), gap to the territory's mean and,
    towards a destination, persons beyond each standard by group (``all_beyond_20_low``, ``all_beyond_20``,
    ``all_beyond_20_high``...).
    """
    names = former_names(study)
    rows = {names[siren]: list(codes) for siren, codes in study.communes.groupby("former_epci").groups.items() if siren}
    rows |= {study.territory.name: list(study.communes.index)}
    table = pd.DataFrame({name: of_part(study, codes) for name, codes in rows.items()}).T
    return table.sort_values("composite", ascending=False, kind="stable")


def former_names(study: Study) -> dict[str, str]:
    """Name of each former EPCI by SIREN, which is added where the territory, or another one, bears the same name."""
    former = {siren: name for siren, name in study.territory.former if siren}
    borne = [*former.values(), study.territory.name]
    return {siren: name if borne.count(name) == 1 else f"{name} ({siren})" for siren, name in former.items()}


def of_part(study: Study, codes: list[str]) -> pd.Series:
    """The row of ``of_former_epcis`` of some communes."""
    here = study.origins["commune"].isin(codes)
    persons, values, weights = study.communes.loc[codes], study.values[here], study.origins["weight"]
    whole = distance.weighted_mean(study.values["composite"], weights)
    mean = distance.weighted_mean(values["composite"], weights[here])
    row = {"communes": len(codes), "population": persons["population"].sum(), "composite": mean, "gap": mean - whole}
    if not study.to_one_destination:
        return pd.Series(row, dtype=float)
    for standard in STANDARDS:
        for column, group in PERSONS.items():
            known = beyond(study, values.index, persons[column], standard)
            row |= {f"{group}_beyond_{standard}{part}": count for part, count in zip(PARTS, known, strict=True)}
    return pd.Series(row, dtype=float)


def beyond(study: Study, origins: pd.Index, persons: pd.Series, standard: float) -> distance.Interval:
    """How many persons of some communes are beyond a standard; NaN where their number is known nowhere."""
    if persons.isna().all():
        return distance.Interval(np.nan, np.nan, np.nan)
    return distance.persons_beyond(
        study.values.loc[origins, MINUTES], persons.reindex(origins), standard, study.error[origins]
    )
