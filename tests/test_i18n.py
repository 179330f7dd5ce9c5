"""Numbers and sentences in both languages."""

import math

import pytest

from i18n import NBSP, Lang, Text, number, percent, signed, typeset

MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "digits", "fr", "en"),
    [
        (0, 0, "0", "0"),
        (1234.5, 1, f"1{NBSP}234,5", "1,234.5"),
        (1234567.891, 2, f"1{NBSP}234{NBSP}567,89", "1,234,567.89"),
        (-1234.5, 1, f"{MINUS}1{NBSP}234,5", f"{MINUS}1,234.5"),
        (0.354, 2, "0,35", "0.35"),
        (999.6, 0, f"1{NBSP}000", "1,000"),
    ],
)
def test_a_number_is_written_as_its_language_does(value: float, digits: int, fr: str, en: str) -> None:
    assert number(value, "fr", digits) == fr
    assert number(value, "en", digits) == en


def test_the_space_is_u_00a0_which_common_fonts_have() -> None:
    assert NBSP == "\u00a0"
    assert "\u202f" not in number(1234567, "fr") + percent(0.5, "fr")


@pytest.mark.parametrize(("lang", "word"), [("fr", "inconnu"), ("en", "unknown")])
def test_nan_is_said_unknown(lang: Lang, word: str) -> None:
    assert number(math.nan, lang) == signed(math.nan, lang) == percent(math.nan, lang) == word


@pytest.mark.parametrize("value", [-0.0, -0.4, -0.049])
def test_what_rounds_to_zero_has_no_sign(value: float) -> None:
    digits = 1 if value > -0.1 else 0
    assert not number(value, "fr", digits).startswith((MINUS, "-"))
    assert set(signed(value, "fr", digits)) <= set("0,")


@pytest.mark.parametrize(
    ("value", "fr"), [(12, "+12"), (-3, f"{MINUS}3"), (0, "0"), (0.2, "0"), (1500, f"+1{NBSP}500")]
)
def test_a_signed_number_always_shows_its_sign_but_zero(value: float, fr: str) -> None:
    assert signed(value, "fr") == fr


def test_a_percentage_has_a_space_in_french_only() -> None:
    assert percent(0.755, "fr", 1) == f"75,5{NBSP}%"
    assert percent(0.755, "en", 1) == "75.5%"


def test_a_text_reads_and_fills_in_both_languages() -> None:
    text = Text("{name} : {n} communes", "{name}: {n} communes").format(name="Démo", n=5)
    assert text.in_lang("fr") == "Démo\u00a0: 5\u00a0communes"
    assert text.in_lang("en") == "Démo: 5\u00a0communes"


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Où ? Là !", "Où\u00a0? Là\u00a0!"),
        ("« Ainsi » : non ; si", "«\u00a0Ainsi\u00a0»\u00a0: non\u00a0; si"),
        ("5 % de 3 €.", "5\u00a0% de 3\u00a0€."),
        ("https://a.fr/x?y=1 :ici", "https://a.fr/x?y=1 :ici"),
    ],
)
def test_french_is_set_with_its_spaces(typed: str, set_: str) -> None:
    assert typeset(typed) == set_
    assert typeset(set_) == set_
