# SPDX-License-Identifier: MIT
"""From a row of the description (docs/describe.schema.json) to a parameter of Processing, and back to a command.

A parameter of `several: words` that takes two layers or more becomes two: the first layer, which may have a selection,
and the others. Names are those of the engine in capitals: --min-area is MIN_AREA.
"""

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from .wording import in_dialog, plain, titled, words_for

# What QGIS itself decides: it asks before it replaces a file, shows the log, and runs nothing dry.
LEFT_OUT = {"overwrite", "json", "print-config", "dry-run", "timings"}
ADVANCED = {
    "set",
    "allow-unknown",
    "allow-network",
    "allow-elsewhere",
    "allow-false-areas",
    "snap",
    "bbox",
    "max-memory",
    "smallest-part",
    "assume-crs",
    "csv",
    "threads",
    "p-min",
    "exact",
}
RUNNING = {"threads"}  # of the parameters that every command has
HOLDS = {
    "rows": QgsProcessing.SourceType.TypeVector,
    "shapes": QgsProcessing.SourceType.TypeVectorAnyGeometry,
    "areas": QgsProcessing.SourceType.TypeVectorPolygon,
}
FORMATS = {
    "gpkg": "GeoPackage",
    "fgb": "FlatGeobuf",
    "shp": "Shapefile",
    "geojson": "GeoJSON",
    "csv": "CSV",
    "tif": "GeoTIFF",
    "html": "Web page",
    "toml": "Config",
}
MORE = "_MORE"


def name_of(row):
    return row["name"].upper().replace("-", "_")


def rows_of(command, running):
    """The rows that have a place in QGIS, the required ones first in the engine's order."""
    return [row for row in command["parameters"] if row["name"] not in LEFT_OUT] + [
        row for row in running if row["name"] in RUNNING
    ]


def is_split(row):
    """One layer, then others."""
    return row["kind"] == "layer" and row["several"] == "words" and row["fewest"] >= 2


def filters(row):
    return ";;".join(f"{FORMATS.get(ending, ending)} (*.{ending})" for ending in row["formats"] or ["*"])


def text_parameter(row, label, optional):
    multi = row["several"] in ("repeated", "words")
    return QgsProcessingParameterString(
        name_of(row), label + (" (one a line)" if multi else ""), row["default"], multi, optional
    )


def number_parameter(row, label, optional):
    kinds = QgsProcessingParameterNumber.Type
    kind = kinds.Integer if row["kind"] == "integer" else kinds.Double
    limits = {}
    if row["minimum"] is not None:
        limits["minValue"] = row["minimum"]
    if row["maximum"] is not None:
        limits["maxValue"] = row["maximum"]
    return QgsProcessingParameterNumber(name_of(row), label, kind, row["default"], optional, **limits)


def choice_parameter(row, label, optional):
    words = [choice["value"] for choice in row["choices"]]
    return QgsProcessingParameterEnum(
        name_of(row),
        label,
        words,
        allowMultiple=row["several"] == "list",
        defaultValue=row["default"] if row["default"] is not None or optional else words[0],
        optional=optional,
        usesStaticStrings=True,
    )


def field_parameter(row, label, optional, layers):
    several = row["several"] == "list"
    if row["of"] not in layers:  # fields of a table that is given as a file, or of any of several layers
        return QgsProcessingParameterString(
            name_of(row), label + (" (with commas between them)" if several else ""), row["default"], False, optional
        )
    return QgsProcessingParameterField(
        name_of(row),
        label,
        row["default"],
        row["of"].upper().replace("-", "_"),
        allowMultiple=several,
        optional=optional,
    )


def layer_parameters(row, label, optional):
    holds = HOLDS[row["holds"] or "rows"]
    if is_split(row):
        return [
            QgsProcessingParameterFeatureSource(name_of(row), label + ": the first", [holds], None, optional),
            QgsProcessingParameterMultipleLayers(
                name_of(row) + MORE, "The other layers, in order", holds, None, optional
            ),
        ]
    if row["several"] in ("words", "repeated"):
        return [QgsProcessingParameterMultipleLayers(name_of(row), label, holds, None, optional)]
    return [QgsProcessingParameterFeatureSource(name_of(row), label, [holds], None, optional)]


def destination(row, label):
    name, kind = name_of(row), row["kind"]
    main = row["name"] == "output"
    if kind == "folder":
        return QgsProcessingParameterFolderDestination(name, label, None, True, False)
    if kind == "output_raster":
        return QgsProcessingParameterRasterDestination(name, label, None, True, main)
    if kind == "output_report":
        return QgsProcessingParameterFileDestination(name, label, filters(row), None, True, False)
    return QgsProcessingParameterFileDestination(name, label, filters(row), None, False, True)


def made(row, rows, layers):
    """The parameters of Processing for a row; `layers` are the names of the rows that take a single layer."""
    label, optional, kind = words_for(row, rows), not row["required"], row["kind"]
    if kind == "layer":
        return layer_parameters(row, label, optional)
    if kind in ("folder", "output", "output_raster", "output_report"):
        return [destination(row, label)]
    if kind in ("number", "integer"):
        return [number_parameter(row, label, optional)]
    if kind == "choice":
        return [choice_parameter(row, label, optional)]
    if kind == "field":
        return [field_parameter(row, label, optional, layers)]
    name = name_of(row)
    if kind == "flag":
        return [QgsProcessingParameterBoolean(name, label, False, True)]
    if kind in ("file", "config"):
        return [
            QgsProcessingParameterFile(
                name, label, QgsProcessingParameterFile.Behavior.File, "" if kind == "file" else "toml", None, optional
            )
        ]
    if kind == "raster":
        return [QgsProcessingParameterRasterLayer(name, label, None, optional)]
    if kind == "crs":
        return [QgsProcessingParameterCrs(name, label, row["default"], optional)]
    if kind == "box":
        return [QgsProcessingParameterExtent(name, label, None, optional)]
    return [text_parameter(row, label, optional)]


def all_parameters(command, running):
    rows = rows_of(command, running)
    layers = {row["name"] for row in rows if row["kind"] == "layer" and row["several"] not in ("words", "repeated")}
    made_ones = []
    for row in rows:
        for parameter in made(row, rows, layers):
            parameter.setHelp(help_for(row, rows))
            if row["name"] in ADVANCED:
                parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            made_ones.append(parameter)
    return made_ones


def help_for(row, rows):
    text = in_dialog(plain(row["sentence"]), rows) + "."
    meanings = [f"{choice['value']}: {choice['meaning']}" for choice in row["choices"] if choice["meaning"]]
    if meanings:
        text += " " + "; ".join(meanings) + "."
    if row["depends_on"]:
        needed = [titled(one, rows) for one in rows if one["name"] in row["depends_on"]]
        if needed:
            text += " Has an effect only together with " + " or ".join(needed) + "."
    return text
