"""The configuration: written then read it is the same; a wrong key or value is a sentence."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cage
from atlas.exports import EXPORTS
from atlas.maps import MAPS
from atlas.paper.order import USED, Document, PrintOrder
from atlas.run import config
from atlas.run.asked import BETWEEN_KEY, RESIDENTS_KEY, StudyChoices, asked_of, pairing_key, scheme_of
from atlas.run.config import Config
from cage import Study
from distance import DIMENSIONS, Pair, Scheme
from i18n import Text
from layers import LayerError
from layers.own import BY_KEY, POINT_PROJECTIONS
from layers.own.described import Described, described, found
from layers.own.given import Given
from tests.test_given import SERVICES

HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ['"""', "'''\n[own]", '\\u0000"', "=cmd|' /C calc'!A0", "<script>", "${HOME}", "\u202e\u05d0", "é" * 200]
)
COLUMNS = [column.key for column in BY_KEY["services"].columns]
OWN = st.builds(
    Described,
    kind=st.just("services"),
    file=HOSTILE.filter(bool),
    sha256=HOSTILE,
    columns=st.none() | st.dictionaries(st.sampled_from(COLUMNS), HOSTILE, min_size=1),
    projection=st.none() | st.sampled_from(list(POINT_PROJECTIONS)),
    policy=HOSTILE,
    quotient=st.floats(0, 5000),
)
KEYS = st.lists(HOSTILE, max_size=3).map(tuple)
CHOICES = {
    "size": st.sampled_from(["a4", "a3"]),
    **dict.fromkeys(("landscape", "former", "photocopy", "apart"), st.booleans()),
    "maps": st.none() | st.lists(st.sampled_from([shown.key for shown in MAPS])).map(tuple),
    **dict.fromkeys(("communes", "towards", "readings"), KEYS),
}


def orders(document: Document) -> st.SearchStrategy[PrintOrder]:
    """Orders of one document, with the choices it takes and no other."""
    taken = {key: CHOICES[key] for key in USED[document]}
    return st.builds(PrintOrder, document=st.just(document), day=st.dates(), color=HOSTILE, logo=HOSTILE, **taken)


ASKED = st.builds(
    StudyChoices,
    to=st.lists(HOSTILE).map(tuple),
    weights=st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, st.integers(0, 100))),
    aggregation=st.sampled_from(["mean", "quadratic", "profile"]),
    lang=st.sampled_from(["fr", "en"]),
    formats=st.none() | st.lists(st.sampled_from([export.key for export in EXPORTS])).map(tuple),
    printed=st.lists(st.sampled_from(list(USED)).flatmap(orders), max_size=3).map(tuple),
)


@given(st.builds(Config, siren=HOSTILE, asked=ASKED, own=st.lists(OWN).map(tuple)))
def test_what_is_written_is_read_again(wanted: Config) -> None:
    assert config.read(config.written(wanted)) == wanted


def test_an_empty_configuration_is_what_the_app_opens_with() -> None:
    assert config.read("") == Config()
    assert StudyChoices().scheme == Scheme(25.0, 25.0, 25.0, 25.0)


def test_one_pairing_may_be_written_alone() -> None:
    assert config.read('vers = "residents"').asked.to == ("residents",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cog = " + "9" * 5000, "trop long"),
        ("\nepci = ]", "ligne 2, à partir du caractère 8"),
        ("epci = '''a", "la fin manque"),
        ("poids = 3", "poids"),
        ("epci = 200067106", "epci"),
        ("cog = '2026'", "cog"),
        ("cog = true", "cog"),
        ("geographic = 101", "0 à 100"),
        ("geographic = 2.5", "geographic"),
        ("p = 'cubic'", "quadratic"),
        ("lang = 'de'", "lang"),
        ("formats = ['pdfx']", "geojson"),
        ("vers = [3]", "vers"),
        ("own = 3", "own"),
        ("[[own]]\nkind = 'services'", "file"),
        ("[[own]]\nkind = 'services'\nfile = 'a'\npostgis = 'b'\ntable = 'c'", "file"),
        ("[[own]]\nkind = 'services'\npostgis = 'b'", "table"),
        ("[[own]]\nkind = 'nothing'\nfile = 'a'", "own.kind"),
        ("[[own]]\nkind = 'services'\nfile = 'a'\n[own.columns]\nnome = 'x'", "own.columns.nome"),
        ("[[own]]\nkind = 'services'\nfile = 'a'\nprojection = 'x'", "lambert_93"),
        ("print = 3", "print"),
        ("[[print]]\ndocument = 'atlas'", "day"),
        ("[[print]]\nday = 2026-11-22", "document"),
        ("[[print]]\ndocument = 'atlas'\nday = '2026-11-22'", "sans guillemets"),
        ("[[print]]\ndocument = 'atlas'\nday = 2026-11-22T10:00:00", "sans guillemets"),
        ("[[print]]\ndocument = ['atlas']\nday = 2026-11-22", "citizen"),
        ("[[print]]\ndocument = 'atlas'\nday = 2026-11-22\nmaps = ['nothing']", "composite"),
        ("[[print]]\ndocument = 'atlas'\nday = 2026-11-22\nsize = 'a5'", "a4, a3"),
        ("[[print]]\ndocument = 'atlas'\nday = 2026-11-22\nphotocopy = 1", "true ou false"),
        ("[[print]]\ndocument = 'citizen'\nday = 2026-11-22\nsize = 'a3'", "print.size"),
        ("[[print]]\ndocument = 'annex_pdf'\nday = 2026-11-22\nimage = 'x'", "print.image"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(LayerError, match=said) as caught:
        config.read(text)
    assert caught.value.message.en


def test_a_wrong_address_of_a_database_is_not_said_again() -> None:
    with pytest.raises(LayerError) as caught:
        config.read("[[own]]\nkind = 'services'\npostgis = ['postgresql://me:secret@host/base']\ntable = 'c'")
    assert "secret" not in "".join(caught.value.message)
    assert "secret" not in repr(Described("services", postgis="postgresql://me:secret@host/base"))


@pytest.mark.parametrize(
    ("pair", "theme", "key"),
    [
        (cage.TO_SERVICES, "acces-aux-droits", "service-acces-aux-droits"),
        (cage.TO_INSTITUTIONS, "mairie", "institution-mairie"),
        (cage.RESIDENTS, "", RESIDENTS_KEY),
        (cage.BETWEEN_INSTITUTIONS, "", BETWEEN_KEY),
    ],
)
def test_a_study_says_what_would_ask_for_it(study_of: Callable[..., Study], pair: Pair, theme: str, key: str) -> None:
    weights = dict(zip(DIMENSIONS, (10, 0, 60, 30), strict=True))
    study = replace(study_of(pair, theme), scheme=scheme_of(weights, "quadratic"))
    asked = asked_of(study, "en", ["csv"])
    assert asked == StudyChoices(2026, (key,), weights, "quadratic", "en", ("csv",))
    assert asked.scheme == study.scheme
    assert pairing_key(pair, theme) == key


def test_weights_that_are_all_zero_are_equal_and_asked_for_again_as_such(study_of: Callable[..., Study]) -> None:
    nothing = scheme_of(dict.fromkeys(DIMENSIONS, 0), "mean")
    assert nothing == Scheme()
    assert asked_of(replace(study_of(), scheme=nothing), "fr", []).scheme == nothing


def services(columns: tuple[tuple[str, str | None], ...]) -> Given:
    return Given("services", "services d'ici.csv", SERVICES.encode(), columns)


def mapped(**columns: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((key, columns.get(key)) for key in COLUMNS)


def test_a_file_of_the_readers_is_found_again_with_its_own_key(tmp_path: Path) -> None:
    one = services(mapped(nom="nom", theme="theme", code_insee="code_insee"))
    (tmp_path / one.name).write_bytes(one.content)
    again = found(described(one), tmp_path)
    assert again == one and again.key == one.key


def test_columns_that_are_not_given_are_recognised(tmp_path: Path) -> None:
    (tmp_path / "services.csv").write_text(SERVICES)
    columns = dict(found(Described("services", "services.csv"), tmp_path).columns)
    assert columns["nom"] == "nom" and columns["zone_eligibilite"] == "zone_eligibilite"


def test_a_kept_file_stands_in_for_one_that_is_not_beside(tmp_path: Path) -> None:
    one = services(mapped(nom="nom"))
    assert found(described(one), tmp_path, [one]) == one


def test_a_file_that_is_missing_or_another_is_refused(tmp_path: Path) -> None:
    one = services(mapped(nom="nom"))
    with pytest.raises(LayerError, match="à côté de la configuration"):
        found(described(one), tmp_path)
    (tmp_path / one.name).write_text("nom\nautre\n")
    with pytest.raises(LayerError, match="sha256"):
        found(described(one), tmp_path, [one])


def test_every_rule_says_what_it_expects() -> None:
    rules = [*config.VALUE_RULES.values(), *config.OWN_RULES.values(), *config.PRINT_RULES.values()]
    assert all(isinstance(rule.expected, Text) and rule.expected.fr and rule.expected.en for rule in rules)
