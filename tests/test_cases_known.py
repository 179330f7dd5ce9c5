"""Reference cases 27 and 28 of ../shared/cases: a perimeter with a date, a dimension that counts for what is known."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import distance
from distance import Component, Dimension, Indicator, Pair, Scheme, Scores
from distance.components.institutional_norms import INSTITUTIONAL_NORMS, former_border, levels
from distance.indicator import Linear, Measured
from i18n import Text
from tests.reference_cases import Copied, close

copied = Copied()
TOLERANCE = 1e-9
BETWEEN = Pair("resident", "resident")
NAN = float("nan")

C27 = "27_perimeter_with_a_date"
MEMBERSHIP: dict[str, dict[str, str | None]] = copied(
    C27,
    "inputs.membership",
    {
        "2016": {"P": "A", "Q": "A", "R": "B", "S": "C", "T": "A", "U": None},
        "2017": {"P": "M", "Q": "M", "R": "M", "S": "C", "T": "A", "U": "M"},
        "2019": {"P": "M", "Q": "M", "R": "M", "S": "C", "T": "M", "U": "M"},
        "2025": {"P": "M", "Q": "M", "R": "M", "S": "C", "T": "M", "U": "M"},
        "2026": {"P": "M", "Q": "M", "R": "M", "S": "M", "T": "M", "U": "M"},
    },
)
DISTRICTS: dict[str, list[str | None]] = copied(
    C27,
    "inputs.arrondissement_canton_constituency",
    {
        "P": ["a1", "k1", "c1"], "Q": ["a1", "k2", "c1"], "R": ["a2", "k2", "c1"], "S": ["a2", None, "c2"],
        "T": ["a1", "k1", "c1"], "U": ["a1", "k1", None],
    },
)  # fmt: skip
READ = ("epci_level", "former_border", "levels", "levels_known_share", "institutional_norms", "institutional_coverage")
EXPECTED_27 = {
    "P|Q": dict.fromkeys((2026, 2025, 2017, 2016), (0.0, 0.0, 0.25, 1.0, 0.125, 1.0)),
    "P|R": {
        2026: (0.0, 0.406569659741, 0.5, 1.0, 0.45328482987, 1.0),
        2025: (0.0, 0.449328964117, 0.5, 1.0, 0.474664482059, 1.0),
        2017: (0.0, 1.0, 0.5, 1.0, 0.75, 1.0),
        2016: (1.0, 1.0, 0.75, 1.0, 0.875, 1.0),
    },
    "P|S": {
        2026: (0.0, 1.0, 0.666666666667, 0.75, 0.857142857143, 0.875),
        **dict.fromkeys((2025, 2017, 2016), (1.0, 1.0, 1.0, 0.75, 1.0, 0.875)),
    },
    "Q|T": {
        2026: (0.0, 0.496585303791, 0.25, 1.0, 0.373292651896, 1.0),
        2025: (0.0, 0.548811636094, 0.25, 1.0, 0.399405818047, 1.0),
        2017: (1.0, 1.0, 0.5, 1.0, 0.75, 1.0),
        2016: (0.0, 0.0, 0.25, 1.0, 0.125, 1.0),
    },
    "R|U": dict.fromkeys((2026, 2025, 2017), (0.0, 0.0, 0.666666666667, 0.75, 0.285714285714, 0.875)),
    "S|U": {
        2026: (0.0, 1.0, 0.5, 0.5, 0.833333333333, 0.75),
        **dict.fromkeys((2025, 2017), (1.0, 1.0, 1.0, 0.5, 1.0, 0.75)),
    },
}
for pair, years in EXPECTED_27.items():
    for year, values in years.items():
        copied(C27, f"expected.{pair}.at_{year}", dict(zip(READ, values, strict=True)))


@pytest.mark.parametrize("year", [2026, 2025, 2017, 2016])
def test_27_the_level_falls_on_the_day_and_the_memory_fades(year: int) -> None:
    codes = pd.DataFrame({"commune": list("PQRSTU")}, index=list("PQRSTU"))
    history = pd.DataFrame({int(y): column for y, column in MEMBERSHIP.items() if int(y) <= year}, dtype=object)
    districts = pd.DataFrame.from_dict(DISTRICTS, orient="index", columns=["arrondissement", "canton", "constituency"])
    tables = {"membership": history, "districts": districts}
    parts, border = levels(codes, codes, tables), former_border(codes, codes, tables).distance
    measured = {
        "institutional_norms__levels": parts.distance,
        "institutional_norms__former_border": border,
        **{f"institutional_norms__levels__{key}": part for key, part in parts.parts.items()},
    }
    index = pd.MultiIndex.from_product([codes.index, codes.index], names=["origin", "destination"])
    distances = pd.DataFrame({name: values.ravel() for name, values in measured.items()}, index)
    counted: dict[str, tuple[str, ...]] = {
        "institutional_norms": ("institutional_norms__levels", "institutional_norms__former_border")
    }
    scores = distance.scores(distances, (INSTITUTIONAL_NORMS,), counted, BETWEEN)
    found = pd.DataFrame(
        {
            "epci_level": distances["institutional_norms__levels__epci"],
            "former_border": distances["institutional_norms__former_border"],
            "levels": distances["institutional_norms__levels"],
            "levels_known_share": scores.known["institutional_norms__levels"],
            "institutional_norms": scores.components["institutional_norms"],
            "institutional_coverage": scores.component_coverage["institutional_norms"],
        }
    )
    for pair, years in EXPECTED_27.items():
        if year in years:
            close(found.loc[tuple(pair.split("|"))][list(READ)], years[year], TOLERANCE)


C28 = "28_known_share"
SCORES_28: dict[str, dict[str, dict[str, Any]]] = copied(
    C28,
    "inputs.scores",
    {
        "C": {
            "values": {"ballot": 0.6},
            "social": {"age": 0.4, "housing": 0.2, "work": None},
            "networks": {"basin": 1.0},
            "trust": {"turnout": 0.3, "associations": None},
        },
        "A": {
            "political": {"seats": 0.5, "executive": 0.0},
            "regulatory": {"zonings": [0.6666666666666666, 0.75]},
            "institutional": {"levels": [0.3333333333333333, 0.75], "border": 0.4066},
        },
        "G": {
            "physical": {"minutes": 0.5},
            "communication": {"fibre": None, "hours": 0.25},
            "proximity": {"hops": 0.375, "living": 1.0},
        },
        "E": {"size": {"base": None, "revenue": None}, "wealth": {"income": 0.8}},
    },
)
RIGHTS = copied(C28, "inputs.dimension_weights.rights", {"C": 0.15, "A": 0.4, "G": 0.3, "E": 0.15})
COMPOSITES = {
    "equal_p1": copied(C28, "expected.equal_p1.composite", 0.561477777778),
    "equal_p2": copied(C28, "expected.equal_p2.composite", 0.576637735904),
    "rights_p1": copied(C28, "expected.rights_p1.composite", 0.514202624672),
    "no_economy_p1": copied(C28, "expected.no_economy_p1.composite", 0.513773333333),
    "no_economy_p2": copied(C28, "expected.no_economy_p2.composite", 0.520589371926),
}
COVERAGES = {
    "equal_p1": copied(C28, "expected.equal_p1.coverage", 0.75),
    "equal_p2": copied(C28, "expected.equal_p2.coverage", 0.75),
    "rights_p1": copied(C28, "expected.rights_p1.coverage", 0.79375),
    "no_economy_p1": copied(C28, "expected.no_economy_p1.coverage", 0.625),
    "no_economy_p2": copied(C28, "expected.no_economy_p2.coverage", 0.625),
}
EFFECTIVE = {
    "equal_p1": copied(
        C28,
        "expected.equal_p1.effective_weights",
        {
            "ballot": 0.083333333333, "age": 0.027777777778, "housing": 0.027777777778, "work": 0.0,
            "basin": 0.083333333333, "turnout": 0.041666666667, "associations": 0.0, "seats": 0.055555555556,
            "executive": 0.055555555556, "zonings": 0.083333333333, "levels": 0.041666666667,
            "border": 0.055555555556, "minutes": 0.111111111111, "fibre": 0.0, "hours": 0.055555555556,
            "hops": 0.055555555556, "living": 0.055555555556, "base": 0.0, "revenue": 0.0, "income": 0.166666666667,
        },
    ),
    "rights_p1": copied(
        C28,
        "expected.rights_p1.effective_weights",
        {
            "ballot": 0.047244094488, "age": 0.015748031496, "housing": 0.015748031496, "work": 0.0,
            "basin": 0.047244094488, "turnout": 0.023622047244, "associations": 0.0, "seats": 0.083989501312,
            "executive": 0.083989501312, "zonings": 0.125984251969, "levels": 0.062992125984,
            "border": 0.083989501312, "minutes": 0.125984251969, "fibre": 0.0, "hours": 0.062992125984,
            "hops": 0.062992125984, "living": 0.062992125984, "base": 0.0, "revenue": 0.0, "income": 0.094488188976,
        },
    ),
}  # fmt: skip
DIMENSION_WEIGHTS = {
    "equal_p1": [0.263888888889, 0.291666666667, 0.277777777778, 0.166666666667],
    "no_economy_p1": [0.316666666667, 0.35, 0.333333333333, 0.0],
}
for name, weights in DIMENSION_WEIGHTS.items():
    for initial, weight in zip("CAGE", weights, strict=True):
        copied(C28, f"expected.{name}.dimensions.{initial}.effective_weight", weight)
DIMENSIONS_28 = {
    "C": copied(C28, "expected.equal_p1.dimensions.C.value", 0.615789473684),
    "A": copied(C28, "expected.equal_p1.dimensions.A.value", 0.410780952381),
    "G": copied(C28, "expected.equal_p1.dimensions.G.value", 0.525),
    "E": copied(C28, "expected.equal_p1.dimensions.E.value", 0.8),
}
INITIALS: dict[str, Dimension] = {
    "C": "cultural", "A": "administrative", "G": "geographic", "E": "economic",
}  # fmt: skip
PARTS = 4


def scored_28(*, economy: bool) -> tuple[Scores, tuple[Component, ...]]:
    """The case's scores through `distance.scores`: a share over parts has as many of them known as it says."""
    columns, components, said = {}, [], Text("", "")
    for initial, inside in SCORES_28.items():
        for component, leaves in inside.items():
            indicators = []
            for key, leaf in leaves.items():
                value, share = leaf if isinstance(leaf, list) else (leaf, 1.0)
                value = NAN if value is None or (key == "income" and not economy) else value
                columns[f"{component}__{key}"] = value
                if isinstance(leaf, list):
                    columns |= {f"{component}__{key}__{n}": 0.0 if n < share * PARTS else NAN for n in range(PARTS)}
                over = (("0", ()),) if isinstance(leaf, list) else ()
                indicators.append(
                    Indicator(key, said, "", lambda *_: Measured(np.empty(0)), Linear(1), said, (), over_parts=over)
                )
            components.append(Component(component, INITIALS[initial], said, said, tuple(indicators)))
    index = pd.MultiIndex.from_tuples([("a", "b")], names=["origin", "destination"])
    distances = pd.DataFrame(columns, index, dtype=float)
    counted = {component.key: component.columns for component in components}
    return distance.scores(distances, components, counted, BETWEEN), tuple(components)


@pytest.mark.parametrize("name", COMPOSITES)
def test_28_a_dimension_counts_for_what_is_known_of_it(name: str) -> None:
    scores, components = scored_28(economy=not name.startswith("no"))
    given = {INITIALS[k]: w for k, w in RIGHTS.items()} if name.startswith("rights") else {}
    scheme = Scheme(**given, aggregation="quadratic" if name.endswith("p2") else "mean")
    close(distance.composite(scores, scheme), [COMPOSITES[name]], TOLERANCE)
    close(distance.coverage(scores, scheme), [COVERAGES[name]], TOLERANCE)
    if name in EFFECTIVE:
        weights = distance.effective_weights(scores, components, scheme).iloc[0]
        close(weights, list(EFFECTIVE[name].values()), TOLERANCE)
        assert [column.rpartition("__")[2] for column in weights.index] == list(EFFECTIVE[name])
        contributed = (weights * scores.indicators.iloc[0].fillna(0)).sum()
        close(contributed, COMPOSITES[name], TOLERANCE)
    if name in DIMENSION_WEIGHTS:
        close(distance.dimension_weights(scores, scheme), [DIMENSION_WEIGHTS[name]], TOLERANCE)
    if name == "equal_p1":
        close(scores.dimensions, [list(DIMENSIONS_28.values())], TOLERANCE)


def test_28_under_the_least_coverage_there_is_no_composite() -> None:
    scores, _ = scored_28(economy=False)
    assert distance.composite(scores, Scheme(min_coverage=0.625)).notna().all()
    assert distance.composite(scores, Scheme(min_coverage=0.626)).isna().all()


@pytest.mark.shared
def test_copied_values_are_those_of_the_shared_cases() -> None:
    copied.assert_as_shared()
