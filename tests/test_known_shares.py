"""What is known of a dimension, a share of its weight, stands wherever it does; what a score says is true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import cast

import cage
from atlas import MAPS
from atlas.maps import BY_KEY
from atlas.paper import council, details
from atlas.paper.edition import Edition
from atlas.paper.notes import coverage
from atlas.paper.overview import RULES
from atlas.tables import communes as table
from atlas.tables.columns import named_pairs
from atlas.words import with_known
from cage import Study

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
