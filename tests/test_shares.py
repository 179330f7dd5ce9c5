"""A share is computed on the persons of one source and one year."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import cage
import layers
from atlas.blocks import Block, Table
from atlas.paper import annex
from atlas.paper.edition import Edition
from cage import Study
from i18n import percent
from layers.reference import raw
from reach import answer


@pytest.fixture(scope="module")
def study() -> Study:
    return cage.study("200067106", 2026, cage.TO_SERVICES, "acces-aux-droits")


def tables(study: Study) -> list[Table]:
    blocks: list[Block] = annex.blocks(study, Edition(pd.Timestamp("2026-11-22").date()))
    return [block for block in blocks if isinstance(block, Table)]


def test_ages_are_shares_of_the_census_and_the_unemployed_of_the_active(study: Study) -> None:
    census = raw("census.parquet").set_index("commune").loc[list(study.communes.index)]
    labour = raw("labour_2021.parquet").set_index("commune").loc[list(study.communes.index)]
    ages = census[["under_20", "from_20_to_64", "over_65"]].sum()
    old, young = (ages[column] / ages.sum() for column in ("over_65", "under_20"))
    without_work = labour["unemployed"].sum() / labour["active"].sum()
    needs = next(table for table in tables(study) if any("65" in row[0] for row in table.rows))
    assert [row[2] for row in needs.rows] == [percent(share, "fr", 1) for share in (young, old, without_work)]
    assert needs.rows[1][2] == "25,6\u00a0%" and "2021" in needs.heads[0]


def test_no_share_of_an_age_moves_with_the_population_of_another_year(study: Study) -> None:
    twice = replace(study, communes=study.communes.assign(population=2 * study.communes["population"]))
    shares = [[row[-1] for row in table.rows if "%" in row[-1]] for table in tables(study)]
    assert any(shares)
    assert shares == [[row[-1] for row in table.rows if "%" in row[-1]] for table in tables(twice)]
    for weights in ((1.0, 0.5, 2.0), (0.0, 0.0, 1.0)):
        assert np.array_equal(answer._need(study, weights), answer._need(twice, weights), equal_nan=True)
    assert np.array_equal(
        answer._connected(study, "all"), answer._connected(twice, "all"), equal_nan=True
    )  # fmt: skip


def test_persons_of_the_census_are_unknown_where_an_age_is() -> None:
    known = pd.DataFrame({"under_20": [1.0, np.nan], "from_20_to_64": [2.0, 2.0], "over_65": [3.0, 3.0]})
    assert layers.census_persons(known).tolist()[0] == 6 and np.isnan(layers.census_persons(known).iloc[1])
