"""What a reader's files are matched with in a territory: its places, services and institutions."""

from ..actors import actors
from ..cog import successor
from ..communes import communes
from ..territory import Territory
from .gazetteer import Gazetteer, gazetteer


def known(place: Territory) -> Gazetteer:
    """The places of a territory, with the names of the services and institutions loaded there."""
    names = actors(place, communes(place))["name"]
    return gazetteer(place, names[~names.index.isin(place.communes)].to_dict(), successor)
