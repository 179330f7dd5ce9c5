"""INSEE's facilities: one code map per vintage, points graded, practices counted once."""

import csv
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import SERVICE_THEMES, LayerError
from layers.publishers.places import commune_at, in_france
from layers.source import rows_inside
from layers.sources.bpe import BPE, TYPES_2019, TYPES_2024, reader
from tests.mutated import CODE, FOLDER, mutations, reread

YEARS = sorted(BPE.published)
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHARED_FILE = Path(__file__).parents[2] / "shared" / "data" / "bpe" / "bpe2019_dep94_xy.csv"


def extract(year: int) -> Path:
    (found,) = (FOLDER / "bpe").glob(f"{year}-*")
    return found


def found(year: int) -> pd.DataFrame:
    return BPE.published[year].read(extract(year))


def rewritten(tmp_path: Path, year: int, old: str, new: str) -> pd.DataFrame:
    text = extract(year).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / f"bpe{year}.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return BPE.published[year].read(path)


@pytest.mark.parametrize("year", YEARS)
def test_facilities_have_a_theme_that_has_a_label(year: int) -> None:
    table = found(year)
    assert set(table["theme"]) <= set(SERVICE_THEMES)
    assert table.index.is_unique
    assert table["commune"].str.fullmatch(CODE).all()


def test_every_theme_of_every_vintage_has_a_label() -> None:
    assert {*TYPES_2019.values(), *TYPES_2024.values()} <= set(SERVICE_THEMES)


def test_a_code_means_another_thing_since_2024(tmp_path: Path) -> None:
    """D301 was the pharmacy and D307 was not; D101, D201 and D302 are no doctors any more."""
    assert (TYPES_2019["D301"], TYPES_2024["D307"]) == ("pharmacie", "pharmacie")
    assert (TYPES_2019["D201"], TYPES_2024["D265"]) == ("medecin", "medecin")
    assert not {"D201", "D301", "D221", "D231", "D232", "C101", "C104"} & set(TYPES_2024)
    assert not {"D265", "D277", "D278", "D281", "D307"} & set(TYPES_2019)
    old_codes = rewritten(tmp_path, 2024, '"D307"', '"D301"')
    assert "pharmacie" not in set(old_codes["theme"])


def test_only_types_that_serve_a_social_policy_are_kept() -> None:
    assert set(found(2019)["form"]) & {"A504", "E101", "C601"} == set()
    assert set(found(2025)["form"]) & {"D302", "D101", "A129"} == set()


def test_doctors_of_one_practice_are_one_place() -> None:
    doctors = found(2025).query("theme == 'medecin'")
    assert list(doctors["name"]) == ["CABINET A", ""]
    assert list(doctors.index) == ["bpe-01004-D265-0", "bpe-01004-D265-1"]


def test_a_point_at_random_in_the_commune_says_so() -> None:
    recent, old = found(2025), found(2019)
    assert recent.at["bpe-01004-D265-1", "point_quality"] == "commune"  # QUALITE_GEOLOC 33
    assert recent.at["bpe-64102-C108-0", "point_quality"] == "commune"  # QUALITE_XY bad
    assert recent.at["bpe-01004-D307-0", "point_quality"] == "own"
    assert recent.at["bpe-2A004-A128-0", "point_quality"] == "own"  # _Z: not graded
    assert old.at["bpe-94052-D232-0", "point_quality"] == "commune"  # "Mauvaise"


def test_a_facility_without_coordinates_has_no_point() -> None:
    nurse, school = found(2025).loc["bpe-97611-D281-0"], found(2019).loc["bpe-94068-C201-0"]
    for place in (nurse, school):
        assert place[["lon", "lat"]].isna().all() and place["point_quality"] == "none"


def test_old_coordinates_in_metres_fall_in_the_commune_they_are_given_for() -> None:
    table = found(2019).dropna(subset="lon")
    assert table.loc["bpe-94016-D201-0", ["lon", "lat"]].tolist() == pytest.approx([2.336243, 48.793365], abs=1e-5)
    agree = commune_at(table["lon"], table["lat"]) == table["commune"]
    assert agree.mean() > 0.9  # contours are simplified


def test_metres_overseas_are_not_lambert(tmp_path: Path) -> None:
    """A pharmacy of Saint-Denis, in UTM 40 south: read as Lambert-93 it would be in the Atlantic."""
    table = rewritten(tmp_path, 2019, '"94";"94033";"94033_0102";2019;"D301";659856.68;6861606.07',
                      '"974";"97411";"97411_0102";2019;"D301";338738.0;7690422.0')  # fmt: skip
    point = table.loc["bpe-97411-D301-0"]
    assert point[["lon", "lat"]].tolist() == pytest.approx([55.449, -20.880], abs=1e-2)


@pytest.mark.parametrize("year", YEARS)
def test_a_file_of_another_year_is_refused(tmp_path: Path, year: int) -> None:
    mark = f";{year};" if year == 2019 else f'"{year}"'
    with pytest.raises(LayerError, match="2018") as error:
        rewritten(tmp_path, year, mark, mark.replace(str(year), "2018"))
    assert "2018" in error.value.message.fr


def test_the_vintage_of_another_layout_is_refused() -> None:
    for year in (2024, 2025):
        with pytest.raises(LayerError):
            BPE.published[year].read(extract(2019))


def test_the_zip_of_the_publisher_is_read_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "BPE25.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("BPE25.csv", extract(2025).read_bytes())
        archive.writestr("Varmod_BPE25.csv", "COD_VAR;LIB_VAR\n")
    pd.testing.assert_frame_equal(BPE.published[2025].read(path), found(2025))


def test_a_territory_reads_its_communes_only() -> None:
    assert BPE.by == ("commune",)
    assert list(rows_inside(found(2025), ("64102",))["theme"]) == ["bibliotheque", "ecole"]


@pytest.mark.shared
def test_the_whole_of_a_departement_is_read() -> None:
    table = reader(2019, TYPES_2019, ("LAMBERT_X", "LAMBERT_Y", "QUALITE_XY"))(SHARED_FILE)
    with SHARED_FILE.open(encoding="utf-8") as file:
        given_rows = [row for row in csv.DictReader(file, delimiter=";") if row["TYPEQU"] == "D301"]
    pharmacies = table[table["theme"] == "pharmacie"]
    assert len(pharmacies) == len({(row["LAMBERT_X"], row["LAMBERT_Y"], row["DEPCOM"]) for row in given_rows})
    assert in_france(pharmacies["lon"], pharmacies["lat"]).all()
    assert pharmacies["lon"].between(2.30, 2.62).all() and pharmacies["lat"].between(48.68, 48.87).all()


@pytest.mark.parametrize("year", YEARS)
@QUICK
@given(data=st.data())
def test_a_damaged_file_is_refused_or_still_right(tmp_path: Path, year: int, data: st.DataObject) -> None:
    content = extract(year).read_bytes()
    after = reread(BPE.published[year].read, data.draw(mutations(content)), tmp_path / "bpe.csv")
    if after is None:
        return
    before = found(year)
    assert list(after) == list(before)
    assert after["commune"].dropna().str.fullmatch(CODE).all()
    known = after["lon"].notna()
    assert in_france(after.loc[known, "lon"], after.loc[known, "lat"]).all()
    points = {tuple(point) for point in before[["lon", "lat"]].dropna().round(6).to_numpy()}
    assert sum(tuple(p) not in points for p in after.loc[known, ["lon", "lat"]].round(6).to_numpy()) <= 1
