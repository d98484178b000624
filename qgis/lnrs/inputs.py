# SPDX-License-Identifier: MIT
"""What the engine reads for a layer of QGIS: the layer's own file if it holds exactly what QGIS shows, else a copy.

    plan = LayerPlan(layer, definition, takes_filter=True)  # in the main thread
    word = plan.word(folder, feedback)    # in any thread: FilePath("county.gpkg", "#lws"), or a copy's
    plan.where                                              # the layer's filter, for --where
    plan.copy                               # what the engine calls a copy, for messages; "" where there is none

A copy is made of: selections and other choices of features, layers without a file (memory, database, service), layers
with unsaved changes, virtual or joined fields, filters where the command takes none, a CRS that was set in QGIS,
formats that the engine does not read. `plan.reason` says which it is; it is told to the user, since the copy and not
the layer's file is recorded in the result. The copy is named after the layer.
"""

import os
import re

from qgis.core import (
    NULL,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsField,
    QgsFields,
    QgsProcessingException,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayerFeatureSource,
)
from qgis.PyQt.QtCore import QVariant

from .engine import FilePath

READ_BY_ENGINE = {"gpkg", "fgb", "shp", "geojson", "json", "geojsonl", "geojsons", "gdb", "tab", "mif", "kml", "gml"}
KEPT_TYPES = {
    QVariant.Int,
    QVariant.UInt,
    QVariant.LongLong,
    QVariant.ULongLong,
    QVariant.Double,
    QVariant.Bool,
    QVariant.String,
    QVariant.Date,
    QVariant.DateTime,
    QVariant.Time,
    QVariant.ByteArray,
}
SOURCES = {
    "postgres": "it is a table of a PostgreSQL database",
    "WFS": "it comes from a web feature service",
    "memory": "it is a temporary layer without a file",
    "spatialite": "it is a table of a SpatiaLite database",
    "virtual": "it is a virtual layer",
    "mssql": "it is a table of a database",
    "oracle": "it is a table of a database",
    "delimitedtext": "it is read from delimited text by QGIS",
    "OAPIF": "it comes from a web feature service",
    "arcgisfeatureserver": "it comes from a web feature service",
}


NUMBER = "lnrs_fid"  # the key column of a copy: the feature's number in QGIS


def is_select(subset):
    return bool(re.match(r"\s*select\b", subset, re.IGNORECASE))


def choice_in(definition):
    """Why only some features of the layer are meant, from the value of a feature source parameter."""
    if definition is None:
        return ""
    if definition.selectedFeaturesOnly:
        return "only its selected features are used"
    if definition.featureLimit not in (-1, None) or getattr(definition, "filterExpression", ""):
        return "only some of its features are used"
    return ""


def fields_of_its_own(layer):
    fields = layer.fields()
    origins = {fields.fieldOrigin(at) for at in range(fields.count())}
    if QgsFields.FieldOrigin.OriginExpression in origins:
        return "it has virtual fields"
    if QgsFields.FieldOrigin.OriginJoin in origins:
        return "it has joined fields"
    return ""


class LayerPlan:
    def __init__(self, layer, definition=None, takes_filter=False):
        self.layer_name, self.where, self.copy = layer.name(), "", ""
        self.file, self.file_layer = "", ""
        self.reason = choice_in(definition) or self.look(layer, takes_filter)
        if self.reason:  # a snapshot that another thread may read, unsaved changes and virtual fields included
            self.where = ""
            self.crs, self.wkb, self.fields = layer.crs(), layer.wkbType(), layer.fields()
            self.source, self.request = QgsVectorLayerFeatureSource(layer), request_for(layer, definition)

    def look(self, layer, takes_filter):
        """Why a copy is needed; "" where the file itself will do, which is then named."""
        if layer.providerType() != "ogr":
            return SOURCES.get(layer.providerType(), f"QGIS reads it by its provider {layer.providerType()}")
        if layer.isEditable() and layer.isModified():
            return "it is being edited; the changes that are not saved yet are included"
        if fields_of_its_own(layer):
            return fields_of_its_own(layer)
        if layer.isSpatial() and layer.crs() != layer.dataProvider().crs():
            return "its CRS was set in QGIS and is not that of the file"
        parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
        path, subset = parts.get("path") or "", layer.subsetString()
        if (
            parts.get("vsiPrefix")
            or parts.get("openOptions")
            or parts.get("geometryType")
            or "authcfg" in layer.source()
        ):
            return "its source is more than a file"
        if not os.path.exists(path):
            return "its source is not a file of this computer"
        if os.path.splitext(path)[1][1:].lower() not in READ_BY_ENGINE:
            return "the engine does not read files of its kind"
        if subset and (is_select(subset) or not takes_filter):
            return "it has a filter, and the command takes none for this layer"
        self.file, self.file_layer, self.where = path, layer_in(path, parts), subset
        return ""

    def word(self, folder, feedback):
        if not self.reason:
            return FilePath(self.file, f"#{self.file_layer}" if self.file_layer else "")
        feedback.setProgressText(f"Copy layer ‘{self.layer_name}’")
        copy = copy_of(self, folder, feedback)
        self.copy = f"{copy}#{name_for(self.layer_name)}"
        feedback.pushInfo(
            f"Layer ‘{self.layer_name}’ is copied for the engine, since {self.reason}. The result names the "
            f"copy: {os.path.basename(copy)}."
        )
        return FilePath(copy, "#" + name_for(self.layer_name))


def request_for(layer, definition):
    request = QgsFeatureRequest()
    if definition is None:
        return request
    if definition.selectedFeaturesOnly:
        request.setFilterFids(layer.selectedFeatureIds())
    if getattr(definition, "filterExpression", ""):
        request.setFilterExpression(definition.filterExpression)
    if definition.featureLimit not in (-1, None):
        request.setLimit(definition.featureLimit)
    return request


def layer_in(path, parts):
    if parts.get("layerName"):
        return parts["layerName"]
    layers = QgsProviderRegistry.instance().querySublayers(path)
    if len(layers) <= 1:
        return ""
    at = parts.get("layerId")
    return layers[at if isinstance(at, int) and 0 <= at < len(layers) else 0].name()


def name_for(title):
    """A file name and table name that people recognise: letters of any language, digits, blanks and simple signs."""
    name = re.sub(r"[^\w .()+-]", "_", title).lstrip(" .()+-").rstrip(" .")[:60]
    if name.lower().startswith(("gpkg", "rtree_", "sqlite_")):  # a GeoPackage keeps these names to itself
        name = "layer " + name
    return name or "layer"


def copied_fields(fields):
    """Fields that a GeoPackage can hold: lists and maps become text, names that differ by case only get a number."""
    copied, taken = QgsFields(), {"geom", NUMBER}
    for field in fields:
        name = field.name()
        number = 2
        while name.lower() in taken:
            name, number = f"{field.name()}_{number}", number + 1
        taken.add(name.lower())
        new = QgsField(field)
        if field.type() not in KEPT_TYPES:
            new = QgsField(name, QVariant.String)
        new.setName(name)
        copied.append(new)
    copied.append(QgsField(NUMBER, QVariant.LongLong))
    return copied


def copy_of(plan, folder, feedback):
    """Writes the layer as GeoPackage into a folder of the run; feature numbers are kept."""
    name = name_for(plan.layer_name)
    path, number = os.path.join(folder, name + ".gpkg"), 2
    while os.path.exists(path):
        path, number = os.path.join(folder, f"{name} {number}.gpkg"), number + 1
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName, options.fileEncoding = "GPKG", name, "UTF-8"
    options.layerOptions = ["FID=" + NUMBER, "GEOMETRY_NAME=geom", "SPATIAL_INDEX=YES"]
    writer = QgsVectorFileWriter.create(
        path, copied_fields(plan.fields), plan.wkb, plan.crs, QgsCoordinateTransformContext(), options
    )
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise QgsProcessingException(
            f"Layer ‘{plan.layer_name}’ could not be copied for the engine: {writer.errorMessage()}. "
            "Save it as a GeoPackage and use that."
        )
    write_features(writer, plan, feedback)
    del writer
    return path


def write_features(writer, plan, feedback):
    """Features that are not saved yet have negative numbers; they get the next free ones."""
    texts = [at for at, field in enumerate(plan.fields) if field.type() not in KEPT_TYPES]
    used, highest, unsaved = set(), 0, []
    for feature in plan.source.getFeatures(plan.request):
        if feedback.isCanceled():
            return
        number, values = feature.id(), feature.attributes()
        for at in texts:
            values[at] = text_of(values[at])
        copy = QgsFeature()
        copy.setGeometry(feature.geometry())
        copy.setAttributes(values)
        if number < 0 or number in used:
            unsaved.append(copy)
            continue
        used.add(number)
        highest = max(highest, number)
        add(writer, copy, number, plan)
    for number, copy in enumerate(unsaved, highest + 1):
        add(writer, copy, number, plan)


def text_of(value):
    return None if value in (None, NULL) else str(value)


def add(writer, feature, number, plan):
    feature.setAttributes(feature.attributes() + [number])
    if not writer.addFeature(feature):
        raise QgsProcessingException(
            f"Feature {number} of layer ‘{plan.layer_name}’ could not be copied for the engine: "
            f"{writer.errorMessage()}"
        )
