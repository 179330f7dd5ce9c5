"""Who should coordinate: means by hand, what is not known, what is said of it."""

import numpy as np
import pandas as pd
import pytest

import cage
import partners
from atlas.findings.coordination import level_of, who
from cage import BETWEEN_INSTITUTIONS, MINUTES, TO_INSTITUTIONS
from tests import contradictions
from tests.reference_cases import close

PAYS_BASQUE = "200067106"


@pytest.fixture(scope="module")
def studies() -> tuple[cage.Study, cage.Study]:
    return cage.study(PAYS_BASQUE, pair=TO_INSTITUTIONS), cage.study(PAYS_BASQUE, pair=BETWEEN_INSTITUTIONS)


def grid(study: cage.Study, values: pd.Series) -> pd.DataFrame:
    """Pairs as a table, origins by destinations."""
    return pd.DataFrame(
        values.to_numpy().reshape(len(study.origins), -1), study.origins.index, study.destinations.index
    )


def test_each_goes_to_the_nearest_desk_of_a_candidate(studies: tuple[cage.Study, cage.Study]) -> None:
    towards, between = studies
    people = towards.communes["population"]
    table = partners.candidates(towards, between, people).set_index("kind")
    desks = between.origins.index[between.origins["theme"] == "sdsei"]
    minutes = grid(towards, towards.distances[MINUTES])[desks]
    nearest = minutes.idxmin(axis=1)
    scores = grid(towards, towards.scores.dimensions["geographic"])
    mean = np.average([scores.at[o, d] for o, d in nearest.items()], weights=towards.origins["weight"][nearest.index])
    close(table.at["sdsei", "residents_geographic"], mean, 1e-6)
    others = between.origins.index[~between.origins["theme"].isin(["mairie", "epci"])]
    epci = between.origins.index[between.origins["theme"] == "epci"][0]
    near = grid(between, between.scores.dimensions["geographic"]).loc[others, epci]
    close(table.at["epci", "actors_geographic"], near.mean(), 1e-6)
    assert (table.index == "ccas").sum() == 3 and np.isnan(table["actors_composite"]).all()


def test_persons_in_need_may_be_others(studies: tuple[cage.Study, cage.Study]) -> None:
    towards, between = studies
    alone = pd.Series(0.0, towards.communes.index).where(towards.communes.index != "64102", 1.0)
    table = partners.candidates(towards, between, alone)
    assert table["residents_known"].between(0, 1).all()
    near = table[table["name"].str.contains("Bayonne")].iloc[0]
    assert near["residents_geographic"] == table["residents_geographic"].min()
    with pytest.raises(ValueError, match="wanted residents"):
        partners.candidates(between, towards, alone)


def candidates(rows: list[tuple[str, str, float, float]], level: str = "composite") -> pd.DataFrame:
    columns = ["name", "kind", f"residents_{level}", f"actors_{level}"]
    empty = {f"{end}_composite": np.nan for end in ("residents", "actors")} if level != "composite" else {}
    return pd.DataFrame(rows, columns=columns).assign(**empty)


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        ([("CCAS (A)", "ccas", 0.2, 0.3), ("", "caf", 0.4, 0.5)], "Le CCAS est ici le plus près des deux."),
        ([("CCAS (A)", "ccas", 0.3, 0.6), ("", "caf", 0.2, 0.5)], "n'est pas ici un CCAS"),
        ([("CCAS (A)", "ccas", 0.2, 0.6), ("", "caf", 0.3, 0.5)], "il faut choisir"),
    ],
)
def test_the_answer_may_be_that_it_is_not_the_ccas(rows: list[tuple[str, str, float, float]], last: str) -> None:
    for level in ("composite", "administrative"):
        table = candidates(rows, level)
        found = who(table)
        assert level_of(table, "actors") == level and len(found) == 3
        assert last in found[-1].in_lang("fr").replace("\u00a0", " ").replace("’", "'")
        keyed = table.set_axis(["CCAS (A)", "caf"]).rename_axis("key")
        assert sum(contradictions.check(one, {"candidates": keyed}) for one in found) >= 4


def test_without_two_candidates_nothing_is_said() -> None:
    assert who(candidates([("CCAS (A)", "ccas", 0.2, 0.3)])) == []
    assert len(who(candidates([("CCAS (A)", "ccas", 0.2, np.nan), ("", "caf", 0.3, np.nan)]))) == 1
