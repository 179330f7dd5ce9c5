"""Before and after a merger, what follows the former perimeters, what is closer on paper: by hand, and case 20."""

import io
import json
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import cage
import merger
from atlas.exports import CLOSER_CSV, MATRIX_CSV, Export
from atlas.exports.html import write_map
from atlas.findings.sides import fell
from atlas.maps import BY_KEY
from cage import MINUTES, Study
from distance import DIMENSIONS, Scheme
from layers import LayerError
from merger import faults, sides
from merger.closer import closer_table
from merger.contrast import contrast, internal_minutes, known_pairs, matrix, whole
from merger.tables import matrix_table, short
from tests.conftest import SHARED

PAYS_BASQUE, EMERAUDE, DOMBES = "200067106", "200090579", "200069193"
OTHERS = ["cultural", "geographic", "economic"]


@pytest.fixture(scope="module")
def pays_basque() -> Study:
    return cage.study(PAYS_BASQUE)


@pytest.fixture
def toy_study(study_of: Callable[..., Study]) -> Study:
    return study_of()


@pytest.mark.parametrize("siren", [PAYS_BASQUE, EMERAUDE])
def test_a_merger_moves_the_administrative_distance_and_nothing_else_bit_for_bit(siren: str) -> None:
    study = cage.study(siren)
    earlier, later = merger.before(study), merger.after(study)
    moved = [column for column in study.distances if not earlier.distances[column].equals(later.distances[column])]
    moved = [column for column in moved if not column.startswith(sides.HELD_OUT)]
    assert moved == [sides.LEVELS_DIFFER, sides.EPCI, sides.BORDER]
    for side in (earlier, later):
        pd.testing.assert_frame_equal(side.scores.dimensions[OTHERS], study.scores.dimensions[OTHERS], check_exact=True)
        assert side.scores.components[sides.HELD_OUT].isna().all(), "no before: unknown, not left out"
        assert side.composite.notna().equals(study.composite.notna()), "the threshold is judged before"
    assert (earlier.scores.dimensions["administrative"] >= later.scores.dimensions["administrative"]).all()


def test_former_border_before_and_after_by_hand(toy_study: Study) -> None:
    """Merged in 2021: before, 01001 and 01003 were in two EPCIs; after, five years (2026 - 2021) of life together."""
    earlier, later = merger.before(toy_study), merger.after(toy_study)
    pair, mates = ("01001", "01003"), ("01001", "01002")
    assert earlier.distances.at[pair, sides.BORDER] == 1
    assert later.distances.at[pair, sides.BORDER] == pytest.approx(math.exp(-0.5))
    assert earlier.distances.at[mates, sides.BORDER] == later.distances.at[mates, sides.BORDER] == 0


def test_both_sides_know_the_same_pairs(toy_study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    history = sides._until_merger(toy_study.territory).copy()
    history.loc["01003"] = None
    monkeypatch.setattr(sides, "_until_merger", lambda _: history)
    unknown = [side.distances[sides.BORDER].isna() for side in (merger.before(toy_study), merger.after(toy_study))]
    pd.testing.assert_series_equal(*unknown)
    assert unknown[0].sum() == 2 * len(toy_study.origins) - 1


def test_a_pair_without_a_border_then_is_in_neither_side_whatever_else_is_known(
    toy_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """01003, of no known former EPCI: what is left is read between the four others, its share of pairs said."""
    history = sides._until_merger(toy_study.territory).copy()
    history.loc["01003"] = None
    monkeypatch.setattr(sides, "_until_merger", lambda _: history)
    former = toy_study.communes["former_epci"].where(toy_study.communes.index != "01003", "")
    study = replace(toy_study, communes=toy_study.communes.assign(former_epci=former))
    people, others = study.communes["population"], ["01001", "01002", "01004", "01005"]
    weights = {(a, b): people[a] * people[b] for a, b in combinations(study.communes.index, 2)}
    kept = list(combinations(others, 2))
    for side in (merger.before(study), merger.after(study)):
        scores = side.scores.dimensions["administrative"]
        assert scores.isna().equals(pd.Series(["01003" in pair for pair in scores.index], scores.index))
        mean = np.average([(scores[a, b] + scores[b, a]) / 2 for a, b in kept], weights=[weights[p] for p in kept])
        assert whole(side, "administrative") == pytest.approx(mean, rel=1e-5)
        share = sum(weights[p] for p in kept) / sum(weights.values())
        assert known_pairs(side, "administrative") == pytest.approx(share)
    said = fell(merger.before(study), merger.after(study), "administrative")[1].in_lang("fr")
    assert f"sur {100 * share:.0f}\u00a0% des paires d" in said


def test_without_a_merger_there_is_no_before_and_the_sentence_says_since_when() -> None:
    study = cage.study(DOMBES)
    assert not merger.merged(study)
    with pytest.raises(LayerError, match="2019"):
        merger.before(study)
    assert BY_KEY["before_composite"].values(study).isna().all()


def test_a_merger_is_not_read_towards_services() -> None:
    study = cage.study(PAYS_BASQUE, pair=cage.TO_SERVICES, theme="acces-aux-droits")
    with pytest.raises(ValueError, match="between residents"):
        merger.reading(study)


def test_what_follows_the_former_perimeters_is_left_out(pays_basque: Study) -> None:
    """METHOD 2.3, rule 14; on CA du Pays Basque: rural revitalisation, arrondissement, constituency, not the canton."""
    following, column = merger.followers(pays_basque), "regulatory_norms__rights_zonings"
    assert set(following) == {
        f"{column}__zrr", f"{column}__apl", f"{sides.LEVELS_DIFFER}__arrondissement",
        f"{sides.LEVELS_DIFFER}__constituency",
    }  # fmt: skip
    assert following[f"{column}__zrr"] == (10, 10)
    read = merger.reading(pays_basque)
    assert read.distances[[*following, sides.BORDER]].isna().all(axis=None)
    kept = [f"{column}__{part}" for part in ("ccas", "zrr", "apl", "abc") if f"{column}__{part}" not in following]
    np.testing.assert_allclose(read.distances[column], pays_basque.distances[kept].mean(axis=1))
    assert read.scores.judged.equals(pays_basque.scores.judged), "left out, not unknown"
    assert merger.reading(pays_basque, border=True).distances[sides.BORDER].notna().any()


@pytest.mark.shared
def test_closer_on_paper_gives_the_flags_of_case_20() -> None:
    case = json.loads((SHARED / "20_end_to_end_cage.json").read_text())["expected"]
    sides = []
    for when in ("before", "after"):
        rows = {}
        for pair, found in case[when].items():
            a, b = pair.split("|")
            row = {"administrative": found["A"], "cultural": found["C"]}
            rows[a, b] = rows[b, a] = row
        table = pd.DataFrame.from_dict(rows, orient="index")
        full = pd.MultiIndex.from_product([list("ABCD")] * 2, names=["origin", "destination"])
        sides.append(table.reindex(full))
    found = merger.closer_on_paper(*sides)
    flagged = {f"{a}|{b}" for a, b in found.index}
    assert flagged == {p for p, flags in case["flags"].items() if flags["flag_admin_closer_but_culturally_far"]}
    fall = found["administrative"] - found["administrative_before"]
    assert fall.to_numpy() == pytest.approx(-0.25)


def test_before_and_after_have_the_same_classes_whatever_the_weights(pays_basque: Study) -> None:
    for hue in ("composite", "administrative"):
        pair = [BY_KEY[f"{side}_{hue}"].classes_of(pays_basque) for side in ("before", "after")]
        assert pair[0] == pair[1]
    heavy = replace(pays_basque, scheme=Scheme(administrative=9))
    assert BY_KEY["before_composite"].classes_of(heavy) == BY_KEY["before_composite"].classes_of(pays_basque)


def test_fault_lines_are_the_borders_that_two_communes_share(toy_study: Study) -> None:
    """Squares of a twentieth of a degree around 46.00, 46.05 and 46.10 share their whole side."""
    table = faults.faults(merger.reading(toy_study), "geographic").set_index(["a", "b"])
    assert list(table.index) == [("01001", "01002"), ("01002", "01003")]
    assert sorted(table.loc[("01001", "01002"), "paths"][0]) == [[2.975, 46.025], [3.025, 46.025]]
    assert table["former"].tolist() == [False, True]
    assert set(table["hue"]) == {"geographic"}


def test_the_map_to_take_away_draws_the_fault_lines(toy_study: Study) -> None:
    """Two borders, one of them a former one, which has an edge too."""
    page = write_map(toy_study, BY_KEY["faults"], "fr").decode()
    assert page.count('"lineCap": "butt"') == 3
    assert "De part et d" in page


def test_the_dimension_that_dominates_weighs_and_counts_most(pays_basque: Study) -> None:
    read = merger.reading(replace(pays_basque, scheme=Scheme(cultural=0, geographic=3)))
    table = faults.faults(read, "composite").set_index(["a", "b"])
    parts = read.scores.dimensions.loc[table.index] * read.dimension_weights.loc[table.index]
    assert table["hue"].tolist() == parts.idxmax(axis=1).tolist()
    assert "cultural" not in set(table["hue"])


def test_the_matrix_has_an_internal_distance_and_no_zero(pays_basque: Study) -> None:
    for column in ("composite", MINUTES):
        mean = matrix(merger.reading(pays_basque), column).mean
        assert np.allclose(mean, mean.T)
        assert (np.diag(mean) > 0).all()
    weights = pays_basque.communes["population"]
    inside = pays_basque.communes.query("former_epci == '246401855'").index
    pairs = [(a, b) for a in inside for b in inside]
    share = [weights[a] * weights[b] for a, b in pairs]
    by_hand = np.average(pays_basque.distances.loc[pairs, MINUTES], weights=share)
    table = matrix_table(pays_basque, [MINUTES]).set_index(["a", "b"])
    assert table.loc[("246401855", "246401855"), MINUTES] == pytest.approx(by_hand, rel=1e-5)


def test_between_and_within_by_hand(toy_study: Study) -> None:
    """Minutes of the toy: the pairs of 01001 and 01002 (EPCI of the Haut) against 01003, 01004 and 01005."""
    minutes, people = toy_study.distances[MINUTES], toy_study.communes["population"]
    pairs = [(a, b) for a in ("01001", "01002") for b in ("01003", "01004", "01005")]
    weights = [people[a] * people[b] for a, b in pairs]
    both = [(minutes[a, b] + minutes[b, a]) / 2 for a, b in pairs]
    found = contrast(toy_study, MINUTES)
    assert found.persons.between == pytest.approx(np.average(both, weights=weights), rel=1e-5)
    assert found.communes.between == pytest.approx(np.mean(both), rel=1e-5)


def test_two_residents_of_one_former_epci_may_live_in_the_same_commune(pays_basque: Study) -> None:
    minutes, people = pays_basque.distances[MINUTES], pays_basque.communes["population"]
    former = pays_basque.communes["former_epci"]
    same = [(a, b) for a in former.index for b in former.index if former[a] == former[b]]
    by_hand = np.average(minutes.loc[same], weights=[people[a] * people[b] for a, b in same])
    assert internal_minutes(pays_basque) == pytest.approx(by_hand, rel=1e-5)
    unknown = pays_basque.distances.copy()
    unknown.loc[[pair for pair in same if former[pair[0]] == "246401855"], MINUTES] = np.nan
    assert math.isnan(internal_minutes(replace(pays_basque, distances=unknown)))


def test_the_pairs_to_take_away_have_names_and_open_in_french_excel(pays_basque: Study) -> None:
    table = closer_table(merger.before(pays_basque), merger.after(pays_basque))
    assert (table["administrative"] < table["administrative_before"]).all()
    assert table[["cultural_far", "economic_far"]].any(axis=1).all()
    assert (table["a_former_epci"] != table["b_former_epci"]).all()
    written = CLOSER_CSV.write(pays_basque, "fr").decode("utf-8-sig")
    assert written.startswith("a;a_name;a_former_epci;b;")
    assert len(written.splitlines()) == len(table) + 1


def test_the_matrix_to_take_away_is_that_of_the_page(pays_basque: Study) -> None:
    """Another way to the same figures: the reading weighed afterwards, as the page holds it."""
    tuned = Scheme(cultural=60.0, economic=0.0)
    reading = replace(merger.reading(pays_basque), scheme=tuned)
    written = MATRIX_CSV.write(replace(pays_basque, scheme=tuned), "fr")
    table = pd.read_csv(io.BytesIO(written), sep=";", decimal=",", encoding="utf-8-sig", dtype={"a": str, "b": str})
    expected = matrix_table(reading, ["composite", *DIMENSIONS, MINUTES])
    pd.testing.assert_frame_equal(table, expected, rtol=1e-5, check_dtype=False)


def test_merger_files_say_why_there_is_none(toy_study: Study) -> None:
    def said(export: Export, study: Study) -> str:
        with pytest.raises(LayerError) as caught:
            export.write(study, "fr")
        return caught.value.message.fr

    for export in (MATRIX_CSV, CLOSER_CSV):
        assert export.lacks(toy_study) is None
        assert "Habitants ↔ habitants" in said(export, replace(toy_study, pair=cage.TO_SERVICES))
    unknown = toy_study.scores.dimensions.assign(cultural=np.nan, economic=np.nan)
    blank = replace(toy_study, scores=toy_study.scores._replace(dimensions=unknown))
    assert "Ni la distance culturelle" in said(CLOSER_CSV, blank)


@pytest.mark.parametrize("export", [MATRIX_CSV, CLOSER_CSV])
def test_where_no_merger_is_known_the_file_says_before_which_year_nobody_knows(export: Export) -> None:
    with pytest.raises(LayerError, match=r"d.avant 2019"):
        export.write(cage.study(DOMBES), "fr")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("CC d'Amikuze", "Amikuze"),
        ("CA Sud Pays Basque", "Sud Pays Basque"),
        ("CC du Pays d'Hasparren (Lurraldea)", "Pays d'Hasparren"),
    ],
)
def test_an_epci_has_a_short_name(name: str, said: str) -> None:
    assert short(name) == said
