"""CCAS and CIAS from the register of companies, page after page; competences from BANATIC."""

import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from layers import LayerError
from layers.fetch.download import fetch
from layers.sources import ccas, competences
from tests.mutated import FOLDER, mutations, reread
from tests.replay import Replay

EXTRACT = FOLDER / "ccas" / "2026-search.json"
BANATIC = FOLDER / "competences" / "2026-banatic.xlsx"
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_open_centres_only_at_their_seat() -> None:
    found = ccas.read(EXTRACT)
    assert found["kind"].to_dict() == {
        "266400001": "ccas", "266400002": "ccas", "266400003": "cias", "266400006": "ccas", "266400007": "ccas",
        "266400008": "ccas",
    }  # fmt: skip
    assert found["commune"].tolist() == ["64102", "64122", "64445", "01004", "2A004", "97411"]
    assert found.loc["266400001", ["lon", "lat", "point_quality"]].tolist() == [-1.4744, 43.4925, "own"]


def test_a_hidden_or_absent_point_is_no_point() -> None:
    found = ccas.read(EXTRACT)
    assert found.loc[["266400002", "266400006"], ["lon", "lat", "point_quality"]].isna().all(axis=None)


def test_the_pages_of_the_answer_are_followed_to_the_last(replay: Replay, tmp_path: Path) -> None:
    url = ccas.CCAS.published[2026].url.format(department="64")
    results = json.loads(EXTRACT.read_bytes())["results"]
    for page in (1, 2, 3):
        address = url.replace("&page=1", f"&page={page}")
        answer = {"results": results[3 * page - 3 : 3 * page], "page": page, "total_pages": 3}
        replay.bodies[address] = json.dumps(answer).encode()
    path = tmp_path / "search"
    fetch(url, path, ccas.read, follow=ccas.follow)
    assert [asked.rpartition("=")[2] for asked in replay.asked] == ["1", "2", "3"]
    assert "per_page=25" in replay.asked[-1]
    pd.testing.assert_frame_equal(ccas.read(path), ccas.read(EXTRACT))


@pytest.mark.parametrize(
    "page", [{}, {"page": 3, "total_pages": 3}, {"page": 1, "total_pages": 0}, {"page": "1", "total_pages": 2}]
)
def test_there_is_no_page_after_the_last(page: dict[str, object]) -> None:
    assert ccas.follow("https://exemple.invalid/?per_page=25&page=1", page) is None


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"[]", b"[3]", b'{"erreur": "limite"}', b'{"results": []}', b'{"results": {}}']
)
def test_what_is_no_answer_is_refused_in_both_languages(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "search"
    path.write_bytes(content)
    with pytest.raises(LayerError) as error:
        ccas.read(path)
    assert error.value.message.fr != error.value.message.en


@QUICK
@given(data=st.data())
def test_damaged_answers_are_refused_or_give_a_right_table(tmp_path: Path, data: st.DataObject) -> None:
    table = reread(ccas.read, data.draw(mutations(EXTRACT.read_bytes())), tmp_path / "ccas.json")
    if table is not None:
        assert list(table) == ccas.COLUMNS[1:]
        assert table["commune"].str.fullmatch(r"(\d{2}|2[AB])\d{3}").all()
        assert table["lon"].isna().equals(table["point_quality"].isna())


def test_competences_of_intercommunalities_are_yes_no_or_unknown() -> None:
    found = competences.read(BANATIC)
    assert list(found.index) == ["200067106", "992367730", "249740101"], "no syndicate; prefix 99 as any other"
    basque = found.loc["200067106"].to_dict()
    assert basque == {
        "cias": False, "social_aid": True, "social_action": False, "nurseries": True, "childcare_relay": True,
        "france_services": False,
    }  # fmt: skip
    assert pd.isna(found.at["992367730", "france_services"])
    assert found.at["992367730", "cias"]


def rewritten(path: Path, old: str, new: str) -> Path:
    """The workbook with one text replaced in its sheet."""
    with zipfile.ZipFile(BANATIC) as source, zipfile.ZipFile(path, "w") as made:
        for name in source.namelist():
            made.writestr(name, source.read(name).decode().replace(old, new))
    return path


def shared_strings(path: Path) -> Path:
    """The workbook as other programs write it: each text once, the cells give its number."""
    texts: list[str] = []

    def number(found: re.Match[str]) -> str:
        texts.append(f"<si><t>{found[1]}</t></si>")
        return f't="s"><v>{len(texts) - 1}</v>'

    with zipfile.ZipFile(BANATIC) as source, zipfile.ZipFile(path, "w") as made:
        sheet = re.sub(r't="inlineStr"><is><t>([^<]*)</t></is>', number, source.read(competences.SHEET).decode())
        made.writestr(competences.SHEET, sheet)
        made.writestr(competences.STRINGS, f'<sst xmlns="urn:x">{"".join(texts)}</sst>')
    return path


def test_a_competence_without_its_column_is_unknown(tmp_path: Path) -> None:
    found = competences.read(rewritten(tmp_path / "b.xlsx", "Convention France Services", "Autre"))
    assert found["france_services"].isna().all()
    assert found["cias"].notna().all()


def test_the_stream_gives_what_a_spreadsheet_library_gives(tmp_path: Path) -> None:
    rows = CalamineWorkbook.from_path(BANATIC).get_sheet_by_index(0).to_python()
    of = {row[3]: row for row in reversed(rows)}
    found = competences.read(BANATIC)
    assert {siren: found.at[siren, "nurseries"] for siren in found.index} == {
        s: of[s][11] == "OUI" for s in found.index
    }
    pd.testing.assert_frame_equal(competences.read(shared_strings(tmp_path / "shared.xlsx")), found)


@pytest.mark.parametrize(
    "old", ["N° SIREN", "Nature juridique", "Centre intercommunal d'action sociale", "CA<", "<row"]
)
def test_another_workbook_is_refused_in_both_languages(tmp_path: Path, old: str) -> None:
    with pytest.raises(LayerError) as error:
        competences.read(rewritten(tmp_path / "b.xlsx", old, "x" if "<" not in old else "<y"))
    assert error.value.message.fr != error.value.message.en


@QUICK
@given(data=st.data())
def test_damaged_workbooks_are_refused_or_give_a_right_table(tmp_path: Path, data: st.DataObject) -> None:
    table = reread(competences.read, data.draw(mutations(BANATIC.read_bytes())), tmp_path / "France")
    assert table is None or table.equals(competences.read(BANATIC))
