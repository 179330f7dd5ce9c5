"""Every list of names of places is searched as one writes: no accent, no hyphen, "st"; what is chosen can be left."""

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from layers.search import among
from pages.state import choices
from tests.test_architecture import own, tree
from tests.test_search import bare

MAIN = str(Path(__file__).parent.parent / "pages" / "main.py")
BAIGORRY = ("64477", "Saint-Étienne-de-Baïgorry")
WRITTEN = ("saint etienne", "ST ETIENNE", "st-etienne", "baigorry", "64477", "Saint‑Étienne de Baigorry")

PICKER = """
from pages.widgets import names
names.{how}
"""
"""A page of one box, to try what every page uses."""


def picker(how: str, **asked: str) -> AppTest:
    at = AppTest.from_string(PICKER.format(how=how), default_timeout=60)
    at.query_params.update(asked)
    return at.run()


NAMES = {
    "64477": "Saint-Étienne-de-Baïgorry",
    "64483": "Saint-Jean-de-Luz",
    "64485": "Saint-Jean-Pied-de-Port",
    "64547": "Ustaritz",
}
ONE = f"one(names.communes('commune', 'Commune', ''), {NAMES}, 'fr')"
SEVERAL = f"several(names.communes('paper-communes', 'Communes', ''), {NAMES}, ['64547'], 'fr')"


def matches(at: AppTest) -> list[str]:
    return [button.label.replace("\\", "") for button in at.button if (button.key or "").startswith("match-commune")]


def written(at: AppTest, wanted: str) -> AppTest:
    box = next(box for box in at.text_input if (box.key or "").startswith(("search-commune", "search-paper-communes")))
    at = box.set_value(wanted).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("wanted", WRITTEN)
def test_a_commune_is_found_without_accents_hyphens_or_capitals(wanted: str) -> None:
    at = AppTest.from_file(MAIN, default_timeout=60).run()
    assert matches(written(at, wanted))[0] == BAIGORRY[1]
    at.button(key=f"match-commune--{BAIGORRY[0]}").click().run()
    assert not at.exception and at.query_params["commune"] == BAIGORRY[0]
    assert at.button(key=f"leave-commune-{BAIGORRY[0]}").label.replace("\\", "") == BAIGORRY[1]


def test_another_takes_its_place_and_it_can_be_left() -> None:
    at = written(picker(ONE, commune="64477"), "st jean")
    assert matches(at) == [NAMES["64483"], NAMES["64485"]]
    at = at.button(key="match-commune-64477-64485").click().run()
    assert at.query_params["commune"] == "64485" and matches(at) == []
    at.button(key="leave-commune-64485").click().run()
    assert "commune" not in at.query_params


def test_several_are_gathered_one_by_one_and_none_may_be_left() -> None:
    at = written(picker(SEVERAL), "etienne")
    at = at.button(key="match-paper-communes-64547-64477").click().run()
    assert at.query_params["paper-communes"] == "64547,64477"
    for code in ("64547", "64477"):
        at = at.button(key=f"leave-paper-communes-{code}").click().run()
    assert at.query_params["paper-communes"] == "" and not at.exception


def test_what_answers_to_nothing_is_told_and_is_no_markup() -> None:
    at = written(picker(ONE), "<b>zzz")
    said = " ".join(str(one.proto.body) for one in at.get("html"))
    assert "Aucune commune" in said and "&lt;b&gt;zzz" in said


def test_every_intercommunality_and_commune_is_found_as_it_is_typed_in_a_hurry() -> None:
    every = choices.epci_names()
    for siren in list(every)[::40]:
        assert siren in among(every, bare(every[siren]))
    bearn = {siren for siren, name in every.items() if "Béarn" in name}
    assert bearn and bearn <= set(among(every, "bearn"))


def test_no_list_is_filtered_as_streamlit_does_it_to_which_an_accent_is_another_letter() -> None:
    calls = [
        call
        for file in own("pages")
        for call in ast.walk(tree(file))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("selectbox", "multiselect")
        and ast.unparse(call.func.value) != "state"
    ]
    assert len(calls) >= 5
    assert not [ast.unparse(call) for call in calls if "filter_mode=None" not in ast.unparse(call)]
