"""Everything a reader gets in French is set as French is printed, names and numbers in it; every list in order."""

import ast
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from streamlit.testing.v1 import AppTest

import cage
from atlas.blocks import Table
from atlas.paper import annex, council, documents, press, sheets
from atlas.paper.edition import Edition
from cage import Study
from i18n import Counted, Text, collation, typeset
from layers.spelling import postal, proper
from tests.typography import faults

ROOT = Path(__file__).parent.parent
EDITION = Edition(date(2026, 11, 1), maps=council.USUAL)
ASKED = ("label", "help", "placeholder", "body", "options", "value")
"""What an element of a page says."""


def said(node: Iterable[object]) -> Iterator[str]:
    """The texts of a page: HTML without its tags, and what widgets say."""
    for element in node:
        proto = getattr(element, "proto", None)
        for name in ASKED:
            value = getattr(proto, name, None) if proto is not None else None
            for text in [value] if isinstance(value, str) else value if name == "options" and value else []:
                if isinstance(text, str):
                    yield html.unescape(re.sub(r"<[^>]+>", " ", text) if "<" in text else text)


PAGES = [
    ("carte", {"tables": True}),
    ("acces", {}),
    ("fusion", {}),
    ("relier", {}),
    ("donnees", {}),
    ("methode", {}),
    ("emporter", {}),
]


@pytest.mark.parametrize(("page", "state"), PAGES, ids=[page for page, _ in PAGES])
@pytest.mark.parametrize("query", [{"epci": "200067106", "commune": "64256"}, {"epci": "200067940"}], ids=["pb", "co"])
def test_every_page_is_set(page: str, state: dict[str, bool], query: dict[str, str]) -> None:
    at = AppTest.from_string(SCRIPT.format(page=page), default_timeout=300)
    for key, value in query.items():
        at.query_params[key] = value
    for key, on in state.items():
        at.session_state[key] = on
    at.run()
    assert not at.exception
    texts = [*said(at.main), *said(at.sidebar)]
    assert len(" ".join(texts)) > 200
    assert not [*faults(texts)]


SCRIPT = """
from pages import {page}
from pages.state import choices
chosen = choices.choose()
if chosen is not None:
    {page}.show(chosen)
"""


@pytest.fixture(
    scope="module",
    params=[("200067106", cage.TO_SERVICES, "acces-aux-droits"), ("200067940", cage.TO_INSTITUTIONS, "mairie")],
    ids=["pb", "co"],
)
def study(request: pytest.FixtureRequest) -> Study:
    siren, pair, theme = request.param
    return cage.study(siren, 2026, pair, theme)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def test_every_document_is_set(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[str] = []
    whole = press._content

    def keep(*given: object) -> dict[str, bytes]:
        content = whole(*given)  # type: ignore[arg-type] # as they came
        handed.extend(strings(json.loads(content["data.json"])))
        drawn = (file.decode() for name, file in content.items() if name.endswith(".svg"))
        handed.extend(html.unescape(text) for svg in drawn for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg))
        return content

    monkeypatch.setattr(press, "_content", keep)
    code = study.communes.index[3]
    pdf = council.write(study, replace(EDITION, communes=(code,)))
    sheets.citizen(study, {"": study}, [code], EDITION)
    sheets.agent(study, {"": study}, [code], EDITION)
    documents.write_pdf(study, EDITION)
    assert len(handed) > 500 and not [*faults(handed)]
    # The templates add no text of their own that is not set.
    printed = " ".join(page.extract_text() for page in list(pypdf.PdfReader(io.BytesIO(pdf)).pages)[:3])
    assert "’" in printed and not re.search(r"[^\W\d_]'[^\W\d_]", printed)


def test_the_text_to_go_on_writing_is_set(study: Study) -> None:
    with zipfile.ZipFile(io.BytesIO(documents.write_odt(study, EDITION))) as archive:
        body = archive.read("content.xml").decode()
    texts = [html.unescape(re.sub(r"<[^>]+>", "", part)) for part in re.split(r"</text:(?:p|h)>", body)]
    assert len(texts) > 40 and not [*faults(texts)]


def test_what_is_filled_in_is_set_too() -> None:
    said = Text("Vers l'{place} : {n} habitants", "Towards {place}: {n} residents")
    assert (
        said.in_lang("fr").format(place="Hôpital d'Orion", n="1 517")
        == "Vers l’Hôpital d’Orion\u00a0: 1\u00a0517\u00a0habitants"
    )
    assert said.in_lang("en").format(place="L'Hôpital", n=2) == "Towards L’Hôpital: 2\u00a0residents"


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("aujourd'hui, l'« Été »", "aujourd’hui, l’«\u00a0Été\u00a0»"),
        ("de 0 à 1)", "de 0 à\u00a01)"),
        ("échelle 1 : 200 000 au 1er janvier", "échelle 1\u00a0:\u00a0200\u00a0000 au 1er\u00a0janvier"),
        ("article R. 123-1, 50 km/h, 35 min, 65 ans", "article R.\u00a0123-1, 50\u00a0km/h, 35\u00a0min, 65\u00a0ans"),
        ("en 2026 les 5 autres", "en 2026 les 5 autres"),
    ],
)
def test_spaces_and_apostrophes(typed: str, set_: str) -> None:
    assert typeset(typed) == set_ == typeset(set_)


@pytest.mark.parametrize(
    ("n", "fr", "en"),
    [(0, "aucun lieu", "no place"), (1, "1 lieu", "1 place"), (1.5, "2 lieux", "2 places"), (2, "2 lieux", "2 places")],
)
def test_a_number_agrees_with_its_noun(n: float, fr: str, en: str) -> None:
    said = Counted(Text("aucun lieu", "no place"), Text("{n} lieu", "{n} place"), Text("{n} lieux", "{n} places"))
    assert [said.in_lang("fr", n).replace("\u00a0", " "), said.in_lang("en", n).replace("\u00a0", " ")] == [fr, en]


def test_names_and_addresses_as_they_are_written() -> None:
    assert proper("CC du Pays d'hasparren (Hazparneko Lurraldea)") == "CC du Pays d'Hasparren"
    assert proper("CA ECLA  (Espace Communautaire)") == "CA ECLA"
    assert proper("Communauté d'agglomération du Pays Basque") == "Communauté d'agglomération du Pays Basque"
    assert postal("BP 66,64130,Mauléon") == "BP 66, 64130 Mauléon"
    assert postal("1 rue de l'Essai, 64100 Bayonne") == "1 rue de l'Essai, 64100 Bayonne"
    assert postal("") == ""


def test_dictionary_order() -> None:
    names = ["Sous-préfecture", "Écoles", "Œuvre", "oeillet", "Zonza", "Saint-Just", "Saint Jean"]
    assert sorted(names, key=collation) == [
        "Écoles",
        "oeillet",
        "Œuvre",
        "Saint Jean",
        "Saint-Just",
        "Sous-préfecture",
        "Zonza",
    ]


UNSHOWN = {
    "atlas/paper/insets.py": "codes of départements",
    "atlas/paper/drawing.py": "places in a table",
    "atlas/paper/order.py": "codes",
    "atlas/paper/press.py": "names of our own files",
    "atlas/paper/notes.py": "keys of sources",
    "atlas/paper/sheets.py": "keys of sources",
    "atlas/paper/council.py": "numbers",
    "atlas/tables/sources.py": "keys of sources",
    "atlas/tables/dictionary.py": "years",
    "atlas/run/ordered.py": "keys",
    "atlas/tables/provenance.py": "keys of sources",
    "atlas/findings/coordination.py": "identifiers",
    "atlas/paper/plain.py": "positions",
    "atlas/reading.py": "licences",
    "pages/widgets/blocks.py": "positions",
    "atlas/exports/package.py": "keys of sources, licences for programs",
    "atlas/exports/gpkg.py": "licences for programs",
    "atlas/exports/isochrones.py": "attributions for programs",
    "atlas/ogc/shelf.py": "names of files",
    "atlas/readings/years.py": "years",
}
"""Files where ``sorted`` without a key is of what no reader reads as a list of names."""


def test_no_list_of_names_is_sorted_by_code_point() -> None:
    bare = set()
    for file in [*(ROOT / "atlas").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or any(k.arg in ("key", "by") for k in node.keywords):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            names = name == "sort_values" and not node.args and '"name"' in ast.unparse(node.func)
            if name == "sorted" or names:
                bare.add(file.relative_to(ROOT).as_posix())
    assert bare == set(UNSHOWN)


def test_what_is_listed_on_paper_is_in_order(study: Study) -> None:
    edition = council.all_communes(study, EDITION)
    names = [str(study.communes.at[code, "name"]) for code in edition.communes]
    assert names == sorted(names, key=collation) and len(names) > 50
    tables = [b for b in annex.blocks(study, EDITION) if isinstance(b, Table) and b.heads[0] in LISTS]
    assert tables
    for table in tables:
        listed = [str(row[0]) for row in table.rows]
        assert listed == sorted(listed, key=collation)


LISTS = ("Ancienne intercommunalité", "Lieux connus dans le territoire")
