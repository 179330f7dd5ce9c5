"""The tables of housing that carry the proxies of the sheet."""

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from layers.pack import housing

ROOT = Path(__file__).parents[1]


def wheel(path: Path) -> Path:
    """A made-up archive: three communes, one of them merged since, one without a rental value."""
    folder = "openfisca_france/assets/"
    rental = 'code_insee_commune,valeur_locative_moyenne_com\n"01001",3031\n"64102",0\n"14475",2000\n'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(folder + housing.FILES["mean_rental_value"][1], rental)
        archive.writestr(folder + housing.FILES["apl"][1], "CODGEO,Zonage\n01001,3\n64102,2\n")
        named = "CODGEO;Zone en vigueur depuis le 5 juillet 2024\n64102;A\n"
        archive.writestr(folder + housing.FILES["abc"][1], named)
    return path


def test_tables_of_housing_are_read_without_their_code_and_a_value_of_zero_is_unknown(tmp_path: Path) -> None:
    dwellings = pd.Series({"01001": 300.0})
    found = housing.table(wheel(tmp_path / "made.whl"), pd.Series(["64102", "01001", "75056"]), dwellings).set_index(
        "commune"
    )
    assert found.index.tolist() == ["01001", "64102", "75056"]
    assert found.at["01001", "mean_rental_value"] == 3031
    assert found.loc[["64102", "75056"], "mean_rental_value"].isna().all()
    assert found["apl"].fillna("").tolist() == ["3", "2", ""]
    assert found["abc"].fillna("").tolist() == ["", "A", ""]


def test_the_pack_knows_the_housing_of_almost_every_commune() -> None:
    table = pd.read_parquet(ROOT / "data" / "reference" / "housing.parquet").set_index("commune")
    assert len(table) == 34_875
    assert table["mean_rental_value"].notna().sum() >= 34_800
    assert set(table["apl"].dropna()) == {"1", "1bis", "2", "3"}
    assert set(table["abc"].dropna()) == {"A", "Abis", "B1", "B2", "C"}
    assert np.isclose(table.at["64102", "mean_rental_value"], 3_500, rtol=0.5)
