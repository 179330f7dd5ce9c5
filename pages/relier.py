"""Who is far from whom? Partners ranked with their direction, and any perimeter before a vote."""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pandas as pd
import shapely
import streamlit as st

import layers
import partners as found
from atlas.classes import SEQUENTIAL, STRONG, natural_breaks
from atlas.findings.partners import NOBODY, direction, of_neighbours, of_perimeter
from atlas.maps import BY_KEY, LABELS
from atlas.readings.between import SHARE
from atlas.words import N_PEOPLE, alphabetical, enumeration, minutes
from cage import RESIDENTS, Study
from distance import DIMENSIONS, Scheme
from i18n import Lang, Text, number, percent
from layers import COG, LayerError
from pages.state import address as state
from pages.state.choices import HELD, Choices, Held, epci_names, held, study_of
from pages.widgets import names, territory
from pages.widgets.beside import legend, sources
from pages.widgets.blocks import heading
from pages.widgets.choropleth import MapLine
from pages.widgets.commune_map import draw, labels
from pages.widgets.markup import element, finding_block, paragraphs, track, write

LISTED = 15
READ = ("composite", *DIMENSIONS, "minutes")


# Shared, read-only, between sessions, as the studies of ``pages.state.choices`` are.
@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=HELD)
def _side(siren: str, other: str, cog: int, held: Held) -> found.Side:
    del held  # a key only
    return found.towards(layers.territory(siren, cog), layers.territory(other, cog))


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs={**HELD, Scheme: repr})
def _partners(siren: str, cog: int, scheme: Scheme, held: Held, _sides: dict[str, found.Side]) -> found.Partners:
    del held  # a key only
    return replace(found.together(layers.territory(siren, cog), _sides), scheme=scheme)


def _around(siren: str, scheme: Scheme, lang: Lang) -> found.Partners:
    """Measure the intercommunality and each that touches it, saying which."""
    every, named, now = [siren, *found.touching(layers.territory(siren, COG))], epci_names(), held(siren)
    said = Text("Mesure des voisins, {n} sur {of} : {name}…", "Measuring the neighbours, {n} of {of}: {name}…")
    sides = {}
    for rank, other in enumerate(every, 1):
        with st.spinner(said.format(n=rank, of=len(every), name=named[other].partition(" · ")[0]).in_lang(lang)):
            sides[other] = _side(siren, other, COG, now)
    return _partners(siren, COG, scheme, now, sides)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=HELD)
def _perimeter(codes: tuple[str, ...], cog: int, held: Held) -> found.Perimeter:
    del held  # a key only
    return found.perimeter(codes, "", cog)


def show(choices: Choices) -> None:
    """The neighbours of the intercommunality or of one of its communes; then a perimeter made by list."""
    lang, siren = choices.lang, choices.study.territory.siren
    try:
        study = study_of(siren, COG, RESIDENTS, "")
        around = _around(siren, choices.study.scheme, lang)
    except LayerError as error:
        st.error(error.message.in_lang(lang))
        return
    by, root = _choose(study, around, lang)
    table = around.nearest(around.of_commune(root) if root else around.epcis, by)
    left, right = st.columns([7, 6], gap="medium")
    with left:
        _map(study, around, by, root, lang)
    with right:
        write(*_ranked(around, table, by, root, study, lang))
    _by_list(siren, choices.study.scheme, lang)
    write(element("p", f"{ABOUT.in_lang(lang)} {sources(study, lang)}", class_="small"))


ABOUT = Text(
    "Entre habitants. Une distance n'est pas un défaut : des revenus plus "
    "ou moins élevés, plus ou moins d'habitants disent le sens, pas la valeur. Minutes estimées, à 5 minutes près.",
    "Between residents. A distance is no fault: higher or lower incomes, more or "
    "fewer residents tell the direction, not the worth. Minutes are estimated, to 5 minutes.",
)


def _choose(study: Study, around: found.Partners, lang: Lang) -> tuple[str, str]:
    """By which distance known there, and seen from which commune; "" for the whole intercommunality."""
    every = alphabetical(study.communes["name"]).to_dict()
    first, second = st.columns(2)
    with first:
        root = state.or_none("commune", every)
        label = Text("Vu de", "Seen from").in_lang(lang)
        hint = Text("toute l'intercommunalité, ou une commune", "the whole intercommunality, or a commune").in_lang(
            lang
        )
        names.one(names.communes("commune", label, hint), every, lang)
    table = around.of_commune(root) if root else around.epcis
    known = [by for by in READ if table[by].notna().any()] or ["minutes"]
    with second:
        by = state.selectbox(
            "par",
            Text("Par quelle distance", "By which distance").in_lang(lang),
            known,
            known[0],
            format_func=lambda key: BY_KEY[key].title.in_lang(lang),
        )
    return by, root or ""


def _map(study: Study, around: found.Partners, by: str, root: str, lang: Lang) -> None:
    """From one commune, how far each other is; else, how far each is from the intercommunalities around."""
    if root:
        values = around.of_commune(root)[by].reindex(study.communes.index)
        title = Text("À quelle distance, depuis {name}", "How far from {name}").format(
            name=study.communes.at[root, "name"]
        )
    else:
        values = _from_around(around, by).reindex(study.communes.index)
        title = Text("À quelle distance des habitants d'à côté", "How far from the residents around")
    hue = by if by in SEQUENTIAL else "geographic"
    classes = natural_breaks(values, SEQUENTIAL[hue])
    if by == "minutes":
        classes = replace(natural_breaks(values, SEQUENTIAL[hue], digits=0), unit=Text("min", "min"), exact=True)
    write(element("h2", title.in_lang(lang), class_="place"))
    said = {BY_KEY[by].title.in_lang(lang): values}
    draw(
        study,
        fills=[classes.color(v) for v in values],
        labels=labels(study, said, lang, 0 if by == "minutes" else 2),
        lines=_outlines(study, around),
        lang=lang,
    )
    write(*legend(classes, values, Text("communes", "communes").in_lang(lang), lang))


def _outlines(study: Study, around: found.Partners) -> list[MapLine]:
    """Where each intercommunality around lies, by name."""
    siren, cog = study.territory.siren, study.territory.cog
    return [
        MapLine(_outline(siren, str(other), cog, held(siren)), name, OUTLINE, 1.5, marked=False)
        for other, name in around.epcis["name"].items()
    ]


OUTLINE = "#6a6a6a"


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=HELD)
def _outline(siren: str, other: str, cog: int, held: Held) -> list[list[list[float]]]:
    """The outline of another EPCI as paths of (longitude, latitude), less what it shares with the EPCI itself."""
    del held  # a key only
    mine, theirs = (layers.contours(layers.territory(code, cog)).union_all().boundary for code in (siren, other))
    parts = shapely.get_parts(shapely.line_merge(theirs.difference(mine)))
    return [shapely.get_coordinates(part).round(5).tolist() for part in parts]


def _from_around(around: found.Partners, by: str) -> pd.Series:
    """Mean distance of each commune to the residents of the other intercommunalities, over those that are known."""
    there = around.measured.index.get_level_values("destination")
    outside = ~there.isin(around.place.communes) & around.measured[by].notna().to_numpy()
    values = around.measured.loc[outside, by]
    people = around.communes["population"].reindex(there[outside]).fillna(0.0).set_axis(values.index)
    weight = people.groupby(level="origin").sum()
    return (values * people).groupby(level="origin").sum().div(weight.where(weight > 0))


def _ranked(around: found.Partners, table: pd.DataFrame, by: str, root: str, study: Study, lang: Lang) -> list[Element]:
    """The nearest first, group by group: only those known on the same indicators compare (METHOD 2.3, rule 12)."""
    known = table[table[by].notna()]
    if known.empty:
        return [paragraphs([NOBODY.in_lang(lang)], "warning")]
    side = known["epci"] if "epci" in known else pd.Series(known.index, known.index)
    basis = side.map(lambda siren: len(around.bases[siren]))
    groups = sorted((rows for _, rows in known.groupby("ranked_with")), key=len, reverse=True)
    who = study.communes.at[root, "name"] if root else study.territory.name
    lists = [_group(rows.head(LISTED // len(groups)), int(basis[rows.index[0]]), by, lang) for rows in groups]
    note = [element("p", RANKED.in_lang(lang), class_="small")] if len(groups) > 1 else []
    return [
        finding_block(of_neighbours(around, table, by, str(who)), lang),
        *lists,
        *note,
    ]


def _group(rows: pd.DataFrame, indicators: int, by: str, lang: Lang) -> Element:
    """Neighbours known on the same indicators: name, which way they lie, the distance as a bar, minutes."""
    lines = [
        element(
            "tr",
            element("td", number(row["rank"], lang), class_="number"),
            element("td", str(row["name"]), element("br"), element("small", _about(row, lang))),
            *_bar(float(row[by]), by, lang),
            element("td", minutes(float(row["minutes"]), lang, estimated=True), class_="number"),
        )
        for row in rows.to_dict("records")
    ]
    bar = (BY_KEY[by].title, Text("sur 1", "out of 1")) if by != "minutes" else ()
    same = enumeration([LABELS[d].in_lang(lang).lower() for d in DIMENSIONS if rows[d].notna().all()], lang)
    on = Text(f"connus sur {indicators} indicateurs ({same})", f"known on {indicators} indicators ({same})")
    # Minutes are read the same way for all.
    on = Text("voisins", "neighbours") if by == "minutes" else on
    heads = (Text("rang", "rank"), on, *bar, Text("minutes", "minutes"))
    return element("table", heading(heads, lang, (0, 3, len(heads) - 1)), *lines, class_="rows")


def _bar(value: float, by: str, lang: Lang) -> list[Element]:
    """A score as a bar and in figures; nothing for minutes, which have their own column."""
    if by == "minutes":
        return []
    return [element("td", track(0.0, value, STRONG[by])), element("td", number(value, lang, 2), class_="number")]


RANKED = Text(
    "Un rang ne se compare qu'entre voisins connus sur les mêmes indicateurs : chaque groupe a son premier.",
    "A rank compares only neighbours known on the same indicators: each group has its first.",
)


def _about(row: dict[str, float], lang: Lang) -> str:
    people = N_PEOPLE.in_lang(lang, row["population"])
    return f"{people} · {direction(row[found.RICHER], row[found.LARGER]).in_lang(lang)}"


def _by_list(siren: str, scheme: Scheme, lang: Lang) -> None:
    """The internal distance of intercommunalities and communes put together, before anyone votes."""
    write(
        element("h2", Text("Un périmètre, avant de voter", "A perimeter, before a vote").in_lang(lang), class_="place")
    )
    first, second = st.columns(2)
    with first:
        label = Text("Intercommunalités réunies", "Intercommunalities together").in_lang(lang)
        hint = Text("Ajouter : un nom, une commune, un SIREN", "Add: a name, a commune, a SIREN").in_lang(lang)
        box = names.Box("reunies", label, hint, territory.NONE, territory.MORE)
        whole = names.several(box, epci_names(), [siren], lang, territory.answers)
    with second:
        label = Text("Et des communes (codes Insee)", "And communes (INSEE codes)").in_lang(lang)
        written = state.text("codes", label, placeholder="64102, 64122")
    codes = (*whole, *re.findall(r"\w+", written))
    if not codes:
        return
    try:
        with st.spinner(Text("Mesure du périmètre…", "Measuring the perimeter…").in_lang(lang)):
            one = _perimeter(codes, COG, held(siren))
            one = replace(one, study=replace(one.study, scheme=scheme))
    except LayerError as error:
        st.error(error.message.in_lang(lang))
        return
    write(finding_block(of_perimeter(one), lang), _internal(one, lang))


def _internal(one: found.Perimeter, lang: Lang) -> Element:
    """Minutes and each distance between two residents; apart and together, where there are several EPCIs."""
    split = {
        "mean": Text("en moyenne", "mean"),
        "within": Text("dans une même intercommunalité", "within one intercommunality"),
        "between": Text("d'une à l'autre", "from one to another"),
    }
    columns = list(split) if len(one.epcis) > 1 else ["mean"]
    heads = (Text("Entre deux habitants", "Between two residents"), *(split[c] for c in columns), SHARE)
    named = {"minutes": BY_KEY["minutes"].title, "composite": BY_KEY["composite"].title} | LABELS
    rows = []
    for key, row in one.internal.iterrows():
        said = [
            minutes(row[c], lang, estimated=True) if key == "minutes" and pd.notna(row[c]) else number(row[c], lang, 2)
            for c in columns
        ]
        cells = [named[str(key)].in_lang(lang), *said, percent(row["known"], lang)]
        rows.append(element("tr", *(element("td", cell, class_="number" if i else "") for i, cell in enumerate(cells))))
    return element("table", heading(heads, lang, tuple(range(1, len(heads)))), *rows, class_="rows")
