"""What was kept on this installation and can no longer be read, in sentences: nothing is set aside without a word."""

from collections.abc import Iterable
from pathlib import Path

from i18n import NBSP, Text

from . import BY_KEY, store
from .own import given
from .own.kinds import BY_KEY as KINDS
from .projections import department
from .roads.kept import file_of
from .roads.speeds import MODE_LABELS, MODES
from .territory import Territory

TABLES = Text(
    f"Tables gardées sur cette installation, trouvées abîmées{NBSP}: {{names}}. Elles sont mises de côté et comptent "
    "comme non chargées. Rechargez-les (page Données).",
    "Tables kept on this installation and found damaged: {names}. They are set aside and count as not loaded. Load "
    "them again (Data page).",
)
OLDER = Text(
    f"Tables chargées par une version précédente de l’application, qui ne sont plus lues{NBSP}: {{names}}. "
    f"Rechargez-les (page Données){NBSP}: ce qui a été téléchargé n’est pas redemandé.",
    "Tables loaded by an earlier version of the application, no longer read: {names}. Load them again (Data page): "
    "what was downloaded is not asked for again.",
)
OWN = Text(
    f"Vos fichiers gardés sur cette installation et devenus illisibles{NBSP}: {{names}}. Ils sont mis de côté et ne "
    "comptent pas. Donnez-les de nouveau, ou retirez-les (page Données).",
    "Your files kept on this installation that can no longer be read: {names}. They are set aside and do not count. "
    "Give them again, or remove them (Data page).",
)
ROADS = Text(
    f"Réseaux routiers gardés sur cette installation et devenus illisibles{NBSP}: {{names}}. Ils sont mis de côté et "
    "ne comptent pas. Rechargez-les (page Données, Routes).",
    "Road networks kept on this installation that can no longer be read: {names}. They are set aside and do not "
    "count. Load them again (Data page, Roads).",
)


def notices(place: Territory) -> list[Text]:
    """A sentence for each sort of file that concerns a territory and cannot be read; none if all can."""
    lost = store.unread()
    networks = [MODE_LABELS[mode] for mode in MODES if file_of(place.siren, mode) in lost]
    said = {
        TABLES: _names((path for path in lost if path.is_relative_to(store.tables())), place),
        OLDER: _names(store.older(), place),
        OWN: [KINDS[kind].label for kind in given.unread(place.siren)],
        ROADS: networks,
    }
    return [_listing(sentence, names) for sentence, names in said.items() if names]


def _names(tables: Iterable[Path], place: Territory) -> list[Text]:
    """The source and the year of each table that holds a part of the territory."""
    parts = {"france", place.siren, *map(department, place.communes)}
    found = {
        (path.parts[-3], path.parts[-2]): BY_KEY[path.parts[-3]].label
        for path in tables
        if path.stem in parts and path.parts[-3] in BY_KEY
    }
    return [Text(f"{label.fr} {year}", f"{label.en} {year}") for (_, year), label in sorted(found.items())]


def _listing(sentence: Text, names: list[Text]) -> Text:
    fr, en = (", ".join(name.in_lang(lang) for name in names) for lang in ("fr", "en"))
    return Text(sentence.fr.format(names=fr), sentence.en.format(names=en))
