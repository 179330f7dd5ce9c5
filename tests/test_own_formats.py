"""The formats people have, and what a reader may choose of a file: encoding, sheet, layer."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import Point

from layers.own import Opened
from parsing import AUTOMATIC, Choice, X, Y, formats, limits
from tests.test_own_open import CSV, LAYER, SHEET, row, workbook, zipped

ACCENTS = "nom;code\nÉcole d'Hélette, à l'œuvre;01001\nForêt;01002\n"
FEATURES = json.loads(LAYER.to_json())["features"]
KML = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>Écoles</name>
<Placemark><name>A</name><ExtendedData><Data name="code"><value>01001</value></Data></ExtendedData>
<Point><coordinates>3,46,0</coordinates></Point></Placemark></Folder><Placemark><name>B</name><Polygon><outerBoundaryIs>
<LinearRing><coordinates>3,46 4,46 4,47 3,47 3,46</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
</Document></kml>"""
GPX = '<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="46" lon="3"><name>A</name></wpt></gpx>'
OVERPASS = {"version": 0.6, "elements": [
    {"type": "node", "id": 1, "lat": 46, "lon": 3, "tags": {"name": "A"}},
    {"type": "node", "id": 2, "lat": 1, "lon": 1},
    {"type": "way", "id": 3, "center": {"lat": 46, "lon": 3}, "tags": {"amenity": "library"}},
]}  # fmt: skip
ESRI = {"spatialReference": {"wkid": 102100, "latestWkid": 3857}, "features": [
    {"attributes": {"nom": "A"}, "geometry": {"x": 333958.4723798207, "y": 5780349.220256351}},
]}  # fmt: skip


def read(content: bytes, choice: Choice = AUTOMATIC) -> Opened:
    """As ``opened``, in this process."""
    limits.check_upload(content)
    one, inner, parts = formats.recognised(content, choice.part)
    found = formats.as_table(one, inner, parts, choice)
    table = pd.DataFrame(found.rows, found.lines, found.columns, dtype=object)
    return Opened(table, found.notes, found.parts, found.part, found.encoding)


def lines(*values: object) -> bytes:
    return "\n".join(map(json.dumps, values)).encode()


HAD: dict[str, Callable[[], bytes]] = {
    "KML": KML.encode,
    "KMZ": lambda: zipped({"doc.kml": KML, "images/a.png": b"x"}),
    "GPX": GPX.encode,
    "gzip": lambda: gzip.compress(LAYER.to_json().encode()),
    "feature": lambda: json.dumps(FEATURES[0]).encode(),
    "features by line": lambda: lines(*FEATURES),
    "sequence": lambda: b"\x1e" + lines(*FEATURES).replace(b"\n", b"\n\x1e"),
    "Overpass": lambda: json.dumps(OVERPASS).encode(),
    "Esri": lambda: json.dumps(ESRI).encode(),
    "WKT": lambda: b"nom;wkt\nA;POINT Z (3 46 0)\nB;\nC;POLYGON((3 46,4 46,4 47,3 46))\n",
    "EWKT": lambda: b"nom,geom\nA,SRID=2154;POINT(700000 6544474)\n",
    "EWKB": f"nom;geom\nA;{shapely.to_wkb(shapely.set_srid(Point(3, 46), 4326), hex=True, include_srid=True)}\n".encode,
    "GeoJSON in a cell": lambda: b'nom\tgeom\nA\t{"type": "Point", "coordinates": [3, 46]}\n',
}


@pytest.mark.parametrize("key", HAD)
def test_a_format_people_have_gives_its_points(key: str) -> None:
    first = read(HAD[key]()).table.iloc[0]
    assert "A" in first.tolist()
    assert [float(first[X]), float(first[Y])] == pytest.approx([3, 46], abs=1e-3)


@pytest.mark.parametrize("epsg", [4326, 2154])
@pytest.mark.parametrize("index", ["YES", "NO"])
def test_a_flatgeobuf_is_read(tmp_path: Path, epsg: int, index: str) -> None:
    LAYER.assign(t=["x", "é"], f=[1.5, 2], b=[True, False]).to_crs(epsg).to_file(
        tmp_path / "a.fgb", SPATIAL_INDEX=index
    )
    table = read((tmp_path / "a.fgb").read_bytes()).table.set_index("nom")
    assert table.loc["A", ["code", "n", "t", "f", "b"]].tolist() == ["01001", "1", "x", "1.5", "true"]
    assert table.loc["B", ["code", "n", "t"]].tolist() == [None, None, "é"]
    assert [float(value) for value in table.loc["A", [X, Y]]] == pytest.approx([3, 46], abs=1e-6)


@pytest.mark.parametrize("driver", ["ODS", "XLSX"])
def test_a_workbook_of_gdal_is_read(tmp_path: Path, driver: str) -> None:
    path = tmp_path / f"a.{driver.lower()}"
    pyogrio.write_dataframe(pd.DataFrame({"nom": ["A", "B  c"], "code": ["01001", "01002"]}), path, driver=driver)
    assert read(path.read_bytes()).table.to_numpy().tolist() == [["A", "01001"], ["B  c", "01002"]]


@pytest.mark.parametrize(
    "data", [{"results": [{"nom": "A"}]}, {"records": [{"recordid": "x", "fields": {"nom": "A"}}]}]
)
def test_the_answers_of_portals_are_read(data: object) -> None:
    assert read(json.dumps(data).encode()).table.to_dict("list") == {"nom": ["A"]}


def test_a_kml_says_the_folder_of_its_places() -> None:
    table = read(KML.encode()).table
    assert table["dossier"].tolist() == ["Écoles", None]
    assert table["code"].tolist() == ["01001", None]


@pytest.mark.parametrize("at", [0, 20, -12])
def test_one_bad_byte_changes_no_other_letter(at: int) -> None:
    content = bytearray((ACCENTS * 3).encode())
    where = content.index("é".encode()) if at == 20 else at % len(content)
    content[where : where + 1] = b"\xc9" if at != 20 else b"\xe9\x41"[:1]
    found = read(bytes(content))
    assert found.encoding == "utf-8"
    assert "Forêt" in found.table.iloc[:, 0].tolist()
    assert any("Windows-1252" in note.fr for note in found.notes)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "cp1252", "iso8859-15", "mac_roman", "cp850", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_accents_and_the_euro_are_read_in_each_encoding(encoding: str) -> None:
    text = "nom;prix\nÉcole d'été;3 €\n" if encoding != "cp850" else "nom;prix\nÉcole d'été;3\n"
    assert read(text.encode(encoding)).table.iloc[0, 0] == "École d'été"
    assert read(text.encode(encoding)).table.iloc[0, 1] in ("3 €", "3")


def test_accents_written_twice_are_told_and_mended_when_asked() -> None:
    content = ACCENTS.encode().decode("cp1252").encode()
    found = read(content)
    assert any("deux fois" in note.fr for note in found.notes)
    assert read(content, Choice("utf-8-twice")).table.iloc[0, 0] == "École d'Hélette, à l'œuvre"
    assert not any("deux fois" in note.fr for note in read(ACCENTS.encode()).notes)


def test_an_encoding_is_chosen() -> None:
    assert read("nom;x\nÃ©;1\n".encode("cp1252"), Choice("cp1252")).table.iloc[0, 0] == "Ã©"


def test_a_sheet_a_layer_and_a_file_of_a_zip_are_chosen(tmp_path: Path) -> None:
    book = workbook(SHEET, row(1, "autre") + row(2, "Z"))
    assert read(book)[2:4] == (("S1", "S2"), "S1")
    assert read(book, Choice(part="S2")).table["autre"].tolist() == ["Z"]
    for layer, frame in (("a", LAYER), ("b", LAYER.iloc[:1])):
        frame.to_file(tmp_path / "a.gpkg", layer=layer)
    assert len(read((tmp_path / "a.gpkg").read_bytes(), Choice(part="b")).table) == 1
    archive = zipped({"a.csv": CSV, "b.csv": "autre\nZ\n"})
    assert read(archive).parts == ("a.csv", "b.csv")
    assert read(archive, Choice(part="b.csv")).table["autre"].tolist() == ["Z"]
    assert len(read(archive, Choice(part="gone.csv")).table) == 2


def test_words_for_nothing_are_empty_cells() -> None:
    table = read(b"nom;x;y\nNA;NULL;-\nA;#N/D;nan\nNadine;<NA>;0\n").table
    assert table.to_numpy().tolist() == [[None] * 3, ["A", None, None], ["Nadine", None, "0"]]


def test_a_shapefile_without_its_encoding_is_read_in_utf_8_or_as_chosen(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"nom": ["Épicerie"]}, geometry=[Point(3, 46)], crs=4326)
    for encoding in ("utf-8", "cp1252"):
        folder = tmp_path / encoding
        folder.mkdir()
        frame.to_file(folder / "a.shp", encoding=encoding)
        content = zipped({path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".cpg"})
        found = read(content)
        assert (found.table["nom"].tolist(), found.encoding) == (["Épicerie"], encoding)
        assert read(content, Choice(encoding)).table["nom"].tolist() == ["Épicerie"]
