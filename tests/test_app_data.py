"""The Data page without a browser: what is loaded or refused, and the reader's own files, seen by the study at once."""

import threading
from collections.abc import Callable, Iterator
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest

import layers
from atlas.classes import Classes
from atlas.maps import BY_KEY
from cage import Study
from i18n import NBSP, Text, number, typeset
from layers import COG, SOURCES, store
from layers.load import Wanted, wanted
from layers.own.given import Given, keep, kept
from pages.widgets import loading, under_way
from pages.widgets.under_way import Loading
from tests import published
from tests.published import EVERY
from tests.replay import Replay
from tests.test_given import given

PAYS_BASQUE, COUSERANS = "200067106", "200067940"
PLAYED = ("associations", "zonings", "mandates")
SERVICES = (
    "nom;theme;code_insee;horaires_accueil\n"
    "Permanence d'essai;acces-aux-droits;64256;Mo-Fr 09:00-12:00\n"
    "Ailleurs;acces-aux-droits;99999;\n"
)
"""Toy service, in Hasparren; the second one is in a commune that does not exist."""


def page() -> None:
    """The Data page with its strip of choices, and what it measured left for the test."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs the body alone

    from pages import donnees  # noqa: PLC0415
    from pages.state import choices  # noqa: PLC0415

    chosen = choices.choose()
    if chosen is not None:
        st.session_state["seen"] = (chosen.study, chosen.classes("composite"))
        donnees.show(chosen)


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    under_way.runs.clear()
    yield
    under_way.runs.clear()


def opened(files: list[tuple[str, Given]] | None = None, **query: str) -> AppTest:
    return opened_on(page, files, **query)


def opened_on(body: Callable[[], None], files: list[tuple[str, Given]] | None = None, **query: str) -> AppTest:
    at = AppTest.from_function(body, default_timeout=600)
    for key, value in query.items():
        at.query_params[key] = value
    if files is not None:
        at.session_state["given"] = files
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def shown(at: AppTest) -> str:
    """The text of the page, its non-breaking spaces as ordinary ones."""
    return " ".join(str(element.proto.body) for element in at.get("html")).replace(NBSP, " ")


def seen(at: AppTest) -> tuple[Study, Classes]:
    return cast("tuple[Study, Classes]", at.session_state["seen"])


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return run(at)


def files(*keys: str) -> list[Wanted]:
    return [next(one for one in EVERY if one.source.key == key and one.latest) for key in keys]


def play(replay: Replay, *keys: str) -> None:
    replay.bodies |= {one.url: published.body(one) for one in files(*keys)}


def joined(run: Loading) -> Loading:
    assert run.thread is not None
    run.thread.join(60)
    assert not run.running
    return run


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_loaded_says_how_much_there_is_to_load(lang: str) -> None:
    at = opened(lang=lang)
    labels = {
        "fr": ["Ce que l’on sait ici", "Charger les données officielles", "Routes", "Vos fichiers"],
        "en": ["What is known here", "Load official data", "Roads", "Your files"],
    }
    assert [tab.label for tab in at.tabs] == labels[lang]
    missing, name = wanted(SOURCES, layers.territory(PAYS_BASQUE)), layers.territory(PAYS_BASQUE).name
    size = number(loading.megabytes(missing), "fr" if lang == "fr" else "en")
    said = {
        "fr": f"Tables officielles à charger pour {name} : {len(missing)}, environ {size} Mo",
        "en": f"Official tables to load for {name}: {len(missing)}, about {size} MB",
    }
    assert typeset(said[lang]).replace(NBSP, " ") in shown(at)
    assert "en échec" not in shown(at) and " failed." not in shown(at)
    at.checkbox(key="extra").check()
    every = wanted(SOURCES, layers.territory(PAYS_BASQUE), extra=True)
    assert f": {len(every)}, {'environ' if lang == 'fr' else 'about'} " in shown(run(at))


def test_what_is_loaded_shows_with_its_year_and_address_and_changes_the_study(replay: Replay) -> None:
    play(replay, *PLAYED)
    at = opened()
    (before, legend), listed = seen(at), shown(at)
    loaded = Loading(files(*PLAYED))
    loaded.start()
    assert [o.status for o in joined(loaded).outcomes] == ["downloaded"] * len(PLAYED)
    run(at)
    for one in files(*PLAYED):
        assert f">{one.url}<" not in listed
        row = next(r for r in shown(at).split("<tr>") if one.url in r)
        assert (
            f"<strong>{one.source.label.in_lang('fr')}</strong>".replace(NBSP, " ") in row and f"<td>{one.year}" in row
        )
    after, now = seen(at)
    assert (after.values["coverage"] > before.values["coverage"]).all()
    assert now.breaks != legend.breaks and now == BY_KEY["composite"].classes_of(after)


def test_the_button_loads_what_it_can_and_lists_what_failed_with_its_reason(replay: Replay) -> None:
    play(replay, "associations", "municipal_2026")
    replay.bodies[files("income")[0].url] = b"<!DOCTYPE html><html><body>Service indisponible</body></html>"
    at = opened()
    at.button(key="load").click()
    at.run()
    outcomes = joined(under_way.runs()[PAYS_BASQUE]).outcomes
    run(at)
    failed = [o for o in outcomes if o.status == "failed"]
    assert len(outcomes) == len(wanted(SOURCES, layers.territory(PAYS_BASQUE)))
    assert f"2 fichiers chargés, {len(failed)} en échec." in shown(at)
    for outcome in failed:
        reason = cast("Text", outcome.problem).in_lang("fr").replace(NBSP, " ")
        assert reason.split(" :")[0] in shown(at)
    assert "(404)" in shown(at)
    income = next(cast("Text", o.problem).fr for o in failed if o.wanted.source.key == "income")
    assert "404" not in income
    assert f": {len(failed)}, environ " in shown(at)


def test_a_source_left_out_is_not_asked_for(replay: Replay) -> None:
    at = opened()
    keys = list(dict.fromkeys(one.source.key for one in wanted(SOURCES, layers.territory(PAYS_BASQUE))))
    at.multiselect[0].set_value([key for key in keys if key != "associations"])
    run(at).button(key="load").click()
    at.run()
    joined(under_way.runs()[PAYS_BASQUE])
    assert replay.asked == [files("associations")[0].url]


class Held(dict[str, bytes]):
    """Bodies that the server only gives once ``open`` is set."""

    open = threading.Event()

    def get(self, key: str, default: object = None, /) -> object:  # type: ignore[override]
        self.open.wait(30)
        return super().get(key, cast("bytes", default))


def test_it_is_stopped_from_the_page_and_another_session_sees_it(replay: Replay) -> None:
    replay.bodies = Held()
    play(replay, "associations")
    at = opened()
    at.button(key="load").click()
    at.run()
    other = opened()
    assert other.button(key="stop").label == "Arrêter" and "load" not in {button.key for button in other.button}
    all_files = len(wanted(SOURCES, layers.territory(PAYS_BASQUE)))
    assert other.get("progress")[0].proto.text.startswith(f"1 sur {all_files}")
    other.button(key="stop").click()
    other.run()
    replay.bodies.open.set()
    assert len(joined(under_way.runs()[PAYS_BASQUE]).outcomes) <= 1
    # A publisher whose first answer failed is asked for its next file until the stop is seen.
    assert len(replay.asked) < all_files and not store.stamp()
    assert "load" in {button.key for button in run(at).button}


def test_files_dropped_by_hand_are_recognised_or_named(replay: Replay) -> None:
    one = files("municipal_2026")[0]
    name, content = published.dropped(one)
    store.drop().mkdir(parents=True)
    (store.drop() / name).write_bytes(content)
    (store.drop() / "<b>courses</b>.txt".replace("/", "∕")).write_bytes(b"pain")
    at = opened()
    assert f"Reconnus : {one.source.label.fr} {one.year}." in shown(at)
    assert "Non reconnus : &lt;b&gt;courses" in shown(at) and "<b>" not in shown(at)
    loaded = Loading([one])
    loaded.start()
    assert joined(loaded).outcomes[0].status == "dropped" and not replay.asked
    assert name in shown(run(at))


def test_a_file_is_previewed_reported_on_used_kept_and_removed() -> None:
    at = opened()
    at.file_uploader[0].upload("permanences.csv", SERVICES.encode(), "text/csv")
    run(at)
    assert at.dataframe[0].value.shape == (2, 4)
    assert "2 lignes lues : gardées 1, rejetées 1" in shown(at)
    assert not mine(at)
    press(at, "Utiliser ces données")
    assert mine(at) == ["Permanence d'essai"]
    assert "permanences.csv (pour cette session)" in shown(at)
    assert not mine(opened()) and not kept(PAYS_BASQUE)
    press(at, "Garder")
    assert "permanences.csv (gardé sur cette installation)" in shown(at)
    assert mine(opened()) == ["Permanence d'essai"]
    press(at, "Retirer")
    assert not mine(at) and not mine(opened()) and "permanences.csv (" not in shown(at)


def mine(at: AppTest) -> list[str]:
    """Names of the reader's own places in the study."""
    places = seen(at)[0].destinations
    return list(places.loc[places.index.str.startswith("own-"), "name"])


def test_removing_a_sessions_file_leaves_the_one_kept_for_all() -> None:
    everyones = given("services", SERVICES)
    keep(PAYS_BASQUE, everyones)
    own = given("services", SERVICES.replace("d'essai", "du matin"))
    at = opened([(PAYS_BASQUE, own)])
    assert mine(at) == ["Permanence du matin"] and "services.csv (pour cette session)" in shown(at)
    press(at, "Retirer")
    assert mine(at) == ["Permanence d'essai"] and "services.csv (gardé sur cette installation)" in shown(at)
    assert kept(PAYS_BASQUE) == (everyones,)


def test_a_file_given_for_another_territory_is_not_used() -> None:
    at = opened([(COUSERANS, given("services", SERVICES))])
    assert not mine(at) and "services.csv" not in shown(at)


def test_a_file_that_cannot_be_read_is_a_sentence() -> None:
    at = opened(lang="en")
    at.file_uploader[0].upload("permanences.csv", b"PK\x03\x04 nothing", "text/csv")
    run(at)
    assert 'role="alert">This archive is damaged' in shown(at)


@pytest.mark.shared
def test_a_territory_with_little_embedded_is_better_covered(replay: Replay) -> None:
    from tests import national  # noqa: PLC0415 - reads the data folder that lives beside the repository

    played = [one for one in wanted(SOURCES, layers.territory(COUSERANS)) if one.source.key in ("income", "boundaries")]
    replay.bodies |= {one.url: cast("bytes", national.body(one)) for one in played}
    at = opened(epci=COUSERANS)
    before = seen(at)[0]
    loaded = Loading(played)
    loaded.start()
    assert {o.status for o in joined(loaded).outcomes} == {"downloaded"}
    after = seen(run(at))[0]
    assert after.territory.cog == COG
    assert after.values["coverage"].median() > before.values["coverage"].median()
