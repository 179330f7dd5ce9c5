"""Tables of a merger to take away: former EPCI by former EPCI."""

import re

import numpy as np
import pandas as pd

from cage import Study
from distance import DIMENSIONS

from .contrast import matrix
from .groups import group_names, square

SHORT = re.compile(r"^(CC|CA|CU|SAN|Communauté (de communes|d'agglomération|urbaine)) +(de la |de l'|du |des |de |d')?")


def short(name: str) -> str:
    """The name of an EPCI without what it is: "Amikuze" for "CC d'Amikuze"."""
    rest = SHORT.sub("", name).partition(" (")[0]
    return rest[:1].upper() + rest[1:] if rest else name


def readable(study: Study) -> list[str]:
    """The distances that have values here, overall first."""
    known = [d for d in DIMENSIONS if np.isfinite(square(study, d)).any()]
    return [*(["composite"] if study.composite.notna().any() else []), *known]


def matrix_table(study: Study, columns: list[str]) -> pd.DataFrame:
    """One row per ordered pair of former EPCIs: each distance, and the share of the residents' pairs it is known for.

    An EPCI with itself has its internal distance (see ``contrast.matrix``).
    """
    codes = sorted(set(study.communes["former_epci"]) - {""})
    names = group_names(study)
    pairs = pd.MultiIndex.from_product([codes, codes], names=["a", "b"]).to_frame(index=False)
    both = np.array([(a, b) for a in names for b in names], dtype=object).reshape(-1, 2)
    table = pairs.assign(a_name=both[:, 0], b_name=both[:, 1])
    for column in columns:
        distances = matrix(study, column)
        table[column], table[f"{column}__known"] = distances.mean.ravel(), distances.known.ravel()
    return table
