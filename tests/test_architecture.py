"""The rules of ARCHITECTURE.md and the house limits of STYLE.md, checked on the code itself."""

import ast
import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import cage
from atlas import MAPS
from atlas.exports import EXPORTS
from atlas.readings import READINGS
from cage import Study
from distance import COMPONENTS, Component, Pair
from i18n import Text
from layers import INSTITUTION_KINDS, SERVICE_THEMES, SOURCES, Source

ROOT = Path(__file__).parents[1]
BELOW = {
    "i18n": set(),
    "parsing": {"i18n"},
    "distance": {"i18n"},
    "layers": {"i18n", "parsing"},
    "inputs": {"i18n", "distance", "parsing", "layers"},
    "cage": {"i18n", "distance", "parsing", "layers", "inputs"},
    "reach": {"i18n", "distance", "parsing", "layers", "cage"},
    "scenario": {"i18n", "distance", "parsing", "layers", "cage"},
    "merger": {"i18n", "distance", "parsing", "layers", "cage"},
    "partners": {"i18n", "distance", "parsing", "layers", "cage"},
    "atlas": {"i18n", "distance", "parsing", "layers", "cage", "reach", "scenario", "merger", "partners"},
    "pages": {"i18n", "distance", "parsing", "layers", "cage", "reach", "scenario", "merger", "partners", "atlas"},
    "app": {"i18n", "distance", "parsing", "layers", "cage", "reach", "scenario", "merger", "partners", "atlas",
            "pages"},
}  # fmt: skip
"""What each part of the product may import, besides itself: imports point one way."""

FILES_AND_NETWORK = {
    "fiona", "ftplib", "geopandas", "glob", "http", "httpx", "io", "os", "pathlib", "pooch", "pyarrow", "pyogrio",
    "requests", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "urllib", "urllib3",
}  # fmt: skip
NETWORK = {"ftplib", "http", "httpx", "pooch", "requests", "socket", "urllib.request", "urllib3"}
LONGEST_FILE = 300
LONGER = {"atlas/tables/meanings.py", "pages/widgets/choropleth.js"}
"""A table of declarations and the one JavaScript module: cut, they would be harder to find."""
LONGEST_BODY = 30
HOSTS = {"data.geopf.fr", "www.w3.org"}
"""The optional IGN background map, and the name of the SVG namespace, which nobody fetches."""


def own(part: str, suffix: str = ".py") -> list[Path]:
    """The files of one part of the product, a folder or a single file."""
    alone = ROOT / f"{part}{suffix}"
    return [alone] if alone.is_file() else sorted((ROOT / part).rglob(f"*{suffix}"))


PRODUCT = [file for part in BELOW for file in own(part)]
TESTS = own("tests")
BENCH = own("bench")
SCREENS = [file for suffix in (".js", ".css", ".html") for part in ("pages", "atlas") for file in own(part, suffix)]


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def part_of(file: Path) -> str:
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(file)))


def names(imports: Iterable[ast.AST]) -> Iterator[str]:
    """What is imported by name: modules, and what is taken from each."""
    for node in imports:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def imported(file: Path) -> frozenset[str]:
    return frozenset(names(nodes(file)))


@cache
def calls(file: Path) -> tuple[ast.Call, ...]:
    return tuple(node for node in nodes(file) if isinstance(node, ast.Call))


@pytest.mark.parametrize("file", PRODUCT, ids=name)
def test_imports_point_one_way(file: Path) -> None:
    here, found = part_of(file), {module.split(".")[0] for module in imported(file)}
    assert found & set(BELOW) <= BELOW[here] | {here}
    assert found.isdisjoint({"tests", "bench"})
    assert "streamlit" not in found or here in {"pages", "app"}
    assert here == "layers" or NETWORK.isdisjoint(imported(file))


def test_the_computation_reads_no_file_and_no_network() -> None:
    for file in own("distance"):
        assert FILES_AND_NETWORK.isdisjoint(module.split(".")[0] for module in imported(file)), name(file)
        called = [ast.unparse(node.func).rpartition(".")[2] for node in calls(file)]
        assert not [function for function in called if function == "open" or function.startswith("read_")], name(file)


def test_nothing_below_the_pages_depends_on_the_day() -> None:
    clock = re.compile(r"\b(date|datetime|Timestamp|time)\.(today|now|utcnow|time)\(")
    below = [file for file in PRODUCT if part_of(file) not in {"pages", "app"}]
    assert not [name(file) for file in below if clock.search(file.read_text(encoding="utf-8"))]


def module_of(file: Path) -> ModuleType:
    return importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def defined(file: Path, kind: type) -> list[object]:
    """What a file defines of one kind, alone or in a tuple."""
    values = [v for v in vars(module_of(file)).values() if isinstance(v, (kind, tuple))]
    return [v for value in values for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, kind)]


def files(folder: str) -> list[Path]:
    return [file for file in sorted((ROOT / folder).glob("*.py")) if file.stem not in {"__init__", "asked"}]


FOLDERS = {"distance/components": COMPONENTS, "atlas/maps": MAPS, "atlas/exports": EXPORTS, "atlas/readings": READINGS}


@pytest.mark.parametrize(("folder", "registry"), FOLDERS.items(), ids=FOLDERS)
def test_every_file_is_registered(folder: str, registry: tuple[object, ...]) -> None:
    kind = type(registry[0])
    for file in files(folder):
        found = defined(file, kind)
        assert found, name(file)
        assert all(any(entry is value for value in registry) for entry in found), name(file)
    assert len({entry.key for entry in registry}) == len(registry)  # type: ignore[attr-defined]


def test_every_source_is_registered_under_the_name_of_its_file() -> None:
    declared = [
        (f.stem, source)
        for f in files("layers/sources")
        if "= Source(" in f.read_text()
        for source in defined(f, Source)
    ]
    for stem, source in declared:
        assert source in SOURCES, stem
    assert {stem for stem, _ in declared} == {source.key for source in SOURCES}


def test_components_are_the_twelve_in_cage_order_one_file_each() -> None:
    assert [component.key for component in COMPONENTS] == [
        "values", "social_norms", "networks", "trust", "political_norms", "regulatory_norms", "institutional_norms",
        "physical_distance", "communication", "territorial_proximity", "financial_size", "wealth_level",
    ]  # fmt: skip
    assert {component.key for component in COMPONENTS} == {file.stem for file in files("distance/components")}
    dimensions = [component.dimension for component in COMPONENTS]
    assert dimensions == ["cultural"] * 4 + ["administrative"] * 3 + ["geographic"] * 3 + ["economic"] * 2


def test_every_need_is_a_source() -> None:
    assert {source.key for source in SOURCES} >= cage.NEEDS


INDICATORS = [indicator for component in COMPONENTS for indicator in component.indicators]
ENTRIES = [*COMPONENTS, *INDICATORS, *SOURCES, *MAPS, *EXPORTS, *READINGS]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{type(entry).__name__}-{entry.key}")
def test_an_entry_has_an_ascii_key_and_texts_in_both_languages(entry: Component) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", entry.key)
    texts = [value for value in vars(entry).values() if isinstance(value, Text)]
    assert texts
    assert all(text.fr and text.en for text in texts)


def test_themes_have_ascii_keys_and_labels_in_both_languages() -> None:
    for key, label in (SERVICE_THEMES | INSTITUTION_KINDS).items():
        assert re.fullmatch(r"[a-z][a-z0-9_-]*", key)
        assert label.fr
        assert label.en


@pytest.mark.parametrize("pair", cage.PAIRS)
def test_columns_are_ascii_snake_case(study_of: Callable[..., Study], pair: Pair) -> None:
    study = study_of(pair)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", str(column)) for column in [*study.distances, *study.values])


def written(node: ast.expr) -> str:
    """The literal part of a text, without what is filled in."""
    return "".join(
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def test_every_text_is_written_in_two_languages() -> None:
    texts = [(name(file), node) for file in PRODUCT for node in calls(file) if ast.unparse(node.func) == "Text"]
    assert texts
    assert not [(file, node.lineno) for file, node in texts if len(node.args) != 2 or node.keywords]


def test_no_french_text_blames_anybody() -> None:
    blame = re.compile(r"retard|déficit", re.IGNORECASE)
    for file in PRODUCT:
        strings = {written(node) for node in nodes(file) if isinstance(node, (ast.Constant, ast.JoinedStr))}
        assert not [string for string in strings if blame.search(string)], name(file)


def test_no_broad_except() -> None:
    for file in PRODUCT + BENCH:
        handlers = [node for node in nodes(file) if isinstance(node, ast.ExceptHandler)]
        caught = [ast.unparse(node.type) if node.type else "everything" for node in handlers]
        assert not [kinds for kinds in caught if re.search(r"\b(Base)?Exception\b|everything", kinds)], name(file)


def test_no_raw_html() -> None:
    keywords = {keyword.arg for file in PRODUCT for node in calls(file) for keyword in node.keywords}
    assert "unsafe_allow_html" not in keywords


def test_screens_name_no_third_party_but_the_optional_background_map() -> None:
    for file in [*own("pages"), *own("app"), *SCREENS]:
        found = re.findall(r"(?:https?|wss?):?//([\w.-]+)", file.read_text(encoding="utf-8"))
        assert set(found) <= HOSTS, name(file)


def undocumented(node: ast.Module | ast.ClassDef) -> Iterator[str]:
    for child in node.body:
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)) and not child.name.startswith("_"):
            if ast.get_docstring(child) is None:
                yield child.name
            if isinstance(child, ast.ClassDef):
                yield from undocumented(child)


def test_public_functions_and_classes_have_a_docstring() -> None:
    for file in own("distance") + own("parsing") + own("layers"):
        assert ast.get_docstring(tree(file)), name(file)
        assert not list(undocumented(tree(file))), name(file)


def test_no_page_stands_for_a_package_of_the_same_name() -> None:
    """Streamlit puts the folder of the pages first on the path: ``import merger`` would be the page ``merger``."""
    assert not {file.stem for file in own("pages")} & ({*BELOW} | sys.stdlib_module_names)


def test_files_are_300_lines_at_most() -> None:
    lines = {name(file): len(file.read_text("utf-8").splitlines()) for file in [*PRODUCT, *TESTS, *BENCH, *SCREENS]}
    assert {file for file, count in lines.items() if count > LONGEST_FILE} <= LONGER


def bodies(file: Path) -> Iterator[int]:
    """Lines of each function body, its docstring left out."""
    for node in nodes(file):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("group", [PRODUCT, TESTS, BENCH], ids=["product", "tests", "bench"])
def test_function_bodies_are_30_lines_at_the_95th_percentile(group: list[Path]) -> None:
    assert np.percentile([lines for file in group for lines in bodies(file)], 95) <= LONGEST_BODY


def test_no_two_files_of_tests_have_one_name() -> None:
    # Test folders are no packages: the second file of a name would be an error of collection.
    names = [file.name for file in TESTS if file.name not in ("__init__.py", "conftest.py")]
    assert len(set(names)) == len(names)


def test_every_file_that_contributing_names_is_there() -> None:
    named = set(
        re.findall(
            r"`([\w./]*\w\.(?:py|js|md|toml)|[a-z_]+(?:/[a-z_]+)*/)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8")
        )
    )
    there = [f"/{name(file)}" for file in ROOT.rglob("*") if not {".venv", ".git"} & {*file.parts}]
    there += [f"{path}/" for path in there]
    assert len(named) > 50
    assert not {one for one in named if not any(path.endswith(f"/{one}") for path in there)}
