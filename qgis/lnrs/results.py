# SPDX-License-Identifier: MIT
"""The tables of a result as layers: one group a run, in the engine's order, with the styles that the file brings."""

import os
import uuid

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingUtils,
    QgsProject,
    QgsProviderRegistry,
)
from qgis.PyQt.QtXml import QDomDocument

RUN_KEY = "lnrs_run"
QUIET = {"run"}  # loaded, but nobody looks at it first
HIDDEN_AT_FIRST = {"core_patches", "candidates", "site_pieces", "issues"}
HIDDEN_BY_COMMAND = {"opportunities": {"links"}}  # hundreds of lines over the map that people want to see
kept = []  # post-processors: QGIS does not keep Python's objects alive


def output_name(table):
    return "LAYER_" + table.upper()


def layers_of(path, command):
    """{LAYER_NAME: source} of the tables that stand in the file and that the description knows."""
    names = [output["name"] for output in command["outputs"]]
    there = {layer.name(): layer for layer in QgsProviderRegistry.instance().querySublayers(path)}
    if os.path.splitext(path)[1].lower() != ".gpkg":  # one table a file; further ones beside it
        return {output_name(names[0]): path} if names and there else {}
    return {output_name(name): f"{path}|layername={name}" for name in dict.fromkeys(names) if name in there}


class IntoGroup(QgsProcessingLayerPostProcessorInterface):
    """Moves a layer into the group of its run and gives it the style of the file, which QGIS' default has replaced."""

    def __init__(self, key, title, place, visible, config=""):
        super().__init__()
        self.key, self.title, self.place, self.visible, self.config = key, title, place, visible, config

    def postProcessLayer(self, layer, context, feedback):
        project = context.project() or QgsProject.instance()
        if layer.type() == QgsMapLayer.LayerType.VectorLayer:
            with_own_style(layer)
        if self.config:  # so that the panel can run it again
            layer.setCustomProperty("lnrs/config", self.config)
        root = project.layerTreeRoot()
        node = root.findLayer(layer.id())
        if node is None:
            return
        group = group_of(root, self.key, self.title)
        places = [child.customProperty("lnrs_place", 0) for child in group.children()]
        moved = node.clone()
        moved.setCustomProperty("lnrs_place", self.place)
        moved.setItemVisibilityChecked(self.visible)
        moved.setExpanded(self.place == 0)  # the first layer shows what its colours mean
        group.insertChildNode(sum(1 for place in places if int(place) < self.place), moved)
        node.parent().removeChildNode(node)


def group_of(root, key, title):
    for child in root.children():
        if child.customProperty(RUN_KEY) == key:
            return child
    group = root.insertGroup(0, title)
    group.setCustomProperty(RUN_KEY, key)
    return group


def with_own_style(layer):
    """The style that the GeoPackage has for the layer; False if it has none."""
    count, ids, _names, _texts, _error = layer.listStylesInDatabase()
    if count < 1 or not ids:
        return False
    text, error = layer.getStyleFromDatabase(ids[0])
    if error or not text:
        return False
    style = QDomDocument()
    style.setContent(text)
    if style.documentElement().isNull():
        return False
    fine, _message = layer.importNamedStyle(style)
    layer.triggerRepaint()
    return fine


def load_later(found, algorithm, context):
    """Asks QGIS to load every layer of the result when the run is over."""
    project = context.project()
    key, path = uuid.uuid4().hex, found.get("OUTPUT", "")
    config = "".join(algorithm.arguments.values.get("config", [])[:1])
    stem = os.path.splitext(os.path.basename(path))[0]
    title = algorithm.displayName() + ("" if stem in ("", "OUTPUT") else f": {stem}")
    titles = {output_name(output["name"]): output for output in algorithm.command["outputs"]}
    order = [output_name(output["name"]) for output in algorithm.command["outputs"]]
    rasters = [name for name, kind in algorithm.arguments.kinds.items() if kind == "output_raster"]
    for place, name in enumerate(dict.fromkeys(order + rasters)):
        source = found.get(name)
        if not source or not os.path.exists(source.split("|")[0]):
            continue
        if name in titles:
            shown, table = titles[name]["title"] or titles[name]["name"], titles[name]["name"]
            hint = QgsProcessingUtils.LayerHint.Vector
        else:
            shown, table, hint = "Raster", "", QgsProcessingUtils.LayerHint.Raster
        details = QgsProcessingContext.LayerDetails(shown, project, shown, hint)
        details.forceName = True
        hidden = table in HIDDEN_AT_FIRST | HIDDEN_BY_COMMAND.get(algorithm.command["name"], set())
        processor = IntoGroup(key, title, place, not hidden, config)
        kept.append(processor)
        del kept[:-200]
        details.setPostProcessor(processor)
        context.addLayerToLoadOnCompletion(source, details)
