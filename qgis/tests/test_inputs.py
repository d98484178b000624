# SPDX-License-Identifier: MIT
"""What the engine reads is what QGIS shows: filters, selections, edits, layers without a file."""

import glob
import os
import sqlite3
import tempfile
import unittest

import support
from services import Database, FeatureService, server_programs
from support import Case, sample, saved, squares

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)
from qgis.PyQt.QtCore import QVariant

THREE = [(400000, 200000), (401000, 200000), (402000, 200000)]


class Inputs(Case):
    def file(self, name="woods", corners=THREE, **options):
        return saved(squares(name, corners, **options), self.folder / f"{name}.gpkg")

    def dissolved(self, layer, **values):
        """Names and areas that the engine saw."""
        found = self.run_algorithm("dissolve", LAYER=layer, BY=["name"], **values)
        return {
            feature["name"]: round(feature.geometry().area())
            for feature in self.table(found, "dissolved").getFeatures()
        }

    def copied(self):
        return [text for text in self.log.infos if "is copied for the engine" in text]

    def tearDown(self):
        self.assertEqual(
            glob.glob(os.path.join(tempfile.gettempdir(), "lnrs-qgis-*[!t]/*.gpkg")), [], "a copy was left behind"
        )
        super().tearDown()

    def test_a_file_is_read_as_it_is(self):
        self.assertEqual(self.dissolved(self.file()), {"a": 10000, "b": 10000, "c": 10000})
        self.assertEqual(self.copied(), [])
        self.assertIn("woods.gpkg#woods", self.log.commands[0])

    def test_the_layer_of_several_in_a_file(self):
        path = self.folder / "all.gpkg"
        saved(squares("one", THREE[:1]), path)
        self.assertEqual(len(self.dissolved(saved(squares("zwei", THREE[:2]), path))), 2)

    def test_a_shapefile_and_geojson(self):
        for driver, ending in (("ESRI Shapefile", "shp"), ("GeoJSON", "geojson")):
            layer = saved(squares("woods", THREE), self.folder / f"woods.{ending}", driver=driver)
            layer.setCrs(layer.dataProvider().crs())
            self.assertEqual(len(self.dissolved(layer, OUTPUT=str(self.folder / f"{ending}.gpkg"))), 3)

    def test_a_filter_becomes_where(self):
        layer = self.file()
        layer.setSubsetString("\"name\" = 'b' OR worth > 2")
        self.assertEqual(self.dissolved(layer), {"b": 10000, "c": 10000})
        self.assertEqual(self.copied(), [])
        self.assertIn("--where \"name\" = 'b' OR worth > 2", self.log.commands[0])

    def test_a_filter_and_a_condition_hold_both(self):
        layer = self.file()
        layer.setSubsetString("name = 'b' OR worth > 2")
        self.assertEqual(self.dissolved(layer, WHERE="worth < 3"), {"b": 10000})

    def test_a_filter_where_the_command_takes_none(self):
        layer, other = self.file(), self.file("other", [(400000, 200000)], side=5000)
        layer.setSubsetString("worth = 1")
        found = self.run_algorithm("overlay", OPERATION="intersection", LAYER=other, LAYER_MORE=[layer])
        self.assertAlmostEqual(self.area(self.table(found, "overlay")), 10000, places=5)
        self.assertIn("it has a filter, and the command takes none", self.copied()[0])

    def test_a_filter_that_is_a_query(self):
        layer = self.file()
        self.assertTrue(layer.setSubsetString("SELECT * FROM woods WHERE worth >= 2"))
        self.assertEqual(self.dissolved(layer), {"b": 10000, "c": 10000})
        self.assertEqual(len(self.copied()), 1)

    def test_a_selection(self):
        layer = self.file()
        layer.selectByExpression("worth <> 2")
        QgsProject.instance().addMapLayer(layer)
        self.assertEqual(
            self.dissolved(QgsProcessingFeatureSourceDefinition(layer.id(), True)), {"a": 10000, "c": 10000}
        )
        self.assertIn("only its selected features are used", self.copied()[0])
        self.assertIn("woods.gpkg#woods", self.log.commands[0], "the copy is named after the layer")

    def test_a_selection_of_a_filtered_layer(self):
        layer = self.file()
        layer.setSubsetString("worth > 1")
        layer.selectByExpression("worth < 3")
        QgsProject.instance().addMapLayer(layer)
        self.assertEqual(self.dissolved(QgsProcessingFeatureSourceDefinition(layer.id(), True)), {"b": 10000})
        self.assertNotIn("--where", self.log.commands[0])

    def test_a_limit_of_features(self):
        QgsProject.instance().addMapLayer(layer := self.file())
        self.assertEqual(len(self.dissolved(QgsProcessingFeatureSourceDefinition(layer.id(), False, 2))), 2)

    def test_a_memory_layer(self):
        QgsProject.instance().addMapLayer(layer := squares("Ärger & Söhne/2", THREE))
        self.assertEqual(self.dissolved(layer), {"a": 10000, "b": 10000, "c": 10000})
        self.assertIn("temporary layer without a file", self.copied()[0])
        self.assertIn("Ärger _ Söhne_2.gpkg", self.log.commands[0])

    def test_a_memory_layer_of_any_name(self):
        for name in ("-rf", "gpkg_ponds", "Rtree_x", "sqlite_y", "(2) ponds", "///", "", "日本語" * 30, "a#b 'c'"):
            layer = squares(name, THREE)
            self.assertEqual(len(self.dissolved(layer)), 3, name)

    def test_messages_name_the_layer_and_not_its_copy(self):
        layer = squares("Ponds & woods", THREE)
        with self.assertRaisesRegex(QgsProcessingException, "^‘Ponds & woods’ has no field 'nix'"):
            self.run_algorithm("dissolve", LAYER=layer, BY=["nix"])
        self.assertNotIn("lnrs-qgis-", self.log.told)

    def test_a_crs_that_no_register_knows(self):
        crs = QgsCoordinateReferenceSystem()
        crs.createFromProj("+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996 +x_0=400000 +y_0=-100000 +ellps=airy +units=m")
        layer = squares("own", THREE)
        layer.setCrs(crs)
        self.assertEqual(len(self.dissolved(layer)), 3)

    def test_a_cancel_while_a_layer_is_copied(self):
        many = squares(
            "many", [(400000 + 200 * at, 200000) for at in range(3000)], rows=[["a", at] for at in range(3000)]
        )
        log, asked = self.log, []
        log.setProgressText = lambda text: (asked.append(text), log.cancel())
        found = self.run_algorithm("dissolve", LAYER=many)
        self.assertEqual(asked, ["Copy layer ‘many’"], "the engine was not started")
        self.assertNotIn("LAYER_DISSOLVED", found)
        self.assertEqual(os.listdir(self.folder), [])

    def test_unsaved_changes_count(self):
        layer = self.file()
        layer.startEditing()
        layer.deleteFeature(1)
        layer.changeAttributeValue(2, layer.fields().indexOf("name"), "changed")
        new = QgsFeature(layer.fields())
        new.setAttribute("name", "new")
        new.setGeometry(QgsGeometry.fromWkt("POLYGON((0 0,10 0,10 10,0 10,0 0))"))
        new.geometry().translate(400000, 200000)
        shape = new.geometry()
        shape.translate(400000, 200000)
        new.setGeometry(shape)
        layer.addFeature(new)
        self.assertEqual(self.dissolved(layer), {"changed": 10000, "c": 10000, "new": 100})
        self.assertIn("is being edited", self.copied()[0])
        self.assertEqual(QgsVectorLayer(layer.source(), "again", "ogr").featureCount(), 3, "the file is unchanged")

    def test_a_virtual_field(self):
        layer = self.file()
        layer.addExpressionField("upper(name) || '!'", QgsField("loud", QVariant.String))
        found = self.run_algorithm("dissolve", LAYER=layer, BY=["loud"])
        self.assertEqual(
            {feature["loud"] for feature in self.table(found, "dissolved").getFeatures()}, {"A!", "B!", "C!"}
        )
        self.assertIn("virtual fields", self.copied()[0])

    def test_a_joined_field(self):
        layer, other = self.file(), squares("other", THREE, rows=[["a", 10], ["b", 20], ["c", 20]])
        QgsProject.instance().addMapLayers([layer, other])
        join = QgsVectorLayerJoinInfo()
        join.setJoinLayer(other)
        join.setJoinFieldName("name")
        join.setTargetFieldName("name")
        join.setPrefix("o_")
        join.setUsingMemoryCache(True)
        self.assertTrue(layer.addJoin(join))
        found = self.run_algorithm("dissolve", LAYER=layer, BY=["o_worth"])
        self.assertEqual(self.table(found, "dissolved").featureCount(), 2)
        self.assertIn("joined fields", self.copied()[0])

    def test_no_crs_is_refused_with_a_remedy(self):
        layer = squares("nowhere", THREE, crs="")
        layer.setCrs(QgsCoordinateReferenceSystem())
        with self.assertRaisesRegex(
            QgsProcessingException, "‘nowhere’ has no coordinate reference system.*Set Layer CRS"
        ):
            self.dissolved(layer)
        self.assertEqual(len(self.dissolved(layer, ASSUME_CRS=QgsCoordinateReferenceSystem("EPSG:27700"))), 3)

    def test_a_crs_that_was_set_in_qgis(self):
        layer = saved(squares("woods", THREE, crs=""), self.folder / "woods.shp", driver="ESRI Shapefile")
        for file in glob.glob(str(self.folder / "woods.prj")):
            os.remove(file)
        layer = QgsVectorLayer(str(self.folder / "woods.shp"), "woods", "ogr")
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:27700"))
        self.assertEqual(len(self.dissolved(layer)), 3)
        self.assertIn("CRS was set in QGIS", self.copied()[0])

    def test_another_crs_is_told_and_transformed(self):
        layer = sample("lws")
        self.run_algorithm(
            "dissolve", LAYER=layer, CRS=QgsCoordinateReferenceSystem("EPSG:3035"), ALLOW_FALSE_AREAS=True
        )
        self.assertTrue(any("transforms it to EPSG:3035" in text for text in self.log.warnings), self.log.told)

    def test_a_box_in_the_results_coordinates(self):
        self.assertEqual(self.dissolved(self.file(), BBOX="400900,401050,199000,201000 [EPSG:27700]"), {"b": 10000})

    def test_invalid_shapes_are_the_engines_business(self):
        layer = squares("bow", [(400000, 200000)])
        layer.dataProvider().changeGeometryValues(
            {1: QgsGeometry.fromWkt("POLYGON((400000 200000,400100 200100,400100 200000,400000 200100,400000 200000))")}
        )
        self.assertEqual(self.dissolved(layer), {"a": 5000})
        self.assertTrue(any("invalid and was repaired" in text for text in self.log.warnings))

    def test_csv_read_by_qgis(self):
        path = self.folder / "woods.csv"
        path.write_text('name;wkt\na;"POLYGON((400000 200000,400100 200000,400100 200100,400000 200000))"\n')
        layer = QgsVectorLayer(f"file://{path}?delimiter=;&wktField=wkt&crs=EPSG:27700", "woods", "delimitedtext")
        self.assertTrue(layer.isValid())
        self.assertEqual(self.dissolved(layer), {"a": 5000})

    def test_fields_that_a_geopackage_cannot_hold_or_that_are_named_like_its_key(self):
        layer = squares(
            "odd",
            THREE,
            fields="&field=name:string&field=fid:string&field=lnrs_fid:integer&field=Name:double",
            rows=[["a", "x", 5, 0.5], ["b", "x", 5, 1.5], ["c", "y", 5, 2.5]],
        )
        found = self.run_algorithm("dissolve", LAYER=layer, BY=["fid"])
        values = [set(map(str, feature.attributes())) for feature in self.table(found, "dissolved").getFeatures()]
        self.assertEqual((len(values), [bool(row & {"x", "y"}) for row in values]), (2, [True, True]))

    def test_feature_numbers_stay_those_of_the_layer(self):
        layer = self.file()
        layer.selectByIds([2, 3])
        QgsProject.instance().addMapLayer(layer)
        found = self.run_algorithm(
            "near", LAYER=QgsProcessingFeatureSourceDefinition(layer.id(), True), NEAR=self.file("other")
        )
        numbers = {feature["from_fid"] for feature in self.table(found, "near").getFeatures()}
        self.assertEqual(numbers, {2, 3})

    def test_a_file_that_qgis_has_written_to_while_it_is_open(self):
        layer = self.file()
        layer.startEditing()
        layer.changeAttributeValue(1, layer.fields().indexOf("name"), "saved")
        self.assertTrue(layer.commitChanges())
        self.assertIn("saved", self.dissolved(layer))
        self.assertEqual(self.copied(), [])

    def test_from_a_web_feature_service(self):
        with FeatureService() as service:
            layer = QgsVectorLayer(
                f" url='{service.url}' typename='woods' version='1.0.0' srsname='EPSG:27700'", "Woods", "WFS"
            )
            self.assertTrue(layer.isValid(), layer.error().message())
            self.assertEqual(self.dissolved(layer), {"Oak Wood": 10000})
        self.assertIn("web feature service", self.copied()[0])

    @unittest.skipUnless(server_programs(), "no PostgreSQL with PostGIS is installed")
    def test_from_postgis(self):
        with Database(self.folder / "server") as server:
            layer = QgsVectorLayer(server.source, "Woods", "postgres")
            self.assertTrue(layer.isValid(), layer.error().message())
            self.assertEqual(self.dissolved(layer), {"Oak Wood": 10000})
        self.assertIn("PostgreSQL", self.copied()[0])
        self.assertNotIn("dbname", self.log.commands[0])

    def test_a_table_without_geometry(self):
        database = sqlite3.connect(self.folder / "evidence.csv.db")
        database.close()
        (self.folder / "evidence.csv").write_text("site_ref,kind,date,end_date\na,management plan,2025-05-01,\n")
        evidence = QgsVectorLayer(str(self.folder / "evidence.csv"), "evidence", "ogr")
        sites = self.file("sites")
        found = self.run_algorithm(
            "register_sdl160",
            SITES=sites,
            ID="name",
            EVIDENCE=evidence,
            YEAR=2026,
            AUTHORITY=self.file("authority", [(399000, 199000)], side=9000),
            AUTHORITY_CODE="name",
            OUTPUT=str(self.folder / "sdl.gpkg"),
        )
        self.assertGreater(self.table(found, "sdl160").featureCount(), 0)


if __name__ == "__main__":
    support.main()
