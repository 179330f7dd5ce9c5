"""The strip of choices on top of every page, turned into a Study. The only cache of the app."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, get_args

import streamlit as st

import cage
import layers
from atlas.classes import Classes
from atlas.maps import BY_KEY, LABELS
from atlas.run.asked import EVEN, MAX_WEIGHT, PRESETS, Pairings, default_pairing, scheme_of
from atlas.run.asked import pairings as offered_of
from atlas.words import alphabetical
from cage import Study
from distance import DIMENSIONS, Aggregation, Dimension, Kind, Pair, Scheme
from i18n import Lang, Text, percent
from layers import COG, LayerError
from layers.own import NOTHING, Own
from layers.search import matches
from pages.state import address as state
from pages.state.session import own_of
from pages.widgets.territory import heading

EMBEDDED = "200067106"
"""CA du Pays Basque: the territory the app opens on."""


@dataclass(frozen=True)
class Held:
    """What there is to measure with now: the reader's own files, and which tables are loaded."""

    own: Own
    loaded: str


HELD: dict[str | type[Any], Callable[[Any], Any]] = {Held: lambda held: (held.own.key, held.loaded)}
"""How Streamlit's caches tell the files of one session from another's, and what is loaded from what was."""


# A frozen Study is shared, read-only, between sessions: cache_data would copy its tables at every rerun.
@st.cache_resource(max_entries=12, show_spinner=False, hash_funcs=HELD)
def measured(siren: str, cog: int, pair: Pair, theme: str, held: Held) -> Study:
    """The study of a pair, with what there is to measure with."""
    return cage.study(siren, cog, pair, theme, held.own)


@st.cache_data(max_entries=32, show_spinner=False, hash_funcs=HELD)
def themes(siren: str, cog: int, held: Held) -> dict[Kind, dict[str, Text]]:
    """Themes of services and kinds of institutions that are placed in a territory."""
    return cage.themes(siren, cog, held.own)


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=HELD)
def _classes(siren: str, cog: int, pair: Pair, theme: str, key: str, held: Held) -> Classes:
    return BY_KEY[key].classes_of(measured(siren, cog, pair, theme, held))


def held(siren: str) -> Held:
    """What there is to measure with now: a key of every cache."""
    return Held(own_of(siren), layers.stamp())


def study_of(siren: str, cog: int, pair: Pair, theme: str) -> Study:
    """The study as it is now: with what is loaded, and the reader's own files."""
    return measured(siren, cog, pair, theme, held(siren))


def classes_of(siren: str, cog: int, pair: Pair, theme: str, key: str) -> Classes:
    """Classes of one map, made once: they do not depend on the weights."""
    return _classes(siren, cog, pair, theme, key, held(siren))


@st.cache_data(max_entries=1, show_spinner=False)
def epci_names() -> dict[str, str]:
    """Every EPCI as "name · SIREN", in alphabetical order of names."""
    names = alphabetical(layers.epcis(COG)["name"])
    return {siren: f"{name} · {siren}" for siren, name in names.items()}


@dataclass(frozen=True)
class Choices:
    """The study under the reader's scheme, and the language to say it in."""

    lang: Lang
    study: Study

    def classes(self, key: str) -> Classes:
        """Classes of one map of this study."""
        s = self.study
        return classes_of(s.territory.siren, s.territory.cog, s.pair, s.theme, key)


def pairings(siren: str) -> Pairings:
    """From whom to whom, for one territory."""
    return offered_of(themes(siren, COG, held(siren)))


def language() -> None:
    """The language switch."""
    label = "Langue / Language"
    state.segments("lang", label, ["fr", "en"], "fr", format_func=str.upper, label_visibility="collapsed")


def territory(lang: Lang) -> str:
    """The intercommunality under study, named on top of the page."""
    siren = state.one_of("epci", list(layers.epcis(COG).index), EMBEDDED)
    heading(siren, lang)
    return siren


def pairing(siren: str, lang: Lang, *, shown: bool) -> tuple[Pair, str]:
    """From whom to whom; asked only where it changes something."""
    offered = pairings(siren)
    keys, default = list(offered), default_pairing(list(offered))
    if shown:
        label = Text("De qui à qui", "From whom to whom").in_lang(lang)
        key = state.selectbox("vers", label, keys, default, format_func=lambda key: offered[key][0].in_lang(lang))
    else:
        key = state.one_of("vers", keys, default)
    _, pair, theme = offered[key]
    return pair, theme


WEIGHTS = {str(weight): weight for weight in range(MAX_WEIGHT + 1)}
"""Those an address may ask for."""


def weights() -> dict[Dimension, int]:
    """Those chosen, in hundredths."""
    return {d: WEIGHTS[state.value(d, str(EVEN), WEIGHTS)] for d in DIMENSIONS}


def scheme() -> Scheme:
    """The weights in force, and how dimensions are put together."""
    return scheme_of(weights(), state.one_of("p", get_args(Aggregation), "mean"))


def _apply_preset() -> None:
    for dimension, weight in zip(DIMENSIONS, PRESETS[st.session_state["preset"]][1], strict=True):
        state.choose(dimension, weight)


def _weigh(lang: Lang, study: Study | None) -> None:
    """Weights by preset or one by one, what they become once multiplied by what is known, how dimensions combine."""
    given = weights()
    # A preset is not remembered: it is what the four weights are.
    preset = next((key for key, (_, of) in PRESETS.items() if of == tuple(given.values())), None)
    now = state.bound("preset", preset, index=None if preset is None else list(PRESETS).index(preset))
    st.selectbox(
        Text("Politique publique", "Public policy").in_lang(lang),
        list(PRESETS),
        format_func=lambda key: PRESETS[key][0].in_lang(lang),
        placeholder=Text("Poids réglés un à un", "Weights set one by one").in_lang(lang),
        filter_mode=None,
        help=Text(
            "Points de départ proposés, à débattre : chaque poids se règle ensuite.",
            "Suggested starting points, open to debate: each weight can then be moved.",
        ).in_lang(lang),
        **{**now, "on_change": _apply_preset, "args": ()},
    )
    for dimension, weight in given.items():
        label = LABELS[dimension].in_lang(lang)
        st.slider(label, 0, MAX_WEIGHT, step=5, **state.bound(dimension, weight, value=weight))
    if study is not None:
        st.caption(effective(study, lang))
    state.segments(
        "p",
        Text("Ensemble des dimensions", "Putting dimensions together").in_lang(lang),
        get_args(Aggregation),
        "mean",
        format_func=lambda key: AGGREGATIONS[key].in_lang(lang),
    )
    if not any(given.values()):
        zero = Text("Tous les poids sont à zéro : poids égaux appliqués.", "All weights are zero: equal weights apply.")
        st.warning(zero.in_lang(lang))


def effective(study: Study, lang: Lang) -> str:
    """What the weights become once multiplied by what is known of each dimension, mean of the pairs."""
    means = study.dimension_weights.mean()
    said = ", ".join(f"{LABELS[d].in_lang(lang).lower()} {percent(means[d], lang)}" for d in map(str, means.index))
    return EFFECTIVE.in_lang(lang).format(weights=said)


EFFECTIVE = Text(
    "Poids effectifs ici, une fois multipliés par la part connue de chaque dimension : {weights}.",
    "Effective weights here, once multiplied by the known share of each dimension: {weights}.",
)
AGGREGATIONS = {
    "mean": Text("Moyenne", "Mean"),
    "quadratic": Text("Sans compensation (p = 2)", "No compensation (p = 2)"),
    "profile": Text("Profil, sans note d'ensemble", "Profile, no overall figure"),
}


def choose(controls: Collection[str] = ("vers", "weights")) -> Choices | None:
    """The strip on top of every page; None when the study cannot be made, and the page says why.

    ``controls`` are those that change something on the page, among "vers" and "weights".
    """
    place, switch = st.columns([20, 2], vertical_alignment="center")
    strip = st.container(key="choices")
    state.told_here()
    lang = state.language()
    with place:
        siren = territory(lang)
    with switch:
        language()
    towards, tuning = strip.columns([18, 4], vertical_alignment="bottom")
    with towards:
        pair, theme = pairing(siren, lang, shown="vers" in controls)
    measured = _measured(siren, pair, theme, lang)
    if "weights" in controls:
        with tuning, st.popover(Text("Pondérer", "Weights").in_lang(lang), icon=":material/tune:", width="stretch"):
            _weigh(lang, measured)
    return None if measured is None else Choices(lang, measured)


def _measured(siren: str, pair: Pair, theme: str, lang: Lang) -> Study | None:
    """The study under the weights in force; None when it cannot be made, and the page says why."""
    try:
        return replace(study_of(siren, COG, pair, theme), scheme=scheme())
    except LayerError as error:
        st.error(error.message.in_lang(lang))
        return None


def prepare() -> None:
    """Measure what the app opens on, so that the first reader does not wait for it."""
    # No session yet: nobody's files.
    nobody = Held(NOTHING, layers.stamp())
    offered = offered_of(themes(EMBEDDED, COG, nobody))
    _, pair, theme = offered[default_pairing(list(offered))]
    _classes(EMBEDDED, COG, pair, theme, "composite", nobody)
    matches(EMBEDDED)
