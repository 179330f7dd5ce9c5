"""What is asked for: the same words in the address bar, in a configuration and on the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import cage
from cage import Study
from distance import DIMENSIONS, Aggregation, Dimension, Kind, Pair, Scheme
from i18n import Lang, Text
from layers import COG, LayerError

from ..paper.order import PrintOrder
from ..query import Query

RESIDENTS_KEY, BETWEEN_KEY = "residents", "institutions"
EVEN = 25
"""Weight of a dimension, in hundredths, until the reader moves it."""

MAX_WEIGHT = 100

PRESETS: dict[str, tuple[Text, tuple[int, int, int, int]]] = {
    "equal": (Text("Poids égaux", "Equal weights"), (25, 25, 25, 25)),
    "autonomy": (Text("Autonomie", "Autonomy of older people"), (15, 25, 40, 20)),
    "early_childhood": (Text("Petite enfance", "Early childhood"), (15, 25, 35, 25)),
    "inclusion": (Text("Insertion", "Inclusion"), (20, 35, 30, 15)),
    "rights": (Text("Accès aux droits", "Access to rights"), (15, 40, 30, 15)),
    "finance": (Text("Équilibre du pacte financier", "Balance of the financial pact"), (10, 30, 10, 50)),
}
"""Starting weights by policy (METHOD 2.2): C, A, G, E, in hundredths."""

Pairings = Mapping[str, tuple[Text, Pair, str]]
"""From whom to whom, by key: label, pair of kinds, theme."""


@dataclass(frozen=True)
class StudyChoices:
    """A study as it is asked for, of one intercommunality or of each of several.

    Attributes
    ----------
    to
        Keys of the pairings; empty for the one the app opens on.
    weights
        By dimension, whole hundredths from 0 to 100.
    formats
        Keys of the exports; None for all those that have something to write.
    printed
        Documents to print.
    readings
        Keys of the readings whose files are made, in place of those of the study.
    query
        What they are asked.
    day
        Written on their documents; None for that of the perimeters.
    """

    cog: int = COG
    to: tuple[str, ...] = ()
    weights: Mapping[Dimension, int] = field(default_factory=lambda: dict.fromkeys(DIMENSIONS, EVEN))
    aggregation: Aggregation = "mean"
    lang: Lang = "fr"
    formats: tuple[str, ...] | None = None
    printed: tuple[PrintOrder, ...] = ()
    readings: tuple[str, ...] = ()
    query: Query = field(default_factory=Query)
    day: date | None = None

    @property
    def scheme(self) -> Scheme:
        """The weights as the study takes them."""
        return scheme_of(self.weights, self.aggregation)


def asked_of(study: Study, lang: Lang, formats: Sequence[str], printed: Sequence[PrintOrder] = ()) -> StudyChoices:
    """What would ask for this study again."""
    weights = {d: round(getattr(study.scheme, d)) for d in DIMENSIONS}
    key = pairing_key(study.pair, study.theme)
    aggregation = study.scheme.aggregation
    return StudyChoices(study.territory.cog, (key,), weights, aggregation, lang, tuple(formats), tuple(printed))


def scheme_of(weights: Mapping[Dimension, int], aggregation: Aggregation) -> Scheme:
    """Weights by dimension as a scheme; equal ones if all are zero."""
    given = {d: float(weights[d]) for d in DIMENSIONS}
    return replace(Scheme(), **(given if any(given.values()) else {}), aggregation=aggregation)


def pairing_key(pair: Pair, theme: str) -> str:
    """The key of a pairing: ``service-<theme>``, ``institution-<kind>``, ``residents`` or ``institutions``."""
    if pair == cage.BETWEEN_INSTITUTIONS:
        return BETWEEN_KEY
    return RESIDENTS_KEY if pair == cage.RESIDENTS else f"{pair.destination}-{theme}"


def pairings(themes: Mapping[Kind, Mapping[str, Text]]) -> Pairings:
    """From whom to whom, for a territory that has these themes (see ``cage.themes``)."""
    found: dict[str, tuple[Text, Pair, str]] = {}
    for pair in (cage.TO_SERVICES, cage.TO_INSTITUTIONS):
        for theme, label in themes[pair.destination].items():
            said = Text(f"Habitants → {label.fr}", f"Residents → {label.en}")
            found[pairing_key(pair, theme)] = (said, pair, theme)
    found[RESIDENTS_KEY] = (Text("Habitants ↔ habitants", "Residents ↔ residents"), cage.RESIDENTS, "")
    found[BETWEEN_KEY] = (
        Text("Institutions ↔ institutions", "Institutions ↔ institutions"),
        cage.BETWEEN_INSTITUTIONS,
        "",
    )
    return found


def default_pairing(keys: Sequence[str]) -> str:
    """France services where services are loaded, else residents to residents."""
    return next((key for key in keys if key.startswith("service-")), RESIDENTS_KEY)


def chosen(offered: Pairings, key: str) -> tuple[Pair, str]:
    """The pair and the theme of a key; raises LayerError, which names those that exist, if it is none of them."""
    if key not in offered:
        keys = ", ".join(offered)
        raise LayerError(
            Text(
                f"« {key} » n'existe pas pour ce territoire. Choix possibles : {keys}.",
                f"“{key}” does not exist for this territory. Choose among: {keys}.",
            )
        )
    _, pair, theme = offered[key]
    return pair, theme
