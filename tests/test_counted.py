"""What a spreadsheet did to a publisher's file, and what is missing from it: mended where certain, else said."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest

from layers import BY_KEY, COG, LayerError, cog, store
from layers.counted import Count, communes, count
from layers.load import Wanted, keep, load
from layers.publishers.files import zeros_back
from tests import published
from tests.published import EVERY, extracts, inner_name

NOTED = {"sha256": "x", "origin": "y", "dated": ""}
OTHERS = {"squares", "competences"}
TABLES = [one for one in EVERY if extracts(one)[0].suffix == ".csv" and one.source.key not in OTHERS]
"""Every file that a reader may open in a spreadsheet and save again: squares are known by their zip alone."""

ONE_SEPARATOR = {"finess", "bpe", "associations"}
"""Large files, read by block or line by line, with the publisher's separator only."""

LINES_OF_TWO_KINDS = {"finess"}
"""A line cut short is left out there, and the rest is read."""

every = pytest.mark.parametrize("one", TABLES, ids=lambda one: f"{one.source.key}-{one.year}")


def rows(one: Wanted) -> tuple[str, list[list[str]]]:
    """The separator and the cells of an extract, its communes of département 64 said to be of 02."""
    content = extracts(one)[0].read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    mark = ";" if ";" in text.partition("\n")[0] else ","
    # FINESS writes a département and a commune of three digits; the others, five or, for an IRIS, nine.
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    return mark, [[re.sub(r"^64(?=(\d{3}|\d{7})?$)", "02", cell) for cell in row] for row in table]


def saved(path: Path, table: list[list[str]], mark: str, encoding: str) -> Path:
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        csv.writer(file, delimiter=mark, lineterminator="\r\n").writerows(table)
    return path


def by_a_spreadsheet(cell: str) -> str:
    """A number has no zero in front."""
    return cell.lstrip("0") or "0" if re.fullmatch(r"0\d+", cell) else cell


@every
def test_a_file_saved_again_by_a_spreadsheet_holds_the_same_communes(one: Wanted, tmp_path: Path) -> None:
    mark, table = rows(one)
    as_published = one.file.read(saved(tmp_path / inner_name(extracts(one)[0]), table, mark, "utf-8"))
    spoiled = [[by_a_spreadsheet(cell) for cell in row] for row in table]
    # Both kinds of spreadsheets: French, and of other countries.
    marks = [mark] if one.source.key in ONE_SEPARATOR else [";", ","]
    for other in marks:
        path = saved(tmp_path / f"again-{inner_name(extracts(one)[0])}", spoiled, other, "utf-8-sig")
        again = one.file.read(path)
        assert len(again) == len(as_published)
        assert communes(again) == communes(as_published)


def test_these_files_hold_codes_that_lose_a_zero() -> None:
    spoiled = [one.source.key for one in TABLES if any(by_a_spreadsheet(c) != c for row in rows(one)[1] for c in row)]
    assert len(set(spoiled)) >= 20


@pytest.mark.parametrize(
    ("written", "width", "code"),
    [
        ("1001", 5, "01001"), ("01001", 5, "01001"), ("1001.0", 5, "01001"), (" 2a004 ", 5, "2A004"),
        ("97411", 5, "97411"), ("101", 5, "101"), ("", 5, ""), ("A123", 5, "A123"), ("0123", 5, "0123"),
        ("10040101", 9, "010040101"),
    ],
)  # fmt: skip
def test_a_zero_is_given_back_where_it_is_certain(written: str, width: int, code: str) -> None:
    assert zeros_back(pd.Series([written]), width).tolist() == [code]


@every
def test_a_file_that_stops_within_a_line_is_refused(one: Wanted, tmp_path: Path) -> None:
    mark, table = rows(one)
    path = saved(tmp_path / inner_name(extracts(one)[0]), [*table, table[-1][:1]], mark, "utf-8")
    if one.source.key in LINES_OF_TWO_KINDS:
        assert len(one.file.read(path))
        return
    with pytest.raises(LayerError):
        one.file.read(path)


def loaded(one: Wanted, content: bytes) -> Count | None:
    name, _ = published.dropped(one)
    store.drop().mkdir(parents=True, exist_ok=True)
    (store.drop() / name).write_bytes(content)
    (outcome,) = load([one], COG, lambda *_: None)
    assert outcome.problem is None
    return outcome.count


@pytest.mark.parametrize("key", ["income", "zonings", "european_2024", "census"])
def test_rows_and_communes_are_told_against_those_expected(key: str) -> None:
    one = next(one for one in EVERY if one.source.key == key and one.file.every_commune)
    read = loaded(one, published.dropped(one)[1])
    assert read is not None and read.expected == len(cog.communes_of(one.file.cog)) and not read.whole
    assert f"sur {read.expected:,}".replace(",", "\u00a0") in read.said.fr and "coupé" in read.said.fr
    assert "cut short" in read.said.en and "expected" in read.said.en
    known = one.source.loaded(COG)
    assert known is not None and known.vintage.count == read


def toy(codes: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"median": 1.0}, index=pd.Index(codes, name="commune"))


def test_a_whole_file_says_no_more_than_what_was_read() -> None:
    table = toy(sorted(cog.communes_of(2025)))
    read = count(table, 2025, national=True, every_commune=True)
    assert read.whole and not read.absent
    assert read.said.en.replace("\u00a0", " ") == "34,875 rows read, 34,875 communes of 34,875 expected."
    first_nine = count(table[table.index >= "10"], 2025, national=True, every_commune=True)
    assert not first_nine.whole and first_nine.absent == tuple(f"0{n}" for n in range(1, 10))
    assert "01, 02, 03, 04, 05, 06, 07, 08, 09" in first_nine.said.fr
    half = count(table[table.index < "50"], 2025, national=True, every_commune=True)
    assert f"{len(half.absent)}." in half.said.en


def test_a_list_of_places_tells_the_departements_it_does_not_hold() -> None:
    table = pd.DataFrame({"commune": ["64445", "64102", None], "name": ["a", "b", "c"]})
    read = count(table, 2025, national=True, every_commune=False)
    assert (read.rows, read.communes, read.expected, len(read.absent)) == (3, 2, 0, 100)
    assert count(table, 2025, national=False, every_commune=False).absent == ()
    organisations = pd.DataFrame({"name": ["a"]}, index=pd.Index(["200067106"], name="organisation"))
    assert count(organisations, 2025, national=True, every_commune=False).absent == ()


def test_a_shorter_file_does_not_take_the_place_of_a_longer_one() -> None:
    one = Wanted(BY_KEY["zonings"], 2025, "france")
    columns = dict.fromkeys(one.source.rules, "a")
    known = sorted(cog.communes_of(2025))
    longer = pd.DataFrame(columns, index=pd.Index(known[:1000], name="commune"))
    keep(one, longer, NOTED, COG)
    with pytest.raises(LayerError) as refused:
        keep(one, longer.iloc[:800], NOTED, COG)
    assert "coupé" in refused.value.message.fr and "1,000" in refused.value.message.en
    assert len(store.read(store.parts("zonings", 2025, set()), (), ())) == len(longer)
    keep(one, longer.iloc[:950], NOTED, COG)
