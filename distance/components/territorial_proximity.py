"""Geographic distance, territorial proximity: neighbours of neighbours, and living areas."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from i18n import Text

from ..indicator import BETWEEN, ORGANISATION, Component, Indicator, Linear, Measured, Tables
from ..institutions import within_reach
from ..kernels import different

FARTHEST = 24
"""Longest chain looked for: the widest EPCI of 2026 is 17 borders wide, and a score is 1 from 8."""


def contiguity_hops(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Borders crossed on the shortest chain of neighbouring communes; unreachable is unknown.

    ``adjacency`` has one row per pair of neighbours, ``a`` and ``b``, over the whole country, so
    that a chain may leave the territory.
    """
    adjacency = tables["adjacency"]
    codes = pd.Index(pd.unique(pd.concat([adjacency["a"], adjacency["b"]])))
    a, b = codes.get_indexer(adjacency["a"]), codes.get_indexer(adjacency["b"])
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(len(codes), len(codes))).tocsr()
    rows, cols = codes.get_indexer(origins.index), codes.get_indexer(destinations.index)
    hops = np.full((len(rows), len(cols)), np.nan)
    here, there = rows >= 0, cols >= 0
    if here.any() and there.any():
        found = dijkstra(graph, directed=False, unweighted=True, indices=rows[here], limit=FARTHEST)[:, cols[there]]
        hops[np.ix_(here, there)] = np.where(np.isinf(found), np.nan, found)
    hops[origins.index.to_numpy()[:, None] == destinations.index.to_numpy()[None, :]] = 0
    return Measured(hops)


def living_area(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """1 if the living areas (bassins de vie) differ."""
    area = tables["zonings"]["living_area_2022"].astype(object)
    area = area.where(area.notna(), None)
    return Measured(
        different(area.reindex(origins.index, fill_value=None), area.reindex(destinations.index, fill_value=None))
    )


TERRITORIAL_PROXIMITY = Component(
    key="territorial_proximity",
    dimension="geographic",
    label=Text("Proximité territoriale", "Territorial proximity"),
    question=Text("Est-on voisins ?", "Are they neighbours?"),
    indicators=(
        Indicator(
            key="contiguity_hops",
            label=Text("Limites communales à franchir", "Commune borders to cross"),
            unit="borders",
            measure=contiguity_hops,
            score=Linear(8),
            note=Text(
                "Nombre de limites communales franchies par le plus court chemin de commune en commune.",
                "Number of commune borders crossed on the shortest chain of neighbours.",
            ),
            needs=("adjacency",),
        ),
        Indicator(
            key="living_area",
            label=Text("Bassin de vie", "Living area"),
            unit="same",
            measure=living_area,
            score=Linear(1),
            note=Text("1 si les bassins de vie diffèrent.", "1 if the living areas differ."),
            needs=("zonings",),
            follows_epci=True,
        ),
        Indicator(
            key="reach",
            label=Text("Habitants à 30 minutes", "Residents within 30 minutes"),
            unit="share",
            measure=within_reach,
            score=Linear(1),
            note=Text(
                "Entre institutions : 1 moins les habitants du territoire à 30 minutes des deux rapportés à ceux de "
                "l'une ou de l'autre.",
                "Between institutions: 1 minus the residents of the territory within 30 minutes of both over those "
                "of either.",
            ),
            needs=("population",),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
        ),
    ),
)
