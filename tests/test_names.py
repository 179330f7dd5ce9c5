"""One meaning per name: the table of names of CONTRIBUTING, held."""

import ast
import re
from collections import defaultdict

from tests.test_architecture import PRODUCT, ROOT, name, tree


def classes() -> dict[str, list[str]]:
    """The files that define each class, whatever its first underscore."""
    homes: dict[str, list[str]] = defaultdict(list)
    for file in PRODUCT:
        for node in tree(file).body:
            if isinstance(node, ast.ClassDef):
                homes[node.name.lstrip("_")].append(name(file))
    return homes


def test_no_two_classes_have_one_name() -> None:
    assert {key: homes for key, homes in classes().items() if len(homes) > 1} == {}


def test_every_class_of_the_table_of_names_stands() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Names")[1].split("\n## ")[0]
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", table))
    assert len(named) > 20
    assert named <= set(classes())
