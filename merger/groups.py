"""Former EPCIs as groups of the communes of a study, and its distances as squares between them."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from cage import Study
from distance.kernels import Array


def groups(study: Study) -> npt.NDArray[np.int64]:
    """Former EPCI of each commune as a number, in the order of their SIREN; -1 where it is not known."""
    former = study.communes["former_epci"].reindex(study.origins["commune"]).replace("", None)
    return np.asarray(pd.factorize(former, sort=True)[0], dtype=np.int64)


def group_names(study: Study) -> list[str]:
    """Names of the former EPCIs, in the order of :func:`groups`."""
    known = study.communes[study.communes["former_epci"] != ""]
    return [str(name) for name in known.groupby("former_epci", sort=True)["former_epci_name"].first()]


def square(study: Study, column: str, *, unclipped: bool = False) -> Array:
    """One distance as (n, n): ``composite``, a dimension, a component, or an indicator or part in its own unit.

    ``unclipped``: what lies under the noise is under 0, for a mean or a slope (METHOD 2.3, rule 6).
    """
    scores = study.unclipped if unclipped else study.scores
    composite = study.unclipped_composite if unclipped else study.composite
    tables = (scores.dimensions, scores.components, study.distances)
    values = next((table[column] for table in tables if column in table), composite)
    return np.asarray(values.to_numpy(float).reshape(len(study.origins), -1))


def neighbours(study: Study) -> npt.NDArray[np.int64]:
    """(k, 2) positions of the communes that share a border, the first before the second."""
    touching = square(study, "territorial_proximity__contiguity_hops") == 1
    return np.argwhere(np.triu(touching, 1))
