"""What the reference pack holds around the communes: the sea and the countries, and the EPCIs most alike each one."""

import geopandas as gpd
import pandas as pd
import shapely

from layers.pack import world
from layers.pack.twins import twins as alike
from tests.test_pack import communes, read, shapes

__all__ = ["communes", "shapes"]


def test_the_sea_and_the_neighbours_surround_every_part_of_france(shapes: gpd.GeoDataFrame) -> None:
    around = read("around").assign(geometry=lambda table: gpd.GeoSeries.from_wkb(table["geometry"]))
    assert around["geometry"].map(shapely.is_valid).all()
    assert {"Spain", "Italy", "Switzerland", "Belgium", "Monaco", "Andorra", "sea"} <= set(around["name"])
    assert "France" not in set(around["name"]) and not around.duplicated(["window", "name"]).any()
    spain = around.set_index(["window", "name"])["geometry"]["metropole", "Spain"]
    # Irun is beyond the border of Hendaye, Bayonne is not; the Gulf of Gascony is the sea.
    assert spain.contains(shapely.Point(-1.79, 43.33)) and not spain.contains(shapely.Point(-1.47, 43.49))
    sea = around.set_index(["window", "name"])["geometry"]["metropole", "sea"]
    assert sea.contains(shapely.Point(-2.5, 44.5)) and not sea.contains(shapely.Point(2.3, 48.8))
    boxes = {window: shapely.box(*box) for window, box in world.WINDOWS.items()}
    points = shapes["geometry"].dropna().representative_point()
    assert points.map(lambda point: any(box.contains(point) for box in boxes.values())).all()


def test_every_epci_has_its_fifty_most_alike(communes: pd.DataFrame) -> None:
    twins = read("twins")
    assert len(twins) == 1_253 * 50 and set(twins["siren"]) == set(communes["epci"].dropna())
    assert (twins["siren"] != twins["twin"]).all() and not twins.duplicated(["siren", "twin"]).any()
    assert twins.groupby("siren")["gap"].is_monotonic_increasing.all()
    # The métropole of Paris is most like those of Lyon and Aix-Marseille.
    assert twins.loc[twins["siren"] == "200054781", "twin"].tolist()[:2] == ["200046977", "200054807"]


def test_twins_are_those_of_the_tables_of_the_pack(communes: pd.DataFrame, shapes: gpd.GeoDataFrame) -> None:
    table = communes.reset_index()
    made = alike(table, read("census"), read("membership"), shapes["geometry"].to_numpy())
    pd.testing.assert_frame_equal(made, read("twins"), check_dtype=False)
