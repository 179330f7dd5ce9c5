"""What is said of one former EPCI beside the whole territory."""

import math

import distance
from cage import Study
from i18n import Text

from ..finding import Cells, Figure, Finding


def of_former(study: Study, siren: str) -> Finding:
    """Its mean resident beside the territory's, as both are shown: with two digits. Withheld where it is unknown."""
    values, weights = study.values["composite"], study.origins["weight"]
    inside = study.communes["former_epci"].reindex(study.origins["commune"]).eq(siren).to_numpy()
    here, mean = distance.weighted_mean(values[inside], weights[inside]), distance.weighted_mean(values, weights)
    if math.isnan(here):
        return Finding(UNKNOWN)
    side = round(here, 2) - round(mean, 2)
    cells = Cells("communes", "composite", "mean", f"former_epci == '{siren}'", "weight")
    return Finding(
        FARTHER if side > 0 else CLOSER if side < 0 else ALIKE,
        {
            "here": Figure(here, "score", cells),
            "mean": Figure(mean, "score", Cells("communes", "composite", "mean", weight="weight")),
            "whose": WHOSE[study.pair.origin == "resident"],
        },
    )


WHOSE = {True: Text("des habitants", "resident"), False: Text("des lieux", "place")}
UNKNOWN = Text("distance d'ensemble inconnue", "overall distance unknown")
FARTHER = Text(
    "plus loin que la moyenne {whose} ({here} contre {mean}, de 0 à 1)",
    "farther than the mean {whose} ({here} against {mean}, 0 to 1)",
)
CLOSER = Text(
    "plus près que la moyenne {whose} ({here} contre {mean}, de 0 à 1)",
    "closer than the mean {whose} ({here} against {mean}, 0 to 1)",
)
ALIKE = Text("comme la moyenne {whose} ({here}, de 0 à 1)", "as the mean {whose} ({here}, 0 to 1)")
