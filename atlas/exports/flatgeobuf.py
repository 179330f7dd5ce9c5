"""FlatGeobuf of the origins: one file that a web map or a GIS reads by pieces."""

from pathlib import Path
from tempfile import TemporaryDirectory

from cage import Study
from i18n import Lang, Text
from layers.projections import WGS84

from ..export import Export, Weight
from ..gis import main_layer
from ..gis.arrow import arrow, metadata, save
from ..tables.dictionary import describer


def write(study: Study, lang: Lang) -> bytes:
    """One feature per origin, in WGS 84; indexed, unless a commune has no contour: an index would leave it out."""
    layer, describe = main_layer(study, lang), describer(study)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "study.fgb"
        save(
            arrow(layer, describe, lang, WGS84),
            str(path),
            layer.geometry,
            WGS84,
            driver="FlatGeobuf",
            layer=layer.key,
            layer_metadata=metadata(study, layer, describe, lang),
            layer_options={
                "TITLE": layer.label.in_lang(lang),
                "DESCRIPTION": layer.note.in_lang(lang),
                "SPATIAL_INDEX": "NO" if layer.table.geometry.isna().any() else "YES",
            },
        )
        return path.read_bytes()


FLATGEOBUF = Export(
    key="flatgeobuf",
    label=Text("Carte indexée (FlatGeobuf)", "Indexed map (FlatGeobuf)"),
    suffix=".fgb",
    mime="application/vnd.flatgeobuf",
    note=Text(
        "Les départs et leurs distances, pour une carte en ligne ou un SIG ; dictionnaire et provenance dedans.",
        "Origins and their distances, for a web map or a GIS; dictionary and provenance inside.",
    ),
    group="gis",
    weight=Weight(40_000, 17, 800, 0),
    write=write,
)
