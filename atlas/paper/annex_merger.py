"""What the annex says of a merger, and of who is in charge of what since: nothing where nothing is known."""

import pandas as pd

import layers
import merger
from cage import Study
from i18n import Lang, Text
from merger import chance, faults, rules
from merger.tables import readable

from ..blocks import Block, Paragraph, Table
from ..findings import harmony
from ..findings.between import headline, proof
from ..findings.sides import following
from . import matrix


def between(study: Study, lang: Lang) -> list[Block]:
    """How far apart former EPCIs are, and what their border itself explains; nothing without a merger to read."""
    if matrix.why_not(study) is not None:
        return []
    read = merger.reading(study)
    column = faults.read_from(read)
    effects = chance.effects(study)
    sentences = [one.in_lang(lang) for one in headline(read, column, effects)]
    rows = [matrix.row(read, c, effects, lang) for c in readable(read)]
    behind = [*proof(read, column, effects), *following(study)]
    notes = [matrix.RANDOM.in_lang(lang), *(one.in_lang(lang) for one in behind)]
    heads = [head.in_lang(lang) for head in matrix.HEADS]
    return [*map(Paragraph, sentences), Table(heads, rows), *map(Paragraph, notes)]


def competences(study: Study, lang: Lang) -> list[Block]:
    """Social competences of the intercommunality and of the former ones that still live, where Banatic is loaded."""
    table = rules.competences(study)
    if table is None or table.empty:
        return []
    heads = [COMPETENCES.in_lang(lang), *map(str, table["name"])]
    rows = [
        [label.in_lang(lang), *(_answer(value, lang) for value in table[key])]
        for key, label in harmony.COMPETENCES.items()
    ]
    year = layers.loaded(["competences"], study.territory)["competences"].vintage.year
    return [Table(heads, rows), Paragraph(TODAY_ONLY.in_lang(lang).format(year=year))]


COMPETENCES = Text("Compétence sociale exercée", "Social competence exercised")
TODAY_ONLY = Text(
    "DGCL, Banatic {year}. Les intercommunalités que la fusion a dissoutes n'y sont plus.",
    "DGCL, Banatic {year}. Those that the merger dissolved are no longer in it.",
)


def _answer(value: object, lang: Lang) -> str:
    if pd.isna(value):
        return Text("inconnu", "unknown").in_lang(lang)
    return (Text("oui", "yes") if value else Text("non", "no")).in_lang(lang)
