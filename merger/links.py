"""What a distance restates: its links with size, with minutes and with the whole, over the pairs of a study."""

import numpy as np
import pandas as pd

from cage import MINUTES, RESIDENTS, Study
from distance.at_equal import at_equal

from .groups import square


def correlations(study: Study) -> pd.DataFrame:
    """Mean, spread and correlations of every level of score, over the pairs of two different actors.

    Columns: ``mean``, ``sd``, ``known`` (share of the pairs), and the correlation with ``composite``, ``size`` (size of
    the log ratio of populations) and ``minutes``; between residents, ``explained``: R2 on size and minutes together
    (METHOD 2.3, rule 13). One row for the composite, each dimension and each component.
    """
    origin, destination = (study.distances.index.get_level_values(i) for i in (0, 1))
    pairs = np.asarray(origin != destination)
    scores = pd.concat([study.composite, study.scores.dimensions, study.scores.components], axis=1)[pairs]
    population = study.communes["population"]
    here = population.reindex(study.origins["commune"].reindex(origin)).to_numpy(float)
    there = population.reindex(study.destinations["commune"].reindex(destination)).to_numpy(float)
    size = pd.Series(np.abs(np.log(here / there))[pairs], scores.index)
    return pd.DataFrame(
        {
            "mean": scores.mean(),
            "sd": scores.std(),
            "known": scores.notna().mean(),
            "composite": scores.corrwith(scores["composite"]),
            "size": scores.corrwith(size),
            "minutes": scores.corrwith(study.distances[MINUTES][pairs]),
            "explained": pd.Series({str(name): _explained(study, str(name)) for name in scores}),
        }
    )


def _explained(study: Study, column: str) -> float:
    if study.pair != RESIDENTS:
        return float("nan")
    persons = study.communes["population"].reindex(study.origins["commune"]).to_numpy(float)
    return at_equal(square(study, column, unclipped=True), square(study, MINUTES), persons).explained
