"""Names of places that their publisher wrote in capitals, as a French editor prints them: display only."""

import re
from functools import cache

from .reference import raw
from .spelling import normalised

_COMMON = """
école maternelle élémentaire primaire publique privée public privé bilingue collège lycée polyvalent général
générale technologique professionnel professionnelle agricole hôtelier régional régionale départemental
départementale national nationale intercommunal intercommunale communal communale municipal municipale
territorial territoriale centre action sociale social socioculturel socio médico médical médicale éducatif
éducative éducation enseignement spécialisé spécialisée établissement expérimental institut motrice moteur
commune communauté communes agglomération collectif association mission locale maison maisons service services
accueil aide soins santé hôpital clinique foyer résidence hébergement accompagnement travail emploi insertion
formation apprentis apprentissage enfance enfants jeunes jeunesse famille familles adultes adaptée adapté
handicap handicapés polyhandicapés thérapeutique pédagogique personnes âgées autonomie solidarité solidarités
point relais bureau agence antenne unité section prévention protection loisirs médiathèque bibliothèque mairie
préfecture évêché académie du de des la le les un une et en au aux sur sous pour par chez d l
"""
_INITIALS = """
ADIE ADMR APAJH ADAPEI APF BTP CA CAF CAMSP CARSAT CC CCAS CDAD CFA CHU CIAS CIDFF CMP CMPP CPAM CROUS CU DITEP EEAP
EHPAD EPCI EREA ESAT FAM FJT IEM IES IME IMP IMPRO ITEP MAM MAS MDPH MDS MFR MJC MSA PIMMS PMI RPI SAMSAH SAVS
SDSEI SEGPA SESSAD SSIAD UDAF UEROS ULIS URSSAF UTPAS
"""
_PERSONS = """
Thérèse François Étienne Évariste Jaurès Immaculée Sacré Cœur Geneviève Cécile Hélène Irène
"""

COMMON = {normalised(word): word for word in _COMMON.split()}
"""Common nouns, adjectives and small words of the names of services and institutions, as dictionaries write them."""

INITIALS = frozenset(_INITIALS.split())
"""Bodies and kinds of establishments that are named by their initials (FINESS, Éducation nationale)."""

PERSONS = {normalised(name): name for name in _PERSONS.split()}
"""Names that schools are given, and no commune or several spellings of it bears."""

ARTICLES = frozenset(["le", "la", "les", "l"])
BEFORE_ARTICLES = frozenset(["de", "sur", "sous", "pour", "par", "chez", "et", "en"])
SAINT = frozenset(["saint", "sainte", "st", "ste"])

WORD = re.compile(r"[^\W\d_]+")
SHOUTED = re.compile(r"\b[A-ZÀ-Ý]{2,}\b")
ROMAN = re.compile(r"[IVX]{2,}")


def printed(name: str) -> str:
    """A name in capitals with a capital at its first word and at proper names alone.

    In a name that is not all in capitals, those words are changed that are known; any other is left as it is.
    Accents are given where they are known: to common words, and to words that the names of communes all write alike. A
    word that is not known keeps none. "ST" and "STE" are said in full.
    """
    letters = "".join(WORD.findall(name))
    if len(letters) < LEAST:
        return name
    if letters != letters.upper():
        said = SHOUTED.sub(lambda word: _calmed(word[0]), name)
        return said if said[0] == name[0] else _started(said)
    plain = " ".join(re.sub(r"\b([DL]) (?=[AEIOUYH])", r"\1'", name).split())
    before = ["", *(word.lower() for word in WORD.findall(plain))]
    ranks = iter(before)
    said = WORD.sub(lambda word: _word(word[0], next(ranks)), plain)
    return _started(said)


def _started(said: str) -> str:
    return said[0].upper() + said[1:]


def _calmed(word: str) -> str:
    """A word in capitals in a name that is not; a short one is initials unless it is common."""
    return (_known(word) if len(word) >= LEAST - 1 else COMMON.get(word.lower())) or word


LEAST = 5
"""Letters: fewer are initials."""


def _word(word: str, before: str) -> str:
    """A word, after another: « de la Gare », but « La Poste » where nothing leads to the article."""
    if word in INITIALS or ROMAN.fullmatch(word):
        return word
    key = normalised(word)
    named = before in SAINT or (key in ARTICLES and before not in BEFORE_ARTICLES)
    return (_named(key) if named else _known(key)) or word.capitalize()


def _known(word: str) -> str | None:
    """A word as it is written, where that is known."""
    key = normalised(word)
    return None if word in INITIALS else COMMON.get(key) or _named(key)


def _named(key: str) -> str | None:
    return PERSONS.get(key) or _proper().get(key)


@cache
def _proper() -> dict[str, str]:
    """Words of the names of communes, by their letters without accents, where all communes write them alike."""
    written: dict[str, set[str]] = {}
    for word in {word for name in raw("communes.parquet")["name"] for word in WORD.findall(name)}:
        # Those in lower case are of the sentence, not names: « sur », « près ».
        if word[0].isupper():
            written.setdefault(word.lower() if word.isascii() else normalised(word), set()).add(word)
    return {key: next(iter(words)) for key, words in written.items() if len(words) == 1}
