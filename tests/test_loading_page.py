"""One click on the essential, from the Data page and from the first screen."""

import cage
import layers
from atlas import gains
from i18n import NBSP, percent, typeset
from layers import SOURCES
from layers.load import wanted
from pages.widgets import under_way
from tests.replay import Replay
from tests.test_app_data import COUSERANS, alone, joined, opened, opened_on, play, run, shown

__all__ = ["alone"]


def first_screen() -> None:
    """What is proposed beside the first map."""
    from pages.state import choices  # noqa: PLC0415 - AppTest runs the body alone
    from pages.widgets import loading  # noqa: PLC0415

    chosen = choices.choose()
    if chosen is not None:
        loading.invite(chosen.study, chosen.lang)


def test_the_essential_is_one_click_and_each_table_serves_as_soon_as_it_is_there(replay: Replay) -> None:
    chosen = gains.essential(cage.study(COUSERANS).loaded, wanted(SOURCES, layers.territory(COUSERANS)))
    keys = [gain.source.key for gain in chosen]
    assert keys[:3] == ["income", "zonings", "accounts"] and not {"associations", "census"} & set(keys)
    play(replay, "zonings", "income")
    at = opened(epci=COUSERANS)
    assert "Charger l’essentiel (" in at.button(key="essential").label
    at.button(key="essential").click()
    at.run()
    loading = joined(under_way.runs()[COUSERANS])
    assert {o.wanted.source.key for o in loading.outcomes} == set(keys)
    assert {o.wanted.source.key for o in loading.outcomes if o.status == "downloaded"} == {"zonings", "income"}
    at.run()
    said = shown(at)
    assert "2 fichiers chargés" in said and "coupé" in said
    # Of what failed: where people find it, and by which name it is known once dropped.
    assert "https://data.arcep.fr" in said and "commune_techno*.csv" in said


def test_the_first_screen_of_a_territory_that_is_not_loaded_proposes_the_essential(replay: Replay) -> None:
    play(replay, "zonings")
    at = run(opened_on(first_screen, epci=COUSERANS))
    said = shown(at)
    assert "Ce territoire n’est pas encore chargé." in said
    best = gains.essential(cage.study(COUSERANS).loaded, wanted(SOURCES, layers.territory(COUSERANS)))[:3]
    for gain in best:
        proposed = f"{gain.source.label.fr} : +{percent(gain.adds, 'fr')} du poids"
        assert typeset(proposed).replace(NBSP, " ") in said
    at.button(key="essential").click()
    at.run()
    joined(under_way.runs()[COUSERANS])
    run(at)
    assert "n’ont pas pu être chargés" in shown(at)
