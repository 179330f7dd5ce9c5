"""The twelve components, in the order of the acronym. To add an indicator: in its component's file."""

from .communication import COMMUNICATION
from .financial_size import FINANCIAL_SIZE
from .institutional_norms import INSTITUTIONAL_NORMS
from .networks import NETWORKS
from .physical_distance import PHYSICAL_DISTANCE
from .political_norms import POLITICAL_NORMS
from .regulatory_norms import REGULATORY_NORMS
from .social_norms import SOCIAL_NORMS
from .territorial_proximity import TERRITORIAL_PROXIMITY
from .trust import TRUST
from .values import VALUES
from .wealth_level import WEALTH_LEVEL

COMPONENTS = (
    VALUES, SOCIAL_NORMS, NETWORKS, TRUST,
    POLITICAL_NORMS, REGULATORY_NORMS, INSTITUTIONAL_NORMS,
    PHYSICAL_DISTANCE, COMMUNICATION, TERRITORIAL_PROXIMITY,
    FINANCIAL_SIZE, WEALTH_LEVEL,
)  # fmt: skip
