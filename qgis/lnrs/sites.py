# SPDX-License-Identifier: MIT
"""“Check this site”: an outline on the map becomes a run of `lnrs sites`. No widgets."""

import re

from qgis.core import QgsCoordinateReferenceSystem

from .engine import EngineError, FilePath
from .map_tools import moved
from .runner import Listener, run


def crs_of(engine, config):
    """The CRS of a config's project; EngineError with the engine's message if the config has a mistake."""
    outcome = run(engine, ["sites", "--print-config", "--config", FilePath(config)], Listener())
    if outcome.failed:
        raise EngineError(outcome.why(engine.name))
    found = re.search(r'^crs = "([^"]+)"', outcome.printed, re.MULTILINE)
    return QgsCoordinateReferenceSystem(found.group(1) if found else "EPSG:27700")


def outline_of(layer):
    """The selected areas of a layer as one shape; ValueError says what to do."""
    from qgis.core import QgsGeometry, QgsWkbTypes

    if layer is None or not hasattr(layer, "selectedFeatureCount") or layer.selectedFeatureCount() == 0:
        raise ValueError(
            "No feature is selected. Select the site's outline in a layer, and make that layer the active one."
        )
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        raise ValueError(f"Layer ‘{layer.name()}’ holds no areas. Select an outline in a layer of polygons.")
    if not layer.crs().isValid():
        raise ValueError(f"Layer ‘{layer.name()}’ has no coordinate reference system. Set it under Layer CRS.")
    shapes = [feature.geometry() for feature in layer.getSelectedFeatures() if not feature.geometry().isNull()]
    if not shapes:
        raise ValueError("The selected feature has no outline.")
    return QgsGeometry.unaryUnion(shapes)


def parameters(engine, config, outline, crs, reference, output, report):
    """The values of lnrs:sites for an outline in a CRS. Millimetres are as fine as the engine goes."""
    shape = moved(outline, crs, crs_of(engine, config))
    values = {"CONFIG": config, "WKT": shape.asWkt(3), "OUTPUT": output, "HTML": report}
    if reference:
        values["REF"] = reference
    return values
