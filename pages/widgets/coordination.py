"""Who should coordinate: each candidate's distance to residents and to the other institutions, in a table."""

from xml.etree.ElementTree import Element

import pandas as pd

from atlas.findings.coordination import COMPARED_WITH, who
from atlas.maps import LABELS
from atlas.readings.asked import two
from cage import BETWEEN_INSTITUTIONS, PAIRING_LABELS, TO_INSTITUTIONS
from i18n import Lang, Text
from pages.state.choices import Choices, study_of
from pages.widgets.markup import element, finding_block, write
from partners import LEVELS_COMPARED, candidates


def show(choices: Choices) -> None:
    """Findings, then every candidate by dimension; nothing but between institutions."""
    study, lang = choices.study, choices.lang
    if study.pair != BETWEEN_INSTITUTIONS:
        return
    place = study.territory
    towards, between = (study_of(place.siren, place.cog, pair, "") for pair in (TO_INSTITUTIONS, BETWEEN_INSTITUTIONS))
    table = candidates(towards, between, towards.communes["population"])
    if len(table) < 2:
        return
    write(element("h2", TITLE.in_lang(lang), class_="place"), finding_block(who(table), lang), *_rows(table, lang))


def _rows(table: pd.DataFrame, lang: Lang) -> list[Element]:
    heads = [CANDIDATE, *(Text(f"{end.fr} : {_of(level).fr}", f"{end.en}: {_of(level).en}")
                          for end in OF.values() for level in (*LEVELS_COMPARED, "known"))]  # fmt: skip
    columns = [f"{end}_{level}" for end in COMPARED_WITH for level in (*LEVELS_COMPARED, "known")]
    rows = [
        element("tr", element("td", _name(row, lang)), *_numbers(row, columns, lang)) for _, row in table.iterrows()
    ]
    head = [element("th", text.in_lang(lang), class_="number" if k else "") for k, text in enumerate(heads)]
    return [
        element("table", element("tr", *head), *rows, class_="rows"),
        element("p", NOTE.in_lang(lang), class_="small"),
    ]


def _name(row: pd.Series, lang: Lang) -> str:
    return str(row["name"]) if row["name"] else PAIRING_LABELS[str(row["kind"])].in_lang(lang)


def _numbers(row: pd.Series, columns: list[str], lang: Lang) -> list[Element]:
    return [element("td", two(float(row.get(column, float("nan"))), lang), class_="number") for column in columns]


def _of(level: str) -> Text:
    short = {"composite": Text("ensemble", "overall"), "known": Text("part connue", "known share")}
    label = short.get(level) or LABELS[level]
    return Text(label.fr.lower(), label.en.lower())


TITLE = Text("Qui devrait coordonner ?", "Who should coordinate?")
CANDIDATE = Text("Candidat", "Candidate")
OF = {"residents": Text("habitants", "residents"), "actors": Text("institutions", "institutions")}
NOTE = Text(
    "De 0 à 1. Habitants : moyenne par habitant, vers le guichet du candidat le plus proche. Institutions : moyenne "
    "des autres institutions, mairies exceptées. Candidats : CCAS des communes les plus peuplées, CIAS, "
    "intercommunalité, Département, CAF, quand ils sont placés ici. Autorité et compétences sont déduites du type de "
    "chacune par la loi ; l'inconnu n'est jamais compté comme zéro.",
    "From 0 to 1. Residents: mean by resident, to the nearest desk of the candidate. Institutions: mean of the other "
    "institutions, town halls left out. Candidates: CCAS of the most peopled communes, CIAS, intercommunality, "
    "Département, CAF, where they are placed here. Authority and competences are deduced from the kind of each by law; "
    "unknown is never counted as zero.",
)
