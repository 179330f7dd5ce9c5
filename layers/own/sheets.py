"""Workbooks (XLSX, XLS, ODS), read in a process of their own."""

import json
import subprocess
import sys
from pathlib import Path

from i18n import Text

from ..errors import LayerError
from .frame import Opened, from_rows
from .limits import COLUMNS, ROWS, check_shape

SECONDS = 60
READER = Path(__file__).with_name("sheet_process.py")


def read_sheet(content: bytes) -> Opened:
    """The table of the first filled sheet. Values, never formulas.

    Raises
    ------
    LayerError
        If the workbook is damaged, protected, empty or too big.
    """
    command = [sys.executable, "-P", str(READER), str(ROWS + 100), str(COLUMNS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise _unreadable() from error
    answer = json.loads(done.stdout)
    if "damaged" in answer:
        raise _unreadable()
    if "height" in answer:
        check_shape(answer["height"], answer["width"])
    opened = from_rows(answer["rows"])
    if len(answer["of"]) == 1:
        return opened
    return Opened(opened.table, (_SHEET.format(name=answer["sheet"], count=len(answer["of"]) - 1), *opened.notes))


_SHEET = Text(
    "Feuille lue\u00a0: «\u00a0{name}\u00a0». Les autres ({count}) ne le sont pas.",
    "Sheet read: “{name}”. The others ({count}) are not.",
)


def _unreadable() -> LayerError:
    return LayerError(
        Text(
            "Ce classeur ne se lit pas\u00a0: abîmé, protégé par un mot de passe, ou démesuré. Enregistrez la feuille "
            "utile en CSV.",
            "This workbook cannot be read: damaged, locked by a password, or oversized. Save the useful sheet as CSV.",
        )
    )
