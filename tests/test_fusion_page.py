"""The Fusion page without a browser: every part, both languages, territories that lack something."""

import re
from concurrent.futures import Future

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import merger
from atlas.readings import READINGS
from cage import RESIDENTS
from distance.between import huygens
from distance.draws import Drawn
from merger import chance
from pages.state import choices
from tests.test_given import given

PAYS_BASQUE, EMERAUDE, DOMBES = "200067106", "200090579", "200069193"
PARTS = {one.key: one for one in READINGS if one.screen == "fusion"}
WITHOUT_MERGER = ("faults", "families", "inequality", "years")
RULES = (
    "perimetre;politique;qf;tarif;heures\n"
    "246400030;cantine;0-600;2;\n200036614;cantine;0-600;3,50;\n246401616;cantine;0-600;5;\n"
    "246400030;cantine;601-1200;4;\n246401822;portage;tous;;10\n246401616;portage;tous;;6\n"
)
"""Not real: prices made for the test, by former EPCI of CA du Pays Basque."""


def page() -> None:
    """The strip of choices, then the page."""
    from pages import fusion  # noqa: PLC0415 - AppTest runs the body alone
    from pages.state import choices  # noqa: PLC0415 - AppTest runs the body alone

    chosen = choices.choose()
    if chosen is not None:
        fusion.show(chosen)


def opened(files: object = (), **query: str) -> AppTest:
    """The page once its random borders are drawn: without them, it is shown at once and says that they come."""
    study = choices.study_of(query.get("epci", PAYS_BASQUE), 2026, RESIDENTS, "")
    if merger.merged(study):
        chance.random_borders(study)
    at = AppTest.from_function(page, default_timeout=600)
    for key, value in query.items():
        at.query_params[key] = value
    at.session_state["given"] = list(files)  # type: ignore[call-overload]
    at.run()
    assert not at.exception
    return at


def shown(at: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in at.get("html")).replace("\u00a0", " ").replace("’", "'")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_said_in_both_languages(part: str, lang: str) -> None:
    text = shown(opened(partie=part, lang=lang))
    said = {"fr": "anciennes intercommunalités", "en": "former intercommunalities"}
    assert said[lang] in text
    assert said["en" if lang == "fr" else "fr"] not in text
    assert not re.search(r"\bnan\b|None|\{", text)


def test_the_finding_says_how_far_apart_and_what_the_border_itself_makes() -> None:
    text = shown(opened())
    assert "D'une ancienne intercommunalité à l'autre, deux habitants sont à environ 40 min" in text
    assert re.search(r"on ne distingue pas d'effet de l'ancienne frontière supérieur à 0,\d\d sur la distance", text)
    assert re.search(
        r"L'effet est la différence, [+−]0,\d{3} \(p = 0,\d+, à 0,\d+ près ; q = 0,\d+ pour \d tests", text
    )
    assert "2 des 6 niveaux suivis ont bougé" in text
    assert "Revitalisation rurale (ZRR), uniforme dans 10 des 10." in shown(opened(partie="between"))


def test_the_share_of_the_perimeters_is_beside_that_of_random_ones() -> None:
    """One by one by the R2 of the split, which the tests of the split compare with scikit-bio's."""
    text = re.sub("<[^>]+>", " ", shown(opened(partie="between")))
    row = text.partition(" Ensemble ")[2].partition("avec l'ancienne frontière")[0]
    study = merger.reading(choices.study_of(PAYS_BASQUE, 2026, RESIDENTS, ""))
    d, group, people = (
        merger.square(study, "composite"),
        merger.groups(study),
        study.communes["population"].to_numpy(float),
    )
    drawn = [huygens(d, one, people).r2 for one in chance.random_borders(study)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert f" {100 * huygens(d, group, people).r2:.0f} % " in row and f" {100 * low:.0f} % à {100 * high:.0f} % " in row


def test_over_the_years_what_is_mechanical_is_said_and_what_does_not_compare_is_withheld() -> None:
    text = shown(opened(partie="years"))
    assert "se comparent ici d'une année à l'autre : 2 sur 6" in text
    assert (
        "Mécanique : l'intercommunalité est commune dès le jour de la fusion, l'ancienne frontière s'efface ensuite"
        in text
    )
    assert "Revenu disponible médian : pas d'évolution à lire. Il faut deux années ; chargée ici : 2021." in text
    economic = shown(opened(partie="years", lue="economic"))
    assert "d'une année à l'autre : 0 sur 1" in economic and "Mécanique" not in economic


def test_without_files_a_merger_is_read_from_a_partial_overall_distance_or_else_from_a_dimension() -> None:
    at = opened(epci=EMERAUDE)
    dimensions = ["Distance culturelle", "Distance administrative", "Distance géographique", "Distance économique"]
    assert at.selectbox(key="lue").options == ["Distance d’ensemble", *dimensions]
    assert "Distance d'ensemble, avant et après la fusion" in shown(at)
    profile = opened(epci=EMERAUDE, p="profile")
    assert profile.selectbox(key="lue").options == dimensions
    assert "Distance administrative, avant et après la fusion" in shown(profile)


@pytest.mark.parametrize("part", WITHOUT_MERGER)
def test_without_a_merger_the_page_says_so_and_still_serves(part: str) -> None:
    at = opened(epci=DOMBES, partie=part)
    text = shown(at)
    assert "On ne connaît pas ici les périmètres d'avant 2019 : on ne sait donc pas si" in text
    assert at.button(key="load-lists").label.startswith("Charger les listes annuelles de communes, 2013 à 2018")
    assert set(at.segmented_control(key="partie").options) == {PARTS[key].title.fr for key in WITHOUT_MERGER}
    assert "p = " not in text and "ancienne frontière intercommunale" not in text


def test_a_part_that_needs_a_merger_is_not_opened_without_one() -> None:
    at = opened(epci=DOMBES, partie="sides")
    assert "sides" in at.warning[0].value


def test_without_a_file_of_rules_the_page_says_what_to_bring() -> None:
    text = shown(opened(partie="harmony"))
    assert "Tarifs et règles par ancien périmètre" in text and "Banatic n'est pas chargé" in text


def test_aligning_prices_says_who_gains_and_who_loses() -> None:
    """From 2 to 5 euros: the mean of residents is computed below, on the three former EPCIs of the file."""
    at = opened([(PAYS_BASQUE, given("prices", RULES))], partie="harmony")
    text = shown(at)
    assert "Du plus bas (CA Côte Basque Adour : 2 €) au plus haut (CC d'Amikuze : 5 €), l'écart est de 3 €" in text
    assert "Inconnu pour : CC Errobi, CC de Bidache" in text
    study = choices.study_of(PAYS_BASQUE, 2026, RESIDENTS, "")
    people = study.communes.groupby("former_epci")["population"].sum()
    prices = {"246400030": 2.0, "200036614": 3.5, "246401616": 5.0}
    mean = sum(people[k] * v for k, v in prices.items()) / sum(people[k] for k in prices)
    gain = f"{5 - mean:.2f}".replace(".", ",")
    losers = f"{people['246400030'] + people['200036614']:,.0f}".replace(",", " ")
    assert f"{losers} habitants y perdent (jusqu'à +3 €), aucun n'y gagne." in text
    assert f"−{gain} €" in text


def test_more_hours_are_a_gain() -> None:
    at = opened([(PAYS_BASQUE, given("prices", RULES))], partie="harmony")
    policy = next(box for box in at.selectbox if box.label == "Service ou politique")
    policy.select("portage").run()
    assert not at.exception
    assert "Aligner au plus haut" in shown(at) and "(jusqu'à +4 h), aucun n'y perd." in shown(at)


@pytest.mark.parametrize("query", [{"partie": "nothing"}, {"lue": "nothing"}], ids=str)
def test_a_wrong_address_gets_a_sentence_and_the_default(query: dict[str, str]) -> None:
    assert "nothing" in opened(**query).warning[0].value


@pytest.mark.parametrize("part", [one.key for one in READINGS if one.beside_chance])
def test_until_comparable_borders_are_drawn_the_page_says_that_they_come_and_shows_the_rest(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = [Drawn(np.zeros((333, 158), np.int64), 700)]
    monkeypatch.setattr(chance, "drawing", lambda _: chance.Drawing(Future(), drawn))
    at = AppTest.from_function(page, default_timeout=600)
    at.query_params["partie"] = part
    at.run()
    assert not at.exception
    (bar,) = at.get("progress")
    assert bar.proto.value == 33 and "se tirent au hasard" in bar.proto.text
    text = shown(at)
    assert not re.search(r"À minutes et tailles égales|\bp = |\bnan\b", text)
    assert "Fusion de 2017 : 10 anciennes intercommunalités" in text
