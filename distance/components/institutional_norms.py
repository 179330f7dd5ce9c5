"""Administrative distance, institutional norms: which sectors people belong to, and the former border."""

import numpy as np
import pandas as pd

from i18n import Text

from ..indicator import BETWEEN, ORGANISATION, Component, Indicator, Linear, Measured, Tables
from ..institutions import jurisdiction
from ..kernels import Array, different, labels, mean_known

DIVISIONS = ("arrondissement", "canton", "constituency")
SECTORS = ("caf", "cpam", "msa", "mission_locale", "france_travail")
"""Kinds of desks whose sectors are levels too, where jurisdictions are loaded."""

MEMORY_YEARS = 10.0
"""Years after which the memory of a former border has faded to 1/e."""


def levels(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Share of the known levels that differ, level by level. A commune split at a level is unknown there.

    The EPCI is that of the last year of ``membership``, the study's. The sectors of desks (``jurisdictions``: commune,
    kind, id) are levels too where they are loaded; ``districts`` are always, known or not.
    """
    districts = labels(tables.get("districts", pd.DataFrame(columns=list(DIVISIONS))))
    a, b = (districts.reindex(places.index, fill_value=None) for places in (origins, destinations))
    parts = {"epci": apart(origins, destinations, tables)}
    parts |= {level: different(a[level], b[level]) for level in DIVISIONS}
    if "jurisdictions" in tables:
        sectors = tables["jurisdictions"]
        parts |= {kind: _no_desk(sectors[sectors["kind"] == kind], origins, destinations) for kind in SECTORS}
    return Measured(mean_known(list(parts.values())), parts)


def apart(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Array:
    """1 where the EPCIs of the last year of ``membership`` differ, 0 where not, NaN where one is unknown."""
    epci = labels(tables["membership"][max(tables["membership"])])
    return different(*(epci.reindex(places.index, fill_value=None) for places in (origins, destinations)))


def _no_desk(desks: pd.DataFrame, origins: pd.DataFrame, destinations: pd.DataFrame) -> Array:
    """1 where no desk serves both communes, 0 where one does, NaN where the desk of one of them is not known."""
    served = pd.crosstab(desks["commune"], desks["id"]).clip(upper=1)
    a, b = (served.reindex(places.index, fill_value=0).to_numpy(float) for places in (origins, destinations))
    known = a.any(axis=1)[:, None] & b.any(axis=1)[None, :]
    return np.where(known, a @ b.T == 0, np.nan)


def former_border(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """exp(-years together / 10); 1 if apart at the study's date; 0 if never observed apart.

    ``membership`` has one column per observed year (int, ascending, the last is the study's), the
    EPCI of each commune on 1 January. Years together are counted from the first observation
    since which the two communes have always been in the same EPCI.
    """
    membership = tables["membership"]
    years = [int(year) for year in sorted(membership.columns)]
    known = labels(membership)
    a, b = known.reindex(origins.index, fill_value=None), known.reindex(destinations.index, fill_value=None)
    apart_in = {year: different(a[year], b[year]) for year in years}
    distance: Array = np.zeros_like(apart_in[years[-1]])
    done = np.zeros(distance.shape, dtype=bool)
    # Of the two communes: the first year after, among those in which both are known.
    since = np.full(distance.shape, float(years[-1]))
    for year in reversed(years[:-1]):
        newly = (apart_in[year] == 1) & ~done
        distance = np.where(newly, np.exp(-(years[-1] - since) / MEMORY_YEARS), distance)
        done |= newly
        since = np.where(np.isnan(apart_in[year]), since, year)
    distance = np.where(apart_in[years[-1]] == 1, 1.0, distance)
    return Measured(np.where(np.isnan(apart_in[years[-1]]), np.nan, distance))


INSTITUTIONAL_NORMS = Component(
    key="institutional_norms",
    dimension="administrative",
    label=Text("Normes institutionnelles", "Institutional norms"),
    question=Text("Relève-t-on des mêmes institutions ?", "Do they answer to the same institutions?"),
    indicators=(
        Indicator(
            key="levels",
            label=Text(
                "Intercommunalité, arrondissement, canton, circonscription",
                "Intercommunality, arrondissement, canton, constituency",
            ),
            unit="levels",
            measure=levels,
            score=Linear(1),
            note=Text(
                "Part des niveaux connus qui diffèrent, l'intercommunalité à la date de l'étude parmi eux. "
                "Canton et circonscription d'après les contours : une commune "
                "partagée est inconnue à ce niveau. S'y ajoutent, une fois chargés, les secteurs des guichets (CAF, "
                "CPAM, MSA, mission locale, France Travail) : ils diffèrent quand aucun guichet ne sert les deux.",
                "Share of the known levels that differ, the intercommunality at the study's date among them. "
                "Canton and constituency come from contours: a commune split "
                "between two is unknown at that level. Once loaded, the sectors of desks (CAF, CPAM, MSA, mission "
                "locale, France Travail) come on top: they differ when no desk serves both.",
            ),
            needs=("membership",),
            wants=("districts", "jurisdictions"),
            over_parts=(("epci", ("membership",)), *((level, ("districts",)) for level in DIVISIONS)),
            follows_epci=True,
        ),
        Indicator(
            key="former_border",
            label=Text("Ancienne frontière intercommunale", "Former intercommunal border"),
            unit="memory",
            measure=former_border,
            score=Linear(1),
            note=Text(
                "1 si les deux communes sont dans deux intercommunalités ; sinon exp(-années de vie commune / 10) ; 0 "
                "si elles n'ont jamais été observées séparées.",
                "1 if the two are in different intercommunalities; else exp(-years together / 10); 0 if never observed "
                "apart.",
            ),
            needs=("membership",),
        ),
        Indicator(
            key="jurisdiction",
            label=Text("Habitants desservis", "Residents served"),
            unit="share",
            measure=jurisdiction,
            score=Linear(1),
            note=Text(
                "Entre institutions : 1 moins les habitants desservis par les deux rapportés à ceux que dessert "
                "l'une ou l'autre, d'après leur ressort connu ou la loi de leur type.",
                "Between institutions: 1 minus the residents served by both over those served by either, by their "
                "known jurisdiction or the law of their kind.",
            ),
            needs=("population",),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
        ),
    ),
)
