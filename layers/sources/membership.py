"""The EPCI each commune belonged to, year by year (DGCL, INSEE)."""

import pandas as pd

from i18n import Text

from .. import store
from ..publishers.compositions import CARRY_RULES, COMPOSITION_YEARS, history
from ..reference import raw
from ..source import File, Source


def read(national: pd.DataFrame) -> pd.DataFrame:
    """One column per observed year (int), the EPCI on 1 January; None where unknown.

    From 2019 for all of France. Before, what was loaded of INSEE's and the DGCL's yearly lists; and for
    CA du Pays Basque 2016 and 2017, whose ten former EPCIs were absorbed whole on 1 January 2017.
    """
    table = national.set_index("commune")
    table.columns = table.columns.astype(int)
    former = raw("former_epci_2016.parquet").set_index("commune")["siren"]
    table[2016] = former.reindex(table.index)
    table[2017] = table[2019].where(table.index.isin(former.index))
    return history(table, {year: composition(year)["siren"] for year in store.years("membership")})


def composition(year: int) -> pd.DataFrame:
    """The list of a year that was loaded, by commune of today: siren, name, kind."""
    return store.read(store.parts("membership", year, set()), (), ())


MEMBERSHIP = Source(
    key="membership",
    label=Text("Composition des intercommunalités", "Composition of intercommunalities"),
    publisher="DGCL, Insee",
    origin=Text(
        "DGCL, composition communale des EPCI 2019 à 2026 ; Insee 2016 pour la CA du Pays Basque",
        "DGCL, composition of EPCIs 2019 to 2026; INSEE 2016 for CA du Pays Basque",
    ),
    vintages={2026: File(2026, "membership.parquet")},
    read=read,
    published=COMPOSITION_YEARS,
    rules=CARRY_RULES,
    history=True,
)
