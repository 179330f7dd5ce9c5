"""What the sentences of a merger are read from, added up with pandas from the pairs that are exported."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

import merger
from atlas.tables import columns, parts
from cage import Study
from distance import COMPONENTS
from distance.families import Agreement, Families
from distance.plane import Plane
from i18n import Text
from merger import chance
from merger.closer import closer_table
from partners import Convergence
from tests import contradictions
from tests.contradictions import Tables

LEVELS = (
    "institutional_norms__former_border",
    "institutional_norms__levels__epci",
    "institutional_norms__levels__arrondissement",
    "institutional_norms__levels__canton",
    "institutional_norms__levels__constituency",
    "regulatory_norms__rights_zonings",
)
DIMENSION = {c.key: c.dimension for c in COMPONENTS}


def tables(study: Study) -> Tables:
    """Every table that a sentence on the former EPCIs of a study names; those without a merger where there is none."""
    found = contradictions.tables(study)
    former = study.communes["former_epci"].reindex(study.origins["commune"]).replace("", None)
    former = former.set_axis(study.origins.index)
    pairs = found["pairs"]
    found["pairs"] = pairs.assign(
        former_origin=pairs["origin"].map(former), former_destination=pairs["destination"].map(former)
    )
    read = merger.reading(study)
    found["reading_pairs"] = _once(_unclipped(read), study, former)
    lines = parts.fault_lines(study)
    found["fault_lines"] = pd.DataFrame(lines).drop(columns=["paths", "within_noise"], errors="ignore")
    found["fault_lines"]["former_border"] = found["fault_lines"]["former_border"].astype(float)
    found["former_epcis"] = parts.former_epcis(study)
    if not merger.merged(study):
        return found
    tested: dict[str, Mapping[str, object]] = {
        "borders": chance.effects(study),
        "faults": chance.contrasts(read),
        "alike": chance.alike(read),
    }
    found |= {
        name: pd.DataFrame.from_dict({k: vars(v) for k, v in all_.items()}, "index") for name, all_ in tested.items()
    }
    found["matching"] = pd.DataFrame({"minutes": [1.0], "size": [math.exp(0.5)]})
    return found | _sides(study, former)


def _sides(study: Study, former: pd.Series) -> Tables:
    earlier, later = merger.before(study), merger.after(study)
    before, after = (_once(_unclipped(side), study, former) for side in (earlier, later))
    sides = before[["persons"]].assign(
        **{f"{name}_{when}": side[name] for name in ("composite", "administrative")
           for when, side in (("before", before), ("after", after))}
    )  # fmt: skip
    known = [name for name in LEVELS if name in after and after[name].notna().any()]
    moved = [not np.array_equal(before[name], after[name], equal_nan=True) for name in known]
    followers = pd.DataFrame.from_dict(merger.followers(study), "index", columns=["uniform", "former_epcis"])
    return {
        "sides": sides,
        "levels": pd.DataFrame({"moved": np.array(moved, dtype=int)}, known),
        "closer": closer_table(earlier, later),
        "followers": followers,
    }


def _unclipped(study: Study) -> pd.DataFrame:
    """Pairs as means take them: what lies under the noise is under 0."""
    scores = {**study.unclipped.dimensions, **study.unclipped.components, "composite": study.unclipped_composite}
    return columns.by_pair(study).assign(**{str(name): values for name, values in scores.items()})


def _once(pairs: pd.DataFrame, study: Study, former: pd.Series) -> pd.DataFrame:
    """Each pair of two communes once: the mean of both directions, unknown where one is."""
    order = {key: rank for rank, key in enumerate(study.origins.index)}
    numbers = pairs.select_dtypes("number").astype(float)
    forth = numbers[[order[a] < order[b] for a, b in numbers.index]]
    back = numbers.reindex([(b, a) for a, b in forth.index])
    both = ((forth + back.set_axis(forth.index)) / 2).reset_index()
    weight = study.origins["weight"]
    return both.assign(
        persons=both["origin"].map(weight) * both["destination"].map(weight),
        former_a=both["origin"].map(former),
        former_b=both["destination"].map(former),
    )


def of_years(found: dict[str, Convergence]) -> Tables:
    rows = [
        {"indicator": name, "year": year, "known": one.known, **vars(split)} | {"known": one.known}
        for name, one in found.items()
        for year, split in one.splits.items()
    ]
    series = [
        {
            "indicator": name,
            "dimension": DIMENSION[name.partition("__")[0]],
            "compared": int(any(split.overall > 0 for split in one.splits.values())),
        }
        for name, one in found.items()
    ]
    return {"years": pd.DataFrame(rows), "series": pd.DataFrame(series)}


def of_families(found: Families, stable: dict[Text, float], alike: Agreement | None, plane: Plane) -> Tables:
    labels = found.labels[found.labels >= 0]
    return {
        "families": pd.DataFrame({"size": np.bincount(labels)}),
        "silhouettes": pd.DataFrame(
            {"silhouette": list(found.silhouette.values())}, [str(k) for k in found.silhouette]
        ),
        "stability": pd.DataFrame({"ari": list(stable.values())}, [name.en for name in stable]),
        "agreement": pd.DataFrame([vars(alike)] if alike else []),
        "plane": pd.DataFrame({"stress": [plane.stress]}),
    }


def of_spread(key: str, values: pd.Series, persons: pd.Series, former: pd.Series | None) -> Tables:
    """Theil's T and its split, summed commune by commune and EPCI by EPCI."""
    frame = pd.DataFrame({"y": values.astype(float), "n": persons.astype(float)})
    frame["group"] = "all" if former is None else former
    known: Any = frame.dropna().query("group != ''")
    mean = np.average(known["y"], weights=known["n"])

    def theil(table: pd.DataFrame, about: float) -> float:
        ratio = table["y"] / about
        return float((table["n"] * ratio * np.log(ratio.where(ratio > 0, 1.0))).sum() / table["n"].sum())

    groups = known.groupby("group").apply(
        lambda one: pd.Series({"y": np.average(one["y"], weights=one["n"]), "n": one["n"].sum()}), include_groups=False
    )
    total, between = theil(known, mean), theil(groups, mean)
    row = {"total": total, "between": between, "within": total - between}
    return {"inequality": pd.DataFrame([row], [key]), "unequal": pd.DataFrame({key: values.astype(float)})}
