"""The first tables: communes, and former EPCIs, with value, gap and persons concerned."""

import numpy as np
import pandas as pd

import distance
from cage import MINUTES, STANDARDS, Study

from .maps.minutes import rounded

PERSONS = {"population": "all", "over_65": "over_65", "under_20": "under_20", "jobseekers": "jobseekers"}
"""Groups of persons, by column of ``Study.communes``."""


def of_communes(study: Study) -> pd.DataFrame:
    """One row per origin: name, former EPCI, destination, minutes as shown, composite, gap, rank, group, persons.

    ``ranked_with`` holds the initials of the known dimensions: ranks compare inside one group only.
    """
    values = study.values
    table = pd.DataFrame({"name": study.origins["name"]})
    commune = study.communes.reindex(study.origins["commune"]).set_axis(study.origins.index)
    table["former_epci"] = commune["former_epci_name"]
    table["destination"] = study.destinations["name"].reindex(values["destination"]).to_numpy()
    table["minutes"] = rounded(study)
    columns = ["composite", "gap", "rank", *study.scores.dimensions, "coverage", "ranked_with"]
    table[columns] = values[columns]
    table[list(PERSONS)] = commune[list(PERSONS)]
    return table.sort_values("composite", ascending=False, kind="stable")


def of_former_epcis(study: Study) -> pd.DataFrame:
    """One row per former EPCI and one for the whole territory, from its communes or, between institutions, its places.

    Columns: population, composite (mean weighted by inhabitants), gap to the territory's mean and,
    towards a destination, persons beyond each standard by group (``all_beyond_20`` ...).
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
            known = distance.persons_beyond(values[MINUTES], persons[column], standard)
            row[f"{group}_beyond_{standard}"] = np.nan if persons[column].isna().all() else known
    return pd.Series(row, dtype=float)
