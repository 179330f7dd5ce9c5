"""The readings, in display order. To add one: add its file, then its line here."""

from i18n import Text
from layers import LayerError

from ..query import Query
from ..reading import Reading, Subject
from .access import ACCESS_READING
from .between import BETWEEN_READING
from .closer import CLOSER_READING
from .commune import COMMUNE_READING
from .families import FAMILIES_READING
from .faults import FAULTS_READING
from .harmony import HARMONY_READING
from .inequality import INEQUALITY_READING
from .links import LINKS_READING
from .overview import OVERVIEW_READING
from .partners import PARTNERS_READING
from .perimeter import PERIMETER_READING
from .sides import SIDES_READING
from .years import YEARS_READING

READINGS = (
    OVERVIEW_READING,
    COMMUNE_READING,
    ACCESS_READING,
    PARTNERS_READING,
    PERIMETER_READING,
    SIDES_READING,
    BETWEEN_READING,
    FAULTS_READING,
    CLOSER_READING,
    FAMILIES_READING,
    INEQUALITY_READING,
    YEARS_READING,
    HARMONY_READING,
    LINKS_READING,
)
__all__ = ["READINGS", "Query", "Reading", "Subject", "by_key"]


def by_key(key: str) -> Reading:
    """The reading of a key.

    Raises
    ------
    LayerError
        If there is none: the sentence names those there are.
    """
    known = {one.key: one for one in READINGS}
    if key not in known:
        raise LayerError(_UNKNOWN.format(key=key, keys=", ".join(known)))
    return known[key]


_UNKNOWN = Text(
    "La lecture « {key} » n'existe pas. Lectures possibles : {keys}.",
    "There is no reading “{key}”. Possible readings: {keys}.",
)
