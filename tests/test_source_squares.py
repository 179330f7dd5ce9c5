"""INSEE's squares of 200 m: where residents set out from, and how much of it is imputed."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import COG, LayerError, cog
from layers.sources.squares import SQUARES, imputed_share, origins, read_squares
from tests.damaged import PAGE, assert_spared, hit, mutants, refused

DATA = Path(__file__).parent / "data" / "published" / "squares"
CSV = DATA / "2021-carreaux_200m_met.csv"
SEVEN = DATA / "2019-Filosofi2019_carreaux_200m_csv.7z"
SHARED_SQUARE = "CRS3035RES200mN2042600E4257600"
"""The one over two communes, 2A041 and 2A247."""

ID = r"CRS\d+RES200mN\d+E\d+"
Write = Callable[..., Path]


@pytest.fixture
def packed(tmp_path: Path) -> Write:
    """``packed({name: content})``: INSEE's zip."""

    def write(files: dict[str, bytes]) -> Path:
        path = tmp_path / "new-2021-france-Filosofi2021_carreaux_200m_csv.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path

    return write


@pytest.fixture
def squares(packed: Write) -> pd.DataFrame:
    return read_squares(packed({"carreaux_200m_met.csv": CSV.read_bytes()}))


def test_a_square_has_its_persons_its_households_and_its_centre(squares: pd.DataFrame) -> None:
    lyon = squares.set_index("commune").loc["01004"]
    assert list(lyon[["persons", "households", "poor_households", "over_65", "under_18"]]) == [100, 50, 10, 15, 20]
    assert not lyon["imputed"] and lyon["parts"] == 1
    # The centre that another public program finds for this square.
    assert (lyon["lat"], lyon["lon"]) == pytest.approx((45.75002, 4.85531), abs=6e-6)


def test_a_square_overseas_is_read_in_its_own_projection(squares: pd.DataFrame) -> None:
    island = squares.set_index("commune").loc["97411"]
    assert island["lon"] == pytest.approx(55.65, abs=0.05) and island["lat"] == pytest.approx(-21.39, abs=0.05)


def test_a_square_over_several_communes_is_in_each_of_them(squares: pd.DataFrame) -> None:
    both = squares[squares["id"] == SHARED_SQUARE]
    assert list(both["commune"]) == ["2A041", "2A247"]
    assert list(both["parts"]) == [2, 2] and list(both["persons"]) == [4, 4]


def test_codes_written_one_after_the_other_are_several_communes(packed: Write) -> None:
    found = read_squares(packed({"Filosofi2019_carreaux_200m_csv.7z": SEVEN.read_bytes()}))
    border = found[found["id"] == "CRS3035RES200mN2882600E3778000"]
    assert list(border["commune"]) == ["77373", "93051"]
    assert list(border["persons"]) == [109.5] * 2 and list(border["over_65"]) == [23] * 2
    assert list(border["under_18"]) == [22.5] * 2
    assert len(found) == 3


def test_every_part_of_france_in_the_zip_is_read(packed: Write) -> None:
    header, *rows = CSV.read_text().splitlines(keepends=True)
    parts = {"met": rows[:-1], "reun": rows[-1:]}
    files = {f"carreaux_200m_{name}.csv": (header + "".join(lines)).encode() for name, lines in parts.items()}
    assert set(read_squares(packed(files))["commune"]) == {"2A041", "2A247", "01004", "97411"}


def test_origins_share_the_persons_of_a_square_between_its_communes(squares: pd.DataFrame) -> None:
    found = origins(squares, ("2A041",))
    assert set(found["commune"]) == {"2A041"}
    assert found.set_index("id")["persons"].to_dict() == {
        SHARED_SQUARE: 2, "CRS3035RES200mN2042600E4257800": 6, "CRS3035RES200mN2042800E4257800": 30,
    }  # fmt: skip
    assert origins(squares, ("2A041", "2A247", "01004", "97411"))["persons"].sum() == 4 + 6 + 30 + 100 + 40


def test_the_imputed_share_counts_persons_not_squares(squares: pd.DataFrame) -> None:
    assert imputed_share(origins(squares, ("2A041",))) == pytest.approx(8 / 38)
    assert imputed_share(origins(squares, ("2A247",))) == 1 and imputed_share(origins(squares, ("01004",))) == 0
    assert imputed_share(origins(squares, ("2A041", "2A247", "01004"))) == pytest.approx(10 / 140)
    assert np.isnan(imputed_share(origins(squares, ("01005",))))


def test_a_square_is_whole_again_where_its_communes_merged(squares: pd.DataFrame) -> None:
    merged = squares.assign(commune=squares["commune"].replace("2A247", "2A041"))
    found = origins(merged, ("2A041",)).set_index("id")
    assert found.at[SHARED_SQUARE, "persons"] == 4 and found.index.is_unique


def test_squares_are_carried_to_the_communes_of_the_study(squares: pd.DataFrame) -> None:
    moved = squares.assign(commune=squares["commune"].replace("01004", "01091"))
    now = cog.carry(moved, 2018, COG, SQUARES.rules)
    assert len(now) == len(squares) and "01033" in set(now["commune"])
    assert SQUARES.by == ("commune",)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: PAGE,
        lambda _: b"",
        lambda good: good.splitlines(keepends=True)[0],
        lambda good: good.replace(b"i_est_200,", b"i_est,"),
        lambda good: good.replace(b"E000,1,1,2A041,", b"E000,,1,2A041,").replace(b"4257800,0,0", b"4257800,,0"),
        lambda good: good.replace(b"CRS2975", b"CRS9999"),
        lambda good: good + good.splitlines(keepends=True)[-1],
        lambda good: good.replace(b",100,50,", b",s,50,"),
        lambda good: good.replace(b",100,50,", b",-100,50,"),
    ],
    ids=[
        "page", "empty", "no row", "no flag", "unknown flag", "another grid", "twice", "text", "negative",
    ],
)  # fmt: skip
def test_another_table_is_refused(damage: Callable[[bytes], bytes], packed: Write) -> None:
    assert refused(read_squares, packed({"carreaux_200m_met.csv": damage(CSV.read_bytes())}))


def test_a_leading_zero_that_a_spreadsheet_took_is_given_back(packed: Write) -> None:
    name, good = "carreaux_200m_met.csv", CSV.read_bytes()
    whole = read_squares(packed({name: good}))
    assert b"01004" in good and read_squares(packed({name: good.replace(b"01004", b"1004")})).equals(whole)


@pytest.mark.parametrize("content", [PAGE, b"", b"PK\x03\x04"], ids=["page", "empty", "cut"])
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "Filosofi2021_carreaux_200m_csv.zip"
    path.write_bytes(content)
    assert refused(read_squares, path)


def test_a_zip_without_squares_is_refused(packed: Write) -> None:
    assert refused(read_squares, packed({"carreaux_1km_met.csv": CSV.read_bytes()}))
    assert refused(read_squares, packed({"Filosofi2019_carreaux_200m_csv.7z": SEVEN.read_bytes()[:-40]}))


def indexed(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(table["id"] + " " + table["commune"])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_table_is_refused_or_read_right(data: st.DataObject, packed: Write, squares: pd.DataFrame) -> None:
    good = CSV.read_bytes()
    mutant = data.draw(mutants(good))
    try:
        found = indexed(read_squares(packed({"carreaux_200m_met.csv": mutant})))
    except LayerError:
        return
    assert found["commune"].str.fullmatch(r"(\d\d|2[AB])\d{3}").all()
    ids = hit(good, mutant, ID)
    expected = indexed(squares)
    assert_spared(found, expected, {key for key in found.index if key.split()[0] in ids})


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), archive=st.sampled_from(["zip", "7z"]))
def test_a_damaged_archive_is_refused_or_read_right(
    data: st.DataObject, archive: str, packed: Write, squares: pd.DataFrame
) -> None:
    if archive == "zip":
        path = packed({"carreaux_200m_met.csv": CSV.read_bytes()})
        path.write_bytes(data.draw(mutants(path.read_bytes())))
        expected = squares
    else:
        path = packed({"Filosofi2019_carreaux_200m_csv.7z": data.draw(mutants(SEVEN.read_bytes()))})
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as made:
            made.writestr("x.7z", SEVEN.read_bytes())
        good = path.with_name("good.zip")
        good.write_bytes(whole.getvalue())
        expected = read_squares(good)
    try:
        found = read_squares(path)
    except LayerError:
        return
    pd.testing.assert_frame_equal(found, expected)
