"""What README and CONTRIBUTING promise of the house, held on the code itself."""

import ast
import re
import subprocess
import sys

import pytest

from tests.test_architecture import PRODUCT, ROOT, imported, name, own, part_of, tree

IMPORTED_AS = {
    "data-inclusion-schema": "data_inclusion", "odfpy": "odf", "opening-hours-py": "opening_hours", "pillow": "PIL",
    "pyshp": "shapefile", "scikit-learn": "sklearn",
}  # fmt: skip
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def required() -> set[str]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return {found[0] for line in lines if (found := re.match(r"[a-z0-9-]+", line))}


@pytest.mark.parametrize(("document", "title"), [("README.md", "Libraries"), ("README.fr.md", "Bibliothèques")])
def test_the_table_of_libraries_is_that_of_the_requirements(document: str, title: str) -> None:
    table = (ROOT / document).read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    assert set(re.findall(r"`([a-z][a-z0-9-]+)`", table)) == required()


def test_no_library_is_nominal() -> None:
    used = {module.split(".")[0] for file in PRODUCT for module in imported(file)}
    assert not {key for key in required() if IMPORTED_AS.get(key, key.replace("-", "_")) not in used}


def test_a_screen_is_one_file_at_the_top_of_pages() -> None:
    (declared,) = (
        node.value for node in tree(ROOT / "pages/main.py").body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SCREENS"
    )  # fmt: skip
    screens = {ast.literal_eval(entry.elts[0]) for entry in declared.elts}  # type: ignore[attr-defined]
    assert screens | {"main", "shell"} == {file.stem for file in (ROOT / "pages").glob("*.py")}


def test_every_folder_of_the_product_has_its_line() -> None:
    folders = {file.parent.relative_to(ROOT).as_posix() for file in PRODUCT} - {"."}
    named = {folder.rstrip("/") for folder in re.findall(r"`([a-z_]+(?:/[a-z_]+)*)/", CONTRIBUTING)}
    named |= {file.rpartition("/")[0] for file in re.findall(r"`([\w./]+\.py)`", CONTRIBUTING)}
    assert folders - named - {"pages/widgets"} == set()


def test_the_image_holds_every_part_of_the_product_and_its_data() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    assert kept >= {file.relative_to(ROOT).parts[0] for file in PRODUCT} | {"data/reference", "data/national"}


def test_pages_measure_a_study_in_one_place() -> None:
    calls = {
        name(file)
        for file in own("pages")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"cage.study", "cage.study_of"}
    }
    assert calls == {"pages/state/choices.py"}


def test_memory_between_runs_is_in_pages_and_its_size_is_bounded() -> None:
    """``st.cache_...`` stands in pages only; what it keeps of studies says how many."""
    for file in PRODUCT:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and re.fullmatch(r"st\.cache_\w+", ast.unparse(node.func)):
                assert part_of(file) == "pages"
                kept = {keyword.arg for keyword in node.keywords}
                assert "max_entries" in kept or name(file) in ONE_FOR_ALL, name(file)


ONE_FOR_ALL = {"pages/widgets/under_way.py", "pages/widgets/road_networks.py"}
"""What is being loaded, once for the server: no argument, so one entry."""


LATE = ("esda", "folium", "numba", "osmnx", "scipy.stats", "sklearn", "spopt", "statsmodels")
"""Libraries that take a second to start, or more: each is imported where it serves, never by the app as it starts."""


def test_what_starts_slowly_does_not_start_with_the_app() -> None:
    code = f"import sys, atlas.__main__, pages.carte, pages.fusion; print([m for m in {LATE} if m in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert ended.stdout.strip() == "[]"
