"""Any communes taken together, measured before anyone votes: how far apart are those a merger would unite."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

import cage
import distance
import layers
from cage import MINUTES, Study
from distance import COMPONENTS
from distance.between import Groups, matrix_of_groups, split
from distance.kernels import MIN_KNOWN, Array
from layers import COG, Territory


@dataclass(frozen=True)
class Perimeter:
    """Any communes taken together: what a merger would unite, measured today.

    Attributes
    ----------
    group
        The EPCI of each commune as a number; -1 where it is in none.
    present
        Its SIREN.
    epcis
        Those EPCIs, the most populated share first: ``name``, ``communes`` and ``population`` inside the perimeter,
        ``communes_in_all``.
    pieces
        In how many pieces the perimeter is: an EPCI is in one by law.
    """

    study: Study
    group: Groups
    present: pd.Series
    epcis: pd.DataFrame
    pieces: int

    @cached_property
    def weight(self) -> Array:
        """Persons of each commune; unknown counts for nobody."""
        return np.nan_to_num(self.study.origins["weight"].to_numpy(float))

    @cached_property
    def set_aside(self) -> tuple[str, ...]:
        """Indicators known of some of the EPCIs only: what lies inside and between is read on the same ones."""
        scored = self.study.scores.indicators
        some = [str(name) for name in scored if scored[name].notna().any()]
        return tuple(name for name in some if _thin(self._square(scored[name]), self.weight, self.group).any())

    @cached_property
    def internal(self) -> pd.DataFrame:
        """How far two inhabitants are from one another: a row for minutes, the composite and each dimension.

        ``mean`` is the population-weighted mean. For minutes, both may live in the same commune, at its own internal
        minutes (Helliwell & Verdier 2001); for the others, which say nothing inside a commune, they live in two.
        ``within`` and ``between`` split it by present EPCI, over two communes. A mean is unknown as soon as under half
        is known of what lies inside one EPCI, or between two: the rest does not speak for it. ``known`` is the share of
        the weight that is known.
        """
        study = self.study
        common = study.distances.assign(**dict.fromkeys(self.set_aside, np.nan))
        scores = distance.scores(common, COMPONENTS, study.counted, study.pair, unclipped=True)
        # Left out, not unknown: whether there is a composite is judged with what is set aside (METHOD 2.3, rule 3).
        scores = scores._replace(judged=study.scores.judged)
        measures = {
            "minutes": study.distances[MINUTES],
            "composite": distance.composite(scores, study.scheme),
            **scores.dimensions,
        }
        rows = {
            str(name): _internal(self._square(values), self.weight, self.group, own=name == "minutes")
            for name, values in measures.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "within", "between", "known"])

    def _square(self, values: pd.Series) -> Array:
        return np.asarray(values.to_numpy(float).reshape(len(self.group), -1))


def perimeter(codes: Iterable[str], name: str = "", cog: int = COG) -> Perimeter:
    """The internal distance of any perimeter, given by codes of communes or SIRENs of EPCIs.

    Raises
    ------
    LayerError
        As ``layers.perimeter``, or if no EPCI has that SIREN.
    """
    wanted = [code.strip() for code in codes]
    epcis = {code: layers.territory(code, cog).communes for code in wanted if len(code) == len("200067106")}
    place = layers.perimeter((part for code in wanted for part in epcis.get(code, (code,))), name, cog)
    present = layers.membership_of(place.communes, cog)[cog]
    study = cage.study_of(place)
    group = np.asarray(pd.factorize(present)[0], dtype=np.int64)
    return Perimeter(study, group, present, _epcis(study.communes["population"], present, cog), _pieces(place))


def _epcis(population: pd.Series, present: pd.Series, cog: int) -> pd.DataFrame:
    by_siren = population.groupby(present.rename("siren"))
    table = pd.DataFrame({"communes": by_siren.size(), "population": by_siren.sum(min_count=1)})
    known = {siren: layers.territory(str(siren), cog) for siren in table.index}
    table.insert(0, "name", [known[siren].name for siren in table.index])
    table["communes_in_all"] = [len(known[siren].communes) for siren in table.index]
    return table.sort_values("population", ascending=False, kind="stable")


def _pieces(place: Territory) -> int:
    order = pd.Index(place.communes)
    ends = [order.get_indexer(end) for end in zip(*edges(place), strict=True)]
    inside = np.logical_and(*(end >= 0 for end in ends))
    a, b = (end[inside] for end in ends)
    return int(connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(len(order),) * 2), directed=False)[0])


def edges(place: Territory) -> list[tuple[str, str]]:
    """Pairs of neighbouring communes of which one at least is in a territory."""
    table = layers.tables({"adjacency"}, place).get("adjacency", pd.DataFrame({"a": [], "b": []}, dtype=str))
    mine = table[table["a"].isin(place.communes) | table["b"].isin(place.communes)]
    return list(zip(mine["a"], mine["b"], strict=True))


def _internal(d: Array, weight: Array, group: Groups, *, own: bool) -> list[float]:
    """Mean, within, between, known: see `Perimeter.internal`."""
    whole = matrix_of_groups(d, np.zeros(len(d), dtype=np.int64), weight, np.diag(d) if own else None)
    parts, thin = split(d, group, weight), _thin(d, weight, group)
    apart = ~np.eye(len(thin), dtype=bool)
    return [
        np.nan if thin.any() else float(whole.mean[0, 0]),
        np.nan if thin[~apart].any() else parts.within,
        np.nan if thin[apart].any() else parts.between,
        float(whole.known[0, 0]),
    ]


def _thin(d: Array, weight: Array, group: Groups) -> NDArray[np.bool_]:
    """Pairs of EPCIs (an EPCI with itself on the diagonal) of which under half of the weight is known."""
    known = matrix_of_groups(d, group, weight).known
    persons, squared = (np.bincount(group[group >= 0], x[group >= 0]) for x in (weight, weight**2))
    there = np.outer(persons, persons) - np.diag(squared)
    return (there > 0) & (known < MIN_KNOWN)
