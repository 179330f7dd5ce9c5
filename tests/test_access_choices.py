"""Choices of the Access page: each one changes what is shown, and what is shown says which."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import cage
import layers
import reach
from atlas.access_choices import DECAY_LABELS, OWN_WEIGHTS, AccessChoices, measured
from atlas.findings import quoting
from atlas.readings import access as readings
from atlas.road_lines import Way
from atlas.words import minutes
from cage import STANDARDS
from i18n import Lang
from layers.own import Own
from pages.widgets import ways
from reach import Question
from tests import toy_roads
from tests.test_access_page import Given, StudyOf, drawn, fresh, opened, shown

__all__ = ["drawn", "fresh"]
RIGHTS = (cage.TO_SERVICES, "acces-aux-droits")


@pytest.fixture
def street(toy: str, tmp_path: Path) -> None:
    toy_roads.load(layers.territory(toy), tmp_path)


def labels(drawn: Given) -> str:
    return " ".join(str(drawn[-1]["labels"]).split()).replace("\\xa0", " ")


@pytest.mark.usefixtures("street")
def test_supply_is_named_by_who_shares_it_and_how_far_it_counts(drawn: Given) -> None:
    at = opened(mode="car", mesure="supply")
    everybody = labels(drawn)
    assert "Lieux pour 1 000 habitants <small>" in shown(at) and "À portée : 30 minutes, à égalité." in shown(at)
    at = opened(mode="car", mesure="supply", pour="aines", portee="apl")
    assert "Lieux pour 1 000 habitants de 65 ans ou plus <small>" in shown(at)
    assert "À portée : 15 minutes, APL de 2012." in shown(at) and "n’est pas fiable" in shown(at)
    assert labels(drawn) != everybody and "pour 1 000 habitants de 65 ans ou plus" in labels(drawn)
    own = AccessChoices(Question("car"), "supply", "30", OWN_WEIGHTS, (1.0, 0.5, 2.0))
    assert measured(own).title.fr == "Lieux pour 1 000 personnes pondérées par âge (1, 0,5, 2)"


@pytest.mark.usefixtures("street")
def test_each_reach_of_supply_gives_its_own_figures(drawn: Given) -> None:
    at = opened(mode="car", mesure="supply", commune="01001")
    maps = {}
    for decay in DECAY_LABELS:
        at.selectbox(key="portee").set_value(decay).run()
        maps[decay] = labels(drawn)
    # Minutes between the desks and Dune: 11.5 and 23. 20 and 30 minutes, steps and the APL all differ.
    assert len(set(maps.values())) == len(DECAY_LABELS)


@pytest.mark.usefixtures("street")
def test_the_day_and_the_mode_are_in_the_title_of_an_open_commune(
    drawn: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("atlas.access_choices", "pages.widgets.asking"):
        monkeypatch.setattr(f"{module}.hours_known", lambda _: True)
    monkeypatch.setattr("reach.may_be_remote", lambda _: True)
    said = shown(opened(mode="bicycle", commune="01004", jour="1", heure="09:30", canal="distance"))
    assert (
        drawn
        and "à vélo, des habitants vers : France services, ouvert à l’arrivée, en partant le mardi à 9 h 30" in said
    )
    assert "moitié des minutes pour qui a la fibre" in said
    assert "by bicycle, for residents, towards: France services" in shown(opened(lang="en", mode="bicycle"))
    assert "en voiture, des habitants vers : France services" in shown(opened(mode="car"))


def test_the_readers_own_table_is_a_mode_of_the_page(drawn: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("01001", "fs-haut", 12.0), ("01001", "fs-bas", 31.0)]
    own = Own("mine", tables={"minutes": pd.DataFrame(rows, columns=["origin", "destination", "minutes"])})
    own.tables["minutes"]["label"] = "cars"
    for module in ("pages.widgets.asking", "pages.acces", "pages.state.choices", "pages.widgets.ways"):
        monkeypatch.setattr(f"{module}.own_of", lambda _: own)
    at = opened(mode="table")
    assert "12 min" in labels(drawn) and "d’après votre fichier, des habitants vers" in shown(at)
    assert "Minutes de votre fichier (cars)" in shown(at)


def test_a_choice_another_territory_lacks_is_not_the_addresss_fault(
    drawn: Given, toy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy_roads.load(layers.territory(toy), tmp_path)
    at = opened(mode="foot")
    assert at.selectbox(key="mode").value == "foot"
    monkeypatch.setattr("reach.modes", lambda *_: ("car",))
    at.run()
    assert not at.exception and not at.warning and at.selectbox(key="mode").value == "car" and drawn


def test_the_way_says_how_much_of_it_is_on_foot() -> None:
    (said,) = ways.told(Way(22.6, 3.4, 17.25, ()), "fr")
    assert said.text is not None and "23 min, dont 3 min à pied" in said.text.replace("\u00a0", " ")
    assert "17,2\u00a0km" in said.text


@pytest.mark.parametrize(("value", "estimated", "digits", "said"), [
    (2.4, True, 0, "moins de 5 min"), (2.6, True, 0, "environ 5 min"), (0.4, False, 0, "moins de 1 min"),
    (20.4, False, 1, "20,4 min"), (20.4, True, 1, "environ 20 min"),
])  # fmt: skip
def test_minutes_are_never_none(value: float, estimated: bool, digits: int, said: str) -> None:  # noqa: FBT001
    assert minutes(value, "fr", estimated=estimated, digits=digits).replace("\u00a0", " ") == said


def test_nobody_beyond_is_none_and_nothing_known_is_unknown(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    reached = reach.reach(study, Question("estimate"), reach.grid(study, "estimate"))
    column = f"all_beyond_{STANDARDS[0]}"
    for beyond_, said in (
        ([0.0] * 5, "Aucune."),
        ([float("nan")] * 5, "inconnu"),
        ([0.0, float("nan")] + [0.0] * 3, "parmi"),
    ):
        communes = reached.communes.assign(**{f"{column}{end}": beyond_ for end in ("_low", "", "_high")})
        told = readings._farthest(study, reach.AccessAnswer(reached.question, communes, (), from_squares=False))
        assert not told.shown and said in told.notes[0].in_lang("fr")


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", ("chargés.", "la commune", "les 2")), ("en", ("loaded.", "the commune", "the 2"))]
)
def test_the_communes_on_the_border_are_none_one_or_several(
    study_of: StudyOf, lang: Lang, said: tuple[str, ...]
) -> None:
    study = study_of(*RIGHTS)
    inside = study.destinations["commune"].isin(study.communes.index)
    for count, words in enumerate(said):
        communes = study.communes.assign(outer_border=[True] * count + [False] * (5 - count))
        (sentence,) = quoting.around(replace(study, communes=communes, destinations=study.destinations[inside]), lang)
        assert words in sentence and ("0" not in sentence)
