"""Cultural distance, values: what people vote for in a national ballot."""

import pandas as pd

from i18n import Text

from ..compositions import noise_reduced
from ..indicator import Component, Indicator, Linear, Measured, Tables


def european_ballot(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Noise-reduced Jensen-Shannon distance between vote shares, n = valid votes.

    One column per official nuance (LCOM, LDVD ...), beside ``valid``.
    """
    votes = tables["european_2024"]
    nuances = [column for column in map(str, votes) if column.startswith("L")]
    return noise_reduced(votes[nuances], votes["valid"], origins, destinations)


VALUES = Component(
    key="values",
    dimension="cultural",
    label=Text("Valeurs", "Values"),
    question=Text("Vote-t-on pareil ?", "Do people vote alike?"),
    indicators=(
        Indicator(
            key="european_ballot",
            label=Text("Vote aux européennes", "European ballot"),
            unit="js",
            measure=european_ballot,
            score=Linear(0.34),
            note=Text(
                "Distance de Jensen-Shannon (base 2) entre les parts de voix par nuance officielle, diminuée de ce que "
                "le hasard seul produit avec si peu de votants. L'abstention n'y entre pas.",
                "Jensen-Shannon distance (base 2) between vote shares by official list family, less what chance alone "
                "gives with so few voters. Abstention is left out.",
            ),
            needs=("european_2024",),
            reference="Endres & Schindelin (2003), IEEE Trans. Inf. Theory 49(7)",
        ),
    ),
)
