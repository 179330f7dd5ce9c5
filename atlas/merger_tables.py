"""Tables of a merger to take away: former EPCI by former EPCI, and the pairs that are closer on paper."""

import re

import numpy as np
import pandas as pd

import merger
from cage import MINUTES, Study
from distance import DIMENSIONS

from .merger import matrix, noise

SHORT = re.compile(r"^(CC|CA|CU|SAN|Communauté (de communes|d'agglomération|urbaine)) +(de la |de l'|du |des |de |d')?")


def short(name: str) -> str:
    """The name of an EPCI without what it is: "Amikuze" for "CC d'Amikuze"."""
    rest = SHORT.sub("", name).partition(" (")[0]
    return rest[:1].upper() + rest[1:] if rest else name


def readable(study: Study) -> list[str]:
    """The distances that have values here, overall first."""
    known = [d for d in DIMENSIONS if np.isfinite(merger.square(study, d)).any()]
    return [*(["composite"] if study.composite.notna().any() else []), *known]


def matrix_table(study: Study, columns: list[str]) -> pd.DataFrame:
    """One row per ordered pair of former EPCIs: each distance, and the share of the residents' pairs it is known for.

    An EPCI with itself has its internal distance (see ``atlas.merger.matrix``).
    """
    codes = sorted(set(study.communes["former_epci"]) - {""})
    names = merger.group_names(study)
    pairs = pd.MultiIndex.from_product([codes, codes], names=["a", "b"]).to_frame(index=False)
    both = np.array([(a, b) for a in names for b in names], dtype=object).reshape(-1, 2)
    table = pairs.assign(a_name=both[:, 0], b_name=both[:, 1])
    for column in columns:
        found = matrix(study, column)
        table[column], table[f"{column}__known"] = found.mean.ravel(), found.known.ravel()
    return table


def closer_table(earlier: Study, later: Study) -> pd.DataFrame:
    """The pairs that are closer on paper (see ``merger.closer_on_paper``), with names, former EPCIs and minutes.

    ``in_noise``: share of the known compositional distances of the pair that chance alone could make.
    """
    pairs = merger.closer_on_paper(earlier.scores.dimensions, later.scores.dimensions)
    communes, at = later.communes, later.origins["commune"]
    table = pd.DataFrame(index=pairs.index)
    for side, level in (("a", "origin"), ("b", "destination")):
        codes = at[pairs.index.get_level_values(level)].to_numpy()
        table[side] = codes
        table[f"{side}_name"] = communes["name"].reindex(codes).to_numpy()
        table[f"{side}_former_epci"] = communes["former_epci_name"].reindex(codes).to_numpy()
    table["minutes"] = later.distances[MINUTES].reindex(pairs.index)
    table["in_noise"] = noise(later).reindex(pairs.index).mean(axis=1)
    return pd.concat([table, pairs], axis=1).reset_index(drop=True)
