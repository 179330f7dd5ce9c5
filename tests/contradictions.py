"""Reads a finding against the tables it names, with pandas alone: nothing of what made the sentence is used again."""

import math

import numpy as np
import pandas as pd
import statsmodels.api as sm

import merger
from atlas.finding import Cells, Figure, Finding, Names, Span
from atlas.tables import columns
from cage import MINUTES, RESIDENTS, Study
from distance import COMPONENTS, DIMENSIONS
from distance.clusters import clusters
from partners import Perimeter

Tables = dict[str, pd.DataFrame]


def tables(study: Study) -> Tables:
    """The tables of a study as they are exported, with what a statistician would add to them by hand."""
    origins = columns.by_origin(study)
    origins.index = pd.Index(study.origins.index.tolist(), name="key")
    origins["weight"] = study.origins["weight"].to_numpy()
    origins["error"] = np.where(origins["minutes_estimated"].astype("boolean").fillna(False), 2.5, 0.0)
    persons = study.communes[["over_65", "under_20", "jobseekers"]].reindex(study.origins["commune"])
    origins = pd.concat([origins, persons.set_axis(origins.index)], axis=1)
    pairs = columns.by_pair(study).reset_index()
    weight = {**study.destinations["weight"], **study.origins["weight"]}
    pairs["persons"] = pairs["origin"].map(weight) * pairs["destination"].map(weight)
    made = {"dimensions": _dimensions(study, origins), "components": _components(study, origins)}
    if study.pair == RESIDENTS:
        made |= {"at_equal": _at_equal(study, origins), "clusters": _clusters(study, origins)}
    return {"communes": origins, "pairs": pairs, **made}


def _at_equal(study: Study, origins: pd.DataFrame) -> pd.DataFrame:
    """R2 of the composite on size and minutes by statsmodels: unordered pairs, lines that bend at their deciles."""
    # Unclipped, which the exports of pairs are not: a slope rests on what lies under the noise too.
    read = (study.unclipped_composite, study.distances[MINUTES])
    d, minutes = (column.to_numpy(float).reshape(len(origins), -1) for column in read)
    people = origins["population"].to_numpy(float)
    i, j = np.triu_indices(len(people), 1)
    table = pd.DataFrame(
        {
            "y": (d + d.T)[i, j] / 2,
            "size": np.abs(np.log(people[i] / people[j])),
            "minutes": (minutes + minutes.T)[i, j] / 2,
        }
    ).dropna()
    if len(table) < 30:
        return pd.DataFrame({"explained": {"composite": math.nan}})
    knots = np.linspace(0, 1, 2 + min(9, len(table) // 40))[1:-1]
    columns = [np.ones(len(table))]
    for control in (table["size"], table["minutes"]):
        columns += [control, *(np.maximum(0, control - q) for q in np.quantile(control, knots))]
    fitted = sm.OLS(table["y"].to_numpy(), np.column_stack(columns)).fit(method="pinv")
    return pd.DataFrame({"explained": {"composite": fitted.rsquared}})


def _clusters(study: Study, origins: pd.DataFrame) -> pd.DataFrame:
    """Moran's I by hand, and the communes that are told."""
    values = study.at_equal_size_and_minutes.to_numpy(float)
    near = merger.neighbours(study)
    found = clusters(values, near)
    table = pd.DataFrame({"told": found.told, "quadrant": found.quadrant}, index=origins.index)
    near = near[np.isfinite(values[near]).all(axis=1)]
    w = np.zeros((len(values), len(values)))
    w[near[:, 0], near[:, 1]] = w[near[:, 1], near[:, 0]] = 1
    kept = w.sum(axis=1) > 0
    z = values[kept] - values[kept].mean() if kept.any() else values[kept]
    lagged = w[np.ix_(kept, kept)] @ z / w[kept].sum(axis=1)
    whole = {"moran": z @ lagged / (z @ z) if kept.any() else math.nan, "expected": -1 / max(kept.sum() - 1, 1)}
    return pd.concat([table, pd.DataFrame(whole, index=["whole"])])


def of_perimeter(found: Perimeter) -> Tables:
    """The tables of a perimeter, with the départements of its communes by their codes."""
    codes = pd.Series(found.study.communes.index.astype(str))
    departments = codes.str[:3].where(codes.str.startswith("97"), codes.str[:2]).drop_duplicates().to_frame()
    aside = pd.DataFrame(index=list(found.set_aside))
    return {
        "members": found.study.communes, "epcis": found.epcis, "internal": found.internal, "set_aside": aside,
        "departments": departments,
    }  # fmt: skip


def _components(study: Study, origins: pd.DataFrame) -> pd.DataFrame:
    """Share of the weight of each component that is known, mean of the persons."""
    persons = study.origins["weight"].set_axis(origins.index)
    return pd.DataFrame({"coverage": {c.key: _mean(origins.get(f"coverage_{c.key}"), persons) for c in COMPONENTS}})


def _mean(values: pd.Series | None, persons: pd.Series) -> float:
    if values is None or values.isna().all():
        return math.nan
    return float(np.average(values[values.notna()], weights=persons[values.notna()]))


def _dimensions(study: Study, origins: pd.DataFrame) -> pd.DataFrame:
    """What each dimension makes of the composite, from the contributions exported, and what is known of it."""
    persons = study.origins["weight"].set_axis(origins.index)
    rows = {}
    for dimension in DIMENSIONS:
        keys = [c.key for c in COMPONENTS if c.dimension == dimension]
        made = [c for c in origins if c.endswith("__contribution") and c.split("__")[0] in keys]
        whole = origins[made].sum(axis=1, skipna=False) if made else None
        weighs = study.scheme.weights[dimension] > 0
        rows[dimension] = {
            "contribution": _mean(whole, persons) if weighs else math.nan,
            "coverage": _mean(origins.get(f"coverage_{dimension}"), persons),
        }
    return pd.DataFrame(rows).T


def read(cells: Cells, found: Tables) -> float:
    """What the cells a figure names hold."""
    table = found[cells.table]
    rows = table.query(cells.where, engine="python") if cells.where else table
    if cells.how == "count":
        return float(len(rows))
    column = rows[cells.column].astype(float)
    if cells.how == "sum":
        return float(column.sum(skipna=False))
    if cells.how in ("min", "max"):
        return float(column.min() if cells.how == "min" else column.max())
    if cells.how == "mean":
        known = column.notna()
        weights = rows[cells.weight].astype(float) if cells.weight else pd.Series(1.0, rows.index)
        return float(np.average(column[known], weights=weights[known]))
    assert len(column) == 1, f"{cells} is {len(column)} cells"
    return float(column.iloc[0])


def check(said: Finding, found: Tables) -> int:
    """Check every figure and every claim of a finding; how many there were."""
    checked = 0
    for value in said.values.values():
        parts = [value.low, value.central, value.high] if isinstance(value, Span) else [value]
        for part in parts:
            if isinstance(part, Figure):
                _figure(part, found)
            elif isinstance(part, Names):
                _names(part, found)
            else:
                continue
            checked += 1
    for sentence in (said.in_lang("fr"), said.in_lang("en")):
        assert "{" not in sentence and "nan" not in sentence.split(), sentence
    return checked


def _figure(figure: Figure, found: Tables) -> None:
    value = read(figure.cells, found)
    if figure.over is not None:
        value /= read(figure.over, found)
    if figure.less is not None:
        value -= read(figure.less, found)
    assert math.isclose(value, figure.value, rel_tol=1e-5, abs_tol=1e-7), (figure, value)


def _names(names: Names, found: Tables) -> None:
    """Those named come first among those they are ranked with; or are all that nothing tells from the first."""
    table = found[names.table]
    rows = table.query(names.among, engine="python") if names.among else table
    ranked = rows[names.column].astype(float).dropna() * (-1 if names.least else 1)
    if not names.keys:
        return
    assert set(names.keys) <= set(ranked.index), names
    others = ranked.drop(list(names.keys))
    first, last = ranked[list(names.keys)].max(), ranked[list(names.keys)].min()
    digits = None if names.lead else 2
    if names.tied:
        assert first == ranked.max() and _apart(first, last, digits) <= names.lead + 1e-9, names
        assert others.empty or _apart(first, others.max(), digits) > names.lead, names
    elif not others.empty:
        assert _apart(last, others.max(), digits) > names.lead, (names, last, others.max())


def _apart(a: float, b: float, digits: int | None) -> float:
    """How far apart two values are, as they are shown where that has digits."""
    return float(a) - float(b) if digits is None else round(float(a), digits) - round(float(b), digits)
