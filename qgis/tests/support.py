# SPDX-License-Identifier: MIT
"""What the tests inside QGIS share: QGIS without a desktop, the plugin loaded from its staged folder, layers, a log."""

import os
import pathlib
import sys
import tempfile
import unittest

PLUGINS = os.environ["LNRS_TEST_PLUGINS"]
ENGINE = os.environ["LNRS_TEST_ENGINE"]
SOURCE = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = SOURCE / "data" / "samples"
sys.path[:0] = ["/usr/share/qgis/python/plugins", PLUGINS]

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

application = QgsApplication([], True)
application.initQgis()
from processing.core.Processing import Processing  # noqa: E402

Processing.initialize()
import processing  # noqa: E402
from lnrs import settings  # noqa: E402
from lnrs.plugin import LnrsPlugin  # noqa: E402

settings.set_engine(ENGINE)
plugin = LnrsPlugin(None)
plugin.initProcessing()


class Log(QgsProcessingFeedback):
    """Keeps what a run tells."""

    def __init__(self):
        super().__init__(False)
        self.infos, self.warnings, self.commands, self.stages, self.shares, self.strays = [], [], [], [], [], []

    def pushInfo(self, text):
        self.infos.append(text)

    def pushWarning(self, text):
        self.warnings.append(text)

    def pushCommandInfo(self, text):
        self.commands.append(text)

    def pushConsoleInfo(self, text):
        self.strays.append(text)

    def setProgressText(self, text):
        self.stages.append(text)

    def setProgress(self, share):
        super().setProgress(share)
        self.shares.append(share)

    def reportError(self, text, fatalError=False):
        self.warnings.append(text)

    @property
    def told(self):
        return "\n".join(self.infos + self.warnings)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder_holder = tempfile.TemporaryDirectory(prefix="lnrs-case-")
        self.folder = pathlib.Path(self.folder_holder.name)
        self.log = Log()
        self.context = QgsProcessingContext()
        self.context.setProject(QgsProject.instance())
        settings.set_engine(ENGINE)

    def tearDown(self):
        QgsProject.instance().clear()
        self.folder_holder.cleanup()

    def run_algorithm(self, name, **values):
        values.setdefault("OUTPUT", str(self.folder / "out.gpkg"))
        return processing.run("lnrs:" + name, values, feedback=self.log, context=self.context)

    def table(self, results, name):
        layer = QgsVectorLayer(results["LAYER_" + name.upper()], name, "ogr")
        self.assertTrue(layer.isValid(), name)
        return layer

    def area(self, layer):
        return sum(feature.geometry().area() for feature in layer.getFeatures())


def sample(layer):
    """A layer of the sample county."""
    loaded = QgsVectorLayer(f"{SAMPLES / 'county.gpkg'}|layername={layer}", layer, "ogr")
    assert loaded.isValid(), layer
    return loaded


def squares(
    name, corners, crs="EPSG:27700", side=100.0, fields="&field=name:string(20)&field=worth:integer", rows=None
):
    """A memory layer of squares with the names a, b, c … and the worths 1, 2, 3 …, or with other fields and rows."""
    layer = QgsVectorLayer(f"Polygon?{'crs=' + crs if crs else ''}{fields}", name, "memory")
    features = []
    for number, (x, y) in enumerate(corners):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(
            QgsGeometry.fromWkt(f"POLYGON(({x} {y},{x + side} {y},{x + side} {y + side},{x} {y + side},{x} {y}))")
        )
        feature.setAttributes(rows[number] if rows else [chr(97 + number), number + 1])
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    layer.updateExtents()
    return layer


def saved(layer, path, table=None, driver="GPKG"):
    """The layer as a file, opened again."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = driver, table or layer.name()
    if os.path.exists(path):
        options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    error = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsProject.instance().transformContext(), options
    )
    assert error[0] == QgsVectorFileWriter.WriterError.NoError, error
    tail = f"|layername={options.layerName}" if driver == "GPKG" else ""
    loaded = QgsVectorLayer(f"{path}{tail}", layer.name(), "ogr")
    assert loaded.isValid(), path
    return loaded


def main():
    """Runs the tests of the calling file and ends the process, before QGIS can fall over its own end."""
    result = unittest.main(exit=False, module="__main__").result
    plugin.unload()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0 if result.wasSuccessful() and result.testsRun else 1)
