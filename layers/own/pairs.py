"""Journeys made elsewhere: from a commune or a place, to a place or a commune, in minutes."""

import pandas as pd

from i18n import Text

from .gazetteer import AMBIGUOUS, Commune, Gazetteer
from .issues import Issue, MatchedRows

FOUR_HOURS = 240.0
"""Minutes. Half of the journeys to the places around a territory do not last longer: those figures are no minutes."""

NO_END = Text(
    "n'est ni le code ou le nom d'une commune, ni l'identifiant ou le nom d'un lieu chargé",
    "is neither the code or name of a commune, nor the identifier or name of a loaded place",
)
SECONDS = Text(
    "n'est pas en minutes\u00a0: la moitié des trajets du fichier dureraient plus de quatre heures. Si les durées sont "
    "en secondes, divisez-les par 60",
    "is not in minutes: half of the file's journeys would last over four hours. If the durations are in seconds, "
    "divide them by 60",
)
NO_DURATION = Text("Aucune durée dans le fichier.", "No duration in the file.")


def paired(values: pd.DataFrame, places: Gazetteer) -> MatchedRows:
    """Put the code of a commune, or the identifier of a place, at both ends of each journey.

    A journey that leaves from a commune of another territory is outside.
    """
    issues = _no_minutes(values["minutes"])
    for key in ("origine", "destination"):
        cells = values[key]
        known = {cell: _end(cell, places, place_first=key == "destination") for cell in cells.dropna().unique()}
        noted = {cell for cell, found in known.items() if found.note}
        issues += [
            Issue(row, key, cell, known[cell].note or NO_END, rejects=known[cell].code is None)
            for row, cell in cells[cells.isin(noted)].items()
        ]
        codes = {cell: found.code for cell, found in known.items()}
        values[key] = pd.Series([codes.get(cell) for cell in cells], values.index, dtype=object)
    elsewhere = values["origine"].isin(places.communes.index.difference(list(places.territory)))
    return MatchedRows(values, issues, elsewhere.to_numpy(bool))


def _end(cell: str, places: Gazetteer, *, place_first: bool) -> Commune:
    """One end of a journey; ``note`` says why it is not recognised, or how it was."""
    tried = [places.by_code(cell), Commune(places.actor(cell))]
    found = next((one for one in (reversed(tried) if place_first else tried) if one.code), places.by_name(cell))
    return found if found.code or found.note == AMBIGUOUS else Commune(None, None, NO_END)


def _no_minutes(durations: pd.Series) -> list[Issue]:
    """Every row of a file that gives no duration, or gives them in another unit."""
    known = durations.dropna().astype(float)
    if known.empty:
        return [Issue(row, "minutes", "", NO_DURATION, rejects=True) for row in durations.index]
    if known.median() <= FOUR_HOURS:
        return []
    return [Issue(row, "minutes", f"{value:g}", SECONDS, rejects=True) for row, value in known.items()]
