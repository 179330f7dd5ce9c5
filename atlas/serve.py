"""``python -m atlas serve FOLDER``: the layers of a folder by OGC API Features, for QGIS and scripts."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from i18n import Text
from layers import LayerError

from .ogc import application
from .ogc.shelf import collections

LOOPBACK = "127.0.0.1"


def main(words: Sequence[str]) -> int:
    """Serve until stopped; 2 if there is nothing to serve."""
    parser = argparse.ArgumentParser(prog="python -m atlas serve", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder, or file, that python -m atlas has written")
    parser.add_argument("--host", default=LOOPBACK, help="0.0.0.0 for the whole network (default: this machine alone)")
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--lang", choices=("fr", "en"), default="fr")
    options = parser.parse_args(words)
    try:
        found = collections(options.folder)
    except LayerError as error:
        sys.stderr.write(error.message.in_lang(options.lang) + "\n")
        return 2
    said = Text(
        "{count} collections sur http://{host}:{port}/ (OGC API Features). Ctrl+C pour arrêter.",
        "{count} collections at http://{host}:{port}/ (OGC API Features). Ctrl+C to stop.",
    ).format(count=len(found), host=options.host, port=options.port)
    sys.stderr.write(said.in_lang(options.lang) + "\n")
    uvicorn.run(application(found, options.lang), host=options.host, port=options.port, log_level="warning")
    return 0
