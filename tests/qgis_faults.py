"""Run by the Python of QGIS, not by ours: the colours that QGIS draws each fault line with, in order, as JSON."""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication, QgsRenderContext, QgsVectorLayer


def read(path: str) -> dict[str, object]:
    """The renderer, and the colours of the symbols of each border."""
    layer = QgsVectorLayer(f"{path}|layername=fault_lines", "fault_lines", "ogr")
    renderer, context = layer.renderer(), QgsRenderContext()
    context.setExpressionContext(layer.createExpressionContext())
    renderer.startRender(context, layer.fields())
    drawn = {}
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        colors = [symbol.color() for symbol in renderer.symbolsForFeature(feature, context)]
        drawn[f"{feature['commune_a']} {feature['commune_b']}"] = [
            f"{c.red()},{c.green()},{c.blue()},{c.alpha()}" for c in colors
        ]
    renderer.stopRender(context)
    return {"renderer": renderer.type(), "drawn": drawn}


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    sys.stdout.write(json.dumps(read(sys.argv[1])))
    sys.stdout.flush()
    os._exit(0)  # QGIS sometimes faults while it closes, once all is said
