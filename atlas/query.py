"""What a reading is asked, in the words that the address bar, a configuration and the command line share."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from i18n import Text
from layers import LayerError


@dataclass(frozen=True)
class Query:
    """What a reading is asked: the same words in the address bar, in a configuration and on the command line.

    Attributes
    ----------
    distance
        The distance read; "" for the first that has values.
    commune
        Code of the commune it is read from; "" for none, or for the farthest where one is wanted.
    joined
        "1" for families in one piece.
    policy, rule, quotient
        Which line of the reader's file of prices and rules; "" for the first.
    together
        SIREN of EPCIs and codes of communes put together, between commas; "" for the territory itself.
    shown
        The map; "" for the one the page opens on.
    by
        The distance by which neighbours are ranked; "" for the first known.
    mode, which, measure, day, hour, channel, decay, need, young, adult, old
        A question of access (see ``atlas.access_choices``); "" for what the page opens on.
    """

    distance: str = ""
    commune: str = ""
    joined: str = ""
    policy: str = ""
    rule: str = ""
    quotient: str = ""
    together: str = ""
    shown: str = ""
    by: str = ""
    mode: str = ""
    which: str = ""
    measure: str = ""
    day: str = ""
    hour: str = ""
    channel: str = ""
    decay: str = ""
    need: str = ""
    young: str = ""
    adult: str = ""
    old: str = ""


WORDS: Mapping[str, str] = {
    "carte": "shown",
    "par": "by",
    "mode": "mode",
    "lieu": "which",
    "mesure": "measure",
    "jour": "day",
    "heure": "hour",
    "canal": "channel",
    "portee": "decay",
    "pour": "need",
    "poids_jeunes": "young",
    "poids_adultes": "adult",
    "poids_aines": "old",
    "lue": "distance",
    "commune": "commune",
    "families-joined": "joined",
    "service": "policy",
    "regle": "rule",
    "quotient": "quotient",
    "reunies": "together",
}
"""The words of a query, as the address has them, and the choice each makes."""


def query(words: Mapping[str, str]) -> Query:
    """The query that words make.

    Raises
    ------
    LayerError
        If one of them is no choice of a reading.
    """
    unknown = [word for word in words if word not in WORDS]
    if unknown:
        raise LayerError(_NO_CHOICE.format(unknown=", ".join(unknown), words=", ".join(WORDS)))
    return Query(**{WORDS[word]: str(value) for word, value in words.items()})


def words_of(asked: Query) -> dict[str, str]:
    """The words that make a query, those that choose nothing left out."""
    names = {choice: word for word, choice in WORDS.items()}
    return {names[one.name]: value for one in fields(asked) if (value := getattr(asked, one.name))}


_NO_CHOICE = Text(
    "Aucune lecture ne se règle par : {unknown}. Choix possibles : {words}.",
    "No reading has this choice: {unknown}. Possible choices: {words}.",
)
