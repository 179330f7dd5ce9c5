"""The maps, in atlas order. To add one: add its file, then its line here."""

from cage import Study

from ..map import Map
from .at_equal import AT_EQUAL
from .components import COMPONENT_MAPS
from .composite import COMPOSITE
from .dimensions import ADMINISTRATIVE, CULTURAL, ECONOMIC, GEOGRAPHIC, LABELS
from .faults import FAULTS
from .gap import GAP
from .minutes import MINUTES
from .sides import SIDES

MAPS = (
    COMPOSITE,
    GAP,
    AT_EQUAL,
    MINUTES,
    CULTURAL,
    ADMINISTRATIVE,
    GEOGRAPHIC,
    ECONOMIC,
    *COMPONENT_MAPS,
    *SIDES,
    FAULTS,
)
BY_KEY = {shown.key: shown for shown in MAPS}
__all__ = ["BY_KEY", "LABELS", "MAPS", "SIDES", "Map", "first_known"]


def first_known(study: Study) -> Map:
    """The map a file opens on: the first that has values for this study, else the minutes."""
    return next((shown for shown in MAPS if shown.values(study).notna().any()), MINUTES)
