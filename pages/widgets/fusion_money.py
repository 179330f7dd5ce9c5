"""How unequal communes are in income and in access; what aligning the rules of the former EPCIs would change."""

import math
from dataclasses import replace
from xml.etree.ElementTree import Element

import pandas as pd
import streamlit as st

import layers
from atlas.classes import SEQUENTIAL, natural_breaks
from atlas.maps import BY_KEY
from atlas.readings import harmony as rules
from atlas.readings.commune import cited
from atlas.readings.inequality import Spread, said, spread
from atlas.run.asked import default_pairing
from atlas.words import COLON, minutes
from cage import MINUTES, Study
from i18n import NBSP, Lang, Text, both, number, percent
from pages.state import address as state
from pages.state.choices import pairings, study_of
from pages.state.session import own_of
from pages.widgets.beside import legend
from pages.widgets.fusion_map import draw, labels
from pages.widgets.fusion_read import Merger
from pages.widgets.fusion_sides import heading
from pages.widgets.markup import element, finding_block, paragraphs, write


def inequality(read: Merger, column: str) -> None:
    """Median incomes and minutes to the nearest service: how much of the gaps lies between former EPCIs."""
    lang = read.lang
    spreads = [found for found in (_income(read), _access(read)) if found is not None]
    if not spreads:
        write(paragraphs([NO_FIGURE.in_lang(lang)], "warning"))
        return
    shown = spreads[-1] if column == "geographic" else spreads[0]
    hue, label = ("geographic" if shown.key == MINUTES else "economic"), shown.label.in_lang(lang)
    left, right = st.columns([8, 5], gap="medium")
    classes = replace(natural_breaks(shown.values, SEQUENTIAL[hue], digits=0), unit=shown.unit)
    with left:
        write(element("h2", label, " ", element("small", f"({shown.source.in_lang(lang)})"), class_="place"))
        draw(
            read.study,
            fills=[classes.color(v) for v in shown.values],
            labels=labels(read.study, {label: _written(shown, lang)}, lang),
            lang=lang,
        )
    with right:
        # What is drawn is said first.
        merged, told = read.merged, [shown, *(one for one in spreads if one is not shown)]
        write(
            finding_block([said(one, merged=merged) for one in told], lang),
            *legend(classes, shown.values, Text("communes", "communes").in_lang(lang), lang),
            *_table(spreads, lang, merged=merged),
            element("p", BETWEEN_COMMUNES.in_lang(lang), class_="small"),
        )


def _written(shown: Spread, lang: Lang) -> pd.Series:
    """The figure of each commune as it is printed: its class is that of the figure itself."""

    def one(value: float) -> str:
        if shown.key == MINUTES:
            return minutes(value, lang, estimated=shown.coarse)
        return f"{number(value, lang)}{NBSP}{shown.unit.in_lang(lang)}"

    return shown.values.dropna().map(one)


NO_FIGURE = Text(
    "Ni les revenus des communes ni les services ne sont chargés ici. La page Données dit où les trouver.",
    "Neither the incomes of communes nor services are loaded here. The Data page says where they are.",
)
BETWEEN_COMMUNES = Text(
    "Indices entre communes, chaque habitant ayant la valeur de sa commune : les écarts au sein d'une commune n'y "
    "sont pas. Theil : 0 quand toutes sont égales, décomposable exactement ; Gini : de 0 à 1.",
    "Indices between communes, each resident having the value of their commune: gaps inside a commune are not in them. "
    "Theil: 0 when all are equal, splits exactly; Gini: from 0 to 1.",
)


def _income(read: Merger) -> Spread | None:
    study = read.study
    tables = layers.tables({"income"}, study.territory)
    if "income" not in tables:
        return None
    values = tables["income"]["median"].reindex(study.communes.index).astype(float)
    label = Text("Revenu médian par unité de consommation", "Median income per consumption unit")
    return spread(study, "income", values, label, Text("€", "€"), both(lambda lang: cited("income", study, lang)))


def _access(read: Merger) -> Spread | None:
    """Minutes to the nearest service of the first theme that is loaded."""
    place, offered = read.study.territory, pairings(read.study.territory.siren)
    key = default_pairing(list(offered))
    label, pair, theme = offered[key]
    if pair.destination == "resident":
        return None
    study = study_of(place.siren, place.cog, pair, theme)
    values = study.values[MINUTES].set_axis(study.origins["commune"]).reindex(read.study.communes.index)
    title = BY_KEY["minutes"].title
    name = both(lambda lang: f"{title.in_lang(lang)}{COLON.in_lang(lang)}{label.in_lang(lang)}")
    how = Text("par la route", "by road") if study.by_road else Text("estimation", "estimate")
    return spread(read.study, MINUTES, values, name, Text("min", "min"), how, coarse=not study.by_road)


def _table(spreads: list[Spread], lang: Lang, *, merged: bool) -> list[Element]:
    heads = [Text("Entre communes", "Between communes"), Text("Theil", "Theil")]
    heads += [Text("entre", "between"), Text("au sein", "within")] if merged else []
    heads += [Text("Gini", "Gini"), Text("habitants connus", "known residents")]
    rows = []
    for one in spreads:
        parts = [one.theil.total, *([one.theil.between, one.theil.within] if merged else [])]
        cells = [*(number(v, lang, 4) for v in parts), number(one.gini, lang, 2), percent(one.theil.known, lang, 1)]
        unit = f"{one.unit.in_lang(lang)}, {one.source.in_lang(lang)}"
        name = element("td", one.label.in_lang(lang), element("br"), element("small", unit))
        rows.append(element("tr", name, *(element("td", cell, class_="number") for cell in cells)))
    return [element("table", heading(tuple(heads), lang, tuple(range(1, len(heads)))), *rows, class_="rows")]


def harmony(read: Merger, column: str) -> None:
    """The rules of the reader's file by former EPCI; who gains and who loses when they are aligned; competences."""
    del column  # rules are read as they are, not as distances
    lang, study = read.lang, read.study
    found = own_of(study.territory.siren).files.get("prices")
    if found is None or not rules.offered(found):
        address = state.address("donnees", onglet="fichiers", own_kind="prices")
        page = element("a", Text("Ouvrir la page Données", "Open the Data page").in_lang(lang), href=address)
        write(element("p", f"{BRING.in_lang(lang)} ", page, class_="warning"))
    else:
        policies = rules.offered(found)
        first, second, third = st.columns(3)
        with first:
            label = Text("Service ou politique", "Service or policy").in_lang(lang)
            policy = state.selectbox("service", label, list(policies), next(iter(policies)))
        with second:
            label, offered = Text("Règle", "Rule").in_lang(lang), policies[policy]
            rule = state.selectbox(
                "regle", label, offered, offered[0], format_func=lambda key: rules.RULES[key].label.in_lang(lang)
            )
        with third:
            label = Text("Quotient familial (à partir de)", "Family quotient (from)").in_lang(lang)
            quotients = rules.quotients(found, policy) or [0.0]
            quotient = state.selectbox(
                "quotient", label, quotients, quotients[0], format_func=lambda q: number(q, lang)
            )
        table = rules.by_former(study, found, policy, quotient, rule)
        write(
            finding_block(rules.gaps(table, rules.RULES[rule]), lang),
            *_aligned(table, rules.RULES[rule], lang),
        )
    write(*_competences(study, lang))


BRING = Text(
    "Apportez le fichier « Tarifs et règles par ancien périmètre » (page Données, Vos fichiers) : une ligne par "
    "ancienne intercommunalité, service et tranche de quotient familial, avec le tarif, le plafond d'aide ou les "
    "heures. Cette page dira les écarts, et qui gagne ou perd à aligner vers le bas, vers le haut ou à la moyenne.",
    "Bring the file “Prices and rules by former perimeter” (Data page, Your files): one row per former "
    "intercommunality, service and bracket of family quotient, with the price, the aid ceiling or the hours. This page "
    "will tell the gaps, and who gains or loses when aligning down, up or on the mean.",
)


def _aligned(table: pd.DataFrame, rule: rules.Rule, lang: Lang) -> list[Element]:
    heads = [
        Text("Ancienne intercommunalité", "Former intercommunality"),
        Text("habitants", "residents"),
        rule.label,
        *rules.WAYS.values(),
    ]
    rows = []
    for row in rules.aligned(table).to_dict("records"):
        cells = [number(row["persons"], lang), _cell(row["value"], rule, lang, sign=False)]
        cells += [_cell(row[way], rule, lang, sign=True) for way in rules.WAYS]
        rows.append(
            element("tr", element("td", str(row["name"])), *(element("td", cell, class_="number") for cell in cells))
        )
    note = Text(
        "D'après votre fichier. Habitants du périmètre, et non usagers : le fichier ne dit pas combien paient.",
        "From your file. Residents of the perimeter, not users: the file does not say how many pay.",
    )
    return [
        element("table", heading(tuple(heads), lang, tuple(range(1, len(heads)))), *rows, class_="rows"),
        element("p", note.in_lang(lang), class_="small"),
    ]


def _cell(value: float, rule: rules.Rule, lang: Lang, *, sign: bool) -> str:
    return "–" if math.isnan(value) else rules.amount(value, rule, lang, sign=sign)


def _competences(study: Study, lang: Lang) -> list[Element]:
    title = element(
        "h2", Text("Compétences sociales exercées", "Social competences exercised").in_lang(lang), class_="place"
    )
    table = rules.competences(study)
    if table is None or table.empty:
        return [title, element("p", NO_BANATIC.in_lang(lang), class_="small")]
    said = {True: Text("oui", "yes"), False: Text("non", "no")}
    head = element("tr", element("td"), *(element("th", str(name)) for name in table["name"]))
    rows = [
        element(
            "tr",
            element("td", label.in_lang(lang)),
            *(
                element("td", Text("inconnu", "unknown").in_lang(lang) if pd.isna(v) else said[bool(v)].in_lang(lang))
                for v in table[key]
            ),
        )
        for key, label in rules.COMPETENCES.items()
    ]
    return [title, element("table", head, *rows, class_="rows"), element("p", TODAY_ONLY.in_lang(lang), class_="small")]


NO_BANATIC = Text(
    "Banatic n'est pas chargé : la page Données le fait. Il ne tient que les intercommunalités d'aujourd'hui, pas "
    "celles que la fusion a dissoutes.",
    "Banatic is not loaded: the Data page does it. It only holds the intercommunalities of today, not those that the "
    "merger dissolved.",
)
TODAY_ONLY = Text(
    "DGCL, Banatic 2026. Les intercommunalités que la fusion a dissoutes n'y sont plus.",
    "DGCL, Banatic 2026. Those that the merger dissolved are no longer in it.",
)
