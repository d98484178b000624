# SPDX-License-Identifier: MIT
"""One command of the engine as an algorithm of Processing, made from its description."""

import os
import shutil
import tempfile

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputString,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
)

from . import description, help_text, icons, parameters as rows_to_parameters, results, settings
from .arguments import Arguments
from .engine import EngineError
from .inputs import LayerPlan
from .parameters import MORE, is_split, name_of, rows_of
from .runner import FOUND, Listener, run
from .wording import in_dialog

GEOMETRIES = {
    "none": QgsProcessing.SourceType.TypeVector,
    "point": QgsProcessing.SourceType.TypeVectorPoint,
    "line": QgsProcessing.SourceType.TypeVectorLine,
    "multipolygon": QgsProcessing.SourceType.TypeVectorPolygon,
}
LOAD = "LOAD_RESULTS"
PRINTED = "PRINTED"


class FeedbackListener(Listener):
    """Shows a run in the dialog: the stage above the bar, its share in the bar, messages in the log."""

    def __init__(self, feedback, renamed=str):
        self.feedback, self.renamed = feedback, renamed

    def cancelled(self):
        return self.feedback.isCanceled()

    def stage(self, name):
        name = self.renamed(name)
        self.feedback.setProgressText(name[:1].upper() + name[1:])
        self.feedback.setProgress(0)

    def progress(self, fraction):
        self.feedback.setProgress(100.0 * fraction)

    def info(self, text):
        self.feedback.pushInfo(self.renamed(text))

    def warning(self, text):
        self.feedback.pushWarning(self.renamed(text))

    def stray(self, text):
        self.feedback.pushConsoleInfo(text)


class LnrsAlgorithm(QgsProcessingAlgorithm):
    def __init__(self, command, running):
        super().__init__()
        self.command, self.running = command, running
        self.rows = rows_of(command, running)
        self.heading, self.title = description.titled(command["name"])

    def createInstance(self):
        return LnrsAlgorithm(self.command, self.running)

    def name(self):
        return self.command["name"].replace(" ", "_").replace("-", "_")

    def displayName(self):
        return self.title

    def group(self):
        return self.heading

    def groupId(self):
        return self.heading.lower().replace(" ", "_")

    def tags(self):
        return ["lnrs", "nature recovery", "ecology", *self.command["name"].split()]

    def icon(self):
        return icons.icon(icons.by_heading(self.heading))

    def svgIconPath(self):
        return icons.path(icons.by_heading(self.heading))

    def shortDescription(self):
        return self.command["sentence"]

    def shortHelpString(self):
        return help_text.short(self.command, self.rows)

    def helpUrl(self):
        return help_text.url(self.command["name"])

    def canExecute(self):
        try:
            settings.engine().version()
        except EngineError as problem:
            return False, str(problem)
        return True, ""

    def initAlgorithm(self, _configuration=None):
        for parameter in rows_to_parameters.all_parameters(self.command, self.running):
            self.addParameter(parameter)
        self.addParameter(QgsProcessingParameterBoolean(LOAD, "Load the results into the project", True, True))
        seen = set()
        for output in self.command["outputs"]:
            name = results.output_name(output["name"])
            if name not in seen:
                self.addOutput(QgsProcessingOutputVectorLayer(name, output["title"], GEOMETRIES[output["geometry"]]))
            seen.add(name)
        self.addOutput(QgsProcessingOutputString(PRINTED, "What the engine printed"))

    # Before the run: in the main thread.

    def layers_given(self, parameters, context):
        """(row, layer, definition) for each layer that is given, in the order of the command line."""
        given = []
        for row in self.rows:
            if row["kind"] != "layer":
                continue
            several = row["several"] in ("words", "repeated")
            if not several or is_split(row):
                layer, definition = self.one_layer(parameters, name_of(row), context)
                if layer is not None:
                    given.append((row, layer, definition))
            if several:
                more = name_of(row) + MORE if is_split(row) else name_of(row)
                given += [(row, layer, None) for layer in self.parameterAsLayerList(parameters, more, context)]
        return given

    def one_layer(self, parameters, name, context):
        definition = parameters.get(name)
        if not isinstance(definition, QgsProcessingFeatureSourceDefinition):
            return self.parameterAsVectorLayer(parameters, name, context), None
        return self.parameterAsVectorLayer({name: definition.source}, name, context), definition

    def checkParameterValues(self, parameters, context):
        fine, why = super().checkParameterValues(parameters, context)
        if not fine:
            return fine, why
        arguments = Arguments(self, parameters, context)
        for problem in (arguments.clash(), self.without_crs(parameters, context), arguments.output_in_project()):
            if problem:
                return False, problem
        return True, ""

    def without_crs(self, parameters, context):
        takes = any(row["name"] == "assume-crs" for row in self.rows)
        if takes and self.parameterAsCrs(parameters, "ASSUME_CRS", context).isValid():
            return ""
        for _row, layer, _definition in self.layers_given(parameters, context):
            if layer.isSpatial() and not layer.crs().isValid() and self.name() not in ("inspect", "init"):
                return (
                    f"Layer ‘{layer.name()}’ has no coordinate reference system, "
                    "so its place and its areas are unknown. "
                    "Right-click the layer > Layer CRS > Set Layer CRS"
                    + (", or name it under ‘Coordinate reference system of layers that state none’." if takes else ".")
                )
        return ""

    def prepareAlgorithm(self, parameters, context, feedback):
        try:
            self.engine = settings.engine()
            self.engine.version()
        except EngineError as problem:
            raise QgsProcessingException(str(problem)) from problem
        self.plans = {}
        filtered = {row["of"]: row for row in self.rows if row["kind"] == "filter"}
        wanted = self.parameterAsCrs(parameters, "CRS", context) if self.has("crs") else QgsCoordinateReferenceSystem()
        for row, layer, definition in self.layers_given(parameters, context):
            plans = self.plans.setdefault(row["name"], [])
            plans.append(LayerPlan(layer, definition, row["name"] in filtered and not plans))
            if layer.isSpatial() and layer.crs().isValid() and wanted.isValid() and layer.crs() != wanted:
                feedback.pushWarning(
                    f"Layer ‘{layer.name()}’ is in {layer.crs().authid() or 'a CRS of its own'}; the engine "
                    f"transforms it to {wanted.authid() or 'the CRS of the result'}."
                )
        self.arguments = Arguments(self, parameters, context)
        self.arguments.read(self.plans)
        self.load = self.parameterAsBool(parameters, LOAD, context)
        return True

    def has(self, name):
        return any(row["name"] == name for row in self.rows)

    # The run: in a thread of its own.

    def processAlgorithm(self, parameters, context, feedback):
        folder = tempfile.mkdtemp(prefix="lnrs-qgis-")
        try:
            words = self.command["name"].split() + self.arguments.words(
                {name: [plan.word(folder, feedback) for plan in plans] for name, plans in self.plans.items()}
            )
            if feedback.isCanceled():
                return {}
            feedback.pushCommandInfo("lnrs " + " ".join(words))
            outcome = run(self.engine, words, FeedbackListener(feedback, self.renamed))
        except (EngineError, OSError) as problem:
            raise QgsProcessingException(str(problem)) from problem
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return self.delivered(outcome, parameters, context, feedback)

    def renamed(self, text):
        """What the engine says, with the names of layers in QGIS instead of those of their copies, and the labels of
        the dialog instead of options."""
        text = in_dialog(text, self.rows)
        for plan in (plan for plans in self.plans.values() for plan in plans if plan.copy):
            text = text.replace(plan.copy, f"‘{plan.layer_name}’").replace(
                plan.copy.split("#")[0], f"‘{plan.layer_name}’"
            )
        return text

    def delivered(self, outcome, parameters, context, feedback):
        if outcome.cancelled:
            feedback.pushInfo("Stopped. Nothing was written.")
            return {}
        if outcome.failed:
            raise QgsProcessingException(self.renamed(outcome.why(self.engine.name)))
        for issue in outcome.issues:
            text = f"{issue.get('count')} × {issue.get('meaning') or issue.get('code')} (table ‘issues’ of the result)"
            (feedback.pushInfo if issue.get("severity") == "info" else feedback.pushWarning)(text)
        if outcome.printed.strip():
            feedback.pushConsoleInfo(self.renamed(outcome.printed.rstrip()))
        if outcome.code == FOUND:
            feedback.pushWarning("The check found something; see the result.")
        found = {PRINTED: outcome.printed, **self.arguments.destinations}
        output = self.arguments.destinations.get("OUTPUT")
        if output and os.path.isfile(output):
            found.update(results.layers_of(output, self.command))
        if self.load and context.project() is not None:
            results.load_later(found, self, context)
        return found

    def postProcessAlgorithm(self, _context, _feedback):
        """In the main thread again."""
        for name, path in self.arguments.destinations.items():
            if self.arguments.kinds[name] == "output_report" and os.path.isfile(path) and self.load:
                settings.open_page(path)
        return {}
