"""How the distances of a study are called in a sentence, and in which unit everybody checks each dimension."""

from cage import MINUTES
from i18n import Lang, Text, both

from ..maps.dimensions import LABELS

OVERALL = Text("d'ensemble", "overall")

NATURAL = {
    "geographic": MINUTES,
    "administrative": "institutional_norms__levels",
    "economic": "wealth_level__median_income",
}
"""The indicator that says a dimension in a unit everybody checks."""


def named_text(column: str) -> Text:
    """The same in both languages."""
    return both(lambda lang: named(column, lang))


def named(column: str, lang: Lang) -> str:
    """A distance in words: overall distance, cultural distance."""
    adjective = OVERALL if column == "composite" else LABELS[column]
    said = Text("distance {what}", "{what} distance").in_lang(lang)
    return said.format(what=adjective.in_lang(lang).lower())
