"""What the reader chose, on any page: the address is the state.

The session holds one table, what the address asks for, in its words; every page has the same address, and it follows
each choice. No widget is a memory: Streamlit forgets it with the page, or with the popover it is in. Each is drawn from
the table, and writes there.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal, TypedDict, TypeVar, Unpack
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from i18n import Lang, Text
from pages.state.parameters import NEVER_SHARED, PARAMETERS

T = TypeVar("T")
SHOWN = 40
"""Characters of a wrong value that are told."""


class Look(TypedDict, total=False):
    """How a widget looks, whatever is chosen: Streamlit's own arguments."""

    format_func: Callable[..., str]
    label_visibility: Literal["visible", "hidden", "collapsed"]
    placeholder: str
    help: str | None


def _chosen() -> dict[str, str]:
    """What is chosen, by parameter; read from the address when the session starts."""
    if "chosen" not in st.session_state:
        _read()
    chosen: dict[str, str] = st.session_state["chosen"]
    return chosen


def _read() -> None:
    asked, before = st.query_params.to_dict(), st.session_state.get("chosen", {})
    shared = {key: asked[key] for key in PARAMETERS if key in asked and key not in NEVER_SHARED}
    st.session_state["chosen"] = shared | {key: before[key] for key in NEVER_SHARED if key in before}
    # Checked by the widgets, each when it is drawn: what may be asked depends on the territory.
    st.session_state["unchecked"] = set(st.session_state["chosen"])


def begin(pages: Collection[str]) -> None:
    """Before the navigation of each run: what the reader asks for by the address, or the address of what they chose.

    ``pages`` are those that exist: another one in the address is told.
    """
    run = get_script_run_ctx()
    st.session_state.pop("telling", None)
    starts = "chosen" not in st.session_state
    if starts or (run is not None and run.is_history_navigation):
        _read()
    if starts and run is not None and (name := run.pages_manager.intended_page_name or "") not in {"", *pages}:
        _refuse("page", name)
        # Told in our words, in the reader's language: Streamlit would open a box in English.
        run.pages_manager.set_script_intent("", "")
    # The menu comes without an address. Written before the page changes: one entry in the browser's history, not two.
    write()


def write() -> None:
    """Put what is chosen in the address, unless it is there."""
    shared = _shared()
    if {key: value for key, value in st.query_params.to_dict().items() if key in PARAMETERS} != shared:
        st.query_params.from_dict(shared)


def _shared() -> dict[str, str]:
    """What is chosen, as a link may carry it."""
    return {key: value for key, value in _chosen().items() if key not in NEVER_SHARED}


def value(key: str, default: str, allowed: Collection[str] | Callable[[str], bool]) -> str:
    """What is chosen, or the default; what is not allowed here is forgotten, and told if the address asked for it."""
    written = _chosen().get(key)
    if written is None:
        return default
    if allowed(written) if callable(allowed) else written in allowed:
        st.session_state["unchecked"].discard(key)
        return written
    _forget(key, written)
    return default


def _forget(key: str, written: str) -> None:
    del _chosen()[key]
    if key in st.session_state["unchecked"]:
        st.session_state["unchecked"].discard(key)
        _refuse(key, written)


def language() -> Lang:
    """The language in force; French unless the reader chose English."""
    return "en" if value("lang", "fr", ("fr", "en")) == "en" else "fr"


def choose(key: str, picked: object) -> None:
    """Keep a choice, here and in the address; None forgets it."""
    chosen = _chosen()
    if picked is None:
        chosen.pop(key, None)
    else:
        chosen[key] = _written(picked)
    st.session_state["unchecked"].discard(key)
    if key == "epci":
        # What the address asked for was of another territory: no longer its fault if it does not exist here.
        st.session_state["unchecked"].clear()
    write()


def _written(picked: object) -> str:
    if isinstance(picked, list):
        return ",".join(_written(one) for one in picked)
    return str(int(picked)) if isinstance(picked, bool) else str(picked)


def address(page: str, **changed: str) -> str:
    """The address of a page with all that is chosen, and what changes on the way."""
    return page + "?" + urlencode({**_shared(), **changed})


def told_here() -> None:
    """Before anything is checked: where what the address asks for in vain will be told, in one sentence."""
    st.session_state["telling"] = (st.empty(), st.session_state.pop("refused", {}))
    _tell()


def _refuse(key: str, written: str) -> None:
    if "telling" in st.session_state:
        st.session_state["telling"][1][key] = written
        _tell()
    else:
        st.session_state.setdefault("refused", {})[key] = written


def _tell() -> None:
    place, wrong = st.session_state["telling"]
    if not wrong:
        return
    lang = language()
    told = ", ".join(f"{_name(key).in_lang(lang)} {_quoted(written, lang)}" for key, written in wrong.items())
    place.warning(NOT_HERE[len(wrong) > 1].in_lang(lang).format(what=told), icon="⚠️")


def _name(key: str) -> Text:
    return Text("Page", "Page") if key == "page" else PARAMETERS[key]


NOT_HERE = (
    Text(
        "L’adresse demande ce qui n’existe pas ici : {what}. La valeur par défaut est affichée.",
        "The address asks for what does not exist here: {what}. The default is shown.",
    ),
    Text(
        "L’adresse demande ce qui n’existe pas ici : {what}. Les valeurs par défaut sont affichées.",
        "The address asks for what does not exist here: {what}. The defaults are shown.",
    ),
)
"""Of one choice, of several."""


def _quoted(written: str, lang: Lang) -> str:
    """As code: what comes from the address is text, never Markdown."""
    shown = "".join(c if c.isprintable() and c != "`" else "\N{REPLACEMENT CHARACTER}" for c in written)
    shown = shown[:SHOWN] + "…" if len(shown) > SHOWN else shown
    code = f"`{shown}`" if shown.strip() else Text("(vide)", "(empty)").in_lang(lang)
    return Text(f"«\u00a0{code}\u00a0»", f"“{code}”").in_lang(lang)


def bound(key: str, now: object, **given: object) -> dict[str, Any]:
    """Arguments that make a widget show ``now``, however late it is mounted, and keep what the reader picks.

    ``given`` is how this kind of widget takes ``now``: it counts where Streamlit does not remember the widget.
    """
    kept = {"key": key, "on_change": _picked, "args": (key,)}
    if key in st.session_state and st.session_state[key] != now:
        # Something else than the widget chose: the browser's back, a preset, a click on the map.
        st.session_state[key] = now
        return kept
    return {**kept, **given}


def _picked(key: str) -> None:
    choose(key, st.session_state[key])


def one_of(key: str, options: Sequence[T], default: T) -> T:
    """The option chosen."""
    known = {_written(option): option for option in options}
    return known[value(key, _written(default), known)]


def selectbox(key: str, label: str, options: Sequence[T], default: T, **look: Unpack[Look]) -> T:
    """One of several, in a list."""
    now = one_of(key, options, default)
    st.selectbox(label, options, filter_mode=None, **bound(key, now, index=list(options).index(now)), **look)
    return now


def segments(key: str, label: str, options: Sequence[T], default: T, **look: Unpack[Look]) -> T:
    """One of a few, side by side."""
    now = one_of(key, options, default)
    st.segmented_control(label, options, **{**bound(key, now, default=now), "required": True, **look})
    return now


def or_none(key: str, allowed: Collection[str]) -> str | None:
    """What is chosen, or None."""
    return value(key, "", ("", *allowed)) or None


def some_of(key: str, options: Collection[str], default: Sequence[str]) -> list[str]:
    """Those chosen; those that do not exist here are forgotten, the others stay."""
    now, written = list(default), _chosen().get(key)
    if written is not None:
        asked = list(dict.fromkeys(written.split(","))) if written else []
        known, strange = [one for one in asked if one in options], [one for one in asked if one not in options]
        if strange:
            _forget(key, ",".join(strange))
            _chosen().update({key: _written(known)} if known else {})
        now = known if known or not strange else now
        st.session_state["unchecked"].discard(key)
    return now


def several(key: str, label: str, options: Sequence[str], default: Sequence[str], **look: Unpack[Look]) -> list[str]:
    """Some of a few, in a list."""
    now = some_of(key, options, default)
    st.multiselect(label, options, filter_mode=None, **bound(key, now, default=now), **look)
    return now


def flag(key: str, *, default: bool = False) -> bool:
    """Whether a box is ticked, or a switch is on."""
    return one_of(key, (False, True), default)


def toggle(key: str, label: str, *, default: bool = False) -> bool:
    """A switch."""
    now = flag(key, default=default)
    st.toggle(label, **bound(key, now, value=now))
    return now


def checkbox(key: str, label: str) -> bool:
    """A box to tick."""
    now = flag(key)
    st.checkbox(label, **bound(key, now, value=now))
    return now


def text(key: str, label: str, placeholder: str) -> str:
    """A line to write."""
    now = value(key, "", lambda _: True)
    st.text_input(label, placeholder=placeholder, **bound(key, now, value=now))
    return now


def color(key: str, label: str, default: str) -> str:
    """A colour, written #rrggbb."""
    now = value(key, default, lambda written: re.fullmatch("#[0-9a-f]{6}", written) is not None)
    st.color_picker(label, **bound(key, now, value=now))
    return now


def tabs(key: str, labels: Mapping[str, str]) -> Sequence[DeltaGenerator]:
    """Tabs, of which the first is open unless the reader chose."""
    now = labels[one_of(key, list(labels), next(iter(labels)))]
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    keys = {label: one for one, label in labels.items()}
    return st.tabs(list(labels.values()), key=key, on_change=lambda: choose(key, keys[st.session_state[key]]))
