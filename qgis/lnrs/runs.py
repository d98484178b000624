# SPDX-License-Identifier: MIT
"""Algorithms that the panel starts in the background, one after the other, with their results loaded at the end."""

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal


class Told(QObject):
    """Carries a text from the thread of the run to the main thread, where widgets live."""

    text = pyqtSignal(str)


class Feedback(QgsProcessingFeedback):
    def __init__(self, told):
        super().__init__(False)
        self.carrier, self.error = Told(), ""
        self.carrier.text.connect(told)

    def setProgressText(self, text):
        self.carrier.text.emit(text)

    def reportError(self, text, fatalError=False):
        self.error = self.error or text


def load_now(context, project):
    """What Processing does with the layers of a run, without its dialog."""
    loaded = []
    for source, details in context.layersToLoadOnCompletion().items():
        layer = QgsProcessingUtils.mapLayerFromString(source, context, typeHint=details.layerTypeHint)
        if layer is None:
            continue
        details.setOutputLayerName(layer)
        layer = context.temporaryLayerStore().takeMapLayer(layer) or layer
        project.addMapLayer(layer)
        if details.postProcessor():
            details.postProcessor().postProcessLayer(layer, context, None)
        loaded.append(layer)
    return loaded


class Background:
    """A run of one algorithm: then(found) after success, failed(message) otherwise. Both in the main thread."""

    def __init__(self, name, values, then, failed, told=lambda text: None):
        self.then, self.failed = then, failed
        self.algorithm = QgsApplication.processingRegistry().algorithmById("lnrs:" + name).create()
        self.context, self.feedback = QgsProcessingContext(), Feedback(told)
        self.context.setProject(QgsProject.instance())
        fine, why = self.algorithm.checkParameterValues(values, self.context)
        if not fine:
            self.task = None
            failed(why)
            return
        self.task = QgsProcessingAlgRunnerTask(self.algorithm, values, self.context, self.feedback)
        self.task.executed.connect(self.ended)
        QgsApplication.taskManager().addTask(self.task)

    def ended(self, fine, found):
        if self.feedback.isCanceled():
            self.failed("Stopped.")
        elif not fine:
            self.failed(self.feedback.error or "The run failed; see View > Panels > Log Messages.")
        else:
            load_now(self.context, QgsProject.instance())
            self.then(found)

    def cancel(self):
        if self.task is not None:
            self.feedback.cancel()
            self.task.cancel()
