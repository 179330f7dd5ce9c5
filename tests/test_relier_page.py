"""The Relier page without a browser: partners with their direction, a perimeter by list."""

import re

import pytest
from streamlit.testing.v1 import AppTest

EMERAUDE = "200090579"


def page() -> None:
    """The strip of choices, then the page."""
    from pages import choices, relier  # noqa: PLC0415 - AppTest runs the body alone

    chosen = choices.choose()
    if chosen is not None:
        relier.show(chosen)


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(page, default_timeout=180)
    for key, value in ({"epci": EMERAUDE} | query).items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def shown(at: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in at.get("html")).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", ("Au plus près de Communauté", "peuplée", "habitants")), ("en", ("Nearest to Communauté", "residents"))],
)
def test_neighbours_are_ranked_with_their_direction(lang: str, said: tuple[str, ...]) -> None:
    text = shown(opened(lang=lang, par="minutes"))
    assert all(part in text for part in said)
    assert not re.search(r"\bnan\b|None|\{", text)


def test_a_commune_has_its_own_neighbours() -> None:
    """39007 is in Terre d'Émeraude; itself, it is no partner of its own."""
    at = opened(commune="39007", par="geographic")
    name = at.selectbox(key="commune").format_func("39007")
    assert f"À quelle distance de {name}" in shown(at)
    assert f"<td>{name}<br>" not in shown(at)


def test_a_perimeter_by_list_says_its_distance_or_why_it_cannot() -> None:
    at = opened()
    assert "Entre deux habitants" in shown(at)
    at.text_input(key="codes").set_value("99999").run()
    assert not at.exception
    assert "99999" in at.error[0].value


@pytest.mark.parametrize("query", [{"par": "nothing"}, {"commune": "64102"}], ids=str)
def test_a_wrong_address_gets_a_sentence_and_the_default(query: dict[str, str]) -> None:
    assert next(iter(query.values())) in opened(**query).warning[0].value
