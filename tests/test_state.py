"""The address is the state of the pages: forty walks, each as it would be opened afresh at its address."""

import random
from functools import partial
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.element_tree import Widget

from pages.state.parameters import PARAMETERS

MAIN = str(Path(__file__).parent.parent / "pages" / "main.py")
TERRITORIES = ("200067106", "200067940", "200090579", "200066637", "200069193")
PAGES = ("carte", "acces", "donnees", "methode")
"""Those that answer at once: the others are walked in the browser."""
SLOW_PAGES = ("fusion", "relier", "emporter")
WALKS = 200

MOVED = 3
"""Widgets moved at random on each page."""


class Reader:
    """A browser as AppTest plays it: the menu brings no address and no widget, back and forward bring an address."""

    def __init__(self, **asked: str) -> None:
        self.at = AppTest.from_file(MAIN, default_timeout=120)
        self.at.query_params.update(asked)
        self.at.run()
        self.looked()

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks for."""
        return {key: value[-1] if isinstance(value, list) else value for key, value in self.at.query_params.items()}

    def widgets(self) -> dict[str, Widget]:
        """The widgets whose choice is in the address."""
        kinds = (
            "slider",
            "selectbox",
            "segmented_control",
            "toggle",
            "checkbox",
            "multiselect",
            "text_input",
            "color_picker",
        )
        drawn = (widget for kind in kinds for widget in self.at.get(kind))
        return {one.key: one for one in drawn if isinstance(one, Widget) and one.key in PARAMETERS}

    def go(self, page: str) -> None:
        """Take the menu."""
        pages = {info.get("url_pathname") or "carte": key for key, info in self.at._registered_pages.items()}
        self.at._page_hash = pages[page]
        self.at.query_params = {}
        self.at._run(WidgetStates())
        self.looked()

    def travel(self, asked: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        """The browser's back or forward, to an address of the same page."""
        with monkeypatch.context() as patch:
            patch.setattr(local_script_runner, "RerunData", partial(RerunData, is_history_navigation=True))
            self.at.query_params = dict(asked)
            self.at._run(WidgetStates())
        self.looked()

    def looked(self) -> None:
        """No fault, nothing to say against the address, and no widget that would show another value if mounted now."""
        assert not self.at.exception
        assert not [one.value for one in self.at.warning if "`" in one.value]
        for key, widget in self.widgets().items():
            assert mounted(widget) == shown(widget), key


def mounted(widget: Widget) -> object:
    """What the browser shows of a widget that it has never drawn: what it is told to set, else the default."""
    proto = widget.proto
    match widget.type:
        case "slider" | "toggle" | "checkbox" | "text_input" | "color_picker":
            said = proto.value if proto.set_value else proto.default
            return said[0] if widget.type == "slider" else said
        case "selectbox":
            if proto.set_value:
                return proto.raw_value if proto.HasField("raw_value") else None
            return proto.options[proto.default] if proto.HasField("default") else None
        case "multiselect":
            return list(proto.raw_values) if proto.set_value else [proto.options[n] for n in proto.default]
        case _:
            return list(proto.raw_values) if proto.set_value else [widget.options[n] for n in proto.default]


def shown(widget: Widget) -> object:
    """What it shows now."""
    value = widget.value
    match widget.type:
        case "selectbox":
            return None if value is None else widget.format_func(value)
        case "multiselect":
            return [widget.format_func(one) for one in value]
        case "button_group":
            return list(widget.formatted_values)
        case _:
            return value


RAW = {"p": ("mean", "quadratic", "profile"), "lang": ("fr", "en")}
"""What AppTest only gives as labels."""
FORGETS = {"epci", "vers", "p"}


def choose(reader: Reader, key: str, chance: random.Random) -> None:
    """Move one widget at random; everything chosen before stays."""
    before, widget = reader.asked, reader.widgets()[key]
    match widget.type:
        case "slider":
            picked = widget.set_value(chance.choice([n for n in range(0, 101, 5) if n != widget.value]))
        case "toggle" | "checkbox":
            picked = widget.set_value(not widget.value)
        case "selectbox":
            at = chance.randrange(len(widget.options))
            told, picked = widget.options[at], widget.select_index(at)
        case "multiselect":
            picked = widget.set_value([])
        case _ if key in RAW:
            picked = widget.set_value(chance.choice(RAW[key]))
        case _:
            return
    if widget.type != "selectbox":
        told = shown(picked)
    picked.run()
    reader.looked()
    left = {one: value for one, value in reader.asked.items() if one != key}
    # Another territory, or other actors, does not have all that was chosen; nothing else forgets.
    kept = {one: value for one, value in before.items() if one != key}
    assert left.items() <= kept.items()
    assert left == kept or key in FORGETS
    if key != "lang":
        assert shown(reader.widgets()[key]) == told


@pytest.fixture(params=TERRITORIES)
def siren(request: pytest.FixtureRequest) -> str:
    """A territory that a reader opens."""
    return str(request.param)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_walk_ends_where_its_address_leads(siren: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ten territories and languages each start with another widget: nearly every act is tried before each page."""
    rank = 2 * TERRITORIES.index(siren) + (lang == "en")
    for page in PAGES:
        walk(siren, lang, page, rank, random.Random(f"{siren} {lang} {page}"), monkeypatch)  # noqa: S311 - a seed


@pytest.mark.long
@pytest.mark.parametrize("rank", range(WALKS))
def test_two_hundred_walks_at_random_end_where_their_address_leads(rank: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page, those that take seconds to answer too."""
    chance = random.Random(rank)  # noqa: S311 - a seed, no secret
    siren, lang, page = (chance.choice(among) for among in (TERRITORIES, ("fr", "en"), (*PAGES, *SLOW_PAGES)))
    walk(siren, lang, page, chance.randrange(100), chance, monkeypatch)


def walk(siren: str, lang: str, page: str, first: int, chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """One act, then a page by the menu, its widgets moved; back, forward."""
    reader = Reader(epci=siren, lang=lang)
    offered = sorted(reader.widgets())
    choose(reader, offered[first % len(offered)], chance)
    reader.go(page)
    back = reader.asked
    offered = sorted(reader.widgets())
    for key in chance.sample(offered, min(MOVED, len(offered))):
        if key in reader.widgets():
            choose(reader, key, chance)
    forward, there = reader.asked, state(reader)
    reader.travel(back, monkeypatch)
    assert reader.asked == back
    reader.travel(forward, monkeypatch)
    assert (reader.asked, state(reader)) == (forward, there)


def state(reader: Reader) -> dict[str, object]:
    """What each widget shows."""
    return {key: shown(widget) for key, widget in reader.widgets().items()}
