"""What to print: council atlas, sheets of communes, annex to the analysis of social needs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

import cage
import layers
from atlas.maps import MAPS
from atlas.paper import annex_files, council, sheets
from atlas.paper.edition import COLOR, Charter, Edition, Sheet
from cage import Study
from i18n import Lang, Text, number
from layers import COG, LayerError
from pages.choices import Choices, pairings, study_of
from pages.markup import element, write

ATLAS, CITIZEN, AGENT, ANNEX_PDF, ANNEX_ODT = "atlas", "citizen", "agent", "annex_pdf", "annex_odt"
DOCUMENTS = {
    ATLAS: Text("Atlas du conseil", "Council atlas"),
    CITIZEN: Text("Fiche des habitants", "Residents' sheet"),
    AGENT: Text("Fiche de l'agent", "Agent's sheet"),
    ANNEX_PDF: Text("Annexe ABS (PDF)", "Needs annex (PDF)"),
    ANNEX_ODT: Text("Annexe ABS (à compléter, ODT)", "Needs annex (to fill in, ODT)"),
}
ABOUT = {
    ATLAS: Text(
        "Couverture, mode de lecture, une page par carte, puis par ancienne intercommunalité et par commune, index.",
        "Cover, how to read, a page per map, then per former intercommunality and per commune, index.",
    ),
    CITIZEN: Text(
        "Une page par commune, en mots simples : ce qui est près, ce qui est loin, ce que le conseil peut faire.",
        "A page per commune, in plain words: what is near, what is far, what the council can do.",
    ),
    AGENT: Text(
        "Une page par commune : le guichet de chaque démarche, ses horaires, qui il sert, la place des contacts.",
        "A page per commune: the desk for each need, its hours, who it serves, room for contacts.",
    ),
    ANNEX_PDF: Text(
        "Dans l'ordre de l'article R123-1 ; ce que l'outil ne sait pas est un cadre à compléter.",
        "In the order of article R123-1; what the tool cannot know is a frame to fill in.",
    ),
    ANNEX_ODT: Text(
        "La même, pour LibreOffice ou Word : à compléter par le CCAS.",
        "The same, for LibreOffice or Word: for the CCAS to fill in.",
    ),
}
PDF, ZIP, ODT = "application/pdf", "application/zip", "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True)
class Order:
    """What is asked to be printed: one order, one file."""

    document: str
    edition: Edition
    towards: tuple[str, ...] = ()
    apart: bool = False

    @property
    def suffix(self) -> str:
        """End of the file's name."""
        if self.document == ANNEX_ODT:
            return ".odt"
        return ".zip" if self.apart else ".pdf"

    @property
    def mime(self) -> str:
        """What the browser is told."""
        return {".odt": ODT, ".zip": ZIP, ".pdf": PDF}[self.suffix]


@st.fragment
def show(choices: Choices) -> None:
    """Choose, look at a page, make, download."""
    lang, study = choices.lang, choices.study
    write(element("p", Text("Imprimer", "Print").in_lang(lang), class_="place"))
    document = st.segmented_control(
        Text("Document", "Document").in_lang(lang), list(DOCUMENTS), key="paper-document", default=ATLAS,
        format_func=lambda key: DOCUMENTS[key].in_lang(lang), required=True, label_visibility="collapsed",
    )  # fmt: skip
    write(element("p", ABOUT[str(document)].in_lang(lang), class_="small"))
    left, right = st.columns([5, 6], gap="large")
    try:
        with left:
            order = _order(str(document), study, lang)
            _make(choices, order)
        with right:
            if order.document == ATLAS:
                _preview(choices, order.edition)
    except LayerError as error:
        write(element("p", error.message.in_lang(lang), class_="warning"))


def _order(document: str, study: Study, lang: Lang) -> Order:
    """The choices of one document."""
    edition = Edition(date.today(), lang, maps=council.USUAL)  # noqa: DTZ011 - the reader's own day is the server's
    if document == ATLAS:
        edition = _atlas(edition, study, lang)
        apart = bool(edition.communes) and st.toggle(
            Text("Un fichier par commune (zip)", "One file per commune (zip)").in_lang(lang), key="paper-apart"
        )
    else:
        apart = False
    towards: tuple[str, ...] = ()
    if document in (CITIZEN, AGENT):
        towards = _towards(study, lang)
        edition = replace(edition, communes=_communes(study, lang, ONE))
    return Order(document, replace(edition, charter=_charter(lang)), towards, apart)


NONE, ONE, ALL = "none", "some", "all"
WHICH = {
    NONE: Text("Aucune", "None"),
    ONE: Text("Certaines", "Some"),
    ALL: Text("Toutes", "All"),
}


def _atlas(edition: Edition, study: Study, lang: Lang) -> Edition:
    size, way = st.columns(2)
    with size:
        paper = st.segmented_control(
            Text("Format", "Size").in_lang(lang), ["a4", "a3"], key="paper-size", default="a4", required=True,
            format_func=str.upper,
        )  # fmt: skip
    with way:
        landscape = st.segmented_control(
            Text("Orientation", "Orientation").in_lang(lang), [True, False], key="paper-way", default=True,
            required=True, format_func=lambda wide: LANDSCAPE[wide].in_lang(lang),
        )  # fmt: skip
    known = {shown.key: shown for shown in MAPS if shown.values(study).notna().any()}
    maps = st.multiselect(
        Text("Cartes", "Maps").in_lang(lang), list(known), key="paper-maps",
        default=[key for key in council.USUAL if key in known],
        format_func=lambda key: known[key].title.in_lang(lang).split("\u00a0:")[0].split(":")[0],
        placeholder=Text("Choisir des cartes", "Choose maps").in_lang(lang),
    )  # fmt: skip
    former = any(siren for siren, _ in study.territory.former) and st.toggle(
        Text("Une page par ancienne intercommunalité", "A page per former intercommunality").in_lang(lang),
        value=True, key="paper-former",
    )  # fmt: skip
    photocopy = st.toggle(
        Text("Hachures pour la photocopie en noir et blanc", "Hatching for black and white copies").in_lang(lang),
        key="paper-photocopy",
    )
    communes = _communes(study, lang, NONE) if study.pair.origin == "resident" else ()
    sheet = Sheet("a3" if paper == "a3" else "a4", landscape=bool(landscape))
    return replace(edition, sheet=sheet, maps=tuple(maps), former=former, photocopy=photocopy, communes=communes)


LANDSCAPE = {True: Text("Paysage", "Landscape"), False: Text("Portrait", "Portrait")}


def _communes(study: Study, lang: Lang, least: str) -> tuple[str, ...]:
    """Communes that have their page; those that no contour draws have none."""
    drawn = layers.contours(study.territory).dropna().index
    names = study.communes.loc[drawn, "name"].sort_values(kind="stable")
    offered = [key for key in WHICH if key != NONE or least == NONE]
    which = st.segmented_control(
        Text("Une page par commune", "A page per commune").in_lang(lang), offered, key=f"paper-which-{least}",
        default=least, required=True, format_func=lambda key: WHICH[key].in_lang(lang),
    )  # fmt: skip
    if which != ONE:
        return tuple(names.index) if which == ALL else ()
    return tuple(
        st.multiselect(
            Text("Communes", "Communes").in_lang(lang),
            list(names.index),
            key="paper-communes",
            default=[names.index[0]],
            format_func=lambda code: str(names[code]),
            placeholder=Text("Choisir des communes", "Choose communes").in_lang(lang),
        )
    )


def _towards(study: Study, lang: Lang) -> tuple[str, ...]:
    """Services and institutions told on a sheet."""
    offered = {
        key: label
        for key, (label, pair, _) in pairings(study.territory.siren).items()
        if pair in (cage.SERVICES, cage.INSTITUTIONS)
    }
    return tuple(
        st.multiselect(
            Text("Services et guichets", "Services and desks").in_lang(lang),
            list(offered),
            key="paper-towards",
            default=[key for key in offered if key.startswith("service-")][:8] or list(offered)[:4],
            format_func=lambda key: (
                offered[key].in_lang(lang).removeprefix("Habitants → ").removeprefix("Residents → ")
            ),
            placeholder=Text("Choisir", "Choose").in_lang(lang),
        )
    )


def _charter(lang: Lang) -> Charter:
    with st.expander(Text("Logo et couleur de la collectivité", "Logo and colour of the collectivity").in_lang(lang)):
        color = st.color_picker(Text("Couleur", "Colour").in_lang(lang), COLOR, key="paper-color")
        logo = st.file_uploader(
            Text("Logo (PNG ou JPEG, 2 Mo au plus)", "Logo (PNG or JPEG, 2 MB at most)").in_lang(lang),
            ["png", "jpg", "jpeg"], key="paper-logo",
        )  # fmt: skip
    return Charter(color, b"" if logo is None else logo.getvalue())


def _preview(choices: Choices, edition: Edition) -> None:
    """One page as it will be printed."""
    lang = choices.lang
    keys = [key for key in council.page_keys(choices.study, edition) if not key.startswith("commune-")]
    keys += [f"commune-{code}" for code in edition.communes[:1]]
    key = st.selectbox(
        Text("Aperçu", "Preview").in_lang(lang), keys, key="paper-preview", index=min(2, len(keys) - 1),
        format_func=lambda key: page_name(choices.study, key, lang),
    )  # fmt: skip
    with st.spinner(Text("Dessin de la page…", "Drawing the page…").in_lang(lang)):
        st.image(council.preview(choices.study, edition, str(key)), width="stretch")


def page_name(study: Study, key: str, lang: Lang) -> str:
    """A page as the reader knows it."""
    kind, _, what = key.partition("-")
    if kind == "map":
        return next(shown.title.in_lang(lang) for shown in MAPS if shown.key == what)
    if kind == "former":
        return dict(study.territory.former)[what]
    if kind == "commune":
        return str(study.communes.at[what, "name"])
    return PAGES[kind].in_lang(lang)


PAGES = {
    "cover": Text("Couverture", "Cover"),
    "reading": Text("Comment lire cet atlas", "How to read this atlas"),
    "index": Text("Index des communes", "Index of the communes"),
}


def _make(choices: Choices, order: Order) -> None:
    """Made when asked for; offered as long as the choices are those it was made from."""
    lang, study = choices.lang, choices.study
    asked = (order, study.territory.siren, study.pair, study.theme, study.scheme, layers.stamp())
    wanting = order.document in (CITIZEN, AGENT) and not (order.towards and order.edition.communes)
    if wanting:
        write(element("p", AT_LEAST.in_lang(lang), class_="small"))
    if st.button(Text("Préparer le document", "Make the document").in_lang(lang), key="paper-make", type="primary",
                 icon=":material/print:", disabled=wanting):  # fmt: skip
        bar = st.progress(0.0, Text("Préparation des pages…", "Making the pages…").in_lang(lang))
        st.session_state["paper"] = (asked, _written(choices, order, bar.progress))
        bar.empty()
    made = st.session_state.get("paper")
    if made is None or made[0] != asked:
        return
    name = f"cage_{study.territory.siren}_{order.document}{order.suffix}"
    size = number(len(made[1]) / 1e6, lang, 1)
    st.download_button(
        f"{name} ({size} {Text('Mo', 'MB').in_lang(lang)})", made[1], name, order.mime, key="paper-download",
        on_click="ignore", icon=":material/download:", width="stretch",
    )  # fmt: skip


AT_LEAST = Text("Choisissez au moins un service et une commune.", "Choose at least one service and one commune.")


def _written(choices: Choices, order: Order, progress: Callable[[float], object]) -> bytes:
    study, edition = choices.study, order.edition

    def report(share: float) -> None:
        progress(min(share, 1.0))

    if order.document == ATLAS:
        return (council.write_each if order.apart else council.write)(study, edition, report)
    if order.document == ANNEX_PDF:
        return annex_files.write_pdf(study, edition)
    if order.document == ANNEX_ODT:
        return annex_files.write_odt(study, edition)
    made = sheets.citizen if order.document == CITIZEN else sheets.agent
    offered, siren = pairings(study.territory.siren), study.territory.siren
    found = {key: study_of(siren, COG, *offered[key][1:]) for key in order.towards}
    return made(study, found, list(edition.communes), edition, report)
