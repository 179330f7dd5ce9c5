"""What a merger did to the distances of a territory: before, after, and what only the former perimeters make."""

from dataclasses import replace

import numpy as np
import pandas as pd

import distance
import layers
from cage import RESIDENTS, Study
from distance import COMPONENTS
from distance.components.institutional_norms import apart, former_border
from distance.kernels import Array, mean_known
from i18n import Text
from layers import LayerError, Territory
from layers.load import Wanted, lacking, wanted

from .groups import groups, square

BORDER = "institutional_norms__former_border"
LEVELS_DIFFER = "institutional_norms__levels"
EPCI = f"{LEVELS_DIFFER}__epci"
HELD_OUT = "political_norms"
"""Component unknown on both sides of before and after: seats and executive have no "before" (METHOD 2.3, rule 9)."""

KNOWN, UNIFORM, FOLLOWS = 0.5, 0.9, 0.75
"""A zoning is uniform where half of the communes of a former EPCI are known and nine known in ten carry one value; it
follows former EPCIs if those where it is uniform hold three quarters of the communes (METHOD 2.3, rule 14)."""


def merged(study: Study) -> bool:
    """Whether a merger is known, between whose former EPCIs a study of residents can be read."""
    return study.pair == RESIDENTS and study.territory.merged_in is not None


def observed_since(place: Territory) -> int:
    """First year in which the EPCI of every commune of the territory is known."""
    history = _history(place)
    return int(min(year for year in history if history[year].notna().all()))


def before(study: Study) -> Study:
    """The same study under the perimeters just before the merger: the EPCI level and ``former_border`` move.

    Seats and executive have no "before": they are unknown here and in :func:`after` (METHOD 2.3, rule 9). Sectors are
    those of today: no source says which followed the intercommunality.

    Raises
    ------
    LayerError
        If no merger is known.
    """
    return _one_side(study, perimeters_before(study))


def after(study: Study) -> Study:
    """The same study on the basis of :func:`before`: no seats, and no pair of a commune without a known EPCI then.

    Raises
    ------
    LayerError
        If no merger is known.
    """
    return _one_side(study, study.distances[[EPCI, BORDER]])


def _one_side(study: Study, perimeters: pd.DataFrame) -> Study:
    """One side of before and after: a pair without a border then is in neither, whatever else is known of it."""
    parts = _parts(study, LEVELS_DIFFER)
    distances = study.distances.assign(**perimeters)
    share = mean_known([distances[part].to_numpy(float) for part in parts]).astype(np.float32)
    distances[LEVELS_DIFFER] = np.where(distances[LEVELS_DIFFER].notna(), share, np.nan).astype(np.float32)
    distances[list(study.counted.get(HELD_OUT, ()))] = np.nan
    distances.loc[perimeters_before(study)[BORDER].isna()] = np.nan
    return _scored_again(study, distances)


def perimeters_before(study: Study) -> pd.DataFrame:
    """EPCI level and ``former_border`` of each pair just before the merger.

    Unknown where a commune was in no known EPCI.

    Raises
    ------
    LayerError
        If no merger is known.
    """
    if not merged(study):
        raise LayerError(none_known(study))
    communes = pd.DataFrame(index=study.origins["commune"])
    tables = {"membership": _until_merger(study.territory)}
    moved = {EPCI: apart(communes, communes, tables), BORDER: former_border(communes, communes, tables).distance}
    return pd.DataFrame({name: d.ravel().astype(np.float32) for name, d in moved.items()}, study.distances.index)


def earlier_lists(place: Territory) -> list[Wanted]:
    """The yearly lists of members that would tell of earlier perimeters, and are not loaded: earliest first."""
    since = observed_since(place)
    return [one for one in lacking(wanted([layers.BY_KEY["membership"]], place)) if one.year < since]


def none_known(study: Study) -> Text:
    """Why there is no before: what the years that are known show, and what nobody can tell of those before."""
    place = study.territory
    lists = earlier_lists(place)
    sentence = Text(
        "On ne connaît pas ici les périmètres d'avant {since} : on ne sait donc pas si ce territoire réunit "
        "d'anciennes intercommunalités. De {since} à {cog}, aucune fusion n'y a été observée.",
        "The perimeters before {since} are not known here, so nobody can tell whether this territory brings former "
        "intercommunalities together. From {since} to {cog}, no merger was observed in it.",
    ).format(since=observed_since(place), cog=place.cog)
    if not lists:
        return sentence
    more = Text(
        " La page Données charge les listes annuelles, depuis {first}.",
        " The Data page loads the yearly lists, from {first}.",
    ).format(first=lists[0].year)
    return Text(sentence.fr + more.fr, sentence.en + more.en)


def followers(study: Study) -> dict[str, tuple[int, int]]:
    """Zonings and levels that follow former perimeters: column -> former EPCIs where it is uniform, and their number.

    Only former EPCIs of two communes at least are counted, by their communes; and only what differs somewhere between
    two of those where it is uniform (METHOD 2.3, rule 14).
    """
    _between_residents(study)
    group = groups(study)
    several = [np.flatnonzero(group == g) for g in np.unique(group[group >= 0]) if (group == g).sum() > 1]
    followed = {}
    for part in (part for column in _zoned(study) for part in _parts(study, column) if part != EPCI):
        differs = square(study, part)
        uniform = [here for here in several if _uniform(differs[np.ix_(here, here)])]
        held = np.concatenate(uniform) if uniform else np.empty(0, np.int64)
        between = group[held][:, None] != group[held]
        enough = len(held) >= FOLLOWS * sum(map(len, several))
        if several and enough and (between & (differs[np.ix_(held, held)] == 1)).any():
            followed[part] = (len(uniform), len(several))
    return followed


def _uniform(differs: Array) -> bool:
    """Whether nine known in ten carry one value, of a zoning known for half of these communes, and for two."""
    known = np.isfinite(np.diag(differs))
    alike = (differs[np.ix_(known, known)] == 0).sum(axis=1).max(initial=0)
    return bool(known.sum() >= max(2, KNOWN * len(known)) and alike >= UNIFORM * known.sum())


def reading(study: Study, *, border: bool = False, zonings: bool = False) -> Study:
    """The study merger readings rest on: zonings that follow the former perimeters are left out (rule 14).

    Parameters
    ----------
    border
        Keep ``former_border``, whose contrast between former EPCIs is theirs by construction.
    zonings
        Keep what follows the former perimeters.
    """
    following = set() if zonings else set(followers(study))
    distances = study.distances.copy()
    distances[list(following)] = np.nan
    for column in _zoned(study):
        kept = mean_known([distances[part].to_numpy(float) for part in _parts(study, column)])
        distances[column] = kept.astype(np.float32)
    if not border and BORDER in distances:
        distances[BORDER] = np.nan
    return _scored_again(study, distances)


def _between_residents(study: Study) -> None:
    if study.pair != RESIDENTS:
        msg = f"a merger is read between residents, got {study.pair!r}"
        raise ValueError(msg)


def _zoned(study: Study) -> list[str]:
    return [column for column, indicator in study.indicators.items() if indicator.follows_epci]


def _parts(study: Study, column: str) -> list[str]:
    return [name for name in map(str, study.distances) if name.startswith(f"{column}__")] or [column]


def _history(place: Territory) -> pd.DataFrame:
    membership = layers.tables({"membership"}, place)["membership"]
    return membership.reindex(list(place.communes))


def _until_merger(place: Territory) -> pd.DataFrame:
    """Membership up to the year whose perimeters are the former ones of the territory."""
    history = _history(place)
    former = [siren or None for siren, _ in place.former]
    held = history.astype(object).where(history.notna(), None)
    last = max(year for year in history if year < (place.merged_in or 0) and held[year].tolist() == former)
    return history[[year for year in history if year <= last]]


def _scored_again(study: Study, distances: pd.DataFrame) -> Study:
    """The same study with other distances: scores and means follow.

    What is unknown there and not in the study is left out: it swells nothing else, and whether a composite is shown is
    judged with it (METHOD 2.3, rule 3).
    """
    _between_residents(study)
    scores, unclipped = (
        distance.scores(distances, COMPONENTS, study.counted, study.pair, unclipped=how)._replace(
            judged=study.scores.judged
        )
        for how in (False, True)
    )
    people = study.destinations["weight"]
    unweighed = distance.unweighed(unclipped, distances, study.origins.index, people, None, None)
    return replace(study, distances=distances, scores=scores, unclipped=unclipped, unweighed=unweighed)
