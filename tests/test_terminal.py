"""What the three commands share: the reader's language, no word of the system's or of argparse's, exit codes."""

import argparse
import ast
import errno
import inspect
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import atlas.__main__
import layers.__main__
from i18n import Text
from layers.errors import LayerError, reason, refusal
from layers.terminal import _FRENCH, guarded, spoken
from tests.test_architecture import PRODUCT, name, tree

ROOT = Path(__file__).parents[1]
Main = Callable[[list[str]], int]
MAINS = [atlas.__main__.main, layers.__main__.main]
OF_PROGRAMMERS = {
    "conflicting", "'required'", "cannot", "dest=", "invalid option", "invalid conflict", "mutually", ".__call__",
    'argument "-"', "can't open", "%r is not callable", "option '", "argument '", "command '",
}  # fmt: skip
"""How the sentences of argparse start that only a fault of ours would bring, or a kind of argument we have not."""


def test_every_sentence_of_argparse_that_a_reader_may_meet_is_in_french() -> None:
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(argparse))) if isinstance(node, ast.Call)]
    asked = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}]
    said = [arg.value for node in asked for arg in node.args if isinstance(arg, ast.Constant)]
    told = {text for text in said if isinstance(text, str) and not text.startswith(tuple(OF_PROGRAMMERS))}
    assert len(told) > 10 and told <= set(_FRENCH)


WRONG = [
    (["--bogus"], "inconnus"),
    (["--lang", "de"], "choix possible"),
    (["--out"], "il faut une valeur"),
    (["--cog", "x"], "nombre entier, et non « x »"),
    (["serve"], "il manque"),
    (["serve", "a", "--port", "x"], "nombre entier"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=str)
def test_a_wrong_option_is_told_in_the_language_of_the_reader(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> str:
        with pytest.raises(SystemExit) as ended:
            atlas.__main__.main(words)
        assert ended.value.code == 2
        return capsys.readouterr().err.replace("\u00a0", " ")

    french = told()
    assert said in french and "utilisation : python -m atlas" in french
    assert not any(word in french for word in ("usage", "error", "argument ", "invalid", "expected"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert said not in told() and "usage: " in told()


@pytest.mark.parametrize("main", MAINS)
@pytest.mark.parametrize(("lang", "word"), [("fr", "utilisation"), ("en", "usage")])
def test_help_is_in_one_language(main: Main, lang: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help", "--lang", lang])
    said = capsys.readouterr().out
    assert ended.value.code == 0 and said.startswith(word)
    assert ("langue" in said, "show this help" in said) == (lang == "fr", lang == "en")
    # What argparse says elsewhere is left as it was.
    assert "usage: " in argparse.ArgumentParser(prog="another").format_usage()


@pytest.mark.parametrize(
    ("words", "environment", "lang"),
    [
        ([], {}, "fr"),
        ([], {"LANG": "C.UTF-8"}, "fr"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LC_ALL": "fr_FR.UTF-8", "LANG": "en_US.UTF-8"}, "fr"),
        (["--lang", "en"], {}, "en"),
        (["--lang=fr"], {"LANG": "en"}, "fr"),
        (["--lang"], {}, "fr"),
    ],
)
def test_the_language_is_that_asked_for_or_of_the_terminal(
    words: list[str], environment: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert spoken(words) == lang


def test_every_refusal_of_the_system_is_said_in_both_languages() -> None:
    for number in errno.errorcode:
        error = OSError(number, os.strerror(number), "/a/file")
        for text in (reason(error), refusal(error)):
            assert text.fr != text.en and os.strerror(number).lower() not in text.fr.lower()
    assert "/a/file" in refusal(OSError(errno.ENOENT, "", "/a/file")).fr


def test_no_sentence_repeats_what_the_system_or_a_library_says() -> None:
    """Their words are in English: ``strerror``, or the text of an exception inside a Text."""
    found = []
    for file in PRODUCT:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Attribute) and node.attr == "strerror":
                found.append(f"{name(file)}:{node.lineno} strerror")
            if isinstance(node, ast.ExceptHandler) and node.name:
                found += [f"{name(file)}:{line}" for line in _told(node)]
    assert not found


def _told(handler: ast.ExceptHandler) -> list[int]:
    """Lines where an exception itself goes in a ``Text(...)`` or a ``.format(...)``."""
    told = []
    for call in (node for node in ast.walk(handler) if isinstance(node, ast.Call)):
        makes = (isinstance(call.func, ast.Name) and call.func.id == "Text") or (
            isinstance(call.func, ast.Attribute) and call.func.attr == "format"
        )
        shown = [part.value for part in ast.walk(call) if isinstance(part, ast.FormattedValue)]
        shown += [*call.args, *(keyword.value for keyword in call.keywords)]
        if makes and any(isinstance(value, ast.Name) and value.id == handler.name for value in shown):
            told.append(call.lineno)
    return told


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (LayerError(Text("Une phrase.", "A sentence.")), 2, "Une phrase."),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "plus de place sur le disque"),
        (PermissionError(errno.EACCES, "Permission denied", "/a"), 1, "(/a)\u00a0: accès refusé"),
        (KeyboardInterrupt(), 130, "Arrêté"),
    ],
    ids=["ours", "disk full", "denied", "stopped"],
)
def test_what_goes_wrong_is_a_sentence_and_a_code(
    fault: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise fault

    assert guarded(work, "fr") == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "said"),
    [("missing.toml", "introuvable"), (".", "c’est un dossier"), ("bytes.toml", "UTF-8"), ("a.toml/b", "un fichier")],
)
def test_a_configuration_that_cannot_be_read_says_why(
    place: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "a.toml").write_text("")
    assert atlas.__main__.main(["--config", str(tmp_path / place)]) == 2
    assert said in capsys.readouterr().err


def test_serving_where_it_cannot_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feature = '{"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Point", "coordinates": [0, 45]}}'
    (tmp_path / "a.geojson").write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}')
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        for options, said in (
            (["--port", port], "déjà pris"),
            (["--port", "99999"], "65535"),
            (["--host", "192.0.2.1"], "n’est pas celle de la machine"),
            (["--host", "no such host"], "inconnu"),
        ):
            assert atlas.__main__.main(["serve", str(tmp_path), *options]) == 2
            assert said in capsys.readouterr().err


def test_a_reader_who_stops_reading_gets_no_traceback() -> None:
    command = f"{sys.executable} -m atlas --all france --list | head -1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S602
    assert done.stdout.count("\n") == 1 and not done.stderr
