"""The reader's own files, in the session and on the disk, and what they give for a territory."""

import streamlit as st

import layers
from layers.own import NOTHING, Gazetteer, Own
from layers.own.given import Given, kept, own
from layers.own.known import known


@st.cache_resource(max_entries=6, show_spinner=False)
def places_of(siren: str, loaded: str) -> Gazetteer:
    """What the reader's files are matched with."""
    del loaded
    return known(layers.territory(siren))


def given_of(siren: str) -> list[Given]:
    """The files in use for a territory: those kept on this installation, then this session's, one of each kind."""
    mine = [one for where, one in st.session_state.get("given", []) if where == siren]
    return list({one.kind: one for one in (*kept(siren), *mine)}.values())


def own_of(siren: str) -> Own:
    """What the reader's own files give for a territory."""
    given = given_of(siren)
    return _own(siren, tuple(one.key for one in given), given, layers.stamp()) if given else NOTHING


@st.cache_resource(max_entries=12, show_spinner=False)
def _own(siren: str, keys: tuple[str, ...], _given: list[Given], loaded: str) -> Own:
    del keys
    return own(_given, places_of(siren, loaded))
