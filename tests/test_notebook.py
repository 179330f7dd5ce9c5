"""The repository as a tool for notebooks: the example of docs/, what `cage` gives from another folder."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cage
from atlas.gis import communes_gdf
from cage import Study
from tests.test_architecture import ROOT

NOTEBOOK = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))
CELLS = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def run(cells: list[str]) -> list[Any]:
    """What the last expression of each cell is worth, as a notebook would show it."""
    names: dict[str, Any] = {}
    shown = []
    for cell in cells:
        *lines, last = ast.parse(cell).body
        exec(compile(ast.Module(lines, []), "cell", "exec"), names)  # noqa: S102 - our own notebook
        assert isinstance(last, ast.Expr), cell
        shown.append(eval(compile(ast.Expression(last.value), "cell", "eval"), names))  # noqa: S307
    return shown


def test_the_example_notebook_runs_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    study, farthest, drawn, gaps, minutes, matrix, said = run(CELLS)
    assert isinstance(study, Study) and len(farthest) == 5 and farthest["composite"].is_monotonic_increasing
    assert drawn.get_root().render().count('"Feature"') == len(study.communes) == 158
    assert gaps["gap"].is_monotonic_increasing and minutes["count"] > 100
    assert matrix.shape == (10, 10) and (matrix.min() > 0).all()
    assert all(word in said for word in ("from one to another", "within one"))
    assert not list(tmp_path.iterdir())


def test_the_example_notebook_is_committed_without_what_it_shows() -> None:
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in NOTEBOOK["cells"])


def test_cage_is_imported_from_any_folder(tmp_path: Path) -> None:
    program = "import cage; print(cage.study('200067106').territory)"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("Territory(siren='200067106', name=") and len(done.stdout.splitlines()) == 1
    assert done.stdout.endswith("cog=2026, merged_in=2017)\n")


def test_a_study_is_shown_in_one_line() -> None:
    study = cage.study("200067106")
    assert len(repr(study)) < 500 and "\n" not in repr(study)
    assert repr(study).startswith("Study(territory=Territory(siren='200067106'") and "Scheme(" in repr(study)


def test_communes_have_their_contour_whoever_leaves_from_where() -> None:
    for pair in (cage.RESIDENTS, cage.BETWEEN_INSTITUTIONS):
        communes = communes_gdf(cage.study("200067106", pair=pair))
        assert communes.index.name == "commune" and len(communes) == 158
        assert communes.geometry.notna().all() and communes.crs.to_epsg() == 4326
    assert "composite" not in communes
