"""Cultural distance, social norms: ages, dwellings and occupations."""

import pandas as pd

from i18n import Text

from ..compositions import noise_reduced
from ..indicator import BETWEEN, ORGANISATION, Component, Indicator, Linear, Measured, Tables
from ..institutions import alike
from ..kernels import jensen_shannon
from ..noise import AGE_MIX, OCCUPATION_MIX

AGES = ["under_20", "from_20_to_64", "over_65"]
DWELLINGS = ["main", "secondary", "vacant"]
OCCUPATIONS = ["farmers", "self_employed", "managers", "intermediate", "clerical", "manual"]
SAMPLING = 4
"""Occupations come from the census questionnaire of about one person in four."""


def age_mix(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Noise-reduced Jensen-Shannon distance between age bands, n = inhabitants."""
    ages = tables["census"][AGES]
    return noise_reduced(ages, ages.sum(axis=1, min_count=len(AGES)), origins, destinations, AGE_MIX)


def housing_use(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Jensen-Shannon distance between uses of dwellings. Every dwelling is counted: no noise."""
    dwellings = tables["census"][DWELLINGS]
    return Measured(jensen_shannon(dwellings.reindex(origins.index), dwellings.reindex(destinations.index)))


def occupation_mix(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Noise-reduced Jensen-Shannon distance between six occupation groups, n = persons / 4."""
    groups = tables["occupations"][OCCUPATIONS]
    sampled = groups.sum(axis=1, min_count=len(OCCUPATIONS)) / SAMPLING
    return noise_reduced(groups, sampled, origins, destinations, OCCUPATION_MIX)


SOCIAL_NORMS = Component(
    key="social_norms",
    dimension="cultural",
    label=Text("Normes sociales", "Social norms"),
    question=Text("Y vit-on la même vie ?", "Are lives lived alike?"),
    indicators=(
        Indicator(
            key="age_mix",
            label=Text("Âges", "Ages"),
            unit="js",
            measure=age_mix,
            score=Linear(0.18),
            note=Text(
                "Distance de Jensen-Shannon entre les parts des moins de 20 ans, 20-64 ans et 65 ans ou plus, diminuée "
                "du bruit des petits effectifs.",
                "Jensen-Shannon distance between the shares aged under 20, 20 to 64, and 65 or over, less the noise of "
                "small numbers.",
            ),
            needs=("census",),
        ),
        Indicator(
            key="housing_use",
            label=Text("Usage des logements", "Use of dwellings"),
            unit="js",
            measure=housing_use,
            score=Linear(0.35),
            note=Text(
                "Distance de Jensen-Shannon entre résidences principales, secondaires et logements vacants.",
                "Jensen-Shannon distance between main homes, second homes and vacant dwellings.",
            ),
            needs=("census",),
        ),
        Indicator(
            key="occupation_mix",
            label=Text("Métiers des 25-54 ans", "Occupations, ages 25 to 54"),
            unit="js",
            measure=occupation_mix,
            score=Linear(0.42),
            note=Text(
                "Distance de Jensen-Shannon entre six groupes socioprofessionnels, diminuée du bruit d'un recensement "
                "par sondage. Donnée de 2011 : son âge est à garder en tête.",
                "Jensen-Shannon distance between six occupation groups, less the noise of a sampled census. The data "
                "are of 2011: mind their age.",
            ),
            needs=("occupations",),
        ),
        Indicator(
            key="publics",
            label=Text("Publics reçus", "Publics served"),
            unit="share",
            measure=alike("publics"),
            score=Linear(1),
            note=Text(
                "Entre institutions : 1 moins les publics communs rapportés à ceux de l'une ou de l'autre.",
                "Between institutions: 1 minus the publics they share over those of either.",
            ),
            needs=(),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
            listed=True,
        ),
    ),
)
