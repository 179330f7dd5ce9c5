"""The process that reads one file: its bytes come by the input, one JSON value a line goes by the output.

The lines: the format; then a sentence that refuses, or the columns and the notes; then the rows by thousands, each
after its number. Started by ``process.read``, isolated (``-I``): it finds this package by its own place.
"""

import gc
import json
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[1]))

from parsing.confined import confine
from parsing.formats import as_table, readers, recognised
from parsing.frame import Choice, ParsedFile
from parsing.process import TOO_MUCH
from parsing.refused import Refused

BLOCK = 1000
"""Rows on one line."""


def say(value: object) -> None:
    """Write one line."""
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.flush()


def main(parent: int, wall: int, choice: Choice) -> None:
    """Read the input. ``wall``: the seconds after which this process ends itself."""
    # Rows refer to nothing that refers to them: to look for circles takes a third of the time.
    gc.disable()
    content = sys.stdin.buffer.read()
    readers(content)
    confine(parent, wall)
    try:
        one, inner, parts = recognised(content, choice.part)
        say({"format": one.key})
        del content
        answer(as_table(one, inner, parts, choice))
    except Refused as refused:
        say({"refused": refused.message})


def answer(read: ParsedFile) -> None:
    """Write a table."""
    head = read._asdict()
    say({key: head[key] for key in ("columns", "notes", "parts", "part", "encoding")})
    for start in range(0, len(read.rows), BLOCK):
        say(list(zip(read.lines[start : start + BLOCK], read.rows[start : start + BLOCK], strict=True)))


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), int(sys.argv[2]), Choice(*json.loads(sys.argv[3])))
    except (MemoryError, OSError):
        sys.exit(TOO_MUCH)
