"""Rules by former EPCI: those of a reader's file, what aligning them changes, and the competences exercised."""

import numpy as np
import pandas as pd

import layers
from cage import Study
from i18n import collation
from layers.own import Imported
from layers.own.tables import rules
from layers.sources.competences import SOCIAL

RULE_COLUMNS = ("tarif", "plafond_aide", "heures")
"""Columns of the file of prices and rules."""


def offered(found: Imported) -> dict[str, list[str]]:
    """The policies of the file, each with the columns that it fills."""
    table = found.table
    return {
        str(policy): [column for column in RULE_COLUMNS if rows[column].notna().any()]
        for policy, rows in sorted(table.groupby("politique"), key=lambda one: collation(str(one[0])))
    }


def quotients(found: Imported, policy: str) -> list[float]:
    """The lowest quotient familial of each bracket of a policy, in order: one inside each."""
    brackets = found.table.loc[found.table["politique"] == policy, "quotient_familial"].dropna()
    return sorted({float(low) for low, _ in brackets})


def by_former(study: Study, found: Imported, policy: str, quotient: float, column: str) -> pd.DataFrame:
    """One row per former EPCI: ``name``, ``persons`` (residents), ``value`` of the rule.

    A former EPCI whose communes have two different figures, or one of whose communes has none, is unknown: the file
    must say it.
    """
    known = rules(found, policy, quotient, column)["price"].reindex(study.communes.index)
    communes = study.communes.assign(rule=known)[study.communes["former_epci"] != ""]
    rows = {
        siren: {
            "name": here["former_epci_name"].iloc[0],
            "persons": here["population"].sum(skipna=False),
            "value": _one(here["rule"]),
        }
        for siren, here in communes.groupby("former_epci", sort=True)
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["name", "persons", "value"])


def _one(values: pd.Series) -> float:
    return float(values.iloc[0]) if (values == values.iloc[0]).all() else float("nan")


def aligned(table: pd.DataFrame) -> pd.DataFrame:
    """The change that aligning down, up and on the mean makes in each former EPCI, in the unit of the rule.

    The mean is that of residents, over the former EPCIs whose rule is known.
    """
    value, persons = table["value"], table["persons"]
    known = value.notna() & persons.notna()
    mean = float(np.average(value[known], weights=persons[known])) if known.any() else float("nan")
    return table.assign(down=value.min() - value, up=value.max() - value, mean=mean - value)


def competences(study: Study) -> pd.DataFrame | None:
    """What the intercommunality, and the former ones that still live, exercise: one row each; None if not loaded.

    BANATIC lists those of today: an intercommunality that was dissolved is no longer in it.
    """
    table = layers.BY_KEY["competences"].table(study.territory.cog)
    if table is None:
        return None
    names = {siren: name for siren, name in study.territory.former if siren}
    names[study.territory.siren] = study.territory.name
    here = table.reindex([siren for siren in names if siren in table.index])[list(SOCIAL)]
    return here.assign(name=[names[siren] for siren in here.index])
