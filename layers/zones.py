"""The intercommunalities of a part of France."""

import re

from i18n import Text

from .errors import LayerError
from .reference import COG, raw
from .sources.membership import MEMBERSHIP

FRANCE = "france"


def zone(written: str, cog: int = COG) -> tuple[str, ...]:
    """SIREN of every EPCI with a commune in ``dep:64``, ``region:75`` or ``france``, in order.

    An EPCI over two départements belongs to both.

    Raises
    ------
    LayerError
        If no EPCI is there.
    """
    match = re.fullmatch(r"(dep|region):(\w{2,3})", written.strip(), re.ASCII)
    members = MEMBERSHIP.table(cog)
    if members is not None and (match or written == FRANCE):
        communes = raw("communes.parquet").set_index("commune")
        if match:
            column = {"dep": "department", "region": "region"}[match[1]]
            communes = communes[communes[column] == match[2].upper()]
        # Two communes are in no EPCI: "" or missing.
        sirens = members[cog].reindex(communes.index).dropna()
        if inside := tuple(sorted({str(siren) for siren in sirens if siren})):
            return inside
    raise LayerError(
        Text(
            f"« {written} » ne désigne aucune intercommunalité. Écrivez dep:64, region:75 ou {FRANCE}.",
            f"“{written}” names no intercommunality. Write dep:64, region:75 or {FRANCE}.",
        )
    )
