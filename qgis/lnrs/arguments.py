# SPDX-License-Identifier: MIT
"""The values of an algorithm's parameters as words of the engine's command line.

Words are never joined and never pass a shell. A path is a FilePath, so that it can be translated for WSL.
"""

import os

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProviderRegistry,
)

from .engine import FilePath
from .parameters import name_of
from .wording import titled

DESTINATIONS = ("output", "output_raster", "output_report", "folder")


def crs_word(crs):
    return crs.authid() or crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT2_2019)


def both(first, second):
    return f"({first}) AND ({second})" if first and second else first or second


def number_word(value):
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def listed(words):
    """A list as the engine reads it: commas between the words, and double quotes about a word that has one."""
    return ",".join('"' + word.replace('"', '""') + '"' if "," in word or word[:1] == '"' else word for word in words)


def as_by_default(row, words):
    """A dialog gives every value; those that the engine takes anyway stay out of the command line."""
    default = row["default"]
    if row["kind"] in DESTINATIONS or default is None or len(words) != 1:
        return False
    if row["kind"] in ("number", "integer"):
        return float(words[0]) == float(default)
    return words[0] == str(default)


class Arguments:
    def __init__(self, algorithm, parameters, context):
        self.algorithm, self.parameters, self.context = algorithm, parameters, context
        self.rows = algorithm.rows
        self.destinations, self.kinds, self.values = {}, {}, {}

    def given(self, row):
        """The value was set, and not to what stands there anyway."""
        value = self.parameters.get(name_of(row))
        if row["kind"] == "flag":
            return bool(self.algorithm.parameterAsBool(self.parameters, name_of(row), self.context))
        return value not in (None, "", []) and str(value) != "NULL"

    def clash(self):
        """Why the values do not go together; the engine knows the rest."""
        by_name = {row["name"]: row for row in self.rows}
        for row in self.rows:
            if not self.given(row) or self.parameters.get(name_of(row)) == row["default"]:
                continue
            said = titled(row, self.rows)
            needs = [name for name in row["depends_on"] if name in by_name]
            if needs and len(needs) == len(row["depends_on"]) and not any(self.given(by_name[name]) for name in needs):
                wanted = " or ".join(titled(by_name[name], self.rows) for name in needs)
                return f"{said} has an effect only together with {wanted}. Set that, or leave this empty."
            for other in row["excludes"]:
                if other in by_name and self.given(by_name[other]):
                    other = titled(by_name[other], self.rows)
                    return f"{said} and {other} exclude each other. Leave one of them empty."
        return ""

    def output_in_project(self):
        """A file that QGIS has open cannot be replaced safely."""
        project = self.context.project() or QgsProject.instance()
        wanted = {}
        for row in self.rows:
            path = self.parameters.get(name_of(row)) if row["kind"] in ("output", "output_raster") else None
            path = path.sink.staticValue() if isinstance(path, QgsProcessingOutputLayerDefinition) else path
            if isinstance(path, str) and os.path.exists(path):
                wanted[os.path.realpath(path)] = path
        for layer in project.mapLayers().values() if wanted else ():
            parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
            path = wanted.get(os.path.realpath(parts["path"])) if parts.get("path") else None
            if path:
                return (
                    f"{path} is open in this project (layer ‘{layer.name()}’). Remove its layers from the project, or "
                    "write to another name."
                )
        return ""

    def read(self, plans):
        """Takes the values over, in the main thread."""
        for row in self.rows:
            if row["kind"] == "layer":
                continue
            words = self.words_of(row)
            if row["kind"] == "filter" and plans.get(row["of"]):
                subset = plans[row["of"]][0].where
                words = [both(subset, words[0] if words else "")]
            self.values[row["name"]] = [] if as_by_default(row, words) else [word for word in words if word != ""]

    def words_of(self, row):
        algorithm, name, kind = self.algorithm, name_of(row), row["kind"]
        values = (self.parameters, name, self.context)
        if kind in DESTINATIONS:
            return self.destination(row)
        if kind == "flag":
            return [""] if not self.given(row) else ["yes"]
        if not self.given(row):
            return []
        if kind in ("number", "integer"):
            return [number_word(algorithm.parameterAsDouble(*values))]
        if kind == "choice":
            chosen = (
                algorithm.parameterAsEnumStrings(*values)
                if row["several"] == "list"
                else [algorithm.parameterAsEnumString(*values)]
            )
            return [listed(chosen)]
        if kind == "crs":
            return [crs_word(algorithm.parameterAsCrs(*values))]
        if kind == "box":
            return self.box(name)
        if kind == "raster":
            layer = algorithm.parameterAsRasterLayer(*values)
            return [FilePath(layer.dataProvider().dataSourceUri() if layer else str(self.parameters[name]))]
        if kind in ("file", "config"):
            return [FilePath(algorithm.parameterAsFile(*values))]
        if kind == "field" and isinstance(self.parameters[name], (list, tuple)):
            return [listed(algorithm.parameterAsFields(*values))]
        text = algorithm.parameterAsString(*values)
        if row["several"] in ("repeated", "words"):
            return [line.strip() for line in text.splitlines() if line.strip()]
        if kind == "field" and row["several"] == "list" and ";" in text:
            return [listed(text.split(";"))]
        return [text]

    def destination(self, row):
        name, kind = name_of(row), row["kind"]
        if not self.given(row):
            return []
        if kind == "folder":
            path = self.algorithm.parameterAsString(self.parameters, name, self.context)
        elif kind == "output_raster":
            path = self.algorithm.parameterAsOutputLayer(self.parameters, name, self.context)
        else:
            path = self.algorithm.parameterAsFileOutput(self.parameters, name, self.context)
        if not path:
            return []
        self.destinations[name], self.kinds[name] = path, kind
        return [FilePath(path)]

    def box(self, name):
        crs = self.algorithm.parameterAsCrs(self.parameters, "CRS", self.context)
        box = self.algorithm.parameterAsExtent(self.parameters, name, self.context, crs)
        return [repr(value) for value in (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())]

    def words(self, layers):
        """The whole command line after the command's name; `layers`: words of each layer row."""
        first, options = [], []
        for row in self.rows:
            values = layers.get(row["name"], []) if row["kind"] == "layer" else self.values.get(row["name"], [])
            if not values:
                continue
            if row["positional"] and row["option"] is None:
                first += values
            elif row["kind"] == "flag":
                options.append(row["option"])
            elif row["several"] == "repeated":
                for value in values:
                    options += [row["option"], value]
            else:
                options += [row["option"], *values]
        if self.destinations and any(row["name"] == "overwrite" for row in self.algorithm.command["parameters"]):
            if "--output" in options:
                options.append("--overwrite")
        # Words that begin with a minus sign would be taken for options.
        return options + (["--", *first] if any(word.startswith("-") for word in first) else first)
