"""Cultural distance, networks: who works where, and which social networks are at work."""

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from i18n import Text

from ..indicator import BETWEEN, COMMUNES, ORGANISATION, Component, Indicator, Linear, Measured, Tables
from ..institutions import agreements, alike
from ..kernels import Array, different, jaccard

FEW_MOVES = 200
"""INSEE: flows under 200 weighted moves are to be handled with caution."""


def commuting_basin(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """1 if the employment zones differ: INSEE draws them from home-work flows."""
    zone = tables["zonings"]["employment_zone_2020"].astype(object)
    zone = zone.where(zone.notna(), None)
    return Measured(
        different(zone.reindex(origins.index, fill_value=None), zone.reindex(destinations.index, fill_value=None))
    )


def _directed(flows: pd.DataFrame, rows: pd.Index, cols: pd.Index) -> Array:
    """Moves from each row to each column, zero where none was counted."""
    # Rows and columns are picked before the pivot: the national table would make 35,000 x 35,000.
    here = flows[flows["origin"].isin(rows) & flows["destination"].isin(cols)]
    table = here.pivot_table(index="origin", columns="destination", values="moves", aggfunc="sum", fill_value=0.0)
    return table.reindex(index=rows, columns=cols, fill_value=0.0).to_numpy(float)


def _profile_cosine(flows: pd.DataFrame, rows: pd.Index, cols: pd.Index) -> Array:
    leaving = flows[flows["origin"].isin(rows) | flows["origin"].isin(cols)]
    everywhere = pd.Index(sorted(set(leaving["destination"])))
    here, there = (_directed(flows, codes, everywhere) for codes in (rows, cols))
    cosine: Array = np.clip(cdist(here, there, "cosine"), 0, 1)
    return cosine


def home_work_flows(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """1 - exchanged moves over the smaller total; cosine of destinations where moves are few (flagged).

    ``flows`` has one row per (origin, destination) commune and the weighted ``moves``, commuters
    staying in their commune left out.
    """
    flows = tables["flows"]
    flows = flows[flows["origin"] != flows["destination"]]
    rows, cols = origins.index, destinations.index
    exchanged = _directed(flows, rows, cols) + _directed(flows, cols, rows).T
    total = flows.groupby("origin")["moves"].sum().add(flows.groupby("destination")["moves"].sum(), fill_value=0)
    smaller = np.minimum(total.reindex(rows).to_numpy()[:, None], total.reindex(cols).to_numpy()[None, :])
    few = smaller < FEW_MOVES
    distance = np.where(few, _profile_cosine(flows, rows, cols), 1 - np.minimum(1, exchanged / smaller))
    distance[rows.to_numpy()[:, None] == cols.to_numpy()[None, :]] = 0
    return Measured(np.where(np.isnan(smaller), np.nan, distance), {"few": np.where(np.isnan(smaller), np.nan, few)})


def operator_networks(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Jaccard distance between the sets of social-service networks present in each commune."""
    present = tables["networks"]
    a, b = (present.reindex(x.index, fill_value=False).to_numpy(bool) for x in (origins, destinations))
    return Measured(jaccard(a, b))


NETWORKS = Component(
    key="networks",
    dimension="cultural",
    label=Text("Réseaux", "Networks"),
    question=Text("Se croise-t-on déjà ?", "Do people already meet?"),
    indicators=(
        Indicator(
            key="commuting_basin",
            label=Text("Zone d'emploi", "Employment zone"),
            unit="same",
            measure=commuting_basin,
            score=Linear(1),
            note=Text(
                "1 si les zones d'emploi diffèrent. Indicateur approché : l'Insee les dessine d'après les trajets "
                "domicile-travail, qui le remplaceront une fois chargés.",
                "1 if the employment zones differ. A proxy: INSEE draws them from home-work trips, which replace it "
                "once loaded.",
            ),
            needs=("zonings",),
            proxy=True,
            stand_in_for="home_work_flows",
            follows_epci=True,
        ),
        Indicator(
            key="home_work_flows",
            label=Text("Trajets domicile-travail", "Home-work trips"),
            unit="share",
            measure=home_work_flows,
            score=Linear(1),
            note=Text(
                "1 moins les échanges d'actifs rapportés au plus petit des deux totaux. Sous 200 déplacements pondérés "
                ": distance cosinus des profils de destination, signalée.",
                "1 minus exchanged workers over the smaller of the two totals. Under 200 weighted moves: cosine "
                "distance of destination profiles, flagged.",
            ),
            needs=("flows",),
        ),
        Indicator(
            key="operator_networks",
            label=Text("Réseaux d'opérateurs sociaux", "Social operators' networks"),
            unit="share",
            measure=operator_networks,
            score=Linear(1),
            note=Text(
                "Distance de Jaccard entre les réseaux de services sociaux présents dans les deux communes, écoles "
                "exclues ; inconnue si l'une n'en a aucun.",
                "Jaccard distance between the social-service networks present in the two communes, schools left out; "
                "unknown if either has none.",
            ),
            needs=("networks",),
            applies_to=COMMUNES,
        ),
        Indicator(
            key="operator_networks",
            label=Text("Réseaux des services opérés", "Networks of the services operated"),
            unit="share",
            measure=alike("networks"),
            score=Linear(1),
            note=Text(
                "Entre institutions : 1 moins les réseaux communs de leurs services rapportés à ceux de l'une ou de "
                "l'autre.",
                "Between institutions: 1 minus the networks their services share over those of either.",
            ),
            needs=(),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
            listed=True,
        ),
        Indicator(
            key="agreements",
            label=Text("Conventions signées", "Agreements signed"),
            unit="same",
            measure=agreements,
            score=Linear(1),
            note=Text(
                "Entre institutions : 1 sans convention (CTG, CLS…) en vigueur, 1/2 avec une, 0 avec deux ou plus. "
                "Ne compte que si vous apportez la liste de vos conventions ; une institution qu'elle ne nomme pas "
                "est inconnue.",
                "Between institutions: 1 without an agreement (CTG, CLS...) in force, 1/2 with one, 0 with two or "
                "more. Counts only when you bring the list of your agreements; an institution it does not name is "
                "unknown.",
            ),
            needs=("partnerships",),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
            brought=True,
        ),
    ),
)
