"""What the reader chose: read from the URL, kept in it, and turned into a Study. The only cache of the app."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

import streamlit as st

import cage
import layers
from atlas.asked import EVEN, MOST, Pairings, default_pairing, scheme_of
from atlas.asked import pairings as offered_of
from atlas.classes import Classes
from atlas.maps import BY_KEY, LABELS
from cage import Study
from distance import DIMENSIONS, Aggregation, Kind, Pair, Scheme
from i18n import Lang, Text
from layers import COG, LayerError
from layers.own import NOTHING, Own
from pages.session import own_of

EMBEDDED = "200067106"
"""CA du Pays Basque: the territory the app opens on."""

PRESETS: dict[str, tuple[Text, tuple[int, int, int, int]]] = {
    "equal": (Text("Poids égaux", "Equal weights"), (25, 25, 25, 25)),
    "autonomy": (Text("Autonomie", "Autonomy of older people"), (15, 25, 40, 20)),
    "early_childhood": (Text("Petite enfance", "Early childhood"), (15, 25, 35, 25)),
    "inclusion": (Text("Insertion", "Inclusion"), (20, 35, 30, 15)),
    "rights": (Text("Accès aux droits", "Access to rights"), (15, 40, 30, 15)),
    "finance": (Text("Équilibre du pacte financier", "Balance of the financial pact"), (10, 30, 10, 50)),
}
"""Starting weights by policy (METHOD 2.2): C, A, G, E, in hundredths."""


@dataclass(frozen=True)
class Held:
    """What there is to measure with now: the reader's own files, and which tables are loaded."""

    own: Own
    loaded: str


HELD: dict[str | type[Any], Callable[[Any], Any]] = {Held: lambda held: (held.own.key, held.loaded)}
"""How Streamlit's caches tell the files of one session from another's, and what is loaded from what was."""


# A frozen Study is shared, read-only, between sessions: cache_data would copy its tables at every rerun.
@st.cache_resource(max_entries=12, show_spinner=False, hash_funcs=HELD)
def _study(siren: str, cog: int, pair: Pair, theme: str, held: Held) -> Study:
    return cage.study(siren, cog, pair, theme, held.own)


@st.cache_data(max_entries=32, show_spinner=False, hash_funcs=HELD)
def _themes(siren: str, cog: int, kind: Kind, held: Held) -> dict[str, Text]:
    return cage.themes(siren, cog, kind, held.own)


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=HELD)
def _classes(siren: str, cog: int, pair: Pair, theme: str, key: str, held: Held) -> Classes:
    return BY_KEY[key].classes_of(_study(siren, cog, pair, theme, held))


def _held(siren: str) -> Held:
    return Held(own_of(siren), layers.stamp())


def study_of(siren: str, cog: int, pair: Pair, theme: str) -> Study:
    """The study as it is now: with what is loaded, and the reader's own files."""
    return _study(siren, cog, pair, theme, _held(siren))


def themes_of(siren: str, cog: int, kind: Kind) -> dict[str, Text]:
    """The themes of the services, or kinds of the institutions, known now."""
    return _themes(siren, cog, kind, _held(siren))


def classes_of(siren: str, cog: int, pair: Pair, theme: str, key: str) -> Classes:
    """Classes of one map, made once: they do not depend on the weights."""
    return _classes(siren, cog, pair, theme, key, _held(siren))


@st.cache_data(max_entries=1, show_spinner=False)
def epci_names() -> dict[str, str]:
    """Every EPCI as "name · SIREN", in alphabetical order of names."""
    names = layers.epcis(COG)["name"].sort_values()
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


def from_url(key: str, default: str, allowed: Callable[[str], bool] | Sequence[str]) -> None:
    """Before a widget is drawn: give it the value in the URL, or the default; complain of a wrong one."""
    if key in st.session_state:
        return
    wanted = st.query_params.get(key, default)
    fine = allowed(wanted) if callable(allowed) else wanted in allowed
    if not fine:
        st.session_state.setdefault("complaints", []).append((key, wanted))
    st.session_state[key] = wanted if fine else default


def to_url(**defaults: object) -> None:
    """After the widgets: what differs from its default is in the URL, the rest is not."""
    for key, default in defaults.items():
        value = st.session_state.get(key)
        if value is None or str(value) == str(default):
            st.query_params.pop(key, None)
        elif st.query_params.get(key) != str(value):
            st.query_params[key] = str(value)


def pairings(siren: str) -> Pairings:
    """From whom to whom, for one territory."""
    return offered_of(lambda kind: themes_of(siren, COG, kind))


def known_language() -> Lang:
    """The language in force before the switch is drawn; French unless the URL says otherwise."""
    from_url("lang", "fr", ("fr", "en"))
    return "en" if st.session_state["lang"] == "en" else "fr"


def language() -> None:
    """The language switch."""
    st.segmented_control(
        "Langue / Language",
        ["fr", "en"],
        key="lang",
        format_func=str.upper,
        label_visibility="collapsed",
        required=True,
    )


def territory(lang: Lang) -> str:
    """The intercommunality, by name or SIREN."""
    names = epci_names()
    from_url("epci", EMBEDDED, list(names))
    st.selectbox(
        Text("Intercommunalité (nom ou SIREN)", "Intercommunality (name or SIREN)").in_lang(lang),
        list(names),
        key="epci",
        format_func=names.__getitem__,
    )
    return str(st.session_state["epci"])


def pairing(siren: str, lang: Lang) -> tuple[Pair, str]:
    """From whom to whom."""
    offered = pairings(siren)
    default = default_pairing(list(offered))
    if st.session_state.get("vers") not in offered:
        st.session_state.pop("vers", None)
    from_url("vers", default, list(offered))
    st.selectbox(
        Text("De qui à qui", "From whom to whom").in_lang(lang),
        list(offered),
        key="vers",
        format_func=lambda key: offered[key][0].in_lang(lang),
    )
    _, pair, theme = offered[str(st.session_state["vers"])]
    return pair, theme


def _apply_preset() -> None:
    weights = PRESETS[st.session_state["preset"]][1]
    st.session_state.update(dict(zip(DIMENSIONS, weights, strict=True)))


def scheme(lang: Lang) -> Scheme:
    """Weights by preset or one by one, and how dimensions are put together."""
    st.selectbox(
        Text("Politique publique", "Public policy").in_lang(lang),
        list(PRESETS),
        key="preset",
        format_func=lambda key: PRESETS[key][0].in_lang(lang),
        on_change=_apply_preset,
        help=Text(
            "Points de départ proposés, à débattre : chaque poids se règle ensuite.",
            "Suggested starting points, open to debate: each weight can then be moved.",
        ).in_lang(lang),
    )
    for dimension in DIMENSIONS:
        _number_from_url(dimension)
        st.slider(LABELS[dimension].in_lang(lang), 0, MOST, step=5, key=dimension)
    from_url("p", "mean", get_args(Aggregation))
    st.segmented_control(
        Text("Ensemble des dimensions", "Putting dimensions together").in_lang(lang),
        list(get_args(Aggregation)),
        key="p",
        required=True,
        format_func=lambda key: AGGREGATIONS[key].in_lang(lang),
    )
    weights = {d: int(st.session_state[d]) for d in DIMENSIONS}
    if not any(weights.values()):
        st.warning(
            Text(
                "Tous les poids sont à zéro : poids égaux appliqués.", "All weights are zero: equal weights apply."
            ).in_lang(lang)
        )
    return scheme_of(weights, st.session_state["p"])


AGGREGATIONS = {
    "mean": Text("Moyenne", "Mean"),
    "quadratic": Text("Sans compensation (p = 2)", "No compensation (p = 2)"),
    "profile": Text("Profil, sans note d'ensemble", "Profile, no overall figure"),
}


def _number_from_url(key: str) -> None:
    if key not in st.session_state:
        written = st.query_params.get(key, str(EVEN))
        fine = written.isdecimal() and int(written) <= MOST
        if not fine:
            st.session_state.setdefault("complaints", []).append((key, written))
        st.session_state[key] = int(written) if fine else EVEN


def complaints(lang: Lang) -> None:
    """Say, once, what in the URL was not understood."""
    for key, written in st.session_state.pop("complaints", []):
        st.warning(
            Text(
                f"L'adresse demande « {written[:40]} » pour « {key} », qui n'existe pas ici. "
                "La valeur par défaut est affichée.",
                f"The address asks for “{written[:40]}” as “{key}”, which does not exist here. The default is shown.",
            ).in_lang(lang),
            icon="⚠️",
        )


def choose() -> Choices | None:
    """The strip on top of every page; None when the study cannot be made, and the page says why."""
    lang = known_language()
    strip = st.container(key="choices")
    place, towards, tuning, switch = strip.columns([10, 8, 3, 2], vertical_alignment="bottom")
    with place:
        siren = territory(lang)
    with switch:
        language()
    with towards:
        pair, theme = pairing(siren, lang)
    with tuning, st.popover(Text("Pondérer", "Weights").in_lang(lang), icon=":material/tune:", width="stretch"):
        chosen = scheme(lang)
    to_url(lang="fr", epci=EMBEDDED, vers=default_pairing(list(pairings(siren))), p="mean")
    to_url(**dict.fromkeys(DIMENSIONS, EVEN))
    complaints(lang)
    try:
        measured = study_of(siren, COG, pair, theme)
    except LayerError as error:
        st.error(error.message.in_lang(lang))
        return None
    return Choices(lang, replace(measured, scheme=chosen))


def prepare() -> None:
    """Measure what the app opens on, so that the first reader does not wait for it."""
    # No session yet: nobody's files.
    held = Held(NOTHING, layers.stamp())
    offered = offered_of(lambda kind: _themes(EMBEDDED, COG, kind, held))
    _, pair, theme = offered[default_pairing(list(offered))]
    _classes(EMBEDDED, COG, pair, theme, "composite", held)
    epci_names()
