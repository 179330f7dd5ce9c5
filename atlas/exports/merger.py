"""What the Fusion page gives to take away: former EPCI by former EPCI, and the pairs closer on paper, as CSV."""

import numpy as np

import merger
from cage import MINUTES, RESIDENTS, Study
from i18n import Lang, Text
from layers import LayerError
from merger.closer import closer_table
from merger.tables import matrix_table, readable

from ..export import Export, Weight
from .csv import french

BETWEEN_RESIDENTS = Text(
    "Une fusion se lit entre habitants : choisissez « Habitants ↔ habitants ».",
    "A merger is read between residents: choose “Residents ↔ residents”.",
)
NEITHER = Text(
    "Ni la distance culturelle ni l'économique ne sont connues ici : la page Données les charge.",
    "Neither the cultural nor the economic distance is known here: the Data page loads them.",
)


def lacks(study: Study) -> Text | None:
    """Why there are no former EPCIs to compare; None where there are."""
    if study.pair != RESIDENTS:
        return BETWEEN_RESIDENTS
    return None if merger.merged(study) else merger.none_known(study)


def closer_lacks(study: Study) -> Text | None:
    """Why pairs closer on paper cannot be told; None where they can."""
    known = any(np.isfinite(study.scores.dimensions.get(name, np.nan)).any() for name in ("cultural", "economic"))
    return lacks(study) or (None if known else NEITHER)


def write_matrix(study: Study, lang: Lang) -> bytes:
    """One row per ordered pair of former EPCIs: every distance known here, and minutes.

    Raises
    ------
    LayerError
        Where there is nothing to write (see `lacks`).
    """
    why = lacks(study)
    if why is not None:
        raise LayerError(why)
    reading = merger.reading(study)
    return french(matrix_table(reading, [*readable(reading), MINUTES]))


def write_closer(study: Study, lang: Lang) -> bytes:
    """One row per pair of communes that is closer on paper only.

    Raises
    ------
    LayerError
        Where there is nothing to write (see `closer_lacks`).
    """
    why = closer_lacks(study)
    if why is not None:
        raise LayerError(why)
    return french(closer_table(merger.before(study), merger.after(study)))


MATRIX_CSV = Export(
    key="matrix",
    label=Text("Anciennes intercommunalités deux à deux (CSV)", "Former intercommunalities two by two (CSV)"),
    suffix="_matrix.csv",
    mime="text/csv",
    note=Text(
        "Une ligne par couple d'anciennes intercommunalités : chaque distance moyenne entre leurs habitants, les "
        "minutes, et la part connue. Pour Excel.",
        "One row per pair of former intercommunalities: each mean distance between their residents, minutes, and the "
        "share known. For French Excel.",
    ),
    group="spreadsheet",
    weight=Weight(8_000, 0, 0, 0),
    write=write_matrix,
    lacks=lacks,
)
CLOSER_CSV = Export(
    key="closer",
    label=Text("Plus près sur le papier seulement (CSV)", "Closer on paper only (CSV)"),
    suffix="_closer.csv",
    mime="text/csv",
    note=Text(
        "Une ligne par paire de communes que la fusion a rapprochées et que la culture ou l'économie éloigne. Pour "
        "Excel.",
        "One row per pair of communes that the merger brought closer and that culture or economy keeps apart. For "
        "French Excel.",
    ),
    group="spreadsheet",
    weight=Weight(0, 0, 0, 30),
    write=write_closer,
    lacks=closer_lacks,
)
