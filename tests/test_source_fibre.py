"""Fibre (ARCEP), households on the RSA (CNAF), jobseekers (DARES)."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from distance.components.communication import fibre_gap
from layers import COG, LayerError, Source
from layers.cog import carry
from layers.load import Wanted, keep
from layers.source import unique
from layers.sources.caf import CAF, SHARE
from layers.sources.fibre import FIBRE
from layers.sources.jobseekers import JOBSEEKERS
from tests.mutated import assert_faithful, extract, mutations, reread

EVERY = [FIBRE, CAF, JOBSEEKERS]
Read = Callable[[Path], pd.DataFrame]


def reader(source: Source) -> Read:
    (file,) = source.published.values()
    return file.read


def today(source: Source) -> pd.DataFrame:
    (file,) = source.published.values()
    return source.derive(carry(file.read(extract(source.key)), file.cog, COG, source.rules))


def rewritten(path: Path, source: Source, old: str, new: str) -> pd.DataFrame:
    text = extract(source.key).read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return reader(source)(path)


def test_fibre_is_a_share_of_premises_in_percent_as_in_the_pack() -> None:
    table = today(FIBRE)
    assert table.loc["40101", "share"] == pytest.approx(100 * 243 / 245)
    assert table.loc["97611", "share"] == pytest.approx(7.0035, abs=1e-4)
    assert table.loc["2A004", ["premises", "eligible"]].tolist() == [46329, 45327]
    packed = FIBRE.table(COG)
    assert packed is not None and packed["share"].max() == 100 and set(packed) <= set(table)


def test_what_was_loaded_comes_before_the_pack(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    text = extract("fibre").read_text(encoding="utf-8").replace("40101;Gaas;40", "64102;Bayonne;64")
    path.write_text(text, encoding="utf-8")
    keep(Wanted(FIBRE, 2026, "france"), reader(FIBRE)(path), {"sha256": "x", "origin": "y", "dated": ""}, to=COG)
    found, elsewhere = FIBRE.loaded(COG, ("64102",)), FIBRE.loaded(COG, ("64008",))
    assert found is not None and found.vintage.year == 2026
    assert found.table.loc["64102", "share"] == pytest.approx(100 * 243 / 245)
    assert elsewhere is not None and elsewhere.vintage.year == 0


def test_merged_communes_are_counted_again_and_no_premises_is_no_share(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    rows = ["01187;A;01;84;100;all;50;0;0;0;0;0;0;2026-03-31", "01330;B;01;84;300;all;300;0;0;0;0;0;0;2026-03-31"]
    empty = "55039;C;55;44;0;all;0;0;0;0;0;0;0;2026-03-31"
    header = extract("fibre").read_text(encoding="utf-8").splitlines()[0]
    path.write_text("\n".join([header, *rows, empty]) + "\n", encoding="utf-8")
    table = FIBRE.derive(carry(reader(FIBRE)(path), 2024, COG, FIBRE.rules))
    assert table.loc["01187", "share"] == 87.5
    assert pd.isna(table.loc["55039", "share"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-03-31", "2025-12-31"),  # another quarter
        ("40101;Gaas;40;75;245;all;243", "40101;Gaas;40;75;245;all;246"),
        ("elig_ftth", "elig_fibre"),
        ("40101;", "29019;"),  # the same commune twice
    ],
)
def test_another_fibre_file_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(LayerError):
        unique(rewritten(tmp_path / "f.csv", FIBRE, old, new), FIBRE.label)


def test_other_kinds_of_premises_are_left_out(tmp_path: Path) -> None:
    table = rewritten(tmp_path / "f.csv", FIBRE, "40101;Gaas;40;75;245;all", "40101;Gaas;40;75;245;pro")
    assert "40101" not in table.index and len(table) == 5


def test_the_indicator_reads_the_share() -> None:
    codes = pd.DataFrame(index=["29019", "97611"])
    measured = fibre_gap(codes, codes, {"fibre": today(FIBRE)})
    assert measured.distance[0, 1] == pytest.approx(0.9095, abs=1e-4)


def test_zero_percent_of_households_is_fewer_than_five_so_unknown() -> None:
    table = today(CAF)
    assert table["rsa_share"].dropna().to_dict() == {
        "10003": 5, "64008": 4, "64009": 3, "64102": 5, "2A276": 2, "2B005": 48,
    }  # fmt: skip
    assert table.loc[["10002", "64011", "01004"], "rsa_share__why"].tolist() == ["secret"] * 3
    assert table.loc["97105", "rsa_share__why"] == "unavailable"


def test_other_levels_are_left_out_and_leading_zeros_given_back(tmp_path: Path) -> None:
    table = rewritten(tmp_path / "c.csv", CAF, "01004;Commune", "1004;Commune")
    assert "01004" in table.index and len(table) == 10


@pytest.mark.parametrize(("old", "new"), [("48%", "148%"), (SHARE, "Part des allocataires du RSA"), ("5%", "cinq")])
def test_another_file_of_the_cnaf_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(LayerError):
        rewritten(tmp_path / "c.csv", CAF, old, new)


def test_jobseekers_are_the_totals_of_the_quarter_and_a_commune_is_counted_once() -> None:
    table = today(JOBSEEKERS)
    assert table.loc["75056", "registered"] == 196995 and "75101" not in table.index
    assert table.loc["01004", "registered"] == 1265
    assert table.loc[["2A004", "97105", "01001"], "registered"].tolist() == [3620, 1830, 40]
    assert pd.isna(table.loc["64008", "registered"]) and table.loc["64008", "registered__why"] == "unavailable"


@pytest.mark.parametrize(("old", "new"), [("2024-T4", "2022-T4"), (";ABC;", ";A;"), (";40\n", ";-40\n")])
def test_another_series_of_jobseekers_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(LayerError):
        rewritten(tmp_path / "j.csv", JOBSEEKERS, old, new)


@pytest.mark.parametrize("source", EVERY, ids=lambda source: source.key)
@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html><html></html>", b"\xff\xfe\x00\x01", b"a;b\n1;2\n"])
def test_what_is_not_the_file_is_refused(tmp_path: Path, source: Source, content: bytes) -> None:
    (tmp_path / "f.csv").write_bytes(content)
    with pytest.raises(LayerError) as refused:
        reader(source)(tmp_path / "f.csv")
    assert refused.value.message.fr and refused.value.message.en


@pytest.mark.parametrize("source", EVERY, ids=lambda source: source.key)
def test_a_damaged_file_is_refused_or_right(tmp_path: Path, source: Source) -> None:
    content, read = extract(source.key).read_bytes(), reader(source)
    before = read(extract(source.key))

    @settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(mutated=mutations(content))
    def check(mutated: bytes) -> None:
        after = reread(read, mutated, tmp_path / "f.csv")
        if after is not None:
            assert_faithful(before, after, content, mutated)

    check()
