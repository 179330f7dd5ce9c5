"""How big a reader's file may be: one session must not take the server from the others."""

from i18n import Text, number

from .refused import Refused

MEGABYTE = 1_000_000
UPLOAD = 50 * MEGABYTE
UNPACKED = 500 * MEGABYTE
RATIO = 100
"""Bytes unpacked for one byte packed: a spreadsheet stays under 20, a zip bomb starts in the thousands."""
MAX_ROWS = 200_000
MAX_PAIR_ROWS = 1_200_000
"""Rows of a table of pairs of places: a thousand by a thousand. Only text is read so long."""
MAX_COLUMNS = 300


def check_upload(content: bytes) -> None:
    """Raise Refused for an empty file, or one above ``UPLOAD``."""
    if not content.strip(b"\0\t\r\n "):
        raise Refused(
            Text(
                "Le fichier est vide. Choisissez-en un qui contient des lignes.",
                "The file is empty. Choose one that holds rows.",
            )
        )
    if len(content) > UPLOAD:
        raise Refused(
            Text(
                f"Le fichier dépasse {UPLOAD // MEGABYTE}\u00a0Mo. Gardez les lignes de votre territoire.",
                f"The file is over {UPLOAD // MEGABYTE} MB. Keep the rows of your territory.",
            )
        )


def check_unpacked(size: int, packed: int) -> None:
    """Raise Refused when ``packed`` bytes give more than ``UNPACKED``, or ``RATIO`` times as many."""
    if size > UNPACKED or size > RATIO * packed:
        raise Refused(
            Text(
                f"Une fois décompressé, le fichier dépasse {UNPACKED // MEGABYTE}\u00a0Mo ou {RATIO} fois sa taille. "
                "Enregistrez les lignes utiles en CSV.",
                f"Unpacked, the file is over {UNPACKED // MEGABYTE} MB or {RATIO} times its size. "
                "Save the useful rows as CSV.",
            )
        )


def too_big(most: int) -> Text:
    """What to say of a table above `most` rows or ``MAX_COLUMNS``."""
    return Text(
        f"Le tableau dépasse {number(most, 'fr')} lignes ou {MAX_COLUMNS} colonnes. Gardez les lignes de votre "
        "territoire et les colonnes utiles.",
        f"The table is over {number(most, 'en')} rows or {MAX_COLUMNS} columns. Keep the rows of your territory and "
        "the useful columns.",
    )


def check_shape(rows: int, columns: int, most: int = MAX_ROWS) -> None:
    """Raise Refused above `most` rows or ``MAX_COLUMNS``."""
    if rows > most or columns > MAX_COLUMNS:
        raise Refused(too_big(most))
