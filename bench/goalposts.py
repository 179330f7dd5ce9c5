"""Measure the national goalposts again (METHOD 2.1): every indicator, on the pairs of communes of each EPCI.

1 is the 95th percentile over all EPCIs of 2026, at most 3,000 pairs drawn in each. The national tables that the
reference pack does not hold are read from the publishers' files, in the folder given by ``--data``. ``--sample``
freezes 10,000 of these pairs, scored, as the file of national percentiles: figures of pairs, no commune named.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import layers
from cage import RESIDENTS
from distance import COMPONENTS, Indicator
from distance.kernels import Array
from layers import Territory

PER_EPCI, IN_ALL, SEED = 3_000, 650_000, 20_261_122

ANNOUNCED = {
    "values__european_ballot": (0.15, 0.34),
    "social_norms__age_mix": (0.05, 0.18),
    "social_norms__housing_use": (0.12, 0.35),
    "social_norms__occupation_mix": (0.12, 0.42),
    "trust__european_turnout": (0.06, 0.19),
    "trust__municipal_turnout": (0.08, 0.25),
    "political_norms__seats_per_inhabitant": (0.58, 2.0),
    "physical_distance__car_minutes": (20, 47),
    "communication__town_hall_hours": (6.5, 28),
    "territorial_proximity__contiguity_hops": (4, 8),
    "financial_size__dwelling_base": (0.15, 0.51),
    "financial_size__operating_revenue": (0.87, 2.9),
    "wealth_level__median_income": (0.07, 0.25),
}
"""Median and 95th percentile printed in METHOD 2.1."""

STANDING_FOR = "financial_size__operating_revenue"
"""Measured on populations: its goalpost is announced so, and no figure of it enters the sample."""

IN_SAMPLE, UNKNOWN = 10_000, -1
"""Pairs of the frozen sample of national percentiles (METHOD 2.3, rule 18), and how an unknown score is written."""


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


def zonings(data: Path) -> pd.DataFrame:
    """Rural revitalisation zones of 2022; the zones of the embedded territory are of no other."""
    table = pd.read_csv(data / "zonages" / "zrr_20221109.csv", dtype=str).set_index("codgeo")
    zones = dict.fromkeys(["employment_zone_2020", "living_area_2022"], None)
    return table.set_axis(["zrr_2022"], axis=1).assign(**zones)


def accounts(_: Path) -> pd.DataFrame:
    """Population, which stands for operating revenue: no national file of budgets is here."""
    population = layers.BY_KEY["population"].table(layers.COG)
    return pd.DataFrame() if population is None else population.set_axis(["operating_revenue"], axis=1)


READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "european_2024": european,
    "municipal_2026": municipal,
    "occupations": occupations,
    "income": income,
    "zonings": zonings,
    "accounts": accounts,
}


def national_tables(data: Path) -> dict[str, pd.DataFrame]:
    """One table per need: from the publishers' files, else from the pack where it covers the country."""
    tables = {key: read(data) for key, read in READERS.items()}
    for source in layers.SOURCES:
        table = source.table(layers.COG)
        if source.key not in tables and table is not None and len(table) > 30_000:
            tables[source.key] = table
    epci = tables["membership"][layers.COG]
    edges = tables["adjacency"].assign(epci=lambda pairs: pairs["a"].map(epci))
    return tables | {"adjacency": edges[edges["epci"] == edges["b"].map(epci)]}


def indicators(tables: dict[str, pd.DataFrame]) -> dict[str, Indicator]:
    """Those between communes whose needs are all there."""
    return {
        name: indicator
        for component in COMPONENTS
        for name, indicator in zip(component.columns, component.indicators, strict=True)
        if RESIDENTS in indicator.applies_to and set(indicator.needs) <= set(tables)
    }


def residents(communes: pd.Index) -> pd.DataFrame:
    """Every commune as an origin, read once: by projection, since areas are measured in that of each."""
    by_projection = communes.groupby([layers.projection((code,)) for code in communes])
    read = [
        layers.communes(Territory("", "", layers.COG, tuple(codes), (("", ""),) * len(codes), None))
        for codes in by_projection.values()
    ]
    table = pd.concat(read).reindex(communes)
    return table.assign(kind="resident", operator=None, commune=list(communes))


def distances(siren: str, tables: dict[str, pd.DataFrame], actors: pd.DataFrame) -> Iterator[tuple[str, Array]]:
    """Each indicator between the communes of one EPCI, as (n, n)."""
    # Neighbours are the only table that is not by commune; chains stay inside the EPCI, as METHOD 2.1 says.
    here = {key: table.reindex(actors.index) for key, table in tables.items() if key != "adjacency"}
    edges = tables["adjacency"]
    here["adjacency"] = edges[edges["epci"] == siren]
    for name, indicator in indicators(tables).items():
        used = {key: here[key] for key in (*indicator.needs, *indicator.wants) if key in here}
        measured = indicator.measure(actors, actors, used)
        yield name, measured.distance
        if "raw" in measured.parts:
            yield f"{name} (raw)", measured.parts["raw"]


def drawn(tables: dict[str, pd.DataFrame], siren: str, actors: pd.DataFrame) -> pd.DataFrame:
    """The pairs drawn in one EPCI, one column per indicator; the same whatever other EPCIs are read."""
    matrices = dict(distances(siren, tables, actors))
    i, j = np.triu_indices(len(next(iter(matrices.values()))), k=1)
    if len(i) > PER_EPCI:
        kept = np.random.default_rng([SEED, int(siren)]).choice(len(i), PER_EPCI, replace=False)
        i, j = i[kept], j[kept]
    return pd.DataFrame({name: matrix[i, j].astype(np.float32) for name, matrix in matrices.items()})


def sample(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """One row per pair drawn, one column per indicator."""
    pairs = pd.concat(parts, ignore_index=True)
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


def thousandths(pairs: pd.DataFrame, found: dict[str, Indicator]) -> pd.DataFrame:
    """Scores of `IN_SAMPLE` pairs in thousandths, of the indicators that are known of any; -1 where unknown."""
    drawn = pairs.sample(min(IN_SAMPLE, len(pairs)), random_state=SEED)
    names = [name for name in found if name != STANDING_FOR and drawn[name].notna().any()]
    scores = {name: found[name].score(drawn[name].to_numpy(float)) for name in names}
    return (pd.DataFrame(scores) * 1000).round().fillna(UNKNOWN).astype("int16")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the publishers' files")
    parser.add_argument("--epcis", type=int, help="only so many, for a quick look")
    parser.add_argument("--sample", type=Path, help="file of the frozen sample to write")
    options = parser.parse_args()
    tables = national_tables(options.data)
    sirens = sorted(layers.epcis(layers.COG).index)[: options.epcis]
    epci = tables["membership"][layers.COG].dropna().sort_index()
    everyone = residents(epci.index)
    pairs = sample(drawn(tables, siren, everyone[epci == siren]) for siren in sirens)
    print(f"{len(sirens):,} EPCIs, {len(pairs):,} pairs of communes, seed {SEED}")
    print(report(pairs, indicators(tables)).to_string(float_format="{:.3f}".format, na_rep="-"))
    if options.sample:
        thousandths(pairs, indicators(tables)).to_parquet(options.sample, index=False, compression="zstd")
    absent = [name for name in chain.from_iterable(c.columns for c in COMPONENTS) if name not in pairs]
    print("Not measured (no national file here, or not between communes):", ", ".join(dict.fromkeys(absent)))


if __name__ == "__main__":
    main()
