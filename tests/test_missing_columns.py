"""A publisher's table that lost columns: a sentence that names them, or less is known; no traceback, nothing wrong.

Sets of columns are halved: those that nobody reads go at once, those that are missed are told one by one.
"""

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from layers import LayerError
from layers.load import Wanted
from tests import published

TABLES = [one for one in published.EVERY if published.extracts(one)[0].suffix == ".csv"]
MARK = b"\xef\xbb\xbf"
ROWS = 30


def headers(content: bytes) -> tuple[bytes, list[bytes]]:
    """The separator of a CSV, and its header cells as they are written."""
    head = content.removeprefix(MARK).split(b"\n", 1)[0].rstrip(b"\r")
    separator = max((b";", b",", b"\t", b"|"), key=head.count)
    return separator, head.split(separator)


def without(content: bytes, lost: set[bytes]) -> bytes:
    """The same table, some columns under another name."""
    separator, cells = headers(content)
    head = separator.join(b"disparue_%d" % at if kind(cell) in lost else cell for at, cell in enumerate(cells))
    return (MARK if content.startswith(MARK) else b"") + head + content[content.index(b"\n") :]


def kind(cell: bytes) -> bytes:
    """Columns that a publisher writes once for each list of candidates, or each age, are one kind."""
    return re.sub(rb"\d+", b"", cell)


def cut(content: bytes) -> bytes:
    """The header and the first rows."""
    return b"\n".join(content.split(b"\n")[: ROWS + 1]) + b"\n"


def known_no_better(after: pd.DataFrame, before: pd.DataFrame) -> None:
    """Each cell is as it was, or unknown; a text may lack words."""
    assert set(after.columns) - {c for c in after if str(c).endswith("__why")} <= set(before.columns)
    assert after.index.equals(before.index)
    for column in (c for c in before if c in after and not str(c).endswith("__why")):
        pairs = zip(after[column], before[column], strict=True)
        assert all(pd.isna(now) or now == was or {*str(now).split()} < {*str(was).split()} for now, was in pairs), (
            column
        )


@pytest.mark.parametrize("one", TABLES, ids=lambda one: f"{one.source.key}-{one.year}")
def test_a_table_that_lost_columns_says_which_or_knows_less(one: Wanted, tmp_path: Path) -> None:
    path, content = tmp_path / published.dropped(one)[0], cut(published.extracts(one)[0].read_bytes())
    path.write_bytes(published.body(one, content))
    before = one.file.read(path)

    def told(lost: set[bytes]) -> str:
        """What is said of a table without these columns; nothing where it is read all the same."""
        path.write_bytes(published.body(one, without(content, lost)))
        try:
            known_no_better(one.file.read(path), before)
        except LayerError as error:
            return error.message.fr
        return ""

    waiting = [sorted({kind(cell) for cell in headers(content)[1]})]
    missed: dict[bytes, str] = {}
    while waiting:
        lost = waiting.pop()
        if said := told(set(lost)):
            halves = [lost[: len(lost) // 2], lost[len(lost) // 2 :]] if len(lost) > 1 else []
            waiting += halves
            missed |= {} if halves else {lost[0]: said}
    assert missed, "no column of this table is needed: is it read at all?"
    unnamed = {
        name: said for name, said in missed.items() if not re.search("olonne|codes de communes|première ligne", said)
    }
    assert unnamed == {}


OTHERS = [one for one in published.EVERY if published.extracts(one)[0].suffix != ".csv"]


@pytest.mark.parametrize("one", OTHERS, ids=lambda one: f"{one.source.key}-{one.year}")
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_workbook_an_archive_or_a_json_that_is_cut_is_refused(one: Wanted, share: float, tmp_path: Path) -> None:
    path, content = tmp_path / published.dropped(one)[0], published.extracts(one)[0].read_bytes()
    path.write_bytes(published.body(one, content[: int(len(content) * share)]))
    with pytest.raises(LayerError):
        one.file.read(path)


@pytest.mark.parametrize("field", ["siren", "nom_complet", "nature_juridique", "etat_administratif", "siege"])
def test_answers_that_lost_a_field_say_which(field: str, tmp_path: Path) -> None:
    (one,) = (one for one in OTHERS if one.source.key == "ccas")
    path, content = tmp_path / published.dropped(one)[0], published.extracts(one)[0].read_text(encoding="utf-8")
    path.write_text(content.replace(f'"{field}"', '"disparu"'), encoding="utf-8")
    with pytest.raises(LayerError, match=field):
        one.file.read(path)


@pytest.mark.parametrize("column", ["CODGEO", "ZE2020", "BV2022"])
def test_a_workbook_that_lost_a_column_says_which(column: str, tmp_path: Path) -> None:
    one = next(one for one in OTHERS if one.source.key == "zonings")
    path, book = tmp_path / published.dropped(one)[0], published.extracts(one)[0]
    with zipfile.ZipFile(book) as given, zipfile.ZipFile(path, "w") as lost:
        for name in given.namelist():
            lost.writestr(name, given.read(name).replace(f">{column}<".encode(), b">disparue<"))
    with pytest.raises(LayerError, match=column):
        one.file.read(path)
