"""A file dropped for GDAL is what its name says, or GDAL never sees it."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString

from i18n import Text
from layers import LayerError, store
from layers.publishers import shapes
from layers.roads import files as road_files
from layers.vector import is_genuine

ROADS = gpd.GeoDataFrame({"nature": ["a"]}, geometry=[LineString([(0, 0), (1, 1)])], crs=2154)
ELSEWHERE = "nature\nsecret\n"


def another(folder: Path) -> bytes:
    """A file that leads GDAL to another one."""
    (folder / "secret.csv").write_text(ELSEWHERE)
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="troncon_de_route"><SrcDataSource>CSV:{folder / "secret.csv"}'
        "</SrcDataSource><SrcLayer>secret</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


@pytest.mark.parametrize("name", ["troncon_de_route.shp", "a.gpkg", "a.zip", "single.zip", "beside.zip"])
def test_a_file_that_is_another_is_not_opened(tmp_path: Path, name: str) -> None:
    store.drop().mkdir(parents=True)
    path = store.drop() / name
    if path.suffix == ".zip":
        ROADS.to_file(tmp_path / "good.shp")
        good = (tmp_path / "good.shp").read_bytes()
        members = {
            "a.zip": {"troncon_de_route.shp": another(tmp_path), "troncon_de_route.dbf": b"x"},
            "single.zip": {"troncon_de_route.dbf": another(tmp_path)},
            "beside.zip": {"good.shp": good, "troncon_de_route.vrt": another(tmp_path)},
        }[name]
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in members.items():
                archive.writestr(member, content)
    else:
        path.write_bytes(another(tmp_path))
    assert not is_genuine(path)
    assert road_files.dropped() == []
    with pytest.raises(LayerError, match="abîmé"):
        shapes.read_layer(path, "troncon_de_route", {"nature": ("nature",)}, Text("Routes", "Roads"))


@pytest.mark.parametrize("name", ["troncon_de_route.shp", "troncon_de_route.gpkg", "troncon_de_route.zip"])
def test_a_good_one_is(tmp_path: Path, name: str) -> None:
    store.drop().mkdir(parents=True)
    path = store.drop() / name
    if path.suffix == ".zip":
        ROADS.to_file(tmp_path / "troncon_de_route.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("troncon_de_route.*"):
                archive.write(part, part.name)
    else:
        ROADS.to_file(path)
    assert road_files.dropped() == [path]
