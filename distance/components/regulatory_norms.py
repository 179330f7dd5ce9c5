"""Administrative distance, regulatory norms: rights that open or close at a border."""

import numpy as np
import pandas as pd

from i18n import Text

from ..indicator import BETWEEN, COMMUNES, DESKS, ORGANISATION, Component, Indicator, Linear, Measured, Tables, signed
from ..institutions import competences
from ..kernels import different, labels, log_ratio, mean_known
from ..resolve import organisation

CCAS_COMPULSORY_FROM = 1500
"""Inhabitants from which a commune must have a CCAS (art. L123-4 CASF)."""


def rights_zonings(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Share of the known zonings opening rights or duties that differ, zoning by zoning.

    ``rural`` (``frr``: the class of each commune) takes the place of the former ZRR where it is loaded; rural
    revitalisation and the zones of housing (``apl``, ``abc``) always count, known or not; ``priority`` (``has_qpv``)
    does once loaded.
    """
    population = tables["population"]["population"]
    nobody = pd.Series(dtype=object)

    def zone(source: str, column: str) -> pd.Series:
        return labels(tables[source][column]) if source in tables else nobody

    zonings = {"ccas": (population >= CCAS_COMPULSORY_FROM).astype(object).where(population.notna(), None)}
    zonings |= {"frr": zone("rural", "frr")} if "rural" in tables else {"zrr": zone("zonings", "zrr_2022")}
    zonings |= {key: zone("housing_zones", key) for key in ("apl", "abc")}
    if "priority" in tables:
        zonings["qpv"] = zone("priority", "has_qpv")
    parts = {
        key: different(zone.reindex(origins.index, fill_value=None), zone.reindex(destinations.index, fill_value=None))
        for key, zone in zonings.items()
    }
    return Measured(mean_known(list(parts.values())), parts)


def eligibility(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """1 where the resident's commune is outside the zone a service is open to, 0 inside.

    ``eligibility`` is indexed by service, its ``zone`` a set of communes (None: unknown).
    """
    zones, _ = organisation(destinations, tables["eligibility"], own_only=True)
    columns = [
        origins["commune"].map(lambda code, zone=zone: np.nan if not isinstance(zone, frozenset) else code not in zone)
        for zone in zones["zone"]
    ]
    return Measured(np.array(columns, dtype=float).reshape(len(destinations), len(origins)).T)


def prices(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Log ratio of the price at the same quotient familial, sign kept.

    ``prices`` is indexed by commune (what its residents pay at home) and by service.
    """
    here, _ = organisation(origins, tables["prices"], own_only=True)
    there, _ = organisation(destinations, tables["prices"], own_only=True)
    ratio = log_ratio(here["price"], there["price"])
    return signed(ratio)


REGULATORY_NORMS = Component(
    key="regulatory_norms",
    dimension="administrative",
    label=Text("Normes réglementaires", "Regulatory norms"),
    question=Text("A-t-on les mêmes droits ?", "Are rights the same?"),
    indicators=(
        Indicator(
            key="rights_zonings",
            label=Text("Zonages ouvrant des droits", "Zonings that open rights"),
            unit="zonings",
            measure=rights_zonings,
            score=Linear(1),
            note=Text(
                "Part des zonages connus qui diffèrent : CCAS obligatoire à partir de 1 500 habitants, revitalisation "
                "rurale (France ruralités revitalisation une fois chargée, sinon ZRR 2022, qu'elle a remplacée), zone "
                "des aides au logement (APL), zone ABC du logement, quartier prioritaire dans la commune (une fois "
                "chargé).",
                "Share of the known zonings that differ: CCAS compulsory from 1,500 inhabitants, rural revitalisation "
                "(France ruralités revitalisation once loaded, else ZRR 2022, which it replaced), zone of housing "
                "benefit (APL), ABC zone of housing, priority neighbourhood in the commune (once loaded).",
            ),
            needs=("population",),
            wants=("zonings", "rural", "housing_zones", "priority"),
            applies_to=COMMUNES,
            over_parts=(
                ("ccas", ("population",)),
                ("rural", ("rural", "zonings")),
                ("apl", ("housing_zones",)),
                ("abc", ("housing_zones",)),
            ),
            follows_epci=True,
        ),
        Indicator(
            key="eligibility",
            label=Text("Éligibilité", "Eligibility"),
            unit="same",
            measure=eligibility,
            score=Linear(1),
            note=Text(
                "1 si la commune est hors de la zone à laquelle le service est ouvert.",
                "1 if the commune is outside the zone the service is open to.",
            ),
            needs=("eligibility",),
            attribute=ORGANISATION,
            applies_to=DESKS,
        ),
        Indicator(
            key="prices",
            label=Text("Tarif à même quotient familial", "Price at the same family quotient"),
            unit="log",
            measure=prices,
            score=Linear(float(np.log(2))),
            note=Text(
                "Rapport (en logarithme) des tarifs au même quotient familial, d'après un fichier de la collectivité.",
                "Log ratio of prices at the same family quotient, from a file of the authority.",
            ),
            needs=("prices",),
            attribute=ORGANISATION,
            applies_to=DESKS,
        ),
        Indicator(
            key="competences",
            label=Text("Compétences sociales", "Social competences"),
            unit="share",
            measure=competences,
            score=Linear(1),
            note=Text(
                "Entre institutions : 1 moins les blocs de compétences communs rapportés à ceux de l'une ou de "
                "l'autre, d'après la loi de leur type. Déduit du type, non observé.",
                "Between institutions: 1 minus the blocks of competence they share over those of either, by the law "
                "of their kind. Deduced from the kind, not observed.",
            ),
            needs=(),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
        ),
    ),
)
