"""The reference pack against the publishers' files kept beside the repository, and against a rebuild."""

from pathlib import Path

import pandas as pd
import pytest

from layers.pack import (
    build,
    notes,
    store,
)

ROOT = Path(__file__).parents[1]
PACK = ROOT / "data" / "reference"
INPUTS = PACK / "inputs" / "pays_basque"
SHARED = ROOT.parent / "shared"


def read(name: str) -> pd.DataFrame:
    return pd.read_parquet(PACK / f"{name}.parquet")


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    return read("communes").set_index("commune")


# Against the data kept beside the repository


def _dgcl(year: int) -> pd.Series:
    table = pd.read_csv(SHARED / "data" / "epci" / f"epcicom{year}.csv", dtype=str)
    return table.set_index("insee")["siren"]


@pytest.mark.shared
def test_epcis_of_2026_are_those_of_the_dgcl(communes: pd.DataFrame) -> None:
    official, inside = _dgcl(2026), communes["epci"].dropna()
    assert official.reindex(inside.index).tolist() == inside.tolist()
    assert len(official) == len(inside)


@pytest.mark.shared
@pytest.mark.parametrize("year", [2020, 2023, 2025])
def test_past_epcis_are_those_of_the_dgcl(year: int) -> None:
    """Wherever the commune of today existed then; the rest is null or comes from a merged or restored commune."""
    found, official = read("membership").set_index("commune")[str(year)].dropna(), _dgcl(year)
    both = found.index.intersection(official.index)
    assert found[both].tolist() == official[both].tolist()
    assert len(both) > 34_800


@pytest.mark.shared
def test_populations_are_those_of_the_dgcl(communes: pd.DataFrame) -> None:
    table = pd.read_csv(SHARED / "data" / "epci" / "epcicom2026.csv", dtype={"insee": str})
    official = table.set_index("insee")["pmun_2026"]
    assert communes["population"].reindex(official.index).tolist() == official.tolist()


@pytest.mark.shared
def test_the_inputs_are_the_facts() -> None:
    for path in sorted((SHARED / "facts" / "pays_basque").glob("*.csv")):
        assert (INPUTS / path.name).read_bytes() == path.read_bytes()


@pytest.mark.shared
def test_income_is_that_of_filosofi() -> None:
    table = pd.read_csv(SHARED / "data" / "filosofi" / "cc_filosofi_2021_COM.csv", sep=";", dtype=str)
    official = pd.to_numeric(table.set_index("CODGEO")["MED21"], errors="coerce")
    income = read("income_2021").set_index("commune")["median"]
    known = income.dropna()
    assert official.reindex(known.index).tolist() == known.tolist()
    assert official.reindex(income.index[income.isna()]).isna().all()


@pytest.mark.shared
def test_ages_add_up_to_the_census_population() -> None:
    """Two sources of the census of 2021; each of the n IRIS of a commune was rounded three times."""
    facts = pd.read_csv(INPUTS / "communes.csv", dtype={"commune": str}).set_index("commune")["population_2021"]
    counts = read("census").set_index("commune").reindex(facts.index)
    ages = counts[["under_20", "from_20_to_64", "over_65"]].sum(axis=1)
    assert (ages - facts).abs().max() <= 25


# The whole, from the packages


@pytest.mark.rebuild
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    sources = build.read_sources(ROOT / "data" / "cache" / "packages")
    pack = build.assemble(sources, INPUTS)
    build.write_pack(pack, tmp_path)
    assert (tmp_path / store.MANIFEST).read_bytes() == (PACK / store.MANIFEST).read_bytes()
    assert notes.sources_page(pack) == (ROOT / "data" / "SOURCES.md").read_text(encoding="utf-8")
