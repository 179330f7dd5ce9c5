"""``python -m layers.pack``: rebuild ``data/reference/`` and ``data/SOURCES.md`` from the published packages."""

import argparse
from pathlib import Path

from .. import disk
from .build import assemble, read_sources, write_pack
from .notes import sources_page

ROOT = Path(__file__).resolve().parents[2]
INPUTS = ROOT / "data" / "reference" / "inputs" / "pays_basque"


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(prog="python -m layers.pack", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "reference", help="folder to write")
    parser.add_argument("--cache", type=Path, default=ROOT / "data" / "cache" / "packages", help="archives")
    parser.add_argument("--sources", type=Path, default=ROOT / "data" / "SOURCES.md", help="page to write")
    options = parser.parse_args()
    pack = assemble(read_sources(options.cache), INPUTS)
    write_pack(pack, options.out)
    disk.write(options.sources, sources_page(pack).encode())


if __name__ == "__main__":
    main()
