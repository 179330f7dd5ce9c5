"""How it is computed: indicator sheets made from the code, goalposts, and what correlates with size."""

from xml.etree.ElementTree import Element

from atlas.classes import STRONG
from atlas.findings.commune import cited, not_counted, read_from
from atlas.maps import LABELS
from atlas.query import Query
from atlas.reading_files import Answered
from atlas.readings.links import LINKS_READING
from atlas.words import UNITS
from cage import METHOD_VERSION, Study
from distance import COMPONENTS, DIMENSIONS, Dimension, Indicator
from distance.indicator import BETWEEN, COMMUNES, DESKS, PLACES, Saturating
from i18n import Lang, Text, number
from pages.state.choices import Choices
from pages.state.readings import of_study
from pages.widgets import blocks, take
from pages.widgets.markup import element, write

RULES = (
    Text(
        "Chaque indicateur est mesuré dans son unité, puis noté de 0 à 1 entre deux bornes nationales et figées : 0, "
        "aucune différence ; 1, le 95e centile des couples de communes d'une même intercommunalité, sur toute la "
        "France.",
        "Each indicator is measured in its own unit, then scored from 0 to 1 between two national, frozen goalposts: "
        "0, no difference; 1, the 95th percentile of pairs of communes within one intercommunality, over France.",
    ),
    Text(
        "Les indicateurs pèsent autant dans leur composante, les composantes dans leur dimension ; les quatre "
        "dimensions sont pondérées comme vous le choisissez. À chaque étage, un poids est multiplié par la part connue "
        "de ce qu'il pèse : une dimension connue par moitié compte pour moitié.",
        "Indicators weigh the same in their component, components in their dimension; the four dimensions are weighed "
        "as you choose. At each level a weight is multiplied by the known share of what it weighs: a dimension known "
        "by half counts by half.",
    ),
    Text(
        "L'inconnu n'est ni zéro ni une moyenne : la couverture dit quelle part du poids est connue ; sous 40 %, il "
        "n'y a pas de distance d'ensemble ; jusqu'à 60 %, elle est dite partielle. Ce qui "
        "ne s'applique pas à un couple d'acteurs ne compte pas dans la "
        "couverture.",
        "Unknown is neither zero nor a mean: coverage says what share of the weight is known; under 40% there is no "
        "overall distance; up to 60% it is said to be partial. What does "
        "not apply to a pair of actors is left out of the coverage.",
    ),
    Text(
        "Vers un service ou une institution, une commune est lue vers son guichet compétent là où il est connu, sinon "
        "vers le lieu connu le plus proche en minutes. Entre habitants, c'est la moyenne des distances "
        "aux autres communes, pondérée par leurs habitants.",
        "Towards a service or an institution, a commune is read towards its competent desk where it is known, else "
        "the nearest known place in minutes. Between residents, it is the mean of distances to the "
        "other communes, weighted by their inhabitants.",
    ),
    Text(
        "Un lieu hérite de la commune où il se trouve pour ce qui tient au lieu (vote, revenus, zonages), jamais "
        "pour ce qui tient à l'organisation (horaires, tarifs, budget).",
        "A place inherits from the commune where it stands what belongs to the place (votes, incomes, zonings), "
        "never what belongs to the organisation (hours, prices, budget).",
    ),
    Text(
        "Entre elles, les institutions se comparent par ce qu'elles sont (qui elles servent, pour quoi, quand, sous "
        "quelle autorité), non par le lieu de leur guichet. Autorité et compétences sont déduites de la loi de leur "
        "type, et les repères de ces indicateurs sont provisoires. Un CCAS déduit de la loi (1 500 habitants ou plus) "
        "le dit partout.",
        "Between themselves, institutions compare by what they are (whom they serve, for what, when, under which "
        "authority), not by where their desk stands. Authority and competences are deduced from the law of their kind, "
        "and the goalposts of these indicators are provisional. A CCAS deduced from the law (1,500 inhabitants or "
        "more) says so everywhere.",
    ),
    Text(
        "Sur de petits effectifs, le hasard seul crée de la distance : elle est retranchée, et ce qui reste sous le "
        "bruit est hachuré. Réduite ne veut pas dire supprimée. Une moyenne compte aussi ce qui est sous le bruit, en "
        "négatif, pour qu'il s'y annule.",
        "With small numbers, chance alone makes distance: it is taken off, and what stays under the noise is "
        "hatched. Reduced does not mean removed. A mean counts what lies under the noise too, below zero, so that it "
        "cancels out.",
    ),
)


def show(choices: Choices) -> None:
    """Rules, then one sheet per component, then correlations with size and minutes."""
    lang, study = choices.lang, choices.study
    title = Text("Méthode, version {v}", "Method, version {v}").in_lang(lang).format(v=METHOD_VERSION)
    write(element("h2", title, class_="place"), element("ul", *(element("li", rule.in_lang(lang)) for rule in RULES)))
    for dimension in DIMENSIONS:
        color = STRONG[dimension]
        write(
            element("h2", LABELS[dimension].in_lang(lang), class_="place", style=f"border-bottom:4px solid {color}"),
            element("table", *_sheets(dimension, study, lang), class_="rows sheet"),
        )
    told = Answered(LINKS_READING, LINKS_READING.answer(of_study(study), Query()))
    (links,) = told.answer.tables
    note = element("p", told.answer.notes[0].in_lang(lang))
    write(element("h2", LINKS_READING.title.in_lang(lang), class_="place"), note, blocks.table(links.written(lang)))
    take.show(told, lang)


SHEET_HEADS = (
    Text("Indicateur", "Indicator"),
    Text("Ce qu'il mesure", "What it measures"),
    Text("Unité", "Unit"),
    Text("Note 1 à partir de", "Score 1 from"),
    Text("S'applique à", "Applies to"),
    Text("Source ici", "Source here"),
)


def _sheets(dimension: Dimension, study: Study, lang: Lang) -> list[Element]:
    """The components of one dimension, and the sheet of each indicator."""
    rows = [element("tr", *(element("th", text.in_lang(lang)) for text in SHEET_HEADS))]
    for component in (c for c in COMPONENTS if c.dimension == dimension):
        title = element("strong", component.label.in_lang(lang))
        question = element("td", title, " ", component.question.in_lang(lang), colspan=str(len(SHEET_HEADS)))
        rows += [element("tr", question), *(_indicator(i, study, lang) for i in component.indicators)]
    return rows


def _indicator(indicator: Indicator, study: Study, lang: Lang) -> Element:
    proxy = Text(" (approché)", " (proxy)").in_lang(lang) if indicator.proxy else ""
    reference = [element("br"), element("span", indicator.reference, class_="small")] if indicator.reference else []
    return element(
        "tr",
        element("td", indicator.label.in_lang(lang) + proxy, element("br"), element("code", indicator.key)),
        element("td", indicator.note.in_lang(lang), *reference),
        element("td", UNITS[indicator.unit].in_lang(lang)),
        element("td", _goalpost(indicator, lang), class_="number"),
        element("td", _applies(indicator, lang)),
        element("td", _source(indicator, study, lang)),
    )


def _goalpost(indicator: Indicator, lang: Lang) -> str:
    if isinstance(indicator.score, Saturating):
        return (
            Text("1 − exp(−d / {tau})", "1 − exp(−d / {tau})")
            .in_lang(lang)
            .format(tau=number(indicator.score.tau, lang))
        )
    high = indicator.score.high
    return number(high, lang, 0 if high == round(high) else 2)


def _applies(indicator: Indicator, lang: Lang) -> str:
    if indicator.applies_to == COMMUNES:
        return Text("entre communes", "between communes").in_lang(lang)
    if indicator.applies_to == BETWEEN:
        return Text("entre institutions", "between institutions").in_lang(lang)
    if indicator.applies_to == DESKS:
        return Text("vers services et institutions", "to services and institutions").in_lang(lang)
    if indicator.applies_to == PLACES:
        return Text("tous les couples, sauf entre institutions", "every pair but between institutions").in_lang(lang)
    return Text("tous les couples", "every pair").in_lang(lang)


def _source(indicator: Indicator, study: Study, lang: Lang) -> str:
    """Where it is read from, or why it does not count in the present study."""
    if not set(indicator.needs) <= study.loaded.keys():
        return Text("non chargé", "not loaded").in_lang(lang)
    if study.pair in indicator.applies_to and indicator not in study.indicators.values():
        return not_counted(study, indicator, lang)
    return "; ".join(cited(key, study, lang) for key in read_from(study, indicator)) or "–"
