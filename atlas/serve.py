"""``python -m atlas serve FOLDER``: the layers of a folder by OGC API Features, for QGIS and scripts."""

import argparse
import socket
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import uvicorn

from i18n import Lang, Text
from layers import LayerError
from layers.errors import reason
from layers.terminal import OK, Option, Parser, guarded, say, spoken

from .ogc import application
from .ogc.shelf import collections

LOOPBACK = "127.0.0.1"
MOST_PORT = 65_535
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
    found = collections(options.folder)
    with _listening(options.host, options.port) as listening:
        said = Text(
            "{count} collections sur http://{host}:{port}/ (OGC API Features). Ctrl+C pour arrêter.",
            "{count} collections at http://{host}:{port}/ (OGC API Features). Ctrl+C to stop.",
        ).format(count=len(found), host=options.host, port=listening.getsockname()[1])
        say(said, lang)
        uvicorn.Server(uvicorn.Config(application(found, lang), log_level="warning")).run([listening])
    return OK


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises LayerError if it cannot."""
    try:
        if not 0 <= port <= MOST_PORT:
            raise LayerError(_NO_PORT.format(most=MOST_PORT))
        # It gives the fault of a name as such; create_server does not.
        socket.getaddrinfo(host, port)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except socket.gaierror as error:
        why = Text("ce nom d’hôte est inconnu", "this host name is unknown")
        raise LayerError(_REFUSED.format(host=host, port=port, why=why)) from error
    except OSError as error:
        raise LayerError(_REFUSED.format(host=host, port=port, why=reason(error))) from error


_NO_PORT = Text("Un port va de 0 à {most}.", "A port goes from 0 to {most}.")
_REFUSED = Text(
    "Impossible de servir sur {host}:{port} : {why}. Choisissez un autre « --port » ou un autre « --host ».",
    "Cannot serve at {host}:{port}: {why}. Choose another “--port” or another “--host”.",
)
