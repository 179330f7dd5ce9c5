"""Cultural distance, values: what people vote for in a national ballot."""

import numpy as np
import pandas as pd

from i18n import Text

from ..compositions import less_first_order, noise_reduced
from ..indicator import BETWEEN, COMMUNES, ORGANISATION, Component, Indicator, Linear, Measured, Tables
from ..institutions import themes_mix
from ..kernels import mean_known
from ..noise import EUROPEAN_BALLOT


def european_ballot(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Noise-reduced Jensen-Shannon distance between vote shares, n = valid votes.

    One column per official nuance (LCOM, LDVD ...), beside ``valid``.
    """
    votes = tables["european_2024"]
    nuances = [column for column in map(str, votes) if column.startswith("L")]
    return noise_reduced(votes[nuances], votes["valid"], origins, destinations, EUROPEAN_BALLOT)


def survey_answers(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Noise-reduced Jensen-Shannon distance between the answers of two communes, over the questions.

    Squared distances and noises are averaged, then their difference takes its root: a mean of roots would leave noise
    in (METHOD 2.3, rule 6).

    ``survey``: persons by commune, one column per (question, answer). A question that a commune did not answer is
    unknown there; an answer that nobody gave, to a question that was answered, is given by nobody.
    """
    answers = tables["survey"]
    questions = answers.columns.get_level_values(0).unique()
    squares, noises, parts = [], [], {}
    for rank, question in enumerate(questions):
        persons = answers[question].sum(axis=1, min_count=1)
        counts = answers[question].fillna(0).where(persons.notna(), axis=0)
        square, noise = less_first_order(counts, persons, origins, destinations)
        parts[f"q{rank + 1}"] = np.sqrt(np.maximum(0, square - noise))
        squares.append(np.where(np.isnan(noise), np.nan, square))
        noises.append(np.where(np.isnan(square), np.nan, noise))
    square, noise = mean_known(squares), mean_known(noises)
    reduced = np.sqrt(np.maximum(0, square - noise))
    return Measured(reduced, parts | {"raw": np.sqrt(square), "floor": np.sqrt(noise)})


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
        Indicator(
            key="survey_answers",
            label=Text("Réponses à votre enquête", "Answers to your survey"),
            unit="js",
            measure=survey_answers,
            # No national survey gives goalposts: the whole range of the distance.
            score=Linear(1),
            note=Text(
                "Distance de Jensen-Shannon (base 2) entre les réponses, diminuée du bruit d'échantillonnage, en "
                "moyenne sur les questions. Ne compte que si vous apportez une enquête ; sans borne nationale.",
                "Jensen-Shannon distance (base 2) between answers, less sampling noise, averaged over the questions. "
                "Counts only when you bring a survey; no national goalpost.",
            ),
            needs=("survey",),
            applies_to=COMMUNES,
            reference="Endres & Schindelin (2003), IEEE Trans. Inf. Theory 49(7)",
            brought=True,
        ),
        Indicator(
            key="themes_mix",
            label=Text("Thèmes des services", "Themes of services"),
            unit="js",
            measure=themes_mix,
            score=Linear(1),
            note=Text(
                "Entre institutions : distance de Jensen-Shannon entre les parts de leurs services par thème.",
                "Between institutions: Jensen-Shannon distance between the shares of their services by theme.",
            ),
            needs=(),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
            listed=True,
        ),
    ),
)
