"""GeoPackage: every layer of a study in one file, with aliases, QGIS styles, dictionary and sources."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pyarrow as pa

import layers as data
from cage import METHOD_VERSION, Study
from i18n import Lang, Text

from ..export import Export, Weight
from ..gis import Layer, layers_of
from ..gis.arrow import GEOMETRY, arrow, plain, save
from ..gis.qml import qml
from ..gis.sld import sld
from ..gis.styles import styles_of
from ..tables.dictionary import Describe, describer, dictionary
from ..tables.provenance import as_json, provenance
from ..tables.sources import sources

VERSION = "1.3"
"""GDAL 3.4, QGIS 3.22 and later read it without a warning."""


def write(study: Study, lang: Lang) -> bytes:
    """Layers in the legal projection of the territory, then three tables: dictionary, sources, layer_styles."""
    epsg, drawn = data.projection(study.territory.communes), layers_of(study, lang)
    describe = describer(study)
    with TemporaryDirectory() as folder:
        path = f"{folder}/study.gpkg"
        for rank, layer in enumerate(drawn):
            identity = {"IDENTIFIER": layer.label.in_lang(lang), "DESCRIPTION": layer.note.in_lang(lang)}
            save(
                arrow(layer, describe, lang, epsg),
                path,
                layer.geometry,
                epsg,
                driver="GPKG",
                layer=layer.key,
                append=rank > 0,
                dataset_metadata=_metadata(study, lang) if rank == 0 else None,
                dataset_options={"VERSION": VERSION} if rank == 0 else None,
                layer_options=identity,
            )
        for key, label, table in _tables(study, drawn, describe, lang):
            save(
                pa.Table.from_pandas(plain(table), preserve_index=False),
                path,
                None,
                epsg,
                driver="GPKG",
                layer=key,
                append=True,
                layer_options={"IDENTIFIER": label, "FID": "id"},
            )
        _undated(Path(path), study)
        return Path(path).read_bytes()


def layered(
    study: Study, key: str, table: pd.DataFrame, shapes: pd.Series, tables: Mapping[str, pd.DataFrame], lang: Lang
) -> bytes:
    """One layer of shapes in WGS 84, in the legal projection of the territory, then tables without geometry."""
    epsg = data.projection(study.territory.communes)
    flat = gpd.GeoSeries(shapes.to_numpy(), crs=4326).to_crs(epsg)
    rows = pa.Table.from_pandas(plain(table), preserve_index=False)
    field = pa.field(GEOMETRY, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    rows = rows.append_column(field, pa.array(flat.to_wkb().to_numpy(), pa.binary(), from_pandas=True))
    with TemporaryDirectory() as folder:
        path = f"{folder}/study.gpkg"
        said = {"dataset_metadata": _metadata(study, lang), "dataset_options": {"VERSION": VERSION}}
        save(rows, path, "Unknown", epsg, driver="GPKG", layer=key, **said)
        for name, one in tables.items():
            kept = pa.Table.from_pandas(plain(one), preserve_index=False)
            save(kept, path, None, epsg, driver="GPKG", layer=name, append=True, layer_options={"FID": "row_id"})
        _undated(Path(path), study)
        return Path(path).read_bytes()


def _metadata(study: Study, lang: Lang) -> dict[str, str]:
    licences = sorted({data.BY_KEY[key].licence for key in study.loaded})
    title = Text("Distances CAGE", "CAGE distances").in_lang(lang)
    return {
        "TITLE": f"{title}, {study.territory.name}, {study.territory.cog}",
        "METHOD_VERSION": str(METHOD_VERSION),
        "LICENCE": ", ".join(licences),
        "PROVENANCE": as_json(provenance(study)),
    }


def _tables(study: Study, drawn: list[Layer], describe: Describe, lang: Lang) -> list[tuple[str, str, pd.DataFrame]]:
    """Tables without geometry: key, label, rows."""
    described = dictionary(describe, {layer.key: (layer.of, layer.table) for layer in drawn}, lang)
    return [
        ("dictionary", Text("Dictionnaire des colonnes", "Dictionary of columns").in_lang(lang), described),
        ("sources", Text("Sources", "Sources").in_lang(lang), sources(study, lang)),
        ("layer_styles", "layer_styles", pd.concat([_styles(study, layer, describe, lang) for layer in drawn])),
    ]


def _styles(study: Study, layer: Layer, describe: Describe, lang: Lang) -> pd.DataFrame:
    """Rows of QGIS's own table of styles: it opens a layer under its default one."""
    aliases = {str(name): describe(str(name), layer.of).label.in_lang(lang) for name in layer.table}
    del aliases["geometry"]
    rows = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer.key,
            "f_geometry_column": GEOMETRY,
            "styleName": style.name,
            "styleQML": qml(style, aliases),
            "styleSLD": sld(layer.key, style),
            "useAsDefault": rank == 0,
            "description": layer.note.in_lang(lang),
            "owner": "",
            "ui": None,
            "update_time": _date(study),
        }
        for rank, style in enumerate(styles_of(study, layer, lang))
    ]
    return pd.DataFrame(rows).astype({"ui": "string"})


def _date(study: Study) -> pd.Timestamp:
    """The date written in the file: that of its perimeters, so that the same study gives the same bytes."""
    return pd.Timestamp(study.territory.cog, 1, 1)


def _undated(path: Path, study: Study) -> None:
    """Replace the time of writing that GDAL notes."""
    written = _date(study).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE gpkg_contents SET last_change = ?", (written,))
        connection.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (written,))
    connection.close()


GPKG = Export(
    key="gpkg",
    label=Text("Projet SIG complet (GeoPackage)", "Whole GIS project (GeoPackage)"),
    suffix=".gpkg",
    mime="application/geopackage+sqlite3",
    note=Text(
        "S'ouvre dans QGIS aux classes et couleurs de l'écran. Couches : communes, anciennes intercommunalités, lieux, "
        "couples, lignes de fracture entre habitants, surfaces par durée si un réseau est chargé ; dictionnaire "
        "et sources.",
        "Opens in QGIS with the classes and colours of the screen. Layers: communes, former intercommunalities, "
        "places, pairs, fault lines between residents, areas by time if a road network is loaded; dictionary and "
        "sources.",
    ),
    group="gis",
    weight=Weight(0, 17, 8_000, 666),
    write=write,
)
