"""What is known of a dimension, a share of its weight, stands wherever it does; what a score says is true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import cast

import numpy as np
import pandas as pd
import pytest

import cage
import distance
from atlas import MAPS
from atlas.findings.overall import partial
from atlas.findings.overview import finding
from atlas.maps import BY_KEY
from atlas.paper import council, details
from atlas.paper.edition import Edition
from atlas.paper.notes import coverage
from atlas.paper.overview import RULES
from atlas.tables import communes as table
from atlas.tables.columns import named_pairs
from atlas.words import with_known
from cage import Study
from pages.state.choices import effective

StudyOf = Callable[..., Study]


def test_the_share_known_of_a_dimension_stands_beside_it(study_of: StudyOf) -> None:
    """A share of the weight, beside the figure: cultural distance known for a quarter is no whole one."""
    study = study_of(cage.TO_SERVICES, "acces-aux-droits")
    partial = study.unweighed.assign(coverage_cultural=0.25)
    study = replace(study, unweighed=partial)
    edition = Edition(date(2026, 11, 22), maps=council.USUAL)
    row = cast("list[dict[str, str]]", details.commune_page(study, "01001", details.means(study), edition)["bars"])
    bars = {str(bar["name"]): str(bar["written"]).replace("\u00a0", " ") for bar in row}
    assert bars["Culturelle"].endswith(" (25 %)") and bars["Géographique"].endswith("%)") == bool(
        study.values.at["01001", "coverage_geographic"] < 0.995
    )
    columns_of_pairs = set(named_pairs(study))
    assert {"coverage", "coverage_cultural", "coverage_geographic", "coverage_trust"} <= columns_of_pairs
    assert {"coverage_cultural", "coverage_economic"} <= set(table.of_communes(study))
    assert with_known(0.24, 0.25, "fr").replace("\u00a0", " ") == "0,24 (25 %)"
    assert with_known(0.24, 1.0, "en") == "0.24"
    assert "25 % du poids de cette distance" in coverage(
        study, BY_KEY["cultural"], study.values["cultural"], "fr"
    ).replace("\u00a0", " ")


def test_a_score_is_never_told_as_a_rank_of_pairs(study_of: StudyOf) -> None:
    """1 is a goalpost: "as far as the 5 % farthest pairs" holds for one linear indicator, never for a mean of them."""
    study = study_of(cage.TO_SERVICES, "acces-aux-droits")
    for text in (*(shown.scale(study) for shown in MAPS), *RULES):
        assert "5 %" not in text.fr.replace("\u00a0", " ") and "5%" not in text.en


def test_a_distance_known_for_forty_to_sixty_per_cent_is_told_as_partial_with_what_is_missing(
    study_of: StudyOf, unloaded: set[str]
) -> None:
    assert partial(study_of()) == [], "known for more"
    unloaded |= {"income", "potential", "accounts", "european_2024", "municipal_2026", "associations", "fibre", "flows"}
    study = study_of()
    assert 0.4 <= study.coverage.mean() < 0.6
    (said,) = (one.in_lang("fr").replace("\u00a0", " ") for one in partial(study))
    assert said.startswith("Distance d’ensemble partielle : on connaît ici ")
    assert "culturelle" in said and "économique" in said and "administrative" not in said
    assert any("Partial" in one for one in finding(study, BY_KEY["composite"], "en"))


def test_effective_weights_stand_beside_the_sliders_and_in_the_files(study_of: StudyOf, unloaded: set[str]) -> None:
    unloaded |= {"income", "potential", "accounts"}
    study = study_of()
    said = effective(study, "fr").replace("\u00a0", " ")
    means = study.dimension_weights.mean()
    assert means.sum() == pytest.approx(1)
    assert f"économique {100 * means['economic']:.0f} %" in said and means["economic"] < 0.1
    pairs = named_pairs(study)
    weights = pairs[[f"effective_weight_{d}" for d in study.scores.dimensions]]
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    again = (weights.to_numpy() * pairs[list(study.scores.dimensions)].fillna(0).to_numpy()).sum(axis=1)
    known = pairs["composite"].notna()
    np.testing.assert_allclose(again[known], pairs.loc[known, "composite"], atol=1e-6)


def test_desks_as_near_are_told_with_their_range_and_ones_own_comes_first_in_a_tie(study_of: StudyOf) -> None:
    study = study_of(cage.TO_SERVICES, "acces-aux-droits")
    values = study.values.dropna(subset="composite_low")
    assert (values["composite_low"] <= values["composite"] + 1e-9).all()
    assert (values["composite_high"] >= values["composite"] - 1e-9).all()
    assert (values["desks_within_error"] >= 1).all()
    assert values.loc[values["own_desk"], "gap"].isna().all() and values["own_desk"].any()
    index = pd.MultiIndex.from_product([["a"], ["x", "y"]], names=["origin", "destination"])
    minutes = pd.Series([2.0, 2.0], index)
    assert list(distance.nearest(minutes, None, pd.Series([False, True], index))) == [("a", "y")]
    assert list(distance.nearest(minutes)) == [("a", "x")]
