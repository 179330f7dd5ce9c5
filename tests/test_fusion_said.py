"""What the Fusion page says and draws of CA du Pays Basque, to the figure; each verdict, on records made by hand."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from atlas.classes import SEQUENTIAL, natural_breaks
from atlas.finding import Finding
from atlas.findings import harmony
from atlas.findings.between import TOO_FEW, _tested, beside, by_itself
from atlas.findings.families import LIKE, UNLIKE, UNTOLD, _agreement, _repeated
from atlas.findings.faults import breaks
from atlas.readings.closer import per_commune
from atlas.readings.faults import WORST
from cage import Study
from distance.families import Agreement
from distance.tested import BorderEffect, Fault
from i18n import Text
from merger.chance import ALL_ZONINGS
from merger.rules import aligned
from pages.widgets import blocks
from tests import contradictions
from tests.test_fusion_page import opened, shown

NAN = float("nan")


def text_of(**query: str) -> str:
    return shown(opened(**query))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the map of the page was last asked to draw."""
    asked: dict[str, Any] = {}
    monkeypatch.setattr(blocks, "draw", lambda study, **given: asked.update(given, study=study))
    return asked


@pytest.fixture
def toy_study_without(study_of: Callable[..., Study]) -> Study:
    """The toy, 01005 being of no known former EPCI."""
    study = study_of()
    former = study.communes["former_epci"].where(study.communes.index != "01005", "")
    return replace(study, communes=study.communes.assign(former_epci=former))


def plain(said: Finding | None) -> str:
    assert said is not None
    return said.in_lang("fr").replace("\u00a0", " ").replace("’", "'")


def effect(q: float = 0.01, *, at_equal: float = 0.1) -> BorderEffect:
    return BorderEffect(
        at_equal, random=0.004, low=-0.02, high=0.03, effect=at_equal - 0.004, p=0.004, error=0.004, drawn=999,
        detectable=0.0357, q=q, tested=6, explained=0.07, pairs=90, known=1.0,
    )  # fmt: skip


ON = "à l'ancienne frontière sur la distance d'ensemble de deux communes voisines"
ABOVE = "on ne distingue pas d'effet de l'ancienne frontière supérieur à"
SAME_LINES = " ; vallées, provinces et cantons suivent les mêmes lignes."
NOT_JUDGED = (
    "l'ancienne frontière n'est pas jugée ici (distance d'ensemble) : trop peu de limites comparables peuvent être "
    "tirées au hasard, ou trop peu de communes se touchent."
)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (effect(), f"un effet de +0,10 (entre +0,07 et +0,12) se lit {ON}{SAME_LINES}"),
        (effect(at_equal=-0.1), f"un effet de −0,10 (entre −0,13 et −0,08) se lit {ON}{SAME_LINES}"),
        (effect(0.05), f"{ABOVE} 0,04 {ON.partition('frontière ')[2]}{SAME_LINES}"),
        (replace(effect(0.05), detectable=0.0036), f"{ABOVE} 0,004 {ON.partition('frontière ')[2]}{SAME_LINES}"),
        (effect().withheld, NOT_JUDGED),
    ],
    ids=["farther", "closer", "not told", "never above nothing", "withheld"],
)
def test_the_verdict_on_a_border_is_that_of_all_the_distances_read(found: BorderEffect, said: str) -> None:
    sentence = plain(by_itself(found, "composite"))
    assert sentence == f"À minutes et tailles égales, {said}"
    assert not re.search(r"\b[pq] =|R²|significati|n'explique", sentence)


def test_the_evidence_has_chance_the_correction_and_both_readings() -> None:
    both = {"composite": effect(), f"composite{ALL_ZONINGS}": effect(0.3, at_equal=0.2), "cultural": effect()}
    evidence, with_zonings = (plain(one) for one in _tested(both, "composite"))
    assert evidence == (
        "Preuve (distance d'ensemble) : l'ancienne frontière fait +0,100 à minutes et tailles égales ; 999 limites "
        "tirées au hasard, aux mêmes populations et aussi longues en minutes, font +0,004 (médiane ; 95 % de −0,020 à "
        "+0,030). L'effet est la différence, +0,096 (p = 0,004, à 0,004 près ; q = 0,01 pour 6 tests) ; le plus petit "
        "qu'on verrait quatre fois sur cinq est 0,036. Part des écarts : 7 %."
    )
    assert with_zonings == (
        "Avec les zonages qui suivent les anciens périmètres : effet de +0,196 (p = 0,004, à 0,004 près ; q = 0,30)."
    )
    assert len(_tested(both, "cultural")) == 1
    assert _tested({"composite": effect().withheld}, "composite") == _tested({}, "composite") == []
    assert by_itself(effect(at_equal=NAN), "composite") is by_itself(None, "composite") is None
    assert [one.replace("\u00a0", " ") for one in beside(both, "composite", "fr")] == [
        "+0,096 (q = 0,01)", "+0,196 (q = 0,30)",
    ]  # fmt: skip
    assert len(set(beside(both, "cultural", "fr"))) == 1 and beside({}, "composite", "fr") == ["–", "–"]


@pytest.mark.parametrize(("across", "inside"), [(0.2551, 0.2149), (0.2649, 0.2051), (0.30, 0.1), (0.123456, 0.0987)])
def test_a_gap_and_its_parts_add_up_as_they_are_printed(across: float, inside: float) -> None:
    """0.26 against 0.21 was told with +0.04."""
    found = Fault(across, inside, across - inside, 99, 309, 1.0)
    table = pd.DataFrame({"value": [0.1], "former": [True]})
    said = plain(breaks(table, found, "composite")[-1])
    a, b, gap = (float(one.replace(",", ".").replace("+", "")) for one in re.findall(r"\+?\d,\d+", said))
    assert a - b == pytest.approx(gap)


@pytest.mark.parametrize(
    ("found", "said", "behind"),
    [
        (Agreement(0.4, 0.1, 0.2), LIKE, "neuf fois sur dix de 0,10 à 0,20."),
        (Agreement(0.1, 0.1, 0.2), UNLIKE, "neuf fois sur dix de 0,10 à 0,20."),
        (Agreement(0.4, NAN, NAN), UNTOLD, f"indice de Rand ajusté de 0,40 ; {TOO_FEW.fr}."),
    ],
)
def test_whether_families_are_the_former_perimeters(found: Agreement, said: Text, behind: str) -> None:
    assert _repeated(found) == said
    assert plain(_agreement(found)).endswith(behind)


def test_before_and_after_are_said_to_the_figure(drawn: dict[str, Any]) -> None:
    text = text_of()
    assert (
        "D'une ancienne intercommunalité à l'autre, deux habitants sont à environ 40 min ; au sein d'une même" in text
    )
    for pattern in (
        r"habitants de deux communes est de 0,\d\d d'une ancienne intercommunalité à l'autre et de 0,\d\d au sein",
        r"En comptant chaque commune pour une : distance d'ensemble de 0,\d\d",
        r"on ne distingue pas d'effet de l'ancienne frontière supérieur à 0,0\d sur la distance d'ensemble",
        r"fait [+−]0,\d{3} à minutes et tailles égales ; 999 limites tirées au hasard",
        r"L'effet est la différence, [+−]0,\d{3} \(p = 0,\d+, à 0,\d+ près ; q = 0,\d+ pour \d tests\)",
    ):
        assert re.search(pattern, text), pattern
    assert "2 des 6 niveaux suivis ont bougé : ancienne frontière intercommunale et intercommunalité" in text
    before, after, change = re.search(  # type: ignore[union-attr]
        r"serait de (0,\d+) sous les périmètres d'avant 2017 ; elle est de (0,\d+), soit −(0,\d+), sur 100 %", text
    ).groups()
    numbers = [float(one.replace(",", ".")) for one in (before, after, change)]
    assert numbers[0] - numbers[1] == pytest.approx(numbers[2])
    assert "nombre de communes aujourd'hui par classe" in text
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
    score, share, effect = r"0,\d\d", r"\d+ %", r"[+−]0,\d{3} \(q = 0,\d+\)"
    four, known = " ".join([score] * 4), f"100 % {share}"
    assert re.search(f"Ensemble {four} {known} {share} à {share} {score} {score} {effect} {effect}", text)
    assert re.search(f"avec l'ancienne frontière {four} {known} – – – – –", text)
    assert re.search(f"Économique {four} {known} {share}", text)
    assert re.search(f"Niveau de richesse {four} 99 % {share} sur 144 communes", text)


def test_fault_lines_mark_the_99_former_borders_and_say_how_sharp_they_are(drawn: dict[str, Any]) -> None:
    text = text_of(partie="faults")
    assert sum(line.marked for line in drawn["lines"]) == 99
    assert len(drawn["lines"]) == 408
    assert re.search(r"0,\d+ en moyenne, contre 0,\d+ ailleurs, soit \+0,\d+ \(limites communales : 99 et 309\)", text)
    assert re.search(
        r"Anciennes frontières parmi les \d\d limites les plus marquées : \d+ \(\d+ %, contre 24 % de", text
    )
    assert "écart brut" not in text
    assert "se fend" not in text


def test_families_and_those_of_neighbours_have_each_their_own_argument() -> None:
    at = opened(partie="families")
    text = shown(at)
    assert re.search(r"\d familles de communes .+, autour des communes suivantes : ", text)
    assert ("se voient dans ces familles." in text) != ("On ne distingue pas les anciennes intercommunalités" in text)
    assert re.search(
        r"silhouette moyenne de 0,\d\d avec \d+ familles ; de 2 à 12 familles, la plus haute est avec", text
    )
    assert re.search(r"indice de Rand ajusté de \S+ ; des périmètres d'un seul tenant tirés au hasard, neuf fois", text)
    at.toggle(key="families-joined").set_value(True).run()
    assert not at.exception
    joined = shown(at)
    for said in (
        r"Preuve : silhouette moyenne de [^.]+\.",
        r"anciennes intercommunalités : indice de Rand ajusté de \S+",
    ):
        free, near = (re.findall(said, one) for one in (text, joined))
        assert len(free) == len(near) == 1
        assert free != near


def test_gaps_of_income_are_split_and_minutes_are_drawn_as_they_are_said(drawn: dict[str, Any]) -> None:
    text = text_of(partie="inequality", lue="geographic")
    assert "Revenu médian par unité de consommation : 71 % des écarts entre communes sont au sein des anciennes" in text
    assert "29 % entre elles." in text
    assert "0,2318" in text  # of exact minutes, not of those shown
    written = [label.split("\n")[1].rpartition(": ")[2].replace("\u00a0", " ") for label in drawn["labels"]]
    assert all(re.fullmatch(r"(environ|moins de) \d*[05] min", one) for one in written)


def test_a_commune_clicked_filters_its_own_territory_only_and_can_be_let_go() -> None:
    at = opened(partie="closer")
    assert "Seuls changent entre avant et après" in shown(at)
    assert "Paires de la commune" not in shown(opened(partie="closer", commune="01001"))
    at = opened(partie="closer", commune="64122")
    assert "Paires de la commune : Biarritz" in shown(at)
    pairs = re.findall(r"<tr><td>([^<]+ – [^<]+)</td>", shown(at))
    assert len(pairs) == WORST
    assert all("Biarritz" in pair for pair in pairs)
    at.button(key="closer-all").click().run()
    assert "Paires de la commune" not in shown(at)
    assert not all("Biarritz" in pair for pair in re.findall(r"<tr><td>([^<]+ – [^<]+)</td>", shown(at)))


def test_a_commune_of_no_former_epci_has_no_number_of_pairs(toy_study_without: Study) -> None:
    table = pd.DataFrame({"a": ["01001"], "b": ["01003"]})
    found = per_commune(toy_study_without, table)
    assert found["01001"] == found["01003"] == 1
    assert found["01002"] == 0
    assert np.isnan(found["01005"])


def test_where_every_former_epci_has_the_same_rule_nobody_gains() -> None:
    table = pd.DataFrame({"name": ["A", "B", "C"], "persons": [10.0, 20.0, 5.0], "value": [2.0, 2.0, NAN]})
    said = harmony.gaps(table, harmony.RULES["tarif"])
    assert [plain(one) for one in said] == ["La même règle partout où elle est connue : 2 €.", "Inconnu pour : C."]


@pytest.mark.parametrize("rule", ["tarif", "heures"])
def test_who_gains_and_who_loses_is_what_the_table_adds_up_to(rule: str) -> None:
    """Two former EPCIs have the lowest figure: both are named, and every figure is read again in the table."""
    table = pd.DataFrame(
        {"name": ["A", "B", "C", "D"], "persons": [10.0, 20.0, 5.0, 8.0], "value": [2.0, 2.0, 3.35, NAN]},
        index=["1", "2", "3", "4"],
    )
    said = harmony.gaps(table, harmony.RULES[rule])
    assert sum(contradictions.check(one, {"rules": aligned(table)}) for one in said) == 5 + 2 + 2 + 4
    assert "(A et B : 2,00" in plain(said[0]) and "aucun n'y" in plain(said[1])
