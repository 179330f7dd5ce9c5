"""What the Fusion page says and draws of CA du Pays Basque, to the figure; each verdict, on records made by hand."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from atlas import harmony
from atlas.classes import SEQUENTIAL, natural_breaks
from atlas.families import _alike
from atlas.merger import TOO_FEW, by_itself, verdict
from atlas.merger_findings import BUT, NOTHING, _by_chance, like_with_like
from cage import Study
from distance.borders import BorderEffect, Fault, Matched
from distance.families import Agreement
from i18n import typeset
from pages import fusion_faults, fusion_money, fusion_sides
from tests.test_fusion_page import opened, shown

NAN = float("nan")


def text_of(**query: str) -> str:
    return shown(opened(**query))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the map of the page was last asked to draw."""
    asked: dict[str, Any] = {}
    for part in (fusion_sides, fusion_faults, fusion_money):
        monkeypatch.setattr(part, "draw", lambda study, **given: asked.update(given, study=study))
    return asked


@pytest.fixture
def toy_study_without(study_of: Callable[..., Study]) -> Study:
    """The toy, 01005 being of no known former EPCI."""
    study = study_of()
    former = study.communes["former_epci"].where(study.communes.index != "01005", "")
    return replace(study, communes=study.communes.assign(former_epci=former))


def effect(at_equal: float = 0.1, q: float = 0.01, p: float = 0.005, tested: int = 4) -> BorderEffect:
    return BorderEffect(at_equal, -0.02, 0.03, p, q, tested, explained=0.07, pairs=90, known=1.0)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (effect(), "l’ancienne frontière elle-même se voit encore"),
        (effect(-0.1), "on se ressemble davantage de part et d’autre"),
        (effect(0.019), "c’est presque rien"),
        (effect(q=0.05), "l’ancienne frontière elle-même n’explique rien de net"),
        (effect(q=NAN, p=NAN), TOO_FEW.fr),
    ],
)
def test_the_verdict_on_a_border_is_that_of_all_the_distances_read(found: BorderEffect, said: str) -> None:
    assert verdict(found).in_lang("fr") == typeset(said)


def test_what_a_border_adds_is_said_with_what_chance_adds_and_the_correction() -> None:
    assert by_itself(effect(), "composite", "fr").replace("\u00a0", " ") == (
        "À minutes et tailles égales, une ancienne frontière ajoute 0,10 à la distance d’ensemble de deux communes "
        "voisines et explique 7 % de ses écarts ; des frontières tirées au hasard, de −0,02 à +0,03 (p < 0,01 ; "
        "corrigé pour 4 distances, q = 0,01) : l’ancienne frontière elle-même se voit encore."
    )
    alone = by_itself(effect(-0.1, tested=1), "cultural", "en")
    assert "a former border takes off 0.10 in the cultural distance" in alone
    assert "corrected" not in alone
    few = by_itself(effect(p=NAN, q=NAN), "composite", "fr")
    assert few.endswith(f"de ses écarts\u00a0: {TOO_FEW.in_lang('fr')}.")
    assert by_itself(effect(NAN), "composite", "fr") == by_itself(None, "composite", "fr") == ""


def fault(difference: float, p: float) -> Fault:
    return Fault(0.3, 0.3 - difference, difference, -0.01, 0.03, p, 99, 309, 1.0)


def test_the_raw_gap_is_no_proof_and_has_no_p() -> None:
    farther, closer = (_by_chance(fault(gap, 0.001), "fr") for gap in (0.1, -0.1))
    assert "les voisines y sont plus éloignées" in farther
    assert "les voisines y sont plus proches" in closer
    assert all(BUT.in_lang("fr") in one and "(p" not in one for one in (farther, closer))
    assert NOTHING.in_lang("en") in _by_chance(fault(0.1, 0.05), "en")
    assert _by_chance(fault(0.1, NAN), "en") == f"Raw gap: +0.10; {TOO_FEW.in_lang('en')}."


def test_like_with_like_says_when_chance_cannot_be_told() -> None:
    found = Matched(0.3, 0.2, 0.1, -0.02, 0.02, 0.04, 90, 99)
    assert "(at random, a gap of −0.02 to +0.02; p\u00a0=\u00a00.04)" in like_with_like(found, "composite", "en")[0]
    few = Matched(0.3, 0.2, 0.1, NAN, NAN, NAN, 90, 99)
    assert f"({TOO_FEW.in_lang('en')})" in like_with_like(few, "composite", "en")[0]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Agreement(0.4, 0.1, 0.2, 0.04), "de 0,10 à 0,20 (p = 0,04) : les anciens périmètres se voient dans"),
        (Agreement(0.1, 0.1, 0.2, 0.05), "(p = 0,05) : elles ne suivent pas les anciens périmètres"),
        (Agreement(0.4, NAN, NAN, NAN), f"(indice de Rand ajusté) : {TOO_FEW.fr}"),
    ],
)
def test_whether_families_are_the_former_perimeters(found: Agreement, said: str) -> None:
    assert typeset(said).replace("\u00a0", " ") in _alike(found, "fr").replace("\u00a0", " ")


def test_before_and_after_are_said_to_the_figure(drawn: dict[str, Any]) -> None:
    text = text_of()
    assert "Deux habitants de deux anciennes intercommunalités sont à environ 40 min" in text
    assert "deux habitants de la même, à environ 10 min." in text
    assert (
        "La distance d’ensemble entre habitants de deux communes est de 0,40 d’une ancienne intercommunalité à l’autre "
        "et de 0,23 au sein d’une même (sur 1 ; en comptant chaque commune pour une : 0,50 et 0,27)." in text
    )
    assert (
        "une ancienne frontière ajoute 0,01 à la distance d’ensemble de deux communes voisines et explique 0 % de ses "
        "écarts ; des frontières tirées au hasard, de −0,02 à +0,02 (p = 0,48 ; corrigé pour 4 distances, q = 0,64) : "
        "l’ancienne frontière elle-même n’explique rien de net." in text
    )
    assert (
        "serait de 0,39 (sur 1) ; elle est de 0,36, soit −0,03, lue sur 100 % des paires d’habitants. C’est mécanique"
        in re.sub("</?p>", " ", text).replace("  ", " ")
    )
    assert "nombre de communes aujourd’hui par classe" in text
    study, swipe = drawn["study"], drawn["swipe"]
    before, after = (
        [
            float(label.split("\n")[k].rpartition(" ")[2].rpartition("\u00a0")[2].replace(",", "."))
            for label in drawn["labels"]
        ]
        for k in (1, 2)
    )
    assert len(study.communes) == len(before) == 158
    colors = SEQUENTIAL["composite"]
    for values, fills in ((before, swipe.fills), (after, drawn["fills"])):
        ranks = [colors.index(fill) for fill in fills]
        assert pd.Series(values).groupby(ranks).max().is_monotonic_increasing
    # A merger brings nobody apart: no commune is paler before, and some are darker.
    assert all(colors.index(a) >= colors.index(b) for a, b in zip(swipe.fills, drawn["fills"], strict=True))
    assert sum(a != b for a, b in zip(swipe.fills, drawn["fills"], strict=True)) > 20
    classes = natural_breaks(pd.Series(before + after), colors)
    assert sum(classes.color(v) == fill for v, fill in zip(before, swipe.fills, strict=True)) > 0.9 * 158


def test_every_distance_between_and_within_is_in_its_column() -> None:
    text = re.sub(r"(<[^>]+>|\s)+", " ", text_of(partie="between"))
    assert "Ensemble 0,40 0,23 0,50 0,27 100 % 65 % 42 % à 63 % 0,69 0,78 +0,01 (p = 0,64)" in text
    assert "avec l’ancienne frontière 0,40 0,23 0,49 0,26 100 % 66 % – – – –" in text
    assert "Économique 0,34 0,37 0,42 0,33 99 % 27 % sur 144 communes" in text


def test_fault_lines_mark_the_99_former_borders_and_say_how_sharp_they_are(drawn: dict[str, Any]) -> None:
    text = text_of(partie="faults")
    assert sum(line.marked for line in drawn["lines"]) == 99
    assert len(drawn["lines"]) == 408
    assert "0,26 en moyenne, contre 0,21 ailleurs (99 et 309 limites)" in text
    assert "Écart brut : +0,04, quand des frontières d’un seul tenant tirées au hasard donnent de −0,01 à +0,03" in text
    assert "Parmi les 20 limites les plus marquées, 8 sont d’anciennes frontières, qui font 24 % de toutes." in text
    assert "0,25 contre 0,22 (au hasard, écart de −0,02 à +0,02 ; p = 0,08)" in text
    assert "se fend" not in text


def test_families_and_those_of_neighbours_have_each_their_own_argument() -> None:
    at = opened(partie="families")
    text = shown(at)
    assert "la silhouette moyenne est la plus haute à 2 (0,35)" in text
    assert "à 0,19 sur 1 (indice de Rand ajusté) ; des périmètres d’un seul tenant tirés au hasard" in text
    assert "neuf fois sur dix de 0,10 à 0,19 (p = 0,04) : les anciens périmètres se voient dans les familles" in text
    at.toggle(key="families-joined").set_value(True).run()
    assert not at.exception
    joined = shown(at)
    for said in (r"la plus haute à [^:]+ :", r"redisent les anciennes intercommunalités à \S+ sur 1"):
        free, near = (re.findall(said, one) for one in (text, joined))
        assert len(free) == len(near) == 1
        assert free != near


def test_gaps_of_income_are_split_and_minutes_are_drawn_as_they_are_said(drawn: dict[str, Any]) -> None:
    text = text_of(partie="inequality", lue="geographic")
    assert "Revenu médian par unité de consommation : 29 % des écarts (Theil) passent entre" in text
    assert "0,2318" in text  # of exact minutes, not of those shown
    shown_minutes = [label.split("\n")[1].rpartition("\u00a0")[2].rpartition(" ")[2] for label in drawn["labels"]]
    assert {int(minutes) % 5 for minutes in shown_minutes} == {0}


def test_a_commune_clicked_filters_its_own_territory_only_and_can_be_let_go() -> None:
    at = opened(partie="closer")
    assert "Seule l’ancienne frontière intercommunale change" in shown(at)
    assert "Paires de la commune" not in shown(opened(partie="closer", commune="01001"))
    at = opened(partie="closer", commune="64122")
    assert "Paires de la commune : Biarritz" in shown(at)
    pairs = re.findall(r"<tr><td>([^<]+ – [^<]+)</td>", shown(at))
    assert len(pairs) == fusion_faults.WORST
    assert all("Biarritz" in pair for pair in pairs)
    at.button(key="closer-all").click().run()
    assert "Paires de la commune" not in shown(at)
    assert not all("Biarritz" in pair for pair in re.findall(r"<tr><td>([^<]+ – [^<]+)</td>", shown(at)))


def test_a_commune_of_no_former_epci_has_no_number_of_pairs(toy_study_without: Study) -> None:
    table = pd.DataFrame({"a": ["01001"], "b": ["01003"]})
    found = fusion_faults.per_commune(toy_study_without, table)
    assert found["01001"] == found["01003"] == 1
    assert found["01002"] == 0
    assert np.isnan(found["01005"])


def test_where_every_former_epci_has_the_same_rule_nobody_gains() -> None:
    table = pd.DataFrame({"name": ["A", "B", "C"], "persons": [10.0, 20.0, 5.0], "value": [2.0, 2.0, NAN]})
    said = harmony.gaps(table, harmony.RULES["tarif"], "fr")
    assert [one.replace("\u00a0", " ") for one in said] == [
        "La même règle partout où elle est connue : 2 €.",
        "Inconnu pour : C.",
    ]
