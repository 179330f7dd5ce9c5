"""What to print: council atlas, sheets of communes, annex to the analysis of social needs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

import cage
import layers
from atlas.maps import BY_KEY
from atlas.paper import council, matrix, sides
from atlas.paper.edition import COLOR, Edition, Size
from atlas.paper.order import ALL, USED, Document, PrintOrder, edition, file_name
from atlas.paper.order import write as write_order
from atlas.readings import READINGS
from atlas.words import alphabetical
from cage import Study
from i18n import Lang, Text, number, typeset
from layers import LayerError
from pages.state import address as state
from pages.state.choices import Choices, pairings
from pages.state.readings import of_study
from pages.widgets import names
from pages.widgets.markup import element, write

DOCUMENTS: dict[Document, Text] = {
    "atlas": Text("Atlas du conseil", "Council atlas"),
    "citizen": Text("Fiche des habitants", "Residents' sheet"),
    "agent": Text("Fiche de l'agent", "Agent's sheet"),
    "annex_pdf": Text("Annexe ABS (PDF)", "Needs annex (PDF)"),
    "annex_odt": Text("Annexe ABS (à compléter, ODT)", "Needs annex (to fill in, ODT)"),
}
ABOUT: dict[Document, Text] = {
    "atlas": Text(
        "Couverture, mode de lecture, une page par carte, puis par ancienne intercommunalité et par commune, index.",
        "Cover, how to read, a page per map, then per former intercommunality and per commune, index.",
    ),
    "citizen": Text(
        "Une page par commune, en mots simples : ce qui est près, ce qui est loin, ce que le conseil peut faire.",
        "A page per commune, in plain words: what is near, what is far, what the council can do.",
    ),
    "agent": Text(
        "Une page par commune : le guichet de chaque démarche, ses horaires, qui il sert, la place des contacts.",
        "A page per commune: the desk for each need, its hours, who it serves, room for contacts.",
    ),
    "annex_pdf": Text(
        "Pour le rapport de l'article R. 123-1, qui n'impose pas de plan ; ce que l'outil ne sait pas est un cadre à "
        "compléter.",
        "For the report under article R. 123-1, which sets no outline; what the tool cannot know is a frame to fill.",
    ),
    "annex_odt": Text(
        "La même, pour LibreOffice ou Word : à compléter par le CCAS.",
        "The same, for LibreOffice or Word: for the CCAS to fill in.",
    ),
}


def show(choices: Choices) -> PrintOrder | None:
    """Choose, look at a page, make, download; what is chosen, None where it cannot be printed."""
    lang, study = choices.lang, choices.study
    write(element("h2", Text("Imprimer", "Print").in_lang(lang), class_="place"))
    document: Document = state.segments(
        "paper-document", Text("Document", "Document").in_lang(lang), list(DOCUMENTS), "atlas",
        format_func=lambda key: DOCUMENTS[key].in_lang(lang), label_visibility="collapsed",
    )  # fmt: skip
    write(element("p", ABOUT[document].in_lang(lang), class_="small"))
    left, right = st.columns([5, 6], gap="large")
    try:
        with left:
            order = _order(document, study, lang)
            printed = edition(study, order, lang)
            _make(choices, order)
        with right:
            if document == "atlas":
                _preview(choices, printed)
    except LayerError as error:
        write(element("p", error.message.in_lang(lang), class_="warning"))
        return None
    return order if order.lacks is None else None


def _order(document: Document, study: Study, lang: Lang) -> PrintOrder:
    """The choices of one document."""
    order = PrintOrder(document, date.today())  # noqa: DTZ011 - the reader's own day is the server's
    if document == "atlas":
        order = _atlas(order, study, lang)
        if order.communes:
            one_each = Text("Un fichier par commune (zip)", "One file per commune (zip)")
            order = replace(order, apart=state.toggle("paper-apart", one_each.in_lang(lang)))
    elif "towards" in USED[document]:
        order = replace(order, towards=_towards(study, lang), communes=_communes(study, lang, ONE))
    return _in_colour(order, lang)


NONE, ONE = "none", "some"
WHICH = {
    NONE: Text("Aucune", "None"),
    ONE: Text("Certaines", "Some"),
    ALL: Text("Toutes", "All"),
}


def _atlas(order: PrintOrder, study: Study, lang: Lang) -> PrintOrder:
    first, second = st.columns(2)
    with first:
        sizes: tuple[Size, ...] = ("a4", "a3")
        size = state.segments("paper-size", Text("Format", "Size").in_lang(lang), sizes, "a4", format_func=str.upper)
    with second:
        landscape = state.segments(
            "paper-way", Text("Orientation", "Orientation").in_lang(lang), [True, False], default=True,
            format_func=lambda wide: LANDSCAPE[wide].in_lang(lang),
        )  # fmt: skip
    offered = sides.offered(study)
    maps = state.several(
        "paper-maps", Text("Cartes", "Maps").in_lang(lang), list(offered),
        [key for key in council.USUAL if key in offered],
        format_func=lambda key: offered[key].in_lang(lang).split("\u00a0:")[0].split(":")[0],
        placeholder=Text("Choisir des cartes", "Choose maps").in_lang(lang),
    )  # fmt: skip
    each = Text("Une page par ancienne intercommunalité", "A page per former intercommunality").in_lang(lang)
    former = any(siren for siren, _ in study.territory.former) and state.toggle("paper-former", each, default=True)
    hatched = Text("Hachures pour la photocopie en noir et blanc", "Hatching for black and white copies").in_lang(lang)
    photocopy = state.toggle("paper-photocopy", hatched)
    told = state.several(
        "paper-readings", Text("Lectures", "Readings").in_lang(lang), list(READINGS_ASKED), [],
        format_func=lambda key: READINGS_ASKED[key].in_lang(lang),
        placeholder=Text("Choisir des lectures", "Choose readings").in_lang(lang),
    )  # fmt: skip
    communes = _communes(study, lang, NONE) if study.pair.origin == "resident" else ()
    return replace(
        order, size=size, landscape=landscape, maps=tuple(maps), former=former, photocopy=photocopy, communes=communes,
        readings=tuple(told),
    )  # fmt: skip


READINGS_ASKED = {one.key: one.question for one in READINGS}
LANDSCAPE = {True: Text("Paysage", "Landscape"), False: Text("Portrait", "Portrait")}


def _communes(study: Study, lang: Lang, least: str) -> tuple[str, ...]:
    """Communes that have their page, or all of them; those that no contour draws have none."""
    drawn = layers.contours(study.territory).dropna().index
    every = alphabetical(study.communes.loc[drawn, "name"]).to_dict()
    offered = [key for key in WHICH if key != NONE or least == NONE]
    which = state.segments(
        f"paper-which-{least}", Text("Une page par commune", "A page per commune").in_lang(lang), offered, least,
        format_func=lambda key: WHICH[key].in_lang(lang),
    )  # fmt: skip
    if which != ONE:
        return (ALL,) if which == ALL else ()
    label = Text("Communes", "Communes").in_lang(lang)
    box = names.communes("paper-communes", label, Text("Ajouter une commune", "Add a commune").in_lang(lang))
    return tuple(names.several(box, every, [next(iter(every))], lang))


def _towards(study: Study, lang: Lang) -> tuple[str, ...]:
    """Services and institutions told on a sheet."""
    offered = {
        key: label
        for key, (label, pair, _) in pairings(study.territory.siren).items()
        if pair in (cage.TO_SERVICES, cage.TO_INSTITUTIONS)
    }
    return tuple(
        state.several(
            "paper-towards",
            Text("Services et guichets", "Services and desks").in_lang(lang),
            list(offered),
            [key for key in offered if key.startswith("service-")][:8] or list(offered)[:4],
            format_func=lambda key: (
                offered[key].in_lang(lang).removeprefix("Habitants → ").removeprefix("Residents → ")
            ),
            placeholder=Text("Choisir", "Choose").in_lang(lang),
        )
    )


def _in_colour(order: PrintOrder, lang: Lang) -> PrintOrder:
    """The order with the colour and the logo of the collectivity."""
    with st.expander(Text("Logo et couleur de la collectivité", "Logo and colour of the collectivity").in_lang(lang)):
        color = state.color("paper-color", Text("Couleur", "Colour").in_lang(lang), COLOR)
        logo = st.file_uploader(
            Text("Logo (PNG ou JPEG, 2 Mo au plus)", "Logo (PNG or JPEG, 2 MB at most)").in_lang(lang),
            ["png", "jpg", "jpeg"], key="paper-logo",
        )  # fmt: skip
    return replace(order, color=color, **({} if logo is None else {"logo": logo.name, "image": logo.getvalue()}))


def _preview(choices: Choices, printed: Edition) -> None:
    """One page as it will be printed."""
    lang = choices.lang
    keys = [key for key in council.page_keys(choices.study, printed) if not key.startswith("commune-")]
    keys += [f"commune-{code}" for code in printed.communes[:1]]
    key = state.selectbox(
        "paper-preview", Text("Aperçu", "Preview").in_lang(lang), keys, keys[min(2, len(keys) - 1)],
        format_func=lambda key: page_name(choices.study, key, lang),
    )  # fmt: skip
    with st.spinner(Text("Dessin de la page…", "Drawing the page…").in_lang(lang)):
        st.image(council.preview(choices.study, printed, key), width="stretch", alt=_alt(choices.study, key, lang))


def _alt(study: Study, key: str, lang: Lang) -> str:
    """What the preview shows, for whoever cannot see it."""
    said = Text("Page imprimée de {place} : {page}", "Printed page of {place}: {page}").in_lang(lang)
    return said.format(place=study.territory.name, page=page_name(study, key, lang))


def page_name(study: Study, key: str, lang: Lang) -> str:
    """A page as the reader knows it."""
    kind, _, what = key.partition("-")
    if kind == "map":
        return BY_KEY[what].title.in_lang(lang)
    if kind == "sides":
        return sides.page_title(BY_KEY[f"after_{what}"]).in_lang(lang)
    if kind == "former":
        return typeset(dict(study.territory.former)[what])
    if kind == "commune":
        return typeset(str(study.communes.at[what, "name"]))
    return PAGES[kind].in_lang(lang)


PAGES = {
    "cover": Text("Couverture", "Cover"),
    "reading": Text("Comment lire cet atlas", "How to read this atlas"),
    matrix.KEY: matrix.TITLE,
    "index": Text("Index des communes", "Index of the communes"),
}


def _make(choices: Choices, order: PrintOrder) -> None:
    """Made when asked for; offered as long as the choices are those it was made from."""
    lang, study = choices.lang, choices.study
    asked = (order, lang, study.territory.siren, study.pair, study.theme, study.scheme, layers.stamp())
    if order.lacks is not None:
        write(element("p", order.lacks.in_lang(lang), class_="small"))
    if st.button(Text("Préparer le document", "Make the document").in_lang(lang), key="paper-make", type="primary",
                 icon=":material/print:", disabled=order.lacks is not None):  # fmt: skip
        bar = st.progress(0.0, Text("Préparation des pages…", "Making the pages…").in_lang(lang))
        st.session_state["paper"] = (asked, _written(choices, order, bar.progress))
        bar.empty()
    made = st.session_state.get("paper")
    if made is None or made[0] != asked:
        return
    name = file_name(study, order)
    size = number(len(made[1]) / 1e6, lang, 1)
    st.download_button(
        f"{name} ({size} {Text('Mo', 'MB').in_lang(lang)})", made[1], name, order.mime, key="paper-download",
        on_click="ignore", icon=":material/download:", width="stretch",
    )  # fmt: skip


def _written(choices: Choices, order: PrintOrder, progress: Callable[[float], object]) -> bytes:
    def report(share: float) -> None:
        progress(min(share, 1.0))

    return write_order(of_study(choices.study), order, choices.lang, report)
