"""Home-work flows: INSEE's file, what is kept of it, and what the indicator makes of it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from distance.components.networks import home_work_flows
from layers import COG, LayerError, store
from layers.cog import carry
from layers.load import Wanted, keep
from layers.sources.flows import ELSEWHERE, FLOWS, read_2022
from tests.mutated import extract, mutations, reread

FILE = extract("flows")
HEADER = "CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C22_ACTOCC15P\n"


def written(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def today(table: pd.DataFrame) -> pd.Series:
    carried = FLOWS.derive(carry(table, 2025, COG, FLOWS.rules))
    found: pd.Series = carried.set_index(["origin", "destination"])["moves"]
    return found


def test_every_decimal_and_every_leading_zero_is_kept() -> None:
    table = read_2022(FILE)
    assert len(table) == 16
    moves = table.set_index(["origin", "destination"])["moves"]
    assert moves["01001", "01001"] == 85.2134567891
    assert moves["64024", "64102"] == 4120.0625
    assert moves["2A004", "2A004"] == 19345.123456
    assert moves["97105", "97101"] == 7.125


def test_municipal_districts_become_their_commune_and_add_up() -> None:
    moves = today(read_2022(FILE))
    assert moves["75056", "75056"] == 150.75
    assert moves["01004", "69123"] == 10.0


def test_work_abroad_leaves_no_commune_but_counts_among_those_who_leave() -> None:
    moves = today(read_2022(FILE))
    assert moves["01001", ELSEWHERE] == 3.25
    assert moves["64102", ELSEWHERE] == 310.5
    assert moves.index.is_unique
    assert moves.groupby("origin").sum()["01001"] == pytest.approx(85.2134567891 + 31.5 + 42.0876 + 3.25)


def test_a_territory_is_read_without_the_rest_of_france() -> None:
    wanted = Wanted(FLOWS, 2022, "france")
    keep(wanted, read_2022(FILE), {"sha256": "x", "origin": "y", "dated": ""}, to=COG)
    table = FLOWS.table(COG, ("64024",))
    assert table is not None
    assert set(zip(table["origin"], table["destination"], strict=True)) == {("64024", "64102"), ("64102", "64024")}
    assert len(store.read(store.parts("flows", 2022, set()), (), ())) == 13


def test_the_indicator_reads_it() -> None:
    carried = FLOWS.derive(carry(read_2022(FILE), 2025, COG, FLOWS.rules))
    codes = pd.DataFrame(index=["64024", "64102", "01001", "97105"])
    measured = home_work_flows(codes, codes, {"flows": carried})
    exchanged, anglet = 2893.25 + 4120.0625, 2893.25 + 4120.0625
    assert measured.distance[0, 1] == pytest.approx(1 - exchanged / anglet)
    # 01001 exchanges 44.25 moves with 01004 alone and is under 200: profiles of destination are compared.
    assert measured.parts["few"][2, 1] == 1 and measured.distance[2, 1] > 0.9
    assert np.isfinite(measured.distance).all()


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (HEADER, ["01001;;01004;;12.5", "01001;;01004;;3"]),  # given twice
        (HEADER, ["01001;;01004;;12.5", "01002;;01004"]),  # cut short
        (HEADER, ["01001;;01004;;12.5", "01002;;;;3"]),  # no destination
        (HEADER, ["01001;;01004;;-1"]),
        (HEADER, ["01001;;01004;;inf"]),
        (HEADER, ["01001;;01004;;"]),
        (
            HEADER,
            [*(f"0100{n};;01004;;1" for n in range(1, 10)), *(f"0110{n};;01004;;1" for n in range(9)), "x;;01004;;1"],
        ),
        (HEADER, []),
        (HEADER.replace("C22", "C21"), ["01001;;01004;;12.5"]),  # another year
        ("<!DOCTYPE html>\n", ["<html>"]),
    ],
)
def test_a_file_that_is_not_whole_is_refused(tmp_path: Path, header: str, rows: list[str]) -> None:
    path = written(tmp_path / "flux.csv", *rows, header=header)
    with pytest.raises(LayerError) as refused:
        read_2022(path)
    assert refused.value.message.fr and refused.value.message.en


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated=mutations(FILE.read_bytes()))
def test_a_damaged_file_is_refused_or_right(tmp_path: Path, mutated: bytes) -> None:
    table = reread(read_2022, mutated, tmp_path / "flux.csv")
    if table is not None:
        assert list(table) == ["origin", "destination", "moves"]
        assert table["origin"].str.fullmatch(r"(\d{2}|2[AB])\d{3}").all()
        assert table["moves"].ge(0).all() and np.isfinite(table["moves"]).all()
        assert not table.duplicated(["origin", "destination"]).any()
