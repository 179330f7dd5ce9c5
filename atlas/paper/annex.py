"""The annex to the analysis of social needs (article R. 123-1 CASF): its parts, as plain blocks for any file format.

Sentences are filled from known values only. What the tool cannot know, objectives first, is a field for the CCAS.
"""

from collections.abc import Mapping

import pandas as pd

import layers
import merger
from cage import STANDARDS, Study
from distance import DIMENSIONS
from i18n import Lang, Text, collation, number, percent
from layers.context import ContextFigure

from ..blocks import Block, Field, Heading, Paragraph, Picture, Table
from ..findings.minutes import beyond_by_age, how_minutes, span
from ..findings.overview import finding, profile, ranked_apart
from ..maps import BY_KEY, LABELS, MAPS
from ..maps.components import COMPONENT_MAPS
from ..ranking import farthest, known_share
from ..tables.communes import of_communes
from ..words import KNOWN_SHARE, N_COMMUNES, N_PEOPLE, destination_label, enumeration, with_known
from . import annex_merger
from .edition import Edition
from .notes import sources, version

TITLE = Text("Annexe à l'analyse des besoins sociaux", "Annex to the analysis of social needs")
LAW = Text(
    "Document préparé pour le rapport prévu à l'article R. 123-1 du code de l'action sociale et des familles. "
    "L'article n'impose ni plan ni liste d'indicateurs. Les cadres grisés sont à compléter par le CCAS ou le CIAS.",
    "Prepared for the report under article R. 123-1 of the French code of social action. The article sets neither an "
    "outline nor a list of indicators. Grey frames are for the CCAS or CIAS to fill.",
)
FARTHEST = 10
CENSUS = {"under_20": Text("Moins de 20 ans", "Under 20"), "over_65": Text("65 ans ou plus", "65 or over"),
          "jobseekers": Text("Chômeurs (recensement)", "Unemployed (census)")}  # fmt: skip


def blocks(study: Study, edition: Edition) -> list[Block]:
    """The nine parts, in order."""
    parts = (_territory, _needs, _supply, _distances, _priorities, _actors, _aims, _follow_up, _method)
    return [block for rank, part in enumerate(parts, start=1) for block in _numbered(rank, part(study, edition))]


def _numbered(rank: int, part: list[Block]) -> list[Block]:
    first = part[0]
    return [Heading(f"{rank}. {first.text}") if isinstance(first, Heading) else first, *part[1:]]


def _territory(study: Study, edition: Edition) -> list[Block]:
    lang, place, communes = edition.lang, study.territory, study.communes
    area = communes["area_km2"].sum(min_count=len(communes))
    said = Text(
        "{name} compte {communes} et {people} (Insee, {year}) sur {area} km².",
        "{name} has {communes} and {people} (INSEE, {year}) over {area} km².",
    ).in_lang(lang).format(
        name=place.name, communes=N_COMMUNES.in_lang(lang, len(communes)),
        people=N_PEOPLE.in_lang(lang, _sum(communes["population"])), year=_year("population", study),
        area=number(float(area), lang),
    )  # fmt: skip
    found: list[Block] = [Heading(Text("Le territoire", "The territory").in_lang(lang)), Paragraph(said)]
    if place.merged_in is None:
        return [*found, Paragraph(merger.none_known(study).in_lang(lang))]
    merged = Text(
        "Cette intercommunalité réunit, depuis {year}, plusieurs anciennes intercommunalités.",
        "This intercommunality has brought several former ones together since {year}.",
    )
    # By SIREN: some kept, after the merger, the name of one of those that merged.
    table = [
        [str(part["former_epci_name"].iloc[0]), number(len(part), lang), number(_sum(part["population"]), lang)]
        for siren, part in communes.groupby("former_epci")
        if siren
    ]
    table.sort(key=lambda row: collation(row[0]))
    return [*found, Paragraph(merged.in_lang(lang).format(year=place.merged_in)), Table(_heads(FORMER, lang), table)]


FORMER = (Text("Ancienne intercommunalité", "Former intercommunality"), Text("Communes", "Communes"),
          Text("Habitants", "Residents"))  # fmt: skip


def _sum(values: pd.Series) -> float:
    """A sum that is unknown as soon as a part of it is."""
    return float(values.sum(min_count=len(values)))


def _year(key: str, study: Study) -> str:
    found = layers.loaded([key], study.territory)
    return str(found[key].vintage.year) if key in found else "?"


def _heads(texts: tuple[Text, ...], lang: Lang) -> list[str]:
    return [text.in_lang(lang) for text in texts]


def _needs(study: Study, edition: Edition) -> list[Block]:
    """Ages and work, then the figures of the communes that are loaded, by their range: shares do not add up."""
    lang, communes = edition.lang, study.communes
    everybody, active = _sum(layers.census_persons(communes)), _sum(communes["active"])
    rows = []
    for column, label in CENSUS.items():
        persons, among = _sum(communes[column]), active if column == "jobseekers" else everybody
        rows.append([label.in_lang(lang), number(persons, lang), percent(persons / among, lang, 1)])
    found: list[Block] = [
        Heading(Text("Les besoins", "Needs").in_lang(lang)),
        Table(
            _heads(
                (
                    Text("Personnes (Insee, recensement {year})", "Persons (INSEE, census {year})").format(
                        year=_year("census", study)
                    ),
                    Text("Nombre", "Number"),
                    Text("Part (des actifs pour les chômeurs)", "Share (of the active for the unemployed)"),
                ),
                lang,
            ),
            rows,
        ),
    ]
    ranges = [_range(study, figure, lang) for figure in layers.FIGURES if f"context__{figure.key}" in study.communes]
    return [*found, *(Paragraph(said) for said in ranges if said), Field(VOICES.in_lang(lang))]


VOICES = Text(
    "Paroles d'usagers et de partenaires recueillies (dates, lieux, ce qui a été dit) :",
    "What users and partners said (dates, places, words):",
)


def _range(study: Study, figure: ContextFigure, lang: Lang) -> str:
    """From the least to the most among the communes where it is known."""
    known = study.communes[f"context__{figure.key}"].dropna()
    if known.empty:
        return ""
    year = study.communes.loc[known.index[0], f"context__{figure.key}__year"]

    def said(value: float) -> str:
        return percent(value, lang) if figure.unit == "share" else number(value, lang)

    return RANGE.in_lang(lang).format(
        what=figure.label.in_lang(lang), least=said(known.min()), most=said(known.max()), n=number(len(known), lang),
        all=number(len(study.communes), lang), source=f"{figure.source.publisher} {year}",
    )  # fmt: skip


RANGE = Text(
    "{what} : de {least} à {most} selon les communes (connu dans {n} communes sur {all} ; {source}).",
    "{what}: from {least} to {most} among communes (known in {n} of {all} communes; {source}).",
)


def _supply(study: Study, edition: Edition) -> list[Block]:
    """Places of each kind that are loaded, in the territory; absent from the list does not mean absent."""
    lang = edition.lang
    actors = layers.actors(study.territory, study.communes)
    inside = actors[actors["commune"].isin(study.communes.index) & (actors["kind"] != "resident")]
    labels: Mapping[str, Text] = layers.SERVICE_THEMES | layers.INSTITUTION_KINDS
    rows = [
        [labels[theme].in_lang(lang), number(len(part), lang), number(part["commune"].nunique(), lang)]
        for theme, part in inside.groupby("theme")
        if theme in labels
    ]
    heads = (Text("Lieux connus dans le territoire", "Known places in the territory"), Text("Lieux", "Places"),
             Text("Communes", "Communes"))  # fmt: skip
    rows.sort(key=lambda row: collation(row[0]))
    return [
        Heading(Text("L'offre", "Supply").in_lang(lang)),
        Table(_heads(heads, lang), rows),
        Paragraph(LISTED.in_lang(lang)),
        Field(UNLISTED.in_lang(lang)),
    ]


UNLISTED = Text(
    "Offre absente des listes (permanences, bus, associations) :",
    "Supply missing from the lists (outreach, buses, associations):",
)
LISTED = Text(
    "Ce sont les lieux des listes chargées : un lieu absent de la liste n'est pas forcément absent du territoire.",
    "These are the places of the lists that are loaded: one that is not listed may still exist.",
)


def _distances(study: Study, edition: Edition) -> list[Block]:
    lang = edition.lang
    to = Text("Distances mesurées vers : {to}.", "Distances measured towards: {to}.").in_lang(lang)
    known = [m for m in MAPS if m not in COMPONENT_MAPS and m.values(study).notna().any()]
    found: list[Block] = [
        Heading(Text("Les distances", "Distances").in_lang(lang)),
        Paragraph(to.format(to=destination_label(study, lang))),
    ]
    if known:
        first = known[0]
        found.append(Picture(first, first.title.in_lang(lang)))
    for shown in known:
        said = " ".join(finding(study, shown, lang))
        if said:
            found.append(Paragraph(f"{shown.title.in_lang(lang)}. {said}"))
    rows = [
        [LABELS[d].in_lang(lang), with_known(mean, known_share(study, d), lang)] for d, mean in profile(study).items()
    ]
    heads = (Text("Dimension", "Dimension"), Text("Moyenne des habitants (de 0 à 1)", "Mean resident (0 to 1)"))
    scale = BY_KEY["composite"].scale(study)
    found += [Table(_heads(heads, lang), rows), *(Paragraph(text.in_lang(lang)) for text in (KNOWN_SHARE, scale))]
    return [*found, *annex_merger.between(study, lang)]


def _priorities(study: Study, edition: Edition) -> list[Block]:
    """The farthest communes, with the persons who live there; the choice among them is the council's."""
    lang = edition.lang
    ranking = farthest(study, "composite")
    ranked = of_communes(study).reindex(ranking.values.index[:FARTHEST])
    rows = [
        [str(r["name"]), number(float(r["composite"]), lang, 2), number(float(r["minutes"]), lang),
         number(float(r["population"]), lang), number(float(r["over_65"]), lang)]
        for _, r in ranked.iterrows()
    ]  # fmt: skip
    heads = (Text("Les plus éloignées", "The farthest"), Text("Ensemble (0 à 1)", "Overall (0 to 1)"),
             Text("Minutes", "Minutes") if study.by_road else Text("Minutes (environ)", "Minutes (about)"),
             Text("Habitants", "Residents"), CENSUS["over_65"])  # fmt: skip
    found: list[Block] = [Heading(Text("Écarts et priorités", "Gaps and priorities").in_lang(lang))]
    if rows:
        found.append(Table(_heads(heads, lang), rows))
    return [
        *found,
        *(Paragraph(one.in_lang(lang)) for one in ranked_apart(study, ranking)),
        *_beyond(study, lang),
        Field(Text("Priorités retenues et pourquoi :", "Priorities chosen, and why:").in_lang(lang)),
    ]


def _beyond(study: Study, lang: Lang) -> list[Block]:
    if not study.to_one_destination or study.pair.origin != "resident":
        return []
    told = [beyond_by_age(study, m) for m in STANDARDS]
    return [Paragraph(finding.in_lang(lang)) for finding in told if finding is not None]


def _actors(study: Study, edition: Edition) -> list[Block]:
    lang = edition.lang
    found: list[Block] = [Heading(Text("Acteurs et gouvernance", "Actors and governance").in_lang(lang))]
    missing = layers.not_loaded(study.territory)
    if missing:
        said = Text("Institutions non chargées ici : {names}.", "Institutions not loaded here: {names}.")
        found.append(Paragraph(said.in_lang(lang).format(names=enumeration(list(missing), lang))))
    wanted = (
        Text("Acteurs associés à l'analyse, et leur rôle :", "Actors involved in the analysis, and their part:"),
        Text("Instance qui pilote, calendrier, délibération :", "Steering body, calendar, deliberation:"),
    )
    return [*found, *annex_merger.competences(study, lang), *(Field(text.in_lang(lang)) for text in wanted)]


def _aims(study: Study, edition: Edition) -> list[Block]:
    lang = edition.lang
    wanted = (
        Text("Objectif 1 (pour qui, où, d'ici quand) :", "Objective 1 (for whom, where, by when):"),
        Text("Objectif 2 (pour qui, où, d'ici quand) :", "Objective 2 (for whom, where, by when):"),
        Text("Objectif 3 (pour qui, où, d'ici quand) :", "Objective 3 (for whom, where, by when):"),
    )
    return [Heading(Text("Objectifs", "Objectives").in_lang(lang)), *(Field(text.in_lang(lang)) for text in wanted)]


def _follow_up(study: Study, edition: Edition) -> list[Block]:
    """What can be measured again next year, its value today; targets are the council's."""
    lang = edition.lang
    means = profile(study)
    said = Text("Dimension {d}, moyenne des habitants", "{d} dimension, mean resident").in_lang(lang)
    known = [d for d in DIMENSIONS if d in means]
    rows = [
        [said.format(d=LABELS[d].in_lang(lang).lower()), with_known(means[d], known_share(study, d), lang), "", ""]
        for d in known
    ]
    if study.to_one_destination and study.pair.origin == "resident":
        for m in STANDARDS:
            label = Text("Habitants à plus de {m} minutes", "Residents beyond {m} minutes").in_lang(lang).format(m=m)
            rows.append([label, span(study, m).in_lang(lang), "", ""])
    heads = (Text("Indicateur de suivi", "Follow-up indicator"), Text("Aujourd'hui", "Today"),
             Text("Cible (à fixer)", "Target (to be set)"), Text("Échéance (à fixer)", "Date (to be set)"))  # fmt: skip
    return [
        Heading(Text("Indicateurs de suivi", "Follow-up indicators").in_lang(lang)),
        Table(_heads(heads, lang), rows),
    ]


def _method(study: Study, edition: Edition) -> list[Block]:
    lang = edition.lang
    covered = Text(
        "Couverture : {share} du poids est connu en moyenne ; l'inconnu n'est jamais compté comme zéro.",
        "Coverage: {share} of the weight is known on average; unknown is never counted as zero.",
    )
    said = [covered.in_lang(lang).format(share=percent(study.coverage.mean(), lang)), *how_minutes(study, lang)]
    return [
        Heading(Text("Méthode et limites", "Method and limits").in_lang(lang)),
        *(Paragraph(text) for text in (*said, sources(study, None, lang), version(study, edition))),
    ]
