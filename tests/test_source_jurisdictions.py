"""Which desk serves which commune: read from the files of communes, never from where the desks stand."""

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import LayerError, cog
from layers.sources.jurisdictions import JURISDICTIONS, read
from tests.mutated import FOLDER, mutations, reread

EXTRACT = FOLDER / "institutions" / "2026-all_latest.tar.bz2"
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def desk(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def archive(communes: dict[str, object], name: str = "data.gouv_commune.zip") -> bytes:
    packed, made = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        for commune, content in communes.items():
            files.writestr(f"{commune}.json", json.dumps(content))
    with tarfile.open(fileobj=made, mode="w:bz2") as whole:
        entry = tarfile.TarInfo(name)
        entry.size = len(packed.getvalue())
        whole.addfile(entry, io.BytesIO(packed.getvalue()))
    return made.getvalue()


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return read(EXTRACT)


def test_a_departement_may_have_two_jurisdictions(found: pd.DataFrame) -> None:
    caf = found[found["kind"] == "caf"].set_index("commune")["id"]
    assert caf[["64102", "64122"]].tolist() == [desk(1)] * 2
    assert caf[["64445", "64430"]].tolist() == [desk(2)] * 2
    assert caf["97411"] == desk(10)


def test_a_commune_may_be_served_by_several_desks_of_one_kind(found: pd.DataFrame) -> None:
    biarritz = found[(found["commune"] == "64122") & (found["kind"] == "cpam")]
    assert set(biarritz["id"]) == {desk(3), desk(22)}


def test_kinds_that_are_no_institutions_here_are_left_out(found: pd.DataFrame) -> None:
    assert set(found["kind"]) == {"caf", "cpam", "clic", "msa", "mission_locale"}
    assert len(found) == 14


def test_a_commune_goes_to_the_one_that_absorbed_it() -> None:
    table = pd.DataFrame({"commune": ["75111", "64102"], "kind": "caf", "id": ["a", "b"]})
    carried = cog.carry(table, 2026, 2026, JURISDICTIONS.rules)
    assert carried["commune"].tolist() == ["75056", "64102"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html></html>",
        EXTRACT.read_bytes()[:900],
        archive({}),
        archive({"64102": {"code_insee_commune": "64102", "type_service_local": []}}),
        archive({"64102": {"code_insee_commune": "x", "type_service_local": [
            {"code_type_service_local": "caf", "organisme": ["a"]}]}}),
        archive({"64102": {}}, name="2026-data.gouv_local.json"),
    ],
    ids=["empty", "page", "cut", "no commune", "no desk", "no code", "desks only"],
)  # fmt: skip
def test_what_is_not_the_directory_is_refused_in_both_languages(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "all_latest.tar.bz2"
    path.write_bytes(content)
    with pytest.raises(LayerError) as error:
        read(path)
    assert error.value.message.fr != error.value.message.en


def test_desks_written_as_objects_are_read_too(tmp_path: Path) -> None:
    group = {"code_type_service_local": "caf", "organisme": [{"id": "a"}, {"id": ""}, 3]}
    path = tmp_path / "all_latest.tar.bz2"
    path.write_bytes(archive({"01004": {"code_insee_commune": "01004", "Type_service_local": [group]}}))
    assert read(path).to_dict("records") == [{"commune": "01004", "kind": "caf", "id": "a"}]


@QUICK
@given(data=st.data())
def test_damaged_bytes_are_refused_or_give_a_right_table(
    tmp_path: Path, data: st.DataObject, found: pd.DataFrame
) -> None:
    table = reread(read, data.draw(mutations(EXTRACT.read_bytes())), tmp_path / "all_latest.tar.bz2")
    assert table is None or table.equals(found)
