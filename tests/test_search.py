"""An intercommunality is found by its name, its SIREN or any of its communes, however they are written."""

import unicodedata

import numpy as np
import pytest

import layers
from layers import COG
from layers.reference import raw
from layers.search import LONGEST, Match, matches

PAYS_BASQUE = Match("200067106", "Communauté d'agglomération du Pays Basque", "")
SAINT_ETIENNE = "244200770"
SEED = 11


def bare(name: str) -> str:
    """As it is typed in a hurry: capitals, no accent, no hyphen, no apostrophe, no ligature, "St"."""
    plain = name.upper().replace("Œ", "OE").replace("SAINTE-", "STE ").replace("SAINT-", "ST ")
    plain = unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode()
    return plain.replace("-", " ").replace("'", " ")


@pytest.mark.parametrize(
    "wanted",
    ["pays basque", "CA Pays Basque", "basque  PAYS", "communauté d’agglomération du pays basque", "agglo pays basq"],
)
def test_an_intercommunality_is_found_by_its_name(wanted: str) -> None:
    assert matches(wanted)[0] == PAYS_BASQUE


@pytest.mark.parametrize("wanted", ["200067106", " 200 067 106", "200\u00a0067\u00a0106", "20006710600019", "2000671"])
def test_an_intercommunality_is_found_by_its_siren(wanted: str) -> None:
    assert PAYS_BASQUE in matches(wanted)


@pytest.mark.parametrize(
    ("wanted", "commune"),
    [
        ("Bayonne", "Bayonne"),
        ("bayonne (64)", "Bayonne"),
        ("64102", "Bayonne"),
        ("haspa", "Hasparren"),
        ("st jean de luz", "Saint-Jean-de-Luz"),
        ("ＳＡＩＮＴ－ＪＥＡＮ－ＤＥ－ＬＵＺ", "Saint-Jean-de-Luz"),
    ],
)
def test_an_intercommunality_is_found_by_any_of_its_communes_which_is_said(wanted: str, commune: str) -> None:
    assert matches(wanted)[0] == PAYS_BASQUE._replace(commune=commune)


@pytest.mark.parametrize(
    "wanted", ["saint etienne", "St-Étienne", "SAINT ETIENNE", "saintetienne", "saint\u2011étienne"]
)
def test_accents_case_hyphens_and_abbreviations_do_not_matter(wanted: str) -> None:
    assert matches(wanted)[0].siren == SAINT_ETIENNE


@pytest.mark.parametrize(
    ("wanted", "siren"),
    [
        ("coeur de sologne", "200000800"),
        ("Cœur de Sologne", "200000800"),
        ("maroeuil", "200033579"),
        ("l hay les roses", "200054781"),
        ("L’Haÿ-les-Roses", "200054781"),
        ("lhay les roses", "200054781"),
        ("2a004", "242010056"),
        ("Saint-Denis 93", "200054781"),
        ("le mans", "247200132"),
    ],
)
def test_ligatures_apostrophes_and_codes(wanted: str, siren: str) -> None:
    assert matches(wanted)[0].siren == siren


def test_homonyms_are_all_found_the_most_peopled_first() -> None:
    found = [match for match in matches("saint-denis") if match.commune == "Saint-Denis"]
    assert [match.siren for match in found[:2]] == ["249740119", "200054781"]
    homonyms = raw("communes.parquet").query("name == 'Saint-Denis'")
    assert len(homonyms) == len(found) > 2


def test_every_intercommunality_and_any_commune_of_france_is_found_as_it_is_typed() -> None:
    draw = np.random.default_rng(SEED)
    communes = raw("communes.parquet").set_index("commune").sample(60, random_state=SEED)
    member = raw("membership.parquet").set_index("commune")[str(COG)]
    for code, name in communes["name"].items():
        siren = member[code]
        for wanted in (name, bare(name)):
            assert siren is None or siren in {match.siren for match in matches(wanted)}, wanted
    known = layers.epcis(COG)
    for siren in draw.choice(known.index.to_numpy(), 30, replace=False):
        assert siren in {match.siren for match in matches(bare(known.at[siren, "name"]))}
        assert matches(siren)[0].siren == siren


def test_no_intercommunality_is_given_twice() -> None:
    found = [match.siren for match in matches("saint")]
    assert len(found) == len(set(found)) > 500


FOUND_NOWHERE = (
    "", "   ", "\0", "🙂", ".*", "(((", "\\", "%", "\ud800", "Ж", "<script>", "nowhere at all",
    "e" * 5000, "a b " * 5000, "1" * 5000, "\ufdfa" * LONGEST, "\u0301" * LONGEST,
)  # fmt: skip


@pytest.mark.parametrize("wanted", FOUND_NOWHERE, ids=lambda wanted: ascii(wanted[:12]))
def test_hostile_texts_find_nothing_and_break_nothing(wanted: str) -> None:
    assert matches(wanted) == []


@pytest.mark.parametrize("wanted", ["bayonne|", "^bayonne$", "(bayonne)", "'bayonne' --", "bayonne\0", "%bayonne%"])
def test_signs_are_spaces_and_never_a_language(wanted: str) -> None:
    assert matches(wanted) == [PAYS_BASQUE._replace(commune="Bayonne")]
