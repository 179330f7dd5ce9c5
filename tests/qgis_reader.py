"""Run by the Python of QGIS, not by ours: what QGIS itself makes of a GeoPackage, as JSON.

``qgis_reader.py study.gpkg``: for each layer its renderer and aliases; for each style of the communes, the colour and
the legend label that QGIS gives to each commune.
"""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication, QgsRenderContext, QgsVectorLayer
from qgis.PyQt.QtXml import QDomDocument


def drawn(layer: QgsVectorLayer) -> dict[str, str]:
    """Colour of each commune under the style in use; hatched where its fill has a pattern."""
    renderer, context = layer.renderer(), QgsRenderContext()
    context.setExpressionContext(layer.createExpressionContext())
    renderer.startRender(context, layer.fields())
    colors = {}
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        symbol = renderer.symbolForFeature(feature, context)
        hatched = symbol is not None and symbol.symbolLayerCount() > 1
        colors[feature["commune"]] = "" if symbol is None else "hatched" if hatched else symbol.color().name()
    renderer.stopRender(context)
    return colors


def described(layer: QgsVectorLayer) -> dict[str, object]:
    """What QGIS says of a layer as soon as it is opened."""
    renderer, fields = layer.renderer(), layer.fields()
    return {
        "valid": layer.isValid(),
        "features": layer.featureCount(),
        "crs": layer.crs().authid(),
        "renderer": renderer.type() if renderer else "",
        "labels": [one.label() for one in renderer.ranges()]
        if renderer and renderer.type() == "graduatedSymbol"
        else [],
        "aliases": {fields.at(k).name(): layer.attributeAlias(k) for k in range(fields.count())},
    }


def read(path: str) -> dict[str, object]:
    """Every layer as it opens, then every style of the communes."""
    keys = ("communes", "former_epcis", "pairs", "services", "institutions")
    layers = {key: QgsVectorLayer(f"{path}|layername={key}", key, "ogr") for key in keys}
    found = {key: described(layer) for key, layer in layers.items()}
    communes = layers["communes"]
    related, ids, names, _, _ = communes.listStylesInDatabase()
    styles = {}
    for identifier, name in zip(ids[:related], names, strict=False):
        document = QDomDocument()
        document.setContent(communes.getStyleFromDatabase(identifier)[0])
        communes.importNamedStyle(document)
        styles[name] = drawn(communes)
    return {"layers": found, "styles": styles}


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    sys.stdout.write(json.dumps(read(sys.argv[1])))
    sys.stdout.flush()
    os._exit(0)  # QGIS sometimes faults while it closes, once all is said
