"""Measure the national goalposts again (METHOD 2.1): every indicator, on the pairs of communes of each EPCI.

1 is the 95th percentile over all EPCIs of 2026, at most 3,000 pairs drawn in each. The national tables that the
reference pack does not hold are read from the publishers' files, in the folder given by ``--data``.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import layers
from cage import RESIDENTS
from distance import COMPONENTS, Indicator
from distance.kernels import Array

PER_EPCI, IN_ALL, SEED = 3_000, 650_000, 20_261_122

ANNOUNCED = {
    "values__european_ballot": (0.15, 0.34),
    "social_norms__age_mix": (0.07, 0.19),
    "social_norms__housing_use": (0.12, 0.35),
    "social_norms__occupation_mix": (0.13, 0.45),
    "trust__european_turnout": (0.06, 0.19),
    "trust__municipal_turnout": (0.09, 0.29),
    "political_norms__seats_per_inhabitant": (0.58, 2.0),
    "physical_distance__car_minutes": (20, 49),
    "communication__town_hall_hours": (6.5, 28),
    "territorial_proximity__contiguity_hops": (4, 8),
    "financial_size__operating_revenue": (0.87, 2.9),
    "wealth_level__median_income": (0.07, 0.25),
}
"""Median and 95th percentile printed in METHOD 2.1, raw where the sheet says so."""


def european(data: Path) -> pd.DataFrame:
    """Turnout, and votes by official nuance, at the European election."""
    votes = pd.read_parquet(data / "elections" / "europeennes2024_listes.parquet")
    table = votes.pivot_table(index="codgeo", columns="nuance", values="voix_estimees", aggfunc="sum").astype(float)
    ballot = pd.read_csv(data / "elections" / "europeennes2024_participation.csv", dtype={"codgeo": str})
    ballot = ballot.set_index("codgeo")[["Inscrits", "Votants", "Exprimés"]]
    return table.join(ballot.set_axis(["registered", "voters", "valid"], axis=1))


def municipal(data: Path) -> pd.DataFrame:
    """Turnout and number of lists at the municipal election."""
    ballot = pd.read_csv(data / "elections" / "municipales2026_participation.csv", dtype={"codeCommune": str})
    table = ballot.set_index("codeCommune")[["inscrits", "votants"]].set_axis(["registered", "voters"], axis=1)
    lists = pd.read_parquet(data / "elections" / "municipales2026_listes.parquet").groupby("codgeo").size()
    return table.assign(lists=lists.reindex(table.index))


def occupations(data: Path) -> pd.DataFrame:
    """Persons aged 25 to 54 by group, in work or not."""
    table = pd.read_csv(data / "csp" / "csp_25_54_2011.csv", dtype={"codgeo": str}).set_index("codgeo")
    english = {
        "agri": "farmers",
        "artisan": "self_employed",
        "cadre": "managers",
        "interm": "intermediate",
        "employe": "clerical",
        "ouvrier": "manual",
    }
    return pd.DataFrame({new: table[f"{old}_emp"] + table[f"{old}_chom"] for old, new in english.items()})


def income(data: Path) -> pd.DataFrame:
    """Median disposable income; a secret figure is unknown."""
    table = pd.read_csv(data / "filosofi" / "cc_filosofi_2021_COM.csv", sep=";", dtype=str).set_index("CODGEO")
    return pd.DataFrame({"median": pd.to_numeric(table["MED21"].str.replace(",", "."), errors="coerce")})


def accounts(_: Path) -> pd.DataFrame:
    """Population, which stands for operating revenue: no national file of budgets is here."""
    population = layers.BY_KEY["population"].table(layers.COG)
    return pd.DataFrame() if population is None else population.set_axis(["operating_revenue"], axis=1)


READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "european_2024": european,
    "municipal_2026": municipal,
    "occupations": occupations,
    "income": income,
    "accounts": accounts,
}


def national_tables(data: Path) -> dict[str, pd.DataFrame]:
    """One table per need: from the publishers' files, else from the pack where it covers the country."""
    tables = {key: read(data) for key, read in READERS.items()}
    for source in layers.SOURCES:
        table = source.table(layers.COG)
        if source.key not in tables and table is not None and len(table) > 30_000:
            tables[source.key] = table
    return tables


def indicators(tables: dict[str, pd.DataFrame]) -> dict[str, Indicator]:
    """Those between communes whose needs are all there."""
    return {
        name: indicator
        for component in COMPONENTS
        for name, indicator in zip(component.columns, component.indicators, strict=True)
        if RESIDENTS in indicator.applies_to and set(indicator.needs) <= set(tables)
    }


def distances(siren: str, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, Array]]:
    """Each indicator between the communes of one EPCI, as (n, n)."""
    place = layers.territory(siren)
    actors = layers.communes(place).assign(kind="resident", operator=None, commune=list(place.communes))
    # Neighbours are the only table that is not by commune; chains stay inside the EPCI, as METHOD 2.1 says.
    here = {key: table.reindex(actors.index) for key, table in tables.items() if key != "adjacency"}
    edges = tables["adjacency"]
    here["adjacency"] = edges[edges["a"].isin(place.communes) & edges["b"].isin(place.communes)]
    for name, indicator in indicators(tables).items():
        measured = indicator.measure(actors, actors, {need: here[need] for need in indicator.needs})
        yield name, measured.distance
        if "raw" in measured.parts:
            yield f"{name} (raw)", measured.parts["raw"]


def sample(tables: dict[str, pd.DataFrame], sirens: list[str]) -> pd.DataFrame:
    """One row per pair drawn, one column per indicator."""
    rng = np.random.default_rng(SEED)
    drawn: list[pd.DataFrame] = []
    for siren in sirens:
        matrices = dict(distances(siren, tables))
        i, j = np.triu_indices(len(next(iter(matrices.values()))), k=1)
        if len(i) > PER_EPCI:
            kept = rng.choice(len(i), PER_EPCI, replace=False)
            i, j = i[kept], j[kept]
        drawn.append(pd.DataFrame({name: matrix[i, j].astype(np.float32) for name, matrix in matrices.items()}))
    pairs = pd.concat(drawn, ignore_index=True)
    return pairs.sample(IN_ALL, random_state=SEED) if len(pairs) > IN_ALL else pairs


def report(pairs: pd.DataFrame, found: dict[str, Indicator]) -> pd.DataFrame:
    """Declared and measured goalposts, one row per indicator."""
    rows = {}
    for name in pairs:
        values = pairs[name].dropna()
        indicator = found.get(str(name))
        declared = getattr(indicator.score, "high", np.nan) if indicator else np.nan
        p50, p95 = values.quantile([0.5, 0.95])
        before = ANNOUNCED.get(str(name), (np.nan, np.nan))
        # Where the sheet announces nothing, the goalpost is the end of the scale, not a percentile.
        off = p95 / declared - 1 if name in ANNOUNCED else np.nan
        rows[name] = (declared, p50, p95, *before, len(values) / len(pairs), off)
    columns = ["goalpost", "p50", "p95", "p50 announced", "p95 announced", "known", "p95 / goalpost - 1"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the publishers' files")
    parser.add_argument("--epcis", type=int, help="only so many, for a quick look")
    options = parser.parse_args()
    tables = national_tables(options.data)
    sirens = sorted(layers.epcis(layers.COG).index)[: options.epcis]
    pairs = sample(tables, sirens)
    print(f"{len(sirens):,} EPCIs, {len(pairs):,} pairs of communes, seed {SEED}")
    print(report(pairs, indicators(tables)).to_string(float_format="{:.3f}".format, na_rep="-"))
    absent = [name for name in chain.from_iterable(c.columns for c in COMPONENTS) if name not in pairs]
    print("Not measured (no national file here, or not between communes):", ", ".join(dict.fromkeys(absent)))


if __name__ == "__main__":
    main()
