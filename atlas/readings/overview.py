"""How far, and where: what a map says of the whole territory, what makes the distance, and who is the farthest."""

import math

import pandas as pd

from cage import BETWEEN_INSTITUTIONS, MINUTES, Study
from i18n import Lang, Text, both, percent
from layers import LayerError

from ..blocks import Bar
from ..classes import STRONG
from ..finding import Finding
from ..findings import overview as said
from ..findings.quoting import notes
from ..map import Map
from ..maps import BY_KEY, LABELS, MAPS
from ..maps.minutes import printed
from ..query import Query
from ..ranking import by_minutes, farthest, known_share
from ..reading import Answer, AnswerMap, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import CODE, LEVELS, MADE, ZERO_TO_ONE, Meaning
from ..words import KNOWN_SHARE, destination_label, with_known
from .asked import figure, texts

LONGEST = 10
"""The farthest that are listed beside the map."""


def answer(subject: Subject, asked: Query) -> Answer:
    """What the map asked for says, under the weights of the study."""
    offered = {shown.key: shown for shown in MAPS if shown.lines is None}
    if asked.shown and asked.shown not in offered:
        raise LayerError(_NO_MAP.format(asked=asked.shown, known=", ".join(offered)))
    return of_map(subject.study, offered[asked.shown or default_map(subject.study)])


_NO_MAP = Text(
    "La carte « {asked} » n'existe pas. Cartes possibles : {known}.",
    "There is no map “{asked}”. Possible maps: {known}.",
)


def default_map(study: Study) -> str:
    """Overall distance where there is one; else the first dimension with values."""
    if study.values["composite"].notna().any():
        return "composite"
    order = ("geographic", "administrative", "cultural", "economic")
    return next((d for d in order if d in study.values and study.values[d].notna().any()), "minutes")


def of_map(study: Study, shown: Map, *, parts: bool = True) -> Answer:
    """What one map says; ``parts``: with what each dimension makes of the whole, which takes a tenth of a second."""
    unknown = study.values["composite"].isna().all() and study.scheme.aggregation != "profile"
    why = said.nothing_known(study, BY_KEY["composite"])
    between = study.pair == BETWEEN_INSTITUTIONS
    return Answer(
        study=study,
        caption=both(lambda lang: f"{shown.title.in_lang(lang)}, {towards(study, lang)}"),
        findings=tuple(said.of_map(study, shown)),
        drawing=None if between else AnswerMap(shown, values={shown.title: shown.values(study)}),
        tables=(*([dimensions(study)] if parts else []), *_farthest(study, shown), _values(study, shown)),
        proof=(Finding(shown.scale(study)),),
        notes=(*_known(study, shown), *texts(lambda lang: notes(study, lang))),
        missing=(why, "donnees", {"onglet": "sources"}) if unknown else None,
    )


def towards(study: Study, lang: Lang) -> str:
    """From whom to whom, under the name of a map."""
    if study.pair == BETWEEN_INSTITUTIONS:
        return Text("entre institutions", "between institutions").in_lang(lang)
    whom = Text("des habitants vers : {to}", "for residents, towards: {to}")
    return whom.in_lang(lang).format(to=destination_label(study, lang))


def dimensions(study: Study) -> AnswerTable:
    """The dimensions side by side: mean over the residents, share known, and what each makes of the whole."""
    means, made = said.profile(study), said.made_of(study)
    weights = {d: study.scheme.weights[d] for d in means}
    table = pd.DataFrame(
        {
            "dimension": list(means),
            "weight": [weight / sum(weights.values()) if weight else 0.0 for weight in weights.values()],
            "mean": list(means.values()),
            "coverage": [known_share(study, d) for d in means],
            "contribution": [float(made.get(d, math.nan)) for d in means],
        }
    )
    return AnswerTable(
        "dimensions",
        PROFILE,
        table,
        (
            ShownColumn(Text("Dimension", "Dimension"), lambda row, lang: LABELS[row["dimension"]].in_lang(lang)),
            ShownColumn(MEAN, lambda row, _: Bar(row["mean"], STRONG[row["dimension"]])),
            ShownColumn(OUT_OF_1, lambda row, lang: with_known(row["mean"], row["coverage"], lang), number=True),
            ShownColumn(WEIGHT, lambda row, lang: percent(row["weight"], lang), number=True),
            ShownColumn(CONTRIBUTION, figure("contribution", 2), number=True),
        ),
        MEANINGS,
        notes=(KNOWN_SHARE,),
    )


PROFILE = Text("Profil moyen des habitants", "Mean profile of residents")
MEAN, OUT_OF_1 = Text("En moyenne", "On average"), Text("sur 1", "out of 1")
WEIGHT, CONTRIBUTION = Text("Poids", "Weight"), Text("Part dans l'ensemble", "Part in the overall distance")
MEANINGS = {
    "dimension": Meaning(Text("Dimension", "Dimension"), CODE, Text("Sa clé.", "Its key.")),
    "weight": Meaning(WEIGHT, ZERO_TO_ONE, Text("Celui de l'étude.", "That of the study.")),
    "mean": Meaning(
        MEAN, ZERO_TO_ONE, Text("Moyenne de la dimension, par habitant.", "Mean of the dimension, by resident.")
    ),
    "coverage": Meaning(*LEVELS["coverage"]),
    "contribution": Meaning(CONTRIBUTION, *MADE["contribution"][1:]),
}


def _farthest(study: Study, shown: Map) -> list[AnswerTable]:
    """The ten farthest, with persons concerned. Estimated minutes are not ranked inside their error."""
    ranked = shown.values(study).reindex(farthest(study, shown.key).values.index).dropna()
    if (by_minutes(shown.key) and not study.by_road) or ranked.empty or ranked.iloc[0] == ranked.iloc[-1]:
        return []
    people, column = study.pair.origin == "resident", _column(shown)
    table = study.origins.loc[ranked.index, ["name"]].assign(
        **{column: ranked, "minutes": printed(study)},
        population=study.communes["population"].reindex(study.origins.loc[ranked.index, "commune"]).to_numpy(),
    )
    table = table.rename_axis("origin").reset_index()
    shown_columns = (
        ShownColumn(Text("Les plus éloignées", "The farthest"), lambda row, _: str(row["name"])),
        ShownColumn(shown.title, lambda row, _: Bar(float(row[column]), STRONG[shown.hue])),
        ShownColumn(MIN if study.by_road else ABOUT, figure("minutes"), number=True),
        *([ShownColumn(Text("habitants", "residents"), figure("population"), number=True)] if people else []),
    )
    farthest_of = Text("Les plus éloignées", "The farthest")
    return [AnswerTable("farthest", farthest_of, table, shown_columns, {}, of="origin", most=LONGEST, headed=False)]


def _column(shown: Map) -> str:
    """The column of what is mapped: minutes as they are computed, beside those that are printed."""
    return MINUTES if shown.key == "minutes" else shown.key


MIN, ABOUT = Text("min", "min"), Text("minutes (environ)", "minutes (about)")


def _values(study: Study, shown: Map) -> AnswerTable:
    """The value of each origin: in files, for the map shows it."""
    table = study.origins[["name"]].assign(
        **{_column(shown): shown.values(study)}, minutes=printed(study), coverage=study.values["coverage"]
    )
    table = table.rename_axis("origin").reset_index()
    return AnswerTable("values", shown.title, table, (), {}, of="origin", headed=False)


def _known(study: Study, shown: Map) -> list[Text]:
    """The share of the weight of a dimension or of a component that is known."""
    if f"coverage_{shown.key}" not in study.values:
        return []
    share = known_share(study, shown.key)
    return [both(lambda lang: KNOWN_OF_IT.in_lang(lang).format(share=percent(share, lang)))]


KNOWN_OF_IT = Text(
    "Part connue de cette distance : {share} de son poids, en moyenne.",
    "Known share of this distance: {share} of its weight, on average.",
)
OVERVIEW_READING = Reading(
    key="overview",
    screen="carte",
    title=Text("Carte", "Map"),
    question=Text("À quelle distance, et où ?", "How far, and where?"),
    answer=answer,
    choices=("shown",),
)
