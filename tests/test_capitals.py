"""No name of a place is read in capitals: accents where they are known, a capital at proper names alone."""

import re

import pandas as pd
import pytest

import layers
from layers.actors import actors
from layers.capitals import INITIALS, printed
from layers.communes import communes
from layers.reference import raw
from layers.spelling import normalised


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ECOLE PRIMAIRE", "École primaire"),
        ("ECOLE ELEMENTAIRE PUBLIQUE JEAN JAURES", "École élémentaire publique Jean Jaurès"),
        ("COLLEGE PRIVE SAINT ETIENNE", "Collège privé Saint Étienne"),
        ("LYCEE POLYVALENT DE LA VILLE", "Lycée polyvalent de la Ville"),
        ("ECOLE PRIMAIRE LES ARENES", "École primaire Les Arenes"),
        ("ECOLE PRIMAIRE PRIVEE STE FAMILLE D'URQUIJO", "École primaire privée Sainte Famille d'Urquijo"),
        ("COMMUNE D ANGLET", "Commune d'Anglet"),
        ("COMMUNE DE SAINT-ETIENNE-DE-BAIGORRY", "Commune de Saint-Étienne-de-Baïgorry"),
        ("ETABLISSEMENT EXPERIMENTAL AUREKA", "Établissement expérimental Aureka"),
        ("IME HAIEKIN", "IME Haiekin"),
        ("FRANCE SERVICES LA POSTE ESPELETTE", "France services La Poste Espelette"),
        ("ECOLE  PRIVEE SACRE COEUR", "École privée Sacré Cœur"),
        ("ECOLE JEAN XXIII", "École Jean XXIII"),
        ("MAISON DE SERVICES de MAULEON", "Maison de services de Mauléon"),
        ("Maison citoyenne saint ETIENNE", "Maison citoyenne saint Étienne"),
        ("Association EHPAD BIHOTZA", "Association EHPAD BIHOTZA"),
    ],
)
def test_a_name_in_capitals_is_read_as_an_editor_prints_it(written: str, read: str) -> None:
    assert printed(written) == read


@pytest.mark.parametrize("name", ["CCAS", "MSA", "", "École Jules Ferry", "CPAM de Pau", "iPhone", "12"])
def test_initials_and_names_that_are_no_shouting_are_left_as_they_are(name: str) -> None:
    assert printed(name) == name


def test_no_letter_of_a_name_is_lost() -> None:
    for name in raw("services.parquet")["name"].dropna().unique():
        assert normalised(printed(name)).replace(" ", "") == normalised(name).replace(" ", "")


def _actors() -> pd.DataFrame:
    place = layers.territory("200067106")
    return actors(place, communes(place))


def test_no_place_of_a_territory_shouts() -> None:
    names = _actors()["name"].dropna()
    shouted = {word for name in names for word in re.findall(r"\b[A-ZÀ-Ý]{4,}\b", name)}
    assert shouted <= INITIALS
