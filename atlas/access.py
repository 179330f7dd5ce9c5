"""Access as it is mapped and tabled: what may be shown of a `AccessAnswer`, its classes, its tables."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cage import STANDARDS, Study
from i18n import Text
from reach import ENDS, PERSON_GROUPS, AccessAnswer, Means, Which

from .classes import SEQUENTIAL, Classes, natural_breaks
from .findings.minutes import MIN_PERSONS
from .maps import BY_KEY

MEANS_LABELS: dict[Means, Text] = {
    "car": Text("En voiture", "By car"),
    "bicycle": Text("À vélo", "By bicycle"),
    "foot": Text("À pied", "On foot"),
    "table": Text("Votre fichier", "Your file"),
    "estimate": Text("Voiture (estimation)", "Car (estimate)"),
}
BY: dict[Means, Text] = {
    "car": Text(" en voiture", " by car"),
    "bicycle": Text(" à vélo", " by bicycle"),
    "foot": Text(" à pied", " on foot"),
    "table": Text(", d'après votre fichier,", ", by your file,"),
    "estimate": Text(" en voiture", " by car"),
}
"""The same, in a sentence that counts minutes."""

WHICH_LABELS: dict[Which, Text] = {
    "nearest": Text("Lieu le plus proche", "Nearest place"),
    "second": Text("Deuxième plus proche", "Second nearest"),
    "third": Text("Troisième plus proche", "Third nearest"),
    "competent": Text("Guichet compétent", "Competent desk"),
    "eligible": Text("Ouvert à la commune", "Open to the commune"),
}
CLOSER = tuple(reversed(SEQUENTIAL["geographic"]))
"""Dark is far, on every map: where more is better, the first class is the darkest."""


@dataclass(frozen=True)
class Measure:
    """What may be mapped of a reach.

    Attributes
    ----------
    values
        One value per row of ``AccessAnswer.communes`` (with ``supply``, where it is shown), NaN where unknown.
    digits
        Decimals of a value as it is said.
    """

    key: str
    title: Text
    unit: Text
    scale: Text
    values: Callable[[pd.DataFrame], pd.Series]
    classes: Callable[[pd.Series], Classes]
    digits: int = 0


MEASURES = (
    Measure(
        "minutes",
        Text("Minutes", "Minutes"),
        Text("min", "min"),
        Text(
            "Moyenne des habitants de chaque commune ; à 5 minutes près là où elle est estimée.",
            "Mean over the residents of each commune; to 5 minutes where it is estimated.",
        ),
        lambda found: found["minutes"],
        BY_KEY["minutes"].classes,
    ),
    Measure(
        "within_20",
        Text("Habitants à 20 minutes", "Residents within 20 minutes"),
        Text("%", "%"),
        Text(
            "Part des habitants de chaque commune qui y sont en 20 minutes ou moins ; foncé : peu. Repère de France "
            "services : 95 % à 20 minutes, tous à 30.",
            "Share of the residents of each commune who get there in 20 minutes; dark: few. France services standard: "
            "95% within 20 minutes, all within 30.",
        ),
        lambda found: 100 * found["within_20"],
        lambda _: Classes((0, 25, 50, 95), CLOSER, Text("%", "%"), 0),
    ),
    Measure(
        "places_30",
        Text("Lieux à 30 minutes", "Places within 30 minutes"),
        Text("lieux", "places"),
        Text(
            "Nombre de lieux que l'habitant moyen de chaque commune rejoint en 30 minutes ; foncé : peu.",
            "How many places the mean resident of each commune reaches within 30 minutes; dark: few.",
        ),
        lambda found: found["places_30"],
        lambda values: natural_breaks(values, CLOSER, digits=0),
        1,
    ),
    Measure(
        "supply",
        Text("Lieux pour 1 000 personnes", "Places per 1,000 persons"),
        Text("pour 1 000", "per 1,000"),
        Text(
            "Lieux à portée, partagés entre tous ceux qui les ont à leur portée (2SFCA) ; foncé : peu. Chaque lieu "
            "compte pour un, grand ou petit ; seuls les habitants du territoire se les partagent : près de ses "
            "limites, le chiffre n'est pas fiable.",
            "Places within reach, shared between all who have them in reach (2SFCA); dark: few. Each place counts for "
            "one, large or small; only residents of the territory share them: near its borders, the figure is not "
            "reliable.",
        ),
        lambda found: found["supply"],
        lambda values: natural_breaks(values, CLOSER),
        2,
    ),
)
MEASURE = {measure.key: measure for measure in MEASURES}


def column(name: str) -> str:
    """A count of persons of ``AccessAnswer.communes`` in the files: ``over_65_beyond_20_min_persons``..."""
    return re.sub(r"_(within|beyond|unknown)_(\d+)", r"_\1_\2_min", name) + "_persons"


def of_former_epcis(study: Study, reached: AccessAnswer) -> pd.DataFrame:
    """One row per former EPCI, most persons beyond 20 minutes first, then one for the whole territory.

    Columns: population, persons beyond each standard by group (``all_beyond_20_low``, ``all_beyond_20``,
    ``all_beyond_20_high``...), NaN where one commune's are
    unknown, and persons of whom it is not known (``all_unknown_20``...). A territory that was never merged has the last
    row only.
    """
    columns = [f"{group}_beyond_{limit}{end}" for limit in STANDARDS for group in PERSON_GROUPS for end in ENDS]
    columns += [f"all_unknown_{limit}" for limit in STANDARDS]
    table = reached.communes[columns].assign(population=study.communes["population"])
    total = table.sum(skipna=False).to_frame(study.territory.name).T
    names = study.communes["former_epci_name"]
    if not (names != "").any():
        return total
    parts = table[names != ""].groupby(names).agg(lambda column: column.sum(skipna=False))
    return pd.concat([parts.sort_values("all_beyond_20", ascending=False, kind="stable"), total])


def farthest(study: Study, reached: AccessAnswer, most: int) -> pd.DataFrame:
    """The communes with most persons beyond 20 minutes, certainly or not: name, persons, minutes, destination.

    Persons are ``all_beyond_20_low``, ``all_beyond_20``, ``all_beyond_20_high``, and those of 65 and over.
    """
    counts = [f"{group}_beyond_20{end}" for group in ("all", "over_65") for end in ENDS]
    # Persons are whole: a hundredth of one is nobody.
    some = reached.communes[reached.communes["all_beyond_20_high"] >= MIN_PERSONS]
    here = some.sort_values(["all_beyond_20", "all_beyond_20_high"], ascending=False, kind="stable").iloc[:most]
    return here[[*counts, "minutes", "estimated"]].assign(
        name=study.communes["name"].reindex(here.index),
        destination=study.destinations["name"].reindex(here["destination"]).to_numpy(),
    )
