"""An altered file of the reference pack gives no figure, but a sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layers import LayerError, reference
from tests.test_kept_whole import ROOT, cut


def test_an_altered_file_of_the_pack_gives_no_figure_but_a_sentence_that_names_it(
    toy_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in toy_pack.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(reference, "REFERENCE", tmp_path)
    assert reference.check() == []
    for file in sorted(toy_pack.glob("*.parquet")):
        for damaged in cut(file.read_bytes()):
            (tmp_path / file.name).write_bytes(damaged)
            assert [file.name in said.fr and "make pack" in said.fr for said in reference.check()] == [True]
            with pytest.raises(LayerError, match=file.name), reference.opened(file.name):
                pass
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for damaged in (b"", b"{", b"[]", b'{"epci.parquet": {}}', b"\xff"):
        (tmp_path / "manifest.json").write_bytes(damaged)
        with pytest.raises(LayerError, match=r"manifest\.json|epci\.parquet"), reference.opened("epci.parquet"):
            pass


ALTERED = """
import sys
from pathlib import Path
from layers import reference
reference.REFERENCE = Path(sys.argv[1])
from atlas.__main__ import main
from layers.__main__ import main as load
from streamlit.testing.v1 import AppTest
print(main(["200067106", "--to", "residents", "--out", sys.argv[1]]), load(["200067106", "--list"]))
page = AppTest.from_file("pages/main.py", default_timeout=60).run()
print(len(page.exception), "epci.parquet" in "".join(part.proto.body for part in page.get("html")))
"""


def test_an_altered_pack_is_a_sentence_on_the_command_line_and_on_the_page(tmp_path: Path) -> None:
    for file in reference.REFERENCE.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    file = tmp_path / "epci.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CAGE_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-W", "ignore", "-c", ALTERED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.stdout.split() == ["2", "2", "0", "True"], done.stderr
    assert "epci.parquet" in done.stderr and "Traceback" not in done.stderr
