"""Rental values and zones of housing, from the tables that openfisca-france carries (its code is not used)."""

import io
import zipfile
from pathlib import Path

import pandas as pd

from ..cog import carry
from ..reference import COG

RENTAL = "mean_rental_value"
FILES = {
    RENTAL: (2022, "taxe_habitation/parametres_th_2022.csv", ",", "valeur_locative_moyenne_com"),
    "apl": (2014, "apl/20110914_zonage.csv", ",", "Zonage"),
    "abc": (2024, "zonage-communes/zonage-abc-juillet-2024.csv", ";", "Zone en vigueur depuis le 5 juillet 2024"),
}
"""Column of the pack -> year of the codes of communes (the one whose list they are), file, separator, column."""


def table(wheel: Path, communes: pd.Series, dwellings: pd.Series) -> pd.DataFrame:
    """One row per commune of today: ``mean_rental_value`` (euros a year per dwelling), ``apl`` and ``abc`` zones.

    A rental value of 0 is that of a commune the file does not know. Where communes merged, a zone is the one they all
    had, and a rental value their mean weighted by ``dwellings`` (by commune, before they merged): unknown where these
    are. The movements are those of the committed pack.
    """
    with zipfile.ZipFile(wheel) as archive:
        texts = {
            name: archive.read(f"openfisca_france/assets/{file}").decode() for name, (_, file, _, _) in FILES.items()
        }
    columns = {}
    for name, (year, _, separator, column) in FILES.items():
        given = pd.read_csv(io.StringIO(texts[name]), sep=separator, dtype=str)
        values = given.set_index(given.columns[0]).rename_axis("commune")[[column]].set_axis([name], axis=1)
        if name == RENTAL:
            values = values.astype(float).where(lambda euros: euros > 0)
        columns[name] = carry(values, year, COG, {name: "same"})[name]
        if name == RENTAL:
            weighed = values.assign(dwellings=dwellings.reindex(values.index).astype(float))
            rules = {name: "mean:dwellings", "dwellings": "sum"}
            columns[name] = columns[name].fillna(carry(weighed, year, COG, rules)[name])
    return pd.DataFrame(columns).reindex(sorted(communes)).rename_axis("commune").reset_index()
