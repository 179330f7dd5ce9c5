"""``python -m atlas serve FOLDER``: the layers of a folder by OGC API Features, for QGIS and scripts."""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import uvicorn

from i18n import Lang, Text
from layers.terminal import OK, Option, Parser, guarded, listening, say, spoken

from ..ogc import application
from ..ogc.shelf import collections

LOOPBACK = "127.0.0.1"
ABOUT = Text(
    "Les couches d’un dossier par OGC API Features, pour QGIS et les scripts.",
    "The layers of a folder by OGC API Features, for QGIS and scripts.",
)

OPTIONS: tuple[Option, ...] = (
    ("folder", {"type": Path, "metavar": Text("DOSSIER", "FOLDER")}, Text(
        "dossier, ou fichier, que « python -m atlas » a écrit", "folder, or file, that “python -m atlas” has written"
    )),
    ("--host", {"default": LOOPBACK, "metavar": Text("HÔTE", "HOST")}, Text(
        "0.0.0.0 pour tout le réseau (à défaut, cette machine seule)",
        "0.0.0.0 for the whole network (default: this machine alone)",
    )),
    ("--port", {"type": int, "default": 8600, "metavar": "PORT"}, Text("port (8600 à défaut)", "port (default: 8600)")),
)  # fmt: skip


def main(words: Sequence[str]) -> int:
    """Serve until stopped; 2 if there is nothing to serve, or nowhere."""
    lang = spoken(words)
    parser = Parser("python -m atlas serve", ABOUT, OPTIONS, lang)
    return guarded(partial(_serve, parser.read(words), lang), lang)


def _serve(options: argparse.Namespace, lang: Lang) -> int:
    served = collections(options.folder)
    with listening(options.host, options.port) as ours:
        sentence = Text(
            "{count} collections sur http://{host}:{port}/ (OGC API Features). Ctrl+C pour arrêter.",
            "{count} collections at http://{host}:{port}/ (OGC API Features). Ctrl+C to stop.",
        ).format(count=len(served), host=options.host, port=ours.getsockname()[1])
        say(sentence, lang)
        uvicorn.Server(uvicorn.Config(application(served, lang), log_level="warning")).run([ours])
    return OK
