"""The columns every export shares: identity, distances in their own units, scores, weights, composite."""

import pandas as pd

import distance
from cage import MINUTES, Study
from distance import origins

WEIGHS = "effective_weight_"
LEVELS = ("composite", "coverage", "gap", "rank", "ranked_with")


def by_origin(study: Study) -> pd.DataFrame:
    """One row per origin, nulls where unknown.

    Identity; composite, coverage, gap, rank; dimensions and components on [0, 1]; each indicator
    and part in its own unit; ``<indicator>__contribution``, which add up to the composite;
    ``<indicator>__provenance`` of the destination's value (own or commune).
    """
    commune = study.communes.reindex(study.origins["commune"]).set_axis(study.origins.index)
    values = study.values.reset_index(drop=True).set_axis(study.origins.index)
    identity = pd.DataFrame(
        {
            "commune": study.origins["commune"],
            "name": study.origins["name"],
            "population": commune["population"],
            "former_epci": commune["former_epci"].replace("", None),
            "former_epci_name": commune["former_epci_name"].replace("", None),
            "point_quality": study.origins["point_quality"],
            "outer_border": commune["outer_border"],
            "destination": values["destination"].replace("", None),
            "destination_name": study.destinations["name"].reindex(values["destination"]).to_numpy(),
            "minutes_estimated": study.estimated.astype(object).where(study.values[MINUTES].notna(), None).to_numpy(),
        }
    )
    parts = study.contributions.add_suffix("__contribution").set_axis(study.origins.index)
    numbers = values.drop(columns=["destination", *LEVELS])
    return pd.concat([identity, values[list(LEVELS)], _second(study), numbers, parts, _provenance(study)], axis=1)


def _second(study: Study) -> pd.DataFrame:
    """Effective weights of the dimensions, and where each origin stands in France, where that is known."""
    weights = origins.by_origin(
        study.dimension_weights, study.origins.index, study.destinations["weight"], study.chosen
    )
    table = weights.add_prefix(WEIGHS).set_axis(study.origins.index)
    if study.national_percentile is not None:
        table["national_percentile"] = study.national_percentile.to_numpy()
    return table


def _of_pairs(study: Study) -> list[pd.Series]:
    """Between residents: national percentile, and what is left at equal size and minutes."""
    if study.national_percentiles is None or study.at_equal is None:
        return []
    left = study.at_equal.residual.ravel()
    return [study.national_percentiles, pd.Series(left, study.distances.index, name="at_equal_size_and_minutes")]


def _provenance(study: Study) -> pd.DataFrame:
    """Where each indicator's destination value comes from; empty when the origin is a mean over others."""
    if not study.to_one_destination:
        return pd.DataFrame(index=study.origins.index)
    provenance = {
        f"{column}__provenance": distance.provenance(indicator, study.destinations)
        .reindex(study.values["destination"])
        .to_numpy()
        for column, indicator in study.indicators.items()
    }
    return pd.DataFrame(provenance, index=study.origins.index)


def named_pairs(study: Study) -> pd.DataFrame:
    """One row per pair, with names and communes on both sides, then what :func:`by_pair` gives."""
    pairs = by_pair(study).reset_index()
    ends = pairs[["origin", "destination"]].copy()
    for side, actors in (("origin", study.origins), ("destination", study.destinations)):
        ends[f"{side}_name"] = actors["name"].reindex(pairs[side]).to_numpy()
        ends[f"{side}_commune"] = actors["commune"].reindex(pairs[side]).to_numpy()
    return pd.concat([ends, pairs.drop(columns=["origin", "destination"])], axis=1)


def by_pair(study: Study) -> pd.DataFrame:
    """One row per (origin, destination): distances, scores, weights, levels, composite, shares known."""
    return pd.concat(
        [
            study.composite,
            study.coverage,
            study.scores.dimensions,
            study.scores.components,
            study.scores.coverage.add_prefix("coverage_"),
            study.scores.component_coverage.add_prefix("coverage_"),
            study.dimension_weights.add_prefix(WEIGHS),
            *_of_pairs(study),
            study.distances,
            study.scores.indicators.add_suffix("__score"),
            study.effective_weights.add_suffix("__weight"),
        ],
        axis=1,
    )
