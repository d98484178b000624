# SPDX-License-Identifier: MIT
"""Tools on the map: a click on a place, and the outline of a site."""

from qgis.core import QgsCoordinateTransform, QgsGeometry, QgsPointXY, QgsProject, QgsWkbTypes
from qgis.gui import QgsMapTool, QgsMapToolEmitPoint, QgsRubberBand
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor


class PlaceTool(QgsMapToolEmitPoint):
    """Calls back with each place that is clicked, in the map's coordinates."""

    def __init__(self, canvas, clicked):
        super().__init__(canvas)
        self.canvasClicked.connect(lambda point, _button: clicked(point))


class OutlineTool(QgsMapTool):
    """Left click: a corner. Right click: done. Escape or Backspace: begin again, or take one corner back."""

    drawn = pyqtSignal(QgsGeometry)

    def __init__(self, canvas):
        super().__init__(canvas)
        self.corners = []
        self.band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self.band.setColor(QColor(181, 82, 63, 90))
        self.band.setStrokeColor(QColor(181, 82, 63))
        self.band.setWidth(2)

    def canvasReleaseEvent(self, event):
        if event.button() == Qt.MouseButton.RightButton:
            self.finish()
        else:
            self.add(self.toMapCoordinates(event.pos()))

    def canvasMoveEvent(self, event):
        if self.corners:
            self.show(self.corners + [self.toMapCoordinates(event.pos())])

    def keyReleaseEvent(self, event):
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        elif event.key() == Qt.Key.Key_Backspace and self.corners:
            self.corners.pop()
            self.show(self.corners)

    def add(self, point):
        self.corners.append(QgsPointXY(point))
        self.show(self.corners)

    def show(self, points):
        self.band.setToGeometry(QgsGeometry.fromPolygonXY([points]), None)

    def finish(self):
        if len(self.corners) >= 3:
            outline = QgsGeometry.fromPolygonXY([self.corners + self.corners[:1]])
            self.drawn.emit(outline)
        self.corners = []

    def clear(self):
        self.corners = []
        self.band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)

    def deactivate(self):
        self.clear()
        super().deactivate()


def moved(point_or_shape, source, target):
    """A place or shape in another CRS."""
    transform = QgsCoordinateTransform(source, target, QgsProject.instance())
    if isinstance(point_or_shape, QgsGeometry):
        shape = QgsGeometry(point_or_shape)
        shape.transform(transform)
        return shape
    return transform.transform(QgsPointXY(point_or_shape))
