# SPDX-License-Identifier: MIT
"""The panel: explanations, issues, other weights, and site checks; and a page that says what to install."""

import os

from qgis.core import (
    QgsExpression,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingUtils,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsDockWidget, QgsFileWidget, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from . import explain, help_text, icons, settings, sites
from .engine import EngineError
from .map_tools import OutlineTool, PlaceTool, moved
from .runs import Background

MOST_ISSUES = 5000
CONFIG = "lnrs/config"  # property of a loaded result: the config it came from


def column(*widgets):
    layout = QVBoxLayout()
    for widget in widgets:
        layout.addWidget(widget) if isinstance(widget, QWidget) else layout.addLayout(widget)
    page = QWidget()
    page.setLayout(layout)
    return page


def row(*widgets):
    layout = QHBoxLayout()
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def wrapped(text):
    label = QLabel(text)
    label.setWordWrap(True)
    return label


def button(text, pressed, icon=None):
    made = QPushButton(text)
    if icon:
        made.setIcon(icons.icon(icon))
    made.clicked.connect(lambda _checked=False: pressed())
    return made


class FirstPage(QWidget):
    """What to install, shown while there is no engine that works."""

    def __init__(self, found):
        super().__init__()
        self.found = found
        self.said = wrapped("")
        self.path = QLineEdit(settings.engine_setting())
        self.path.setPlaceholderText("A file, a folder, wsl, or empty to look in the usual places")
        more = wrapped(f'<a href="{help_text.url("init")}">How to install it, step by step</a>')
        more.setOpenExternalLinks(True)
        layout = QVBoxLayout(self)
        for widget in (
            wrapped("<h3>The lnrs engine is not there yet</h3>"),
            self.said,
            more,
            QLabel("Path of the engine:"),
            self.path,
            button("Look again", self.look),
        ):
            layout.addWidget(widget)
        layout.addStretch()

    def look(self):
        settings.set_engine(self.path.text().strip())
        self.found()


class ExplainPage(QWidget):
    def __init__(self, panel):
        super().__init__()
        self.panel, self.band = panel, None
        self.maps, self.text = QComboBox(), QTextBrowser()
        self.text.setOpenExternalLinks(True)
        self.pick = button("Explain on the map", self.start, "explain")
        self.pick.setCheckable(True)
        self.text.setHtml("<p>Choose <i>Explain on the map</i>, then click an area of the opportunity map.</p>")
        layout = QVBoxLayout(self)
        layout.addLayout(row(self.maps, self.pick))
        layout.addWidget(self.text)

    def refresh(self):
        kept = self.maps.currentData()
        self.maps.clear()
        for path, layer in explain.maps_in(QgsProject.instance()).items():
            self.maps.addItem(os.path.basename(path), path)
            self.maps.setItemData(self.maps.count() - 1, path, Qt.ItemDataRole.ToolTipRole)
        self.maps.setCurrentIndex(max(0, self.maps.findData(kept)))
        if self.maps.currentData() != kept:
            self.unmark()

    def start(self):
        self.panel.use(PlaceTool(self.panel.canvas, self.clicked), self.pick)

    def clicked(self, point):
        """A click on the map, in the map's coordinates."""
        path = self.maps.currentData()
        if not path:
            self.text.setHtml(
                "<p>No opportunity map is open. Run <i>Score opportunities for a county</i>, or add the layer "
                "<code>opportunity_areas</code> of an earlier result.</p>"
            )
            return
        self.unmark()
        layer = explain.maps_in(QgsProject.instance())[path]
        place = moved(point, self.panel.canvas.mapSettings().destinationCrs(), layer.crs())
        try:
            found = explain.explained(settings.engine(), path, at=(place.x(), place.y()))
        except EngineError as problem:
            self.text.setHtml(f"<p>{explain.text_of(problem)}</p>")
            return
        self.text.setHtml("<hr>".join(map(explain.page_of, found)) or "<p>No candidate lies here.</p>")
        if found:
            self.mark(layer, found[0]["candidate_id"])

    def mark(self, layer, candidate):
        """Outlines on the map what the text is about."""
        wanted = QgsExpression.createFieldEqualityExpression("candidate_id", candidate)
        feature = next(layer.getFeatures(QgsFeatureRequest().setFilterExpression(wanted)), None)
        if feature is not None:
            self.band = QgsRubberBand(self.panel.canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
            self.band.setStrokeColor(QColor(214, 40, 40))
            self.band.setFillColor(QColor(0, 0, 0, 0))
            self.band.setWidth(3)
            self.band.setToGeometry(feature.geometry(), layer)

    def unmark(self):
        if self.band is not None:
            self.panel.canvas.scene().removeItem(self.band)
            self.band = None


class IssuesPage(QWidget):
    HEADINGS = ("Severity", "What", "Feature", "Layer", "Rule")

    def __init__(self, panel):
        super().__init__()
        self.panel, self.rows, self.crs = panel, [], None
        self.files, self.wanted, self.count = QComboBox(), QLineEdit(), QLabel()
        self.wanted.setPlaceholderText("Show only issues that contain …")
        self.table = QTableWidget(0, len(self.HEADINGS))
        self.table.setHorizontalHeaderLabels(self.HEADINGS)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.widths()
        self.files.currentIndexChanged.connect(lambda _at: self.read())
        self.wanted.textChanged.connect(lambda _text: self.show_rows())
        self.table.cellDoubleClicked.connect(lambda at, _column: self.zoom(at))
        layout = QVBoxLayout(self)
        layout.addWidget(self.files)
        layout.addWidget(self.wanted)
        layout.addWidget(self.table)
        layout.addLayout(row(self.count, button("Zoom to it", lambda: self.zoom(self.table.currentRow()))))

    def refresh(self):
        kept = self.files.currentData()
        self.files.blockSignals(True)
        self.files.clear()
        for path in explain.results_in(QgsProject.instance()):
            self.files.addItem(os.path.basename(path), path)
        self.files.setCurrentIndex(max(0, self.files.findData(kept)))
        self.files.blockSignals(False)
        self.read()

    def read(self):
        path = self.files.currentData()
        self.rows, self.crs = explain.issues_of(path) if path else ([], None)
        self.show_rows()

    def show_rows(self):
        words = self.wanted.text().lower().split()
        self.shown = [one for one in self.rows if all(word in " ".join(one[:5]).lower() for word in words)]
        self.table.setRowCount(min(len(self.shown), MOST_ISSUES))
        for at, one in enumerate(self.shown[:MOST_ISSUES]):
            for place, text in enumerate(one[:5]):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(at, place, item)
        more = f"; the first {MOST_ISSUES:,} are listed" if len(self.shown) > MOST_ISSUES else ""
        self.widths()
        self.count.setText(f"{len(self.shown):,} of {len(self.rows):,} issues{more}")

    def widths(self):
        """As wide as the words; the text of the issue takes what a narrow panel leaves."""
        for place in (0, 2, 3, 4):
            self.table.resizeColumnToContents(place)
        self.table.setColumnWidth(1, 330)

    def zoom(self, at):
        if not 0 <= at < len(self.shown):
            return
        point = self.shown[at][5]
        if point is None:
            self.count.setText("This issue has no place on the map.")
            return
        canvas = self.panel.canvas
        place = moved(point, self.crs, canvas.mapSettings().destinationCrs())
        half = 0.002 if canvas.mapSettings().destinationCrs().isGeographic() else 150.0
        canvas.setExtent(QgsRectangle(place.x() - half, place.y() - half, place.x() + half, place.y() + half))
        canvas.refresh()
        canvas.flashGeometries([QgsGeometry.fromPointXY(place)], canvas.mapSettings().destinationCrs())


class WeightsPage(QWidget):
    """Runs the opportunity map again with other weights and says what changed."""

    def __init__(self, panel):
        super().__init__()
        self.panel, self.spins, self.before, self.run = panel, {}, {}, None
        self.maps, self.config = QComboBox(), QgsFileWidget()
        self.config.setFilter("Config (*.toml)")
        self.form, self.text = QFormLayout(), QTextBrowser()
        self.start_button = button("Run again and compare", self.start, "opportunities")
        self.maps.currentIndexChanged.connect(lambda _at: self.read())
        layout = QVBoxLayout(self)
        layout.addWidget(self.maps)
        layout.addWidget(QLabel("Config of the map:"))
        layout.addWidget(self.config)
        layout.addLayout(self.form)
        layout.addLayout(row(self.start_button, button("Stop", self.stop)))
        layout.addWidget(self.text)

    def refresh(self):
        kept = self.maps.currentData()
        self.maps.blockSignals(True)
        self.maps.clear()
        for path in explain.maps_in(QgsProject.instance()):
            self.maps.addItem(os.path.basename(path), path)
        self.maps.setCurrentIndex(max(0, self.maps.findData(kept)))
        self.maps.blockSignals(False)
        if self.maps.currentData() != kept or not self.spins:
            self.read()

    def read(self):
        path = self.maps.currentData()
        while self.form.rowCount():
            self.form.removeRow(0)
        self.spins, self.before = {}, explain.weights_of(path) if path else {}
        for name, weight in self.before.items():
            spin = QDoubleSpinBox()
            spin.setRange(0, 100)
            spin.setSingleStep(0.5)
            spin.setValue(weight)
            self.spins[name] = spin
            self.form.addRow(explain.INDICATORS.get(name, name), spin)
        layer = explain.maps_in(QgsProject.instance()).get(path)
        if layer is not None and layer.customProperty(CONFIG):
            self.config.setFilePath(layer.customProperty(CONFIG))

    def start(self):
        path, config = self.maps.currentData(), self.config.filePath()
        changed = explain.settings_for(self.before, {name: spin.value() for name, spin in self.spins.items()})
        if not path or not config:
            self.say("Choose an opportunity map of this project, and the config it was made with.")
        elif not changed:
            self.say("Change at least one weight first.")
        else:
            self.say("Running …")
            self.output = QgsProcessingUtils.generateTempFilename("other weights.gpkg")
            self.run = Background(
                "opportunities",
                {"CONFIG": config, "SET": changed, "OUTPUT": self.output},
                lambda _found: self.compare(path),
                self.say,
                self.say,
            )

    def compare(self, path):
        output = QgsProcessingUtils.generateTempFilename("changes.gpkg")
        self.run = Background(
            "compare",
            {"OLD": path, "NEW": self.output, "OUTPUT": output},
            lambda found: self.text.setPlainText(found["PRINTED"] or self.run.feedback.textLog()),
            self.say,
            self.say,
        )

    def stop(self):
        if self.run is not None:
            self.run.cancel()

    def say(self, text):
        self.text.setPlainText(text)


class SitePage(QWidget):
    def __init__(self, panel):
        super().__init__()
        self.panel, self.run = panel, None
        self.config, self.reference, self.text = QgsFileWidget(), QLineEdit(), QTextBrowser()
        self.config.setFilter("Config (*.toml)")
        self.config.setFilePath(settings.last_config())
        self.reference.setPlaceholderText("Reference, e.g. 26/01234/FUL")
        self.draw = button("Draw the site", self.start_drawing, "sites")
        self.draw.setCheckable(True)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("Config of the county:"))
        layout.addWidget(self.config)
        layout.addWidget(self.reference)
        layout.addLayout(row(self.draw, button("Check the selected area", self.selected)))
        layout.addWidget(self.text)
        self.text.setHtml(
            "<p>Draw the outline: left click for each corner, right click to finish. Or select an area in a layer. "
            "The report opens in the browser.</p>"
        )

    def refresh(self):
        pass

    def start_drawing(self):
        tool = OutlineTool(self.panel.canvas)
        tool.drawn.connect(lambda outline: self.check(outline, self.panel.canvas.mapSettings().destinationCrs()))
        self.panel.use(tool, self.draw)

    def selected(self):
        layer = self.panel.active_layer()
        try:
            self.check(sites.outline_of(layer), layer.crs())
        except ValueError as problem:
            self.say(str(problem))

    def check(self, outline, crs):
        config = self.config.filePath()
        if not config:
            self.say("Choose the config of the county first.")
            return
        settings.remember_config(config)
        output, report = (QgsProcessingUtils.generateTempFilename(name) for name in ("site.gpkg", "site.html"))
        try:
            values = sites.parameters(
                settings.engine(), config, outline, crs, self.reference.text().strip(), output, report
            )
        except EngineError as problem:
            self.say(str(problem))
            return
        self.say("Checking …")
        self.run = Background(
            "sites", values, lambda found: self.say(f"Done. The report is {found['HTML']}."), self.say, self.say
        )

    def say(self, text):
        self.text.setPlainText(text)


class Panel(QgsDockWidget):
    def __init__(self, canvas, active_layer=lambda: None, engine_found=lambda: None):
        super().__init__("Nature recovery")
        self.setObjectName("lnrs_panel")
        self.canvas, self.active_layer, self.engine_found = canvas, active_layer, engine_found
        self.tool = self.tool_button = None
        self.first = FirstPage(self.look)
        self.explain, self.issues = ExplainPage(self), IssuesPage(self)
        self.weights, self.site = WeightsPage(self), SitePage(self)
        self.tabs = QTabWidget()
        for page, name, icon in (
            (self.explain, "Explain", "explain"),
            (self.issues, "Issues", "setup"),
            (self.weights, "Weights", "opportunities"),
            (self.site, "Check a site", "sites"),
        ):
            self.tabs.addTab(page, icons.icon(icon), name)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.first)
        self.stack.addWidget(self.tabs)
        self.setWidget(self.stack)
        project = QgsProject.instance()
        project.layersAdded.connect(self.refresh)
        project.layersRemoved.connect(self.refresh)
        self.look()

    def look(self):
        """Shows the tabs if the engine works, else what to install."""
        try:
            settings.engine().version()
        except EngineError as problem:
            self.first.said.setText(str(problem))
            self.stack.setCurrentWidget(self.first)
            return
        self.stack.setCurrentWidget(self.tabs)
        self.refresh()
        self.engine_found()

    def refresh(self, _layers=None):
        for page in (self.explain, self.issues, self.weights, self.site):
            page.refresh()

    def use(self, tool, pressed):
        """A tool on the map, until another is chosen."""
        self.tool, self.tool_button = tool, pressed
        tool.setButton(pressed)
        self.canvas.setMapTool(tool)

    def away(self):
        for page in (self.weights, self.site):
            if page.run is not None:
                page.run.cancel()
        self.explain.unmark()
        project = QgsProject.instance()
        project.layersAdded.disconnect(self.refresh)
        project.layersRemoved.disconnect(self.refresh)
        if self.tool is not None:
            self.canvas.unsetMapTool(self.tool)
