"""Programs that stand in a text, for another process to run: a module that moves must not leave them behind."""

import ast
import importlib
import re
from importlib.util import find_spec

from tests.test_architecture import BELOW, PRODUCT, TESTS, names, nodes

MODULE = rf"(?:{'|'.join(BELOW)}|tests)\b[\w.]*"
IMPORT = re.compile(rf"(?:^|; )(from {MODULE} import \w[\w, ]*\w|import {MODULE})", re.MULTILINE)
TOY = {"atlas.NAMES", "atlas.ring"}
"""Of the module that stands for the package in tests/browser/test_choropleth.py."""


def is_there(imported: str) -> bool:
    """Whether it is a module, or what a module defines."""
    module, _, attribute = imported.rpartition(".")
    if not module:
        return find_spec(imported) is not None
    if find_spec(module) is None:
        return False
    return hasattr(importlib.import_module(module), attribute) or find_spec(imported) is not None


def test_what_a_program_in_a_text_imports_is_there() -> None:
    texts = [node.value for file in PRODUCT + TESTS for node in nodes(file) if isinstance(node, ast.Constant)]
    programs = [line for text in texts if isinstance(text, str) for line in IMPORT.findall(text)]
    wanted = {name for line in programs for name in names(ast.parse(line).body)} - TOY
    assert len(wanted) > 10
    assert not {name for name in wanted if not is_there(name)}
