"""DILA's directory: desks at their own point, town hall hours, and its archive when it is damaged."""

import bz2
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import INSTITUTION_KINDS, LayerError
from layers.publishers.directory import DESK_KINDS, entries, weekly, written
from layers.sources import institutions, town_halls
from tests.mutated import FOLDER, mutations, reread

EXTRACT = FOLDER / "institutions" / "2026-all_latest.tar.bz2"
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def desk(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return institutions.read(EXTRACT)


def listed() -> bytes:
    """The desks of the archive, as the file a reader may drop alone."""
    with tarfile.open(EXTRACT) as archive:
        (name,) = (name for name in archive.getnames() if name.endswith("data.gouv_local.json"))
        file = archive.extractfile(name)
        assert file is not None
        return file.read()


def test_a_desk_stands_at_its_own_point_with_its_own_hours(found: pd.DataFrame) -> None:
    caf = found.loc[desk(1)]
    assert (caf["kind"], caf["commune"], caf["operator"], caf["point_quality"]) == ("caf", "64102", "782000001", "own")
    assert (caf["lon"], caf["lat"]) == (-1.4748, 43.4929)
    assert caf["weekly_hours"] == 4 * 6 + 3
    assert caf["hours"] == "|".join(["09:00 - 12:00 / 13:30 - 16:30"] * 4 + ["09:00 - 12:00", ""])
    assert caf["address"] == "1 rue de l'Essai,64100,Bayonne"


def test_coordinates_left_empty_are_no_point(found: pd.DataFrame) -> None:
    assert found.loc[desk(3), ["lon", "lat", "point_quality"]].isna().all()
    # The second address of this one has the point: the first is a post office box.
    assert found.at[desk(10), "lon"] == 55.4481


def test_hours_that_contradict_themselves_or_are_too_few_are_flagged_and_unknown(found: pd.DataFrame) -> None:
    few, malformed, none = found.loc[[desk(9), desk(11), desk(3)]].to_dict("records")
    assert [row["hours_flag"] for row in (few, malformed)] == ["implausible"] * 2
    assert pd.isna([few["weekly_hours"], malformed["weekly_hours"], none["weekly_hours"]]).all()
    assert pd.isna(none["hours_flag"])
    assert none["hours"] == ""
    assert found.at[desk(10), "weekly_hours"] == 40, "public holidays are no day of the week"


def test_a_desk_listed_twice_is_one_and_france_services_are_no_institutions(found: pd.DataFrame) -> None:
    assert found.index.is_unique
    assert len(found) == 8
    assert set(found["kind"]) == {"caf", "cpam", "mission_locale", "msa", "clic"}
    assert {"01004", "2A004", "97411"} <= set(found["commune"])


def test_every_kind_kept_has_a_label() -> None:
    assert set(INSTITUTION_KINDS) >= DESK_KINDS


def test_town_hall_hours_are_those_of_the_main_town_hall() -> None:
    hours = town_halls.read(EXTRACT)["weekly_hours"]
    assert hours.to_dict() == pytest.approx(
        {"01001": float("nan"), "64122": 2, "92050": 48.5, "93066": 42.5, "97411": float("nan")}, nan_ok=True
    )


@pytest.mark.parametrize("root", [{"service": [{}]}, [{}]], ids=["object", "list"])
def test_the_list_of_desks_is_read_alone_whatever_its_root(tmp_path: Path, root: object, found: pd.DataFrame) -> None:
    desks = json.loads(listed())["service"]
    path = tmp_path / "2026-10-06-data.gouv_local.json"
    path.write_text(json.dumps(desks if isinstance(root, list) else {"service": desks}), encoding="utf-8")
    pd.testing.assert_frame_equal(institutions.read(path), found)


@pytest.mark.parametrize(
    ("spans", "hours", "said"),
    [
        ([], None, ""),
        ([("lundi", "", "09:00:00", "12:00:00", "", "")], 3, "09:00 - 12:00|||||"),
        ([("lundi", "lundi", "09:00:00", "", "", "")], None, "09:00 - |||||"),
        ([("vendredi", "lundi", "09:00:00", "19:00:00", "", "")], None, ""),
        ([("lundi", "mardi", "09:00:00", "12:00:00", "11:00:00", "18:00:00")], 18, None),
        ([("lundi", "dimanche", "00:00:00", "23:59:00", "", "")], None, ""),
        ([("lundi", "lundi", "", "", "", "")], None, ""),
    ],
    ids=["none", "one day", "no end", "backwards", "overlap", "day and night", "no slot"],
)
def test_hours_are_summed_or_unknown_never_zero(
    spans: list[tuple[str, ...]], hours: float | None, said: str | None
) -> None:
    keys = ["nom_jour_debut", "nom_jour_fin", *(f"valeur_heure_{e}_{n}" for n in (1, 2) for e in ("debut", "fin"))]
    opened = entries({"plage_ouverture": [dict(zip(keys, span, strict=True)) for span in spans]})
    assert weekly(opened, minimum=0).weekly == hours
    assert said is None or written(opened) == said


def packed(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:bz2") as archive:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!DOCTYPE html><html></html>",
        b'{"results": []}',
        b'{"service": []}',
        b'{"service": ["a", "b"]}',
        packed(("autre.csv", b"a;b\n")),
        packed(("2026-data.gouv_local.json", b'{"service": [{"id": "1"')),
        EXTRACT.read_bytes()[:1000],
        bz2.compress(b"no archive"),
    ],
)
@pytest.mark.parametrize("read", [institutions.read, town_halls.read])
def test_what_is_not_the_directory_is_refused_in_both_languages(
    tmp_path: Path, content: bytes, read: Callable[[Path], pd.DataFrame]
) -> None:
    path = tmp_path / "all_latest.tar.bz2"
    path.write_bytes(content)
    with pytest.raises(LayerError) as error:
        read(path)
    assert error.value.message.fr != error.value.message.en


@QUICK
@given(data=st.data(), alone=st.booleans())
def test_damaged_bytes_are_refused_or_give_a_right_table(tmp_path: Path, data: st.DataObject, *, alone: bool) -> None:
    content = data.draw(mutations(listed() if alone else EXTRACT.read_bytes()))
    table = reread(institutions.read, content, tmp_path / "2026-data.gouv_local.json")
    hours = reread(town_halls.read, content, tmp_path / "all_latest.tar.bz2")
    if table is not None:
        assert list(table) == institutions.COLUMNS[1:]
        assert table["commune"].dropna().str.fullmatch(r"(\d{2}|2[AB])\d{3}").all()
        assert not (table["weekly_hours"] == 0).any()
        assert table[["lon", "lat"]].isna().all(axis=1).equals(table["point_quality"].isna())
    assert hours is None or not (hours["weekly_hours"] == 0).any()
