"""The toy EPCI every test may stand on; what to leave out when ../shared is absent."""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from shapely import box

import cage
import layers
from layers import BY_KEY, COG, Source, store
from layers.apart import ready
from layers.fetch import client, download
from layers.source import File, Loaded, Vintage
from tests.machine import PROGRAMS
from tests.replay import Replay, serving

SHARED = Path(__file__).parents[2] / "shared" / "cases"
"""The reference cases, beside the repository where the project keeps them."""

TOY_DATA = Path(__file__).parent / "data" / "toy"
TOY_SIREN = "200000001"
NUMBERS = {
    "population", "lon", "lat", "seats", "executive", "town_hall_hours", "year", "share", "lists", "active",
    "unemployed", "registered", "voters", "blank", "null_votes", "valid", "LENS", "LRN", "LUG", "weekly_hours", "moves",
    "median", "poverty_rate", "tax_households", "first_decile", "ninth_decile", "per_inhabitant", "operating_revenue",
    "price", "under_20", "from_20_to_64", "over_65", "main", "secondary", "vacant", "farmers", "self_employed",
    "managers", "intermediate", "clerical", "manual", "mean_rental_value",
}  # fmt: skip
INDEX = {
    "flows": None, "associations": "commune", "potential": "commune", "accounts": "organisation",
    "prices": "organisation", "eligibility": "service",
}  # fmt: skip
"""Sources the reference pack lacks, and what their table is indexed by."""

# A busy machine is no fault of the example: no time limit on making it nor on running it.
settings.register_profile("house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


BY_NAME = ("long", "rebuild")
LEFT_OUT = pytest.StashKey[dict[str, int]]()
"""How many checks want what this machine has not, by what it is."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs ../shared or a program that is absent: deselected and counted, never skipped.

    What takes minutes is run where it is asked for by its name: ``pytest -m long``.
    """
    asked = config.option.markexpr
    unasked = [item for item in items if any(item.get_closest_marker(key) and key not in asked for key in BY_NAME)]
    config.hook.pytest_deselected(items=unasked)
    items[:] = [item for item in items if item not in unasked]
    wanted = {item: _absent(item) for item in items}
    out = [item for item in items if wanted[item]]
    config.stash[LEFT_OUT] = counted = dict(Counter(wanted[item] for item in out))
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = counted
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def _absent(item: pytest.Item) -> str:
    """What a check wants and this machine has not; "" if it has all."""
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        return "../shared"
    keys = [key for marker in item.iter_markers("wants") for key in marker.args]
    keys += ["chromium"] if item.get_closest_marker("browser") else []
    return ", ".join(sorted({PROGRAMS[key].name for key in keys if not _is_here(key)}))


@cache
def _is_here(key: str) -> bool:
    return PROGRAMS[key].is_here()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - of pytest-xdist, whose workers collect the same checks
    """Bring back what a worker counted."""
    node.config.stash[LEFT_OUT] = node.workeroutput.get("left_out", {}) if hasattr(node, "workeroutput") else {}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say last what was left out, counted."""
    for what, count in config.stash.get(LEFT_OUT, {}).items():
        terminalreporter.write_line(f"left out: {count} checks want {what}, which this machine has not")


def _csv(name: str) -> pd.DataFrame:
    """One toy file: codes stay text, numbers are numbers."""
    table = pd.read_csv(TOY_DATA / f"{name}.csv", dtype=str)
    return table.astype(dict.fromkeys(NUMBERS & set(table), float))


def _contours(communes: pd.DataFrame) -> pd.DataFrame:
    """A square of a twentieth of a degree around each point."""
    latitude = communes["lat"].mask(communes["commune"] == "01002", 46.05)
    squares = [box(2.975, lat - 0.025, 3.025, lat + 0.025) for lat in latitude]
    return pd.DataFrame({"commune": communes["commune"], "geometry": gpd.GeoSeries(squares).to_wkb()})


@pytest.fixture(scope="session")
def toy_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy figures in the shape of the reference pack: a folder of Parquet files and its manifest."""
    folder = tmp_path_factory.mktemp("toy_pack")
    tables = {file.stem: _csv(file.stem) for file in TOY_DATA.glob("*.csv")}
    tables["contours"] = _contours(tables["communes"])
    tables["around"] = pd.DataFrame({"window": ["toy"], "name": ["Toyland"], "geometry": [box(10, 46, 11, 47).wkb]})
    tables["epci"] = tables["epci"].astype({"year": int})
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet")
    manifest = {
        file.name: {"rows": len(tables[file.stem]), "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        for file in sorted(folder.glob("*.parquet"))
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def off_pack() -> dict[str, pd.DataFrame]:
    """Tables of the sources the reference pack lacks, in the shape their indicator documents."""
    tables = {key: _csv(key) for key in INDEX}
    zones = tables["eligibility"]["zone"]
    tables["eligibility"]["zone"] = zones.map(lambda zone: frozenset(zone.split()), na_action="ignore")
    return {key: table.set_index(index) if (index := INDEX[key]) else table for key, table in tables.items()}


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty cache, and a terminal in French: no test reads what this machine has loaded, or how it is set."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    # GDAL reads the encoding of a CSV from it too.
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setattr(store, "HOME", tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def replay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """Publishers played back on loopback: ``replay.bodies[official address] = bytes``."""
    with serving() as served:
        monkeypatch.setattr(download, "session", partial(served.session, client.session))
        yield served


def _layer_globals() -> list[tuple[ModuleType, str, Any]]:
    """(module, name, value) of whatever the modules of the layers hold."""
    of_layers = [m for name, m in sys.modules.items() if name.split(".")[0] == "layers" and ".pack" not in name]
    return [(module, name, value) for module in of_layers for name, value in vars(module).items()]


@pytest.fixture(scope="session")
def toy_caches() -> dict[Callable[..., object], Callable[..., object]]:
    """A second cache for each cached function of the layers: no table goes from one pack to the other."""
    return {}


@pytest.fixture
def unloaded() -> set[str]:
    """Keys of the sources to hide from the toy EPCI: a test adds the ones it wants missing."""
    return set()


@pytest.fixture
def toy(
    monkeypatch: pytest.MonkeyPatch,
    toy_pack: Path,
    off_pack: dict[str, pd.DataFrame],
    toy_caches: dict[Callable[..., object], Callable[..., object]],
    unloaded: set[str],
) -> str:
    """SIREN of the toy EPCI, served in place of data/reference: every need is loaded."""
    for module, name, value in _layer_globals():
        if name == "REFERENCE":
            monkeypatch.setattr(module, name, toy_pack)
        elif hasattr(value, "cache_clear"):
            monkeypatch.setattr(module, name, toy_caches.setdefault(value, cache(value.__wrapped__)))
    for key in off_pack:
        monkeypatch.setitem(cast("dict[int, File]", BY_KEY[key].vintages), 2025, File(COG, f"{key}.parquet"))
    real = Source.loaded

    def loaded(source: Source, cog: int, inside: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> Loaded | None:
        if source.key in unloaded:
            return None
        if source.key in off_pack:
            return Loaded(off_pack[source.key], Vintage(2025, COG, ""))
        return real(source, cog, inside, also)

    monkeypatch.setattr(Source, "loaded", loaded)
    return TOY_SIREN


@pytest.fixture
def toy_tables(toy: str) -> dict[str, pd.DataFrame]:
    """Every table the indicators need, for the toy EPCI and its neighbour."""
    cog = layers.territory(toy).cog
    found = {need: BY_KEY[need].table(cog) for need in cage.NEEDS}
    return {need: table for need, table in found.items() if table is not None}


@pytest.fixture
def study_of(toy: str) -> Callable[..., cage.Study]:
    """``study_of(pair, theme)``: the toy EPCI between two kinds of actors."""
    return lambda pair=cage.RESIDENTS, theme="": cage.study(toy, COG, pair, theme)


@pytest.fixture(scope="session", autouse=True)
def reader_of_files() -> Iterator[None]:
    """The process that reads files stands ready from the first to the last test that has one read."""
    with ready():
        yield
