"""On every page: what was kept for the territory and cannot be read, so that no figure is missing without a word."""

from i18n import NBSP, Lang, Text
from layers import Territory
from layers.notices import notices
from layers.own import BY_KEY
from pages.state.session import own_of
from pages.widgets.markup import element, write

UNREAD = Text(
    f"Votre fichier «{NBSP}{{kind}}{NBSP}» n’est pas compté. {{why}}", "Your file “{kind}” is not counted. {why}"
)


def show(place: Territory, lang: Lang) -> None:
    """A warning for each."""
    unread = own_of(place.siren).unread
    own = [
        UNREAD.in_lang(lang).format(kind=BY_KEY[kind].label.in_lang(lang), why=why.in_lang(lang))
        for kind, why in unread.items()
    ]
    said = [notice.in_lang(lang) for notice in notices(place)]
    write(*(element("p", one, class_="warning", role="alert") for one in (*own, *said)))
