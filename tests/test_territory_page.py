"""Changing territory: written as one likes, found, said why, chosen; a sentence where nothing answers."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.state import choices
from pages.widgets import names
from pages.widgets.markup import plain

MAIN = str(Path(__file__).parent.parent / "pages" / "main.py")
PATIENCE = 60
COUSERANS = "200067940"


def searched(wanted: str, lang: str = "fr") -> AppTest:
    """The page once something is written in the box of the territory."""
    at = AppTest.from_file(MAIN, default_timeout=PATIENCE)
    at.query_params["lang"] = lang
    at.run().text_input(key=f"search-{choices.EMBEDDED}").set_value(wanted).run()
    assert not at.exception
    return at


def listed(at: AppTest) -> list[str]:
    return [button.label.replace("\\", "") for button in at.button if (button.key or "").startswith("match-")]


def shown(at: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in at.get("html"))


def test_an_intercommunality_is_listed_with_the_commune_that_made_it_found() -> None:
    at = searched("Bayonne")
    assert listed(at) == ["Communauté d’agglomération du Pays Basque · 200067106 · Bayonne"]
    assert listed(searched("saint etienne"))[0] == "Saint-Etienne Métropole · 244200770"


def test_the_one_chosen_is_the_heading_and_is_in_the_address() -> None:
    at = searched("couserans")
    at.button(key=f"match-{choices.EMBEDDED}-{COUSERANS}").click().run()
    assert not at.exception
    assert at.query_params["epci"] == COUSERANS
    assert "<h1>Communauté de communes Couserans-Pyrénées</h1>" in shown(at)
    assert listed(at) == []


@pytest.mark.parametrize(
    ("lang", "none", "more"),
    [("fr", "Aucune intercommunalité ne répond", "voici les 8 premières"),
     ("en", "No intercommunality answers", "here are the first 8")],
)  # fmt: skip
def test_what_is_not_found_is_said_in_the_language_of_the_reader(lang: str, none: str, more: str) -> None:
    assert none in shown(searched("zzzz", lang))
    assert len(listed(at := searched("saint", lang))) == names.SHOWN and more in shown(at)


@pytest.mark.parametrize("wanted", ["<zzzz>&", "x" * 5000, "\0", "(((", "🙂", "*zzzz*"], ids=lambda one: ascii(one[:5]))
def test_hostile_texts_are_shown_as_text(wanted: str) -> None:
    at = searched(wanted)
    assert listed(at) == [] and "Aucune intercommunalité" in shown(at)
    assert "<zzzz>" not in shown(at) and "x" * 41 not in shown(at)


def test_signs_of_a_name_are_no_markdown_in_a_label() -> None:
    assert plain("CC *x* [y](z) $1$ :red[a] d'Été") == r"CC \*x\* \[y\]\(z\) \$1\$ \:red\[a\] d\'Été"
