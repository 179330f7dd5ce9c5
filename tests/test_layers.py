"""What the layers hand to the computation: communes, actors, vintages and refusals, on the toy EPCI."""

import hashlib
import json
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import layers
from i18n import Text
from layers import BY_KEY, COG, LayerError, Source, Territory, reference
from layers.source import File


@pytest.fixture
def place(toy: str) -> Territory:
    return layers.territory(toy)


def test_a_territory_knows_the_epcis_it_was_merged_from(place: Territory) -> None:
    assert place.name == "CC de Démonstration"
    assert place.communes == ("01001", "01002", "01003", "01004", "01005")
    assert [name for _, name in place.former] == ["CC du Haut"] * 2 + ["CC du Bas"] * 3
    assert place.merged_in == 2021


def test_a_territory_nothing_was_merged_into_has_no_former_epci(toy: str) -> None:
    neighbour = layers.territory(toy[:-1] + "2")
    assert neighbour.communes == ("99001", "99002")
    assert neighbour.merged_in is None
    assert set(neighbour.former) == {("", "")}


@pytest.mark.parametrize(
    ("letters", "merged_in"),
    [
        ({2025: "TTTT", 2026: "TTTT"}, None),
        ({2024: "TTVV", 2025: "TTTT", 2026: "TTTT"}, 2025),  # V is no more
        ({2025: "TTWW", 2026: "TTTT"}, None),  # W still is: two communes were transferred
        ({2025: "TTTV", 2026: "TTTT"}, None),  # V had one commune here
        ({2016: "T.VV", 2019: "TTTT", 2026: "TTTT"}, 2019),
        ({2019: "TTVV", 2021: "TTTW", 2026: "TTTT"}, 2021),  # joined one by one since
    ],
)
def test_a_merger_dissolves_an_epci_and_a_transfer_does_not(
    toy: str, monkeypatch: pytest.MonkeyPatch, letters: dict[int, str], merged_in: int | None
) -> None:
    epci = {"T": toy, "V": "200000012", "W": "200000002", ".": None}
    # Twenty communes of another EPCI: a year is national when nearly all of them are known.
    members = {year: [epci[letter] for letter in row + "W" * 20] for year, row in letters.items()}
    others = [f"990{n:02}" for n in range(1, 21)]
    table = pd.DataFrame(members, index=["01001", "01002", "01003", "01004", *others], dtype=object)
    monkeypatch.setattr(Source, "table", lambda _source, _cog: table)
    territory = sys.modules["layers.territory"]
    monkeypatch.setattr(territory, "_grouped", cache(territory._grouped.__wrapped__))
    monkeypatch.setattr(territory, "_names", lambda year, _: {"200000012": f"CC du Bas {year}"})
    place = layers.territory(toy)
    assert place.merged_in == merged_in
    assert (("200000012", f"CC du Bas {min(letters)}") in place.former) == (merged_in is not None)


def test_communes_have_their_chef_lieu_their_persons_and_their_borders(place: Territory) -> None:
    table = layers.communes(place)
    assert list(table.index) == list(place.communes)
    assert table.at["01002", "lat"] == 46.05  # not the town hall's 46.07
    assert list(table["point_quality"]) == ["town_hall", "chef_lieu", "town_hall", "inside", "inside"]
    assert list(table["outer_border"]) == [False, False, True, True, True]
    assert list(table["over_65"]) == [1000, 250, 0, 100, 25]
    assert list(table["jobseekers"].dropna()) == [180, 45, 11, 9]
    assert table["area_km2"].between(21, 22).all()


@pytest.mark.usefixtures("toy")
def test_persons_are_unknown_not_zero_where_their_source_is_missing(unloaded: set[str]) -> None:
    unloaded |= {"census", "labour", "chef_lieu", "adjacency"}
    table = layers.communes(layers.territory("200000001"))
    assert table[["under_20", "over_65", "jobseekers"]].isna().all(axis=None)
    assert table.at["01002", "lat"] == 46.07
    assert not table["outer_border"].any()


def test_actors_are_residents_services_and_institutions(place: Territory) -> None:
    actors = layers.actors(place, layers.communes(place))
    assert actors.index.is_unique
    assert actors["kind"].value_counts().to_dict() == {"resident": 5, "service": 6, "institution": 10}
    assert list(actors.loc[list(place.communes), "weight"]) == [4000, 1000, 500, 400, 100]
    assert (actors.loc[actors["kind"] != "resident", "weight"] == 1).all()
    assert actors["commune"].isin(place.communes).all()


def test_a_place_listed_twice_is_one_a_school_is_itself_and_a_social_desk_an_institution(place: Territory) -> None:
    actors = layers.actors(place, layers.communes(place))
    assert "fs-haut-bis" not in actors.index
    assert list(actors.loc[["ecole-01002", "ecole-01002-bis"], "theme"]) == ["ecole", "ecole"]
    assert tuple(actors.loc["sdsei-01003", ["kind", "theme"]]) == ("institution", "sdsei")
    assert actors.at["fs-haut", "operator"] == "assoc-42"


def test_an_institution_stands_at_the_point_of_its_commune_and_says_so(place: Territory) -> None:
    actors = layers.actors(place, layers.communes(place))
    assert tuple(actors.loc["pmi-01002", ["lat", "point_quality"]]) == (46.05, "commune")
    assert actors.at["mairie-01001", "weekly_hours"] == 30
    assert actors["weekly_hours"].isna()["mairie-01005"]


def test_networks_are_those_of_social_services_schools_left_out(toy_tables: dict[str, pd.DataFrame]) -> None:
    networks = toy_tables["networks"]
    assert set(networks) == {"france-services", "ccas-cias", "departements"}
    assert "01002" not in networks.index
    assert list(networks.columns[networks.loc["01003"]]) == ["departements", "france-services"]


@pytest.mark.parametrize(("cog", "year"), [(2018, None), (2020, 2017), (2025, 2017), (2026, 2021)])
def test_a_vintage_is_never_of_a_later_geography(cog: int, year: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.source.raw", lambda _: pd.DataFrame({"commune": ["01001"]}))
    monkeypatch.setattr("layers.source.manifest", lambda: {"a.parquet": {"sha256": "a"}, "b.parquet": {"sha256": "b"}})
    label = Text("Essai", "Test")
    source = Source("test", label, "", label, {2017: File(2020, "a.parquet"), 2021: File(2026, "b.parquet")})
    found = source.loaded(cog)
    assert (found and found.vintage.year) == year


def test_a_source_with_no_vintage_is_not_loaded() -> None:
    flows = BY_KEY["flows"]
    assert flows.loaded(COG) is None
    assert flows.table(COG) is None


def test_the_hash_of_a_source_is_that_of_its_file(toy: str, toy_pack: Path) -> None:
    assert layers.territory(toy)
    found = hashlib.sha256((toy_pack / "census.parquet").read_bytes()).hexdigest()
    loaded = BY_KEY["census"].loaded(COG)
    assert loaded is not None and loaded.vintage.sha256 == found


@pytest.mark.usefixtures("toy")
def test_a_missing_file_is_said_in_both_languages() -> None:
    label = Text("Essai", "Test")
    with pytest.raises(LayerError) as error:
        Source("test", label, "", label, {2020: File(2020, "absent.parquet")}).table(COG)
    assert "absent.parquet" in error.value.message.fr
    assert "absent.parquet" in error.value.message.en


@pytest.mark.parametrize(
    ("key", "expected"), [("income", 4 / 5), ("census", 1), ("services", 4 / 5), ("flows", 4 / 5), ("adjacency", 1)]
)
def test_a_source_covers_the_communes_with_at_least_one_figure(place: Territory, key: str, expected: float) -> None:
    assert layers.coverage(BY_KEY[key], place) == expected


def test_what_covers_no_commune_of_the_territory_is_not_loaded(toy: str) -> None:
    neighbour = layers.territory(toy[:-1] + "2")
    assert set(layers.tables(["income", "districts", "membership"], neighbour)) == {"districts", "membership"}


def test_a_damaged_file_is_a_sentence_that_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "REFERENCE", tmp_path)
    (tmp_path / "fibre.parquet").write_bytes(b"PAR1 not really")
    listed = {name: {"sha256": "0" * 64} for name in ("fibre.parquet", "missing.parquet")}
    (tmp_path / "manifest.json").write_text(json.dumps(listed), encoding="utf-8")
    for name in (*listed, "unlisted.parquet"):
        with pytest.raises(LayerError, match=r"layers\.pack") as error:
            reference.raw.__wrapped__(name)
        assert name in error.value.message.en
