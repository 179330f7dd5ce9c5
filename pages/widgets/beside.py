"""Beside the map: the finding in sentences, the legend, the ten farthest, what to know before quoting."""

import math
from xml.etree.ElementTree import Element

import pandas as pd

import layers
from atlas.classes import NO_DATA, STRONG, Classes
from atlas.findings import minutes
from atlas.findings import overview as findings
from atlas.findings.commune import cited
from atlas.map import Map
from atlas.maps import BY_KEY, LABELS
from atlas.maps.minutes import printed
from atlas.ranking import by_minutes, farthest, known_share
from atlas.words import COLON, KNOWN_SHARE, SEMICOLON, enumeration, origins_label, with_known
from cage import Study
from i18n import Lang, Text, collation, number, percent
from pages.state import address as state
from pages.state.choices import Choices
from pages.widgets.markup import element, finding_block, paragraphs, track, write

LONGEST = 10


def show(choices: Choices, shown: Map) -> None:
    """Finding, profile if asked for, legend, the ten farthest, notes."""
    study, lang = choices.study, choices.lang
    profile = _profile(study, lang) if study.scheme.aggregation == "profile" else _why_no_composite(study, lang)
    # One message to the browser, not five: a weight that moves is repainted sooner.
    write(
        finding_block(findings.of_map(study, shown), lang),
        *profile,
        *_legend(choices, shown),
        *_longest(study, shown, lang),
        paragraphs([*_known(study, shown, lang), *notes(study, lang)], "small"),
    )
    tiles = Text("Fond de plan IGN (interroge data.geopf.fr)", "IGN background map (calls data.geopf.fr)").in_lang(lang)
    state.toggle("tiles", tiles)


def _profile(study: Study, lang: Lang) -> list[Element]:
    """The four dimensions side by side, never put together."""
    title = Text("Profil moyen des habitants", "Mean profile of residents").in_lang(lang)
    rows = [
        element("tr", element("td", LABELS[d].in_lang(lang)), element("td", track(0.0, mean, STRONG[d])),
                element("td", with_known(mean, known_share(study, d), lang), class_="number"))
        for d, mean in findings.profile(study).items()
    ]  # fmt: skip
    note = element("p", KNOWN_SHARE.in_lang(lang), class_="small")
    return [element("h3", title, class_="legend-title"), element("table", *rows, class_="rows"), note]


def _why_no_composite(study: Study, lang: Lang) -> list[Element]:
    """Why there is no overall distance, and where what is missing is listed; nothing where there is one."""
    if study.values["composite"].notna().any():
        return []
    missing = findings.nothing_known(study, BY_KEY["composite"]).in_lang(lang)
    page = state.address("donnees", onglet="sources")
    link = element("a", Text("Voir ce qui manque", "See what is missing").in_lang(lang), href=page)
    return [element("p", f"{missing} ", link, class_="warning")]


def _legend(choices: Choices, shown: Map) -> list[Element]:
    lang, values = choices.lang, shown.values(choices.study)
    scale = element("p", shown.scale(choices.study).in_lang(lang), class_="small")
    return [*legend(choices.classes(shown.key), values, origins_label(choices.study, lang), lang), scale]


def legend(classes: Classes, values: pd.Series, what: str, lang: Lang) -> list[Element]:
    """Colours, classes, and how many values each holds."""
    counts = classes.counts(values)
    rows = [
        element("li", swatch(color), label, element("span", number(count, lang), class_="count"))
        for color, label, count in zip(classes.colors, classes.labels(lang), counts, strict=False)
        if values.notna().any()
    ]
    none = element("span", class_="swatch none")
    rows.append(element("li", none, NO_DATA.in_lang(lang), element("span", number(counts[-1], lang), class_="count")))
    unit = Text("nombre de {what} par classe", "number of {what} by class").in_lang(lang).format(what=what)
    small = element("small", f"({unit})")
    title = element("h3", Text("Légende", "Legend").in_lang(lang), " ", small, class_="legend-title")
    return [title, element("ul", *rows, class_="legend")]


def swatch(color: str) -> Element:
    """A colour of a legend."""
    return element("span", class_="swatch", style=f"background:{color}")


def _longest(study: Study, shown: Map, lang: Lang) -> list[Element]:
    """The ten farthest, with persons concerned. Estimated minutes are not ranked inside their error."""
    ranked = shown.values(study).reindex(farthest(study, shown.key).values.index).dropna()
    if (by_minutes(shown.key) and not study.by_road) or ranked.empty or ranked.iloc[0] == ranked.iloc[-1]:
        return []
    top = ranked.index[:LONGEST]
    shown_minutes = printed(study)
    persons = study.communes["population"].reindex(study.origins.loc[top, "commune"]).to_numpy()
    color, people = STRONG[shown.hue], study.pair.origin == "resident"
    rows = [
        element(
            "tr",
            element("td", str(study.origins.at[key, "name"])),
            element("td", track(0.0, float(ranked[key]), color)),
            element("td", number(shown_minutes[key], lang), class_="number"),
            element("td", number(inhabitants, lang), class_="number") if people else None,
        )
        for key, inhabitants in zip(top, persons, strict=True)
    ]
    heads = [
        (Text("Les plus éloignées", "The farthest"), ""),
        (shown.title, ""),
        (Text("min", "min") if study.by_road else Text("minutes (environ)", "minutes (about)"), "number"),
        *([(Text("habitants", "residents"), "number")] if people else []),
    ]
    head = element("tr", *(element("th", text.in_lang(lang), class_=c) for text, c in heads))
    return [element("table", head, *rows, class_="rows")]


def _known(study: Study, shown: Map, lang: Lang) -> list[str]:
    """The share of the weight of a dimension or of a component that is known."""
    if f"coverage_{shown.key}" not in study.values:
        return []
    return [KNOWN_OF_IT.in_lang(lang).format(share=percent(known_share(study, shown.key), lang))]


KNOWN_OF_IT = Text(
    "Part connue de cette distance : {share} de son poids, en moyenne.",
    "Known share of this distance: {share} of its weight, on average.",
)


def notes(study: Study, lang: Lang) -> list[str]:
    """What a reader must know before quoting: coverage, estimates, what is not loaded."""
    known = study.coverage.mean()
    found = [
        Text(
            "Couverture : {share} du poids est connu, en moyenne ; l'inconnu n'est jamais compté comme zéro.",
            "Coverage: {share} of the weight is known on average; unknown is never counted as zero.",
        )
        .in_lang(lang)
        .format(share=percent(known, lang))
    ]
    found += minutes.how_minutes(study, lang)
    own_desk = [OWN_DESK.in_lang(lang)] if study.to_one_destination else []
    unobserved = _by_law(study, lang) + _missing_desks(study, lang)
    return found + around(study, lang) + own_desk + _in_noise(study, lang) + unobserved


def sources(study: Study, lang: Lang) -> str:
    """Publishers and years of everything the distances are made of."""
    listed = sorted({cited(key, study, lang) for key in study.loaded}, key=collation)
    return f"Sources{COLON.in_lang(lang)}{SEMICOLON.in_lang(lang).join(listed)}."


def around(study: Study, lang: Lang) -> list[str]:
    """Whether places outside the territory count, towards places."""
    if not study.to_one_destination:
        return []
    edge = study.communes.loc[study.communes["outer_border"], "name"]
    if (~study.destinations["commune"].isin(study.communes.index)).any():
        return [AROUND.in_lang(lang)]
    return [NOT_AROUND[min(len(edge), 2)].in_lang(lang).format(n=len(edge))]


AROUND = Text(
    "Les lieux connus jusqu'à 30 km hors du territoire comptent.",
    "Places known up to 30 km outside the territory count.",
)
NOT_AROUND = (
    Text("Seuls les lieux du territoire sont chargés.", "Only places of the territory are loaded."),
    Text(
        "Seuls les lieux du territoire sont chargés : la commune de sa limite a peut-être plus proche ailleurs.",
        "Only places of the territory are loaded: the commune on its border may have one closer outside.",
    ),
    Text(
        "Seuls les lieux du territoire sont chargés : les {n} communes de sa limite ont peut-être plus proche "
        "ailleurs.",
        "Only places of the territory are loaded: the {n} communes on its border may have one closer outside.",
    ),
)
"""Towards no commune, one, or several on the border."""
OWN_DESK = Text(
    "Une commune qui a son guichet est à distance nulle de lui, sauf en minutes.",
    "A commune with its own desk is at no distance from it, but for minutes.",
)


def _in_noise(study: Study, lang: Lang) -> list[str]:
    """Rule 6: how many pairs are under the noise of small numbers, by indicator."""
    said = [
        f"{study.indicators[column].label.in_lang(lang).lower()} {percent(share, lang)}"
        for column, share in findings.in_noise(study).items()
        if not math.isnan(share)
    ]
    lead = Text(
        "Couples dans le bruit des petits effectifs : {what}.", "Pairs within the noise of small numbers: {what}."
    )
    return [lead.in_lang(lang).format(what=", ".join(said))] if said else []


def _by_law(study: Study, lang: Lang) -> list[str]:
    """How many of the places gone to were never observed, but exist by law."""
    deduced = int(layers.is_deduced(study.destinations).sum())
    said = Text(
        "CCAS déduits de la loi (communes de 1 500 habitants ou plus), non observés : {n}. Chacun sert sa commune ; "
        "les CCAS observés les remplacent une fois chargés.",
        "CCAS deduced from the law (communes of 1,500 inhabitants or more), not observed: {n}. Each serves its "
        "commune; observed ones replace them once loaded.",
    )
    return [said.in_lang(lang).format(n=number(deduced, lang))] if deduced else []


def _missing_desks(study: Study, lang: Lang) -> list[str]:
    missing = () if study.pair.destination == "resident" else layers.not_loaded(study.territory)
    if not missing:
        return []
    names = enumeration(list(missing), lang)
    return [Text("Guichets {names} : non chargés.", "{names} desks: not loaded.").in_lang(lang).format(names=names)]
