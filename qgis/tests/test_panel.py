# SPDX-License-Identifier: MIT
"""The panel: explanations by a click, issues, other weights, site checks, and the page for a missing engine."""

import os
import pathlib
import shutil
import tempfile
import time

import support
from support import SAMPLES, Case, processing, sample, settings, squares

from lnrs import explain, sites
from lnrs.panel import CONFIG, Panel
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication

COUNTY = str(SAMPLES / "county.toml")
made = None


def opportunity_map():
    """Scored once for all tests."""
    global made
    if made is None:
        made = str(pathlib.Path(tempfile.mkdtemp(prefix="lnrs-map-")) / "map.gpkg")
        processing.run("lnrs:opportunities", {"CONFIG": COUNTY, "OUTPUT": made, "LOAD_RESULTS": False})
    return made


def until(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.02)
    return condition()


class PanelCase(Case):
    def setUp(self):
        super().setUp()
        self.canvas = QgsMapCanvas()
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:27700"))
        self.areas = QgsVectorLayer(f"{opportunity_map()}|layername=opportunity_areas", "Opportunity areas", "ogr")
        self.issues = QgsVectorLayer(f"{opportunity_map()}|layername=issues", "Issues", "ogr")
        QgsProject.instance().addMapLayers([self.areas, self.issues])
        self.active = None
        self.panel = Panel(self.canvas, lambda: self.active)

    def tearDown(self):
        self.panel.away()
        super().tearDown()


class Explaining(PanelCase):
    def best(self):
        return next(
            feature for feature in self.areas.getFeatures() if feature["rank"] == 1 and feature["action"] == "create"
        )

    def test_a_click_tells_the_score_and_why(self):
        best = self.best()
        self.panel.explain.start()
        self.assertIs(self.canvas.mapTool(), self.panel.tool)
        self.panel.tool.canvasClicked.emit(QgsPointXY(best.geometry().pointOnSurface().asPoint()), 1)
        text = self.panel.explain.text.toPlainText()
        self.assertIn(best["candidate_id"], text)
        self.assertIn(f"Score {best['score']:.1f} of 100, rank 1 of", text)
        self.assertIn("best for neutral grassland.", text, "networks have titles")
        self.assertIn("What stands behind it", text)
        outline = self.panel.explain.band.asGeometry()
        self.assertAlmostEqual(outline.area(), best.geometry().area(), delta=1)
        self.panel.explain.clicked(QgsPointXY(100000, 100000))
        self.assertIsNone(self.panel.explain.band)

    def test_the_points_of_the_indicators_are_the_score(self):
        candidate = explain.explained(settings.engine(), opportunity_map(), ids=[self.best()["candidate_id"]])[0]
        self.assertAlmostEqual(
            sum(row["points"] for row in candidate["indicators"]) * candidate["factors"]["suitability"],
            candidate["score"],
            delta=0.01,
        )

    def test_a_map_in_another_crs(self):
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
        place = self.best().geometry().pointOnSurface().asPoint()
        from lnrs.map_tools import moved

        self.panel.explain.clicked(moved(place, self.areas.crs(), QgsCoordinateReferenceSystem("EPSG:3857")))
        self.assertIn(self.best()["candidate_id"], self.panel.explain.text.toPlainText())

    def test_a_click_beside_all_areas(self):
        self.panel.explain.clicked(QgsPointXY(100000, 100000))
        self.assertNotIn("Score", self.panel.explain.text.toPlainText())
        self.assertGreater(len(self.panel.explain.text.toPlainText()), 10)

    def test_text_is_never_taken_for_html(self):
        self.assertIn("&lt;b&gt;", explain.text_of("<b>"))

    def test_without_a_map(self):
        QgsProject.instance().clear()
        self.panel.refresh()
        self.panel.explain.clicked(QgsPointXY(0, 0))
        self.assertIn("No opportunity map is open", self.panel.explain.text.toPlainText())


class Issues(PanelCase):
    def test_all_are_listed_the_gravest_first(self):
        page = self.panel.issues
        self.assertEqual(page.table.rowCount(), self.issues.featureCount())
        order = [page.table.item(at, 0).text() for at in range(page.table.rowCount())]
        self.assertEqual(order, sorted(order, key=["error", "warning", "info"].index))

    def test_words_narrow_the_list(self):
        page = self.panel.issues
        page.wanted.setText("self cross")
        page.wanted.setText("overlap")
        self.assertTrue(0 < page.table.rowCount() < self.issues.featureCount())
        self.assertIn(" of ", page.count.text())

    def test_zoom_goes_to_the_place(self):
        page = self.panel.issues
        at = next(at for at, row in enumerate(page.shown) if row[5] is not None)
        self.canvas.resize(300, 300)
        page.zoom(at)
        point = page.shown[at][5]
        self.assertTrue(self.canvas.extent().contains(QgsPointXY(point)))
        self.assertLess(self.canvas.extent().height(), 1000)

    def test_an_issue_without_a_place_says_so(self):
        page = self.panel.issues
        page.zoom(next(at for at, row in enumerate(page.shown) if row[5] is None))
        self.assertIn("no place", page.count.text())


class Weights(PanelCase):
    def test_the_weights_are_those_of_the_run(self):
        weights = explain.weights_of(opportunity_map())
        self.assertEqual((weights["joined"], weights["constraint"]), (3.0, 0.5))
        self.assertEqual(list(self.panel.weights.spins), list(weights))

    def test_only_what_differs_is_set(self):
        self.assertEqual(explain.settings_for({"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 2.5}), "scoring.weights.b=2.5")
        self.assertEqual(explain.settings_for({"a": 1.0}, {"a": 1.0}), "")

    def test_run_again_and_compare(self):
        page = self.panel.weights
        page.start()
        self.assertIn("the config it was made with", page.text.toPlainText())
        self.areas.setCustomProperty(CONFIG, COUNTY)
        page.read()
        self.assertEqual(page.config.filePath(), COUNTY)
        page.start()
        self.assertIn("Change at least one weight", page.text.toPlainText())
        page.spins["joined"].setValue(8)
        page.start()
        self.assertTrue(
            until(
                lambda: page.text.toPlainText() not in ("Running …", "")
                and page.run.algorithm.name() == "compare"
                and "Read" not in page.text.toPlainText()
                and len(page.text.toPlainText()) > 60
            ),
            page.text.toPlainText(),
        )
        text = page.text.toPlainText()
        self.assertIn("joined", text)
        groups = [child.name() for child in QgsProject.instance().layerTreeRoot().children() if child.children()]
        self.assertTrue(any(name.startswith("Compare two opportunity maps") for name in groups), groups)

    def test_a_failure_is_shown(self):
        page = self.panel.weights
        page.config.setFilePath(str(self.folder / "absent.toml"))
        page.spins["joined"].setValue(8)
        page.start()
        self.assertTrue(until(lambda: "absent.toml" in page.text.toPlainText()), page.text.toPlainText())


class Sites(PanelCase):
    def site(self):
        return next(sample("planning_site").getFeatures()).geometry()

    def setUp(self):
        super().setUp()
        self.opened, self.open_page = [], settings.open_page
        settings.open_page = self.opened.append

    def tearDown(self):
        settings.open_page = self.open_page
        super().tearDown()

    def test_a_drawn_outline_is_checked_and_its_report_opens(self):
        page = self.panel.site
        page.config.setFilePath(COUNTY)
        page.reference.setText("26/01234/FUL")
        page.start_drawing()
        for corner in self.site().convexHull().asPolygon()[0][:-1]:
            self.panel.tool.add(corner)
        self.panel.tool.finish()
        self.assertTrue(until(lambda: "Done" in page.text.toPlainText() or not page.run), page.text.toPlainText())
        self.assertEqual(len(self.opened), 1)
        self.assertIn("26/01234/FUL", pathlib.Path(self.opened[0]).read_text(encoding="utf-8"))
        self.assertEqual(settings.last_config(), COUNTY)

    def test_two_corners_are_no_site(self):
        page = self.panel.site
        page.start_drawing()
        self.panel.tool.add(QgsPointXY(0, 0))
        self.panel.tool.add(QgsPointXY(1, 1))
        self.panel.tool.finish()
        self.assertIsNone(page.run)

    def test_a_selected_area_in_another_crs(self):
        page = self.panel.site
        page.config.setFilePath(COUNTY)
        shape = QgsGeometry(self.site())
        from lnrs.map_tools import moved

        wanted = QgsCoordinateReferenceSystem("EPSG:3857")
        layer = QgsVectorLayer("Polygon?crs=EPSG:3857", "sites", "memory")
        feature = support.QgsFeature()
        feature.setGeometry(moved(shape, QgsCoordinateReferenceSystem("EPSG:27700"), wanted))
        layer.dataProvider().addFeatures([feature])
        layer.selectAll()
        self.active = layer
        values = sites.parameters(
            settings.engine(), COUNTY, sites.outline_of(layer), layer.crs(), "", "a.gpkg", "a.html"
        )
        again = QgsGeometry.fromWkt(values["WKT"])
        self.assertAlmostEqual(again.area() / shape.area(), 1.0, places=4)
        page.selected()
        self.assertTrue(until(lambda: "Done" in page.text.toPlainText()), page.text.toPlainText())

    def test_what_cannot_be_checked_says_why(self):
        page = self.panel.site
        page.selected()
        self.assertIn("No feature is selected", page.text.toPlainText())
        lines = QgsVectorLayer("LineString?crs=EPSG:27700", "hedges", "memory")
        line = support.QgsFeature()
        line.setGeometry(QgsGeometry.fromWkt("LINESTRING(0 0,1 1)"))
        lines.dataProvider().addFeatures([line])
        lines.selectAll()
        self.active = lines
        page.selected()
        self.assertIn("‘hedges’ holds no areas", page.text.toPlainText())
        self.active = squares("sites", [(560000, 160000)])
        self.active.selectAll()
        page.config.setFilePath("")
        page.selected()
        self.assertIn("Choose the config", page.text.toPlainText())


class FirstRun(PanelCase):
    def test_without_an_engine_it_says_what_to_install_and_looks_again(self):
        settings.set_engine(str(self.folder))
        panel = Panel(self.canvas, engine_found=lambda: found.append(True))
        found = []
        self.assertIs(panel.stack.currentWidget(), panel.first)
        self.assertIn("apt install", panel.first.said.text())
        shutil.copy(support.ENGINE, self.folder / "lnrs")
        panel.first.path.setText(str(self.folder))
        panel.first.look()
        self.assertIs(panel.stack.currentWidget(), panel.tabs)
        self.assertEqual(found, [True])
        panel.away()

    def test_help_and_icons_are_there(self):
        from lnrs import help_text, icons

        self.assertTrue(os.path.isfile(help_text.PAGE))
        for name in list(icons.BY_HEADING.values()) + ["lnrs", "explain"]:
            self.assertFalse(icons.icon(name).pixmap(24, 24).isNull(), name)
            self.assertTrue(os.path.isfile(icons.path(name)), name)


if __name__ == "__main__":
    support.main()
