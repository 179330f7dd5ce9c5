"""The functions that build the reference pack."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.pack import (
    census,
    contours,
    download,
    gaps,
    history,
    membership,
    names,
    points,
    store,
    zonings,
)
from layers.pack import pays_basque as local
from layers.pack.errors import PackError
from layers.pack.schemas import SCHEMAS
from layers.publishers import weekly as weekly_hours

ROOT = Path(__file__).parents[1]
PACK = ROOT / "data" / "reference"
DAY = "09:00 - 12:00 / 14:00 - 17:00"


def read(name: str) -> pd.DataFrame:
    return pd.read_parquet(PACK / f"{name}.parquet")


# The functions


def test_full_name_refuses_an_unknown_code() -> None:
    assert names.full_name("Mées", "4") == "Les Mées"
    with pytest.raises(ValueError, match="TNCC"):
        names.full_name("Mées", "9")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], (None, None)),
        ([["lundi", "vendredi", [["09:00:00", "12:00:00"]]]], (15.0, None)),
        ([["lundi", "lundi", [["09:00", "12:20"]]], ["samedi", "samedi", [["10:00", "11:00"]]]], (4.33, None)),
        ([["lundi", "", [["09:00:00", "12:00:00"]]]], (None, "days")),
        ([["vendredi", "lundi", [["09:00:00", "12:00:00"]]]], (None, "days")),
        ([["lundi", "lundi", [["12:00:00", "09:00:00"]]]], (None, "no duration")),
        ([["lundi", "mardi", [["09:00", "12:00"]]], ["mardi", "mardi", [["11:00", "13:00"]]]], (7.0, "overlap")),
        ([["lundi", "dimanche", [["08:00:00", "20:00:00"]]]], (None, "over 80 h")),
    ],
)
def test_town_hall_hours(entries: list[list[object]], expected: tuple[float | None, str | None]) -> None:
    assert weekly_hours.town_hall_hours(entries) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, None)),
        ("|||||", (None, None)),
        (f"{DAY}|{DAY}||||", (12.0, None)),
        ("||||10:00 - 12:00|", (None, "implausible")),
    ],
)
def test_desk_hours(text: str, expected: tuple[float | None, str | None]) -> None:
    assert weekly_hours.desk_hours(text) == expected


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="9"):
        weekly_hours.clock("9")


def _commune(code: str, *former: str) -> dict[str, object]:
    return {"code": code, "type": "commune-actuelle", "anciensCodes": list(former)}


def _part(code: str, head: str) -> dict[str, object]:
    return {"code": code, "type": "commune-deleguee", "chefLieu": head}


@pytest.fixture
def past() -> history.History:
    """2019: A, B, C, D, F, with E inside D. Later B joins A, E leaves D, C becomes G, F joins A by its old code."""
    lists = {
        2019: [_commune("A"), _commune("B"), _commune("C"), _commune("D"), _commune("F"), _part("E", "D")],
        2020: [_commune("A"), _part("B", "A"), _part("A", "A"), _commune("D"), _commune("G", "C"), _commune("F")],
        2021: [_commune("A", "F"), _commune("D"), _commune("E"), _commune("G", "C")],
    }
    return history.history(lists, frozenset("ADEG"))


def test_codes_are_carried_to_today(past: history.History) -> None:
    assert past.successor("B", 2019) == "A"
    assert past.successor("C", 2019) == "G"
    assert past.successor("F", 2020) == "A"
    assert past.successor("Z", 2019) is None
    found = past.sources("ABCDF", 2019)
    assert {code: "".join(sorted(parts)) for code, parts in found.items()} == {"A": "ABF", "D": "D", "E": "D", "G": "C"}


def test_changes_since(past: history.History) -> None:
    changes = history.since(past.sources("ABCDF", 2019))
    assert changes.absorbed == {"A": 2}
    assert changes.cut == {"D", "E"}


def test_a_former_code_of_two_communes_tells_nothing() -> None:
    assert history.renamed([_commune("A", "C"), _commune("B", "C")], frozenset("AB")) == {}


def test_split_memberships_are_unknown() -> None:
    sources = {"A": frozenset("AB"), "C": frozenset("CD"), "E": frozenset("EF"), "G": frozenset[str]()}
    found, split = membership.belonged(sources, {"A": "1", "B": "1", "C": "1", "D": "2", "E": "1"})
    assert found.to_dict() == {"A": "1", "C": None, "E": None, "G": None}
    assert split == ["C"]


def test_a_commune_in_two_epcis_is_refused() -> None:
    twice = [{"code": siren, "membres": [{"code": "A"}]} for siren in "12"]
    with pytest.raises(ValueError, match="two EPCIs"):
        membership.members(twice)


def test_census_is_carried_by_sums(past: history.History) -> None:
    column = pd.Series([1, 2, 4, 8, 16], index=list("ABCDF"), dtype="Int64")
    counts = pd.DataFrame({"main": column, "vacant": column.mask(column == 2)})
    found, cut = census.carried(counts, _at_census_year(past))
    table = found.set_index("commune")
    assert cut == ["D", "E"]
    assert table["main"].dropna().to_dict() == {"A": 19, "G": 4}
    assert table["vacant"].dropna().to_dict() == {"G": 4}


def _at_census_year(past: history.History) -> history.History:
    shift = census.CENSUS_YEAR - 2019
    return history.History(past.today, {year + shift: found for year, found in past.heads.items()}, past.renamed)


def test_districts_are_summed_to_their_commune() -> None:
    iris = pd.DataFrame({"com": ["13201", "13202", "01001"], **{key: [1, 2, 5] for key in census.COLUMNS}})
    found = census.by_commune(iris, {"13201": "13055", "13202": "13055"})
    assert found["main"].to_dict() == {"01001": 5, "13055": 3}


def _grid(missing: set[tuple[int, int]]) -> tuple[pd.Series, np.ndarray]:
    cells = [(x, y) for x in range(3) for y in range(3) if (x, y) not in missing]
    squares = [shapely.box(1000 * x, 1000 * y, 1000 * x + 1000, 1000 * y + 1000) for x, y in cells]
    return pd.Series([f"{x}{y}" for x, y in cells]), np.array(squares, dtype=object)


NOBODY = pd.DataFrame({"commune": [], "geometry": []})


def test_neighbours_share_a_border_not_a_corner() -> None:
    communes, squares = _grid(set())
    pairs = contours.neighbours(communes, contours.clean(squares))
    assert len(pairs) == 12
    assert ["00", "11"] not in pairs.to_numpy().tolist()


def test_a_gap_goes_to_the_commune_that_absorbed() -> None:
    communes, squares = _grid({(1, 1)})
    found, owned = gaps.complete(communes, squares, NOBODY, gaps.Heirs({"01": 1}, NOBODY))
    assert owned == ["01"]
    assert found[communes.tolist().index("01")].area == pytest.approx(2e6)
    assert shapely.coverage_is_valid(found)


def test_a_gap_goes_to_the_commune_whose_parts_lie_in_it() -> None:
    communes, squares = _grid({(1, 1)})
    communes = pd.concat([communes, pd.Series(["11"])], ignore_index=True)
    squares = np.array([*squares, None], dtype=object)
    part = pd.DataFrame({"commune": ["11"], "geometry": [shapely.box(1200, 1200, 1400, 1400)]})
    found, owned = gaps.complete(communes, squares, part, gaps.Heirs({}, part))
    assert owned == ["11"]
    assert found[-1].area == pytest.approx(1e6)


def test_a_gap_that_nobody_may_claim_stays() -> None:
    communes, squares = _grid({(1, 1)})
    found, owned = gaps.complete(communes, squares, NOBODY, gaps.Heirs({}, NOBODY))
    assert owned == []
    assert shapely.area(found).sum() == pytest.approx(8e6)


def test_a_gap_claimed_by_two_is_decided_by_what_is_left() -> None:
    claims = {0: frozenset({"a", "b"}), 1: frozenset({"a"}), 2: frozenset({"c", "d"})}
    assert gaps.owners(claims, {"a": 1, "b": 2, "c": 1, "d": 1}) == {0: "b", 1: "a"}


def test_only_zones_of_the_department_are_met() -> None:
    communes = pd.DataFrame({"commune": ["A"], "department": ["01"]})
    zones = pd.DataFrame({"code": ["1", "2"], "department": ["01", "02"]})
    areas = np.array([shapely.box(0, 0, 6, 10), shapely.box(6, 0, 10, 10)], dtype=object)
    found = zonings.overlay(communes, np.array([shapely.box(0, 0, 10, 10)], dtype=object), zones, areas)
    assert found[["commune", "zone", "area", "covered"]].to_numpy().tolist() == [["A", "1", 60.0, 0.6]]


def test_a_zone_is_unknown_when_split_or_hardly_covered() -> None:
    common = pd.DataFrame(
        {
            "commune": ["A", "A", "B", "B", "C"],
            "zone": ["1", "2", "1", "2", "1"],
            "area": [91.0, 9.0, 90.0, 10.0, 30.0],
            "covered": [1.0, 1.0, 1.0, 1.0, 0.3],
        }
    )
    found = zonings.main_zone(common)
    assert found["zone"].fillna("").tolist() == ["1", "", ""]
    assert found["fault"].fillna("").tolist() == ["", "split", "uncovered"]


def test_pseudo_cantons_are_told_from_true_ones() -> None:
    table = pd.DataFrame({"code": ["1", "2"], "type": ["C", "V"]})
    found = zonings.true_cantons(pd.DataFrame({"zone": ["1", "2", None], "fault": [None, None, "split"]}), table)
    assert found["zone"].fillna("").tolist() == ["1", "", ""]
    assert found["fault"].fillna("").tolist() == ["", "pseudo", "split"]


def test_a_town_hall_far_away_is_not_the_point() -> None:
    here, square = shapely.Point(0, 0), shapely.box(0, 0, 1, 1)
    assert points.quality(500.0, here, square) == "town_hall"
    assert points.quality(500.1, here, square) == "inside"
    assert points.quality(np.nan, None, square) == "inside"
    assert points.quality(np.nan, here, None) == "town_hall_unchecked"
    assert points.quality(np.nan, None, None) is None


def test_a_shared_town_hall_stays_where_it_stands() -> None:
    halls = np.array([shapely.Point(0, 0), shapely.Point(0, 0), shapely.Point(1, 1)], dtype=object)
    kinds = points.without_shared(halls, np.array([0.0, 300.0, 300.0]), pd.Series(["town_hall"] * 3))
    assert kinds.tolist() == ["town_hall", "inside", "town_hall"]


def test_point_quality_of_services() -> None:
    names_of, lon = pd.Series(["a", "a", "b", "c", "d"]), pd.Series([1.0, 1.0, 2.0, 2.0, np.nan])
    metres = pd.Series([0.0, 0.0, 0.0, 900.0, np.nan])
    found = local.point_quality(names_of, lon, lon, metres)
    assert found.tolist() == ["own", "own", "shared", "outside", None]


def test_an_unknown_nuance_is_refused() -> None:
    votes = pd.DataFrame({"commune": ["A"], "nuance": ["LXXX"], "votes_rebuilt_from_pct": ["1"]})
    with pytest.raises(ValueError, match="LXXX"):
        local.nuances(votes)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> download.Package:
    """A package whose registry always answers b"good"; tmp_path/asked counts the questions."""
    (tmp_path / "model").write_bytes(b"good")
    made = download.Package("pip", "toy", "1.0", "toy.whl", download.sha256(tmp_path / "model"))

    def answer(asked: download.Package, folder: Path) -> None:
        (folder / asked.file).write_bytes(b"good")
        with (tmp_path / "asked").open("a") as log:
            log.write("x")

    monkeypatch.setattr(download, "_download", answer)
    return made


def test_a_package_is_downloaded_once(package: download.Package, tmp_path: Path) -> None:
    for _ in range(2):
        assert download.fetch(package, tmp_path / "cache").read_bytes() == b"good"
    assert (tmp_path / "asked").read_text() == "x"


def test_an_archive_that_is_not_the_one_expected_is_refused(package: download.Package, tmp_path: Path) -> None:
    other = replace(package, sha256="0" * 64)
    with pytest.raises(PackError, match="SHA-256"):
        download.fetch(other, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    table = read("fibre")
    for name in ("one", "two"):
        store.write(table, SCHEMAS["fibre"], tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").read_bytes() == (PACK / "fibre.parquet").read_bytes()
