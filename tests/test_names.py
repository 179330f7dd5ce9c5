"""One meaning per name: the table of names of CONTRIBUTING, held."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from tests.test_architecture import PRODUCT, ROOT, tree

BY_REGISTRY = {"BY_KEY"}
"""What each visible tuple (sources, maps, kinds of files, formats) holds, by key: one meaning, several homes."""

REGISTRIES = {(*registry.split("/"), "__init__") for registry in (
    "distance/components", "layers/sources", "atlas/maps", "atlas/exports",
)}  # fmt: skip
"""There an entry bears the name of its file: the component `NETWORKS` and the source of these figures."""

MODULES = {file.relative_to(ROOT).with_suffix("").parts: tree(file) for file in PRODUCT}


def classes() -> dict[str, list[str]]:
    """The files that define each class, whatever its first underscore."""
    homes: dict[str, list[str]] = defaultdict(list)
    for parts, module in MODULES.items():
        for node in module.body:
            if isinstance(node, ast.ClassDef):
                homes[node.name.lstrip("_")].append("/".join(parts))
    return homes


def test_no_two_classes_have_one_name() -> None:
    assert {key: homes for key, homes in classes().items() if len(homes) > 1} == {}


def found(parts: tuple[str, ...]) -> tuple[str, ...]:
    """A module or a package, as the path of its file."""
    return parts if parts in MODULES else (*parts, "__init__")


@cache
def taken(module: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], str, str], ...]:
    """What a module imports by name: whence, what, under which name."""
    return tuple(_taken(module))


def _taken(module: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.ImportFrom):
            above = module[: -node.level] if node.level else ()
            whence = found((*above, *(node.module.split(".") if node.module else ())))
            yield from ((whence, alias.name, alias.asname or alias.name) for alias in node.names if whence in MODULES)


def home(module: tuple[str, ...], key: str) -> tuple[str, ...]:
    """The module where a constant is given its value."""
    again = next((whence for whence, _, known_as in taken(module) if known_as == key), None)
    return home(again, key) if again else module


def test_a_constant_that_is_imported_has_one_meaning() -> None:
    homes: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for module in MODULES:
        for whence, key, _ in () if module in REGISTRIES else taken(module):
            if key.isupper() and key not in BY_REGISTRY:
                homes[key].add(home(whence, key))
    assert len(homes) > 100
    assert {key: of for key, of in homes.items() if len(of) > 1} == {}


def test_every_class_of_the_table_of_names_stands() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Names")[1].split("\n## ")[0]
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", table))
    assert len(named) > 20
    assert named <= set(classes())
