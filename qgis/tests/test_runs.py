# SPDX-License-Identifier: MIT
"""Every algorithm runs inside QGIS, and its numbers are right."""

import os
import threading
import time

import support
from support import SAMPLES, Case, Log, processing, sample, saved, settings, squares

from osgeo import gdal, osr
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

COUNTY = str(SAMPLES / "county.toml")


class Overlays(Case):
    """Two squares of 1 ha that share half, beside one that stands alone."""

    def run_operation(self, operation):
        first = saved(squares("first", [(400000, 200000), (401000, 200000)]), self.folder / "first.gpkg")
        second = saved(squares("second", [(400050, 200000)]), self.folder / "second.gpkg")
        found = self.run_algorithm("overlay", OPERATION=operation, LAYER=first, LAYER_MORE=[second])
        return self.area(self.table(found, "overlay"))

    def test_intersection(self):
        self.assertAlmostEqual(self.run_operation("intersection"), 5000, places=6)

    def test_keep_takes_fields_of_any_layer(self):
        first = saved(squares("first", [(400000, 200000)]), self.folder / "first.gpkg")
        second = saved(
            squares("second", [(400050, 200000)], fields="&field=owner:string&field=code:integer"),
            self.folder / "second.gpkg",
        )
        found = self.run_algorithm("overlay", OPERATION="union", LAYER=first, LAYER_MORE=[second], KEEP="worth,owner")
        names = " ".join(self.table(found, "overlay").fields().names())
        self.assertTrue("worth" in names and "owner" in names and "code" not in names, names)

    def test_union(self):
        self.assertAlmostEqual(self.run_operation("union"), 25000, places=6)

    def test_identity(self):
        self.assertAlmostEqual(self.run_operation("identity"), 20000, places=6)

    def test_difference(self):
        self.assertAlmostEqual(self.run_operation("difference"), 15000, places=6)

    def test_symmetric_difference(self):
        self.assertAlmostEqual(self.run_operation("symmetric-difference"), 20000, places=6)

    def test_clip(self):
        self.assertAlmostEqual(self.run_operation("clip"), 5000, places=6)


class Layers(Case):
    def setUp(self):
        super().setUp()
        self.squares = saved(
            squares("squares", [(400000, 200000), (400100, 200000), (401000, 200000)]), self.folder / "in.gpkg"
        )

    def test_tabulate(self):
        zone = saved(squares("zone", [(400050, 200000)]), self.folder / "zone.gpkg")
        found = self.run_algorithm(
            "tabulate",
            ZONES=zone,
            FEATURES=self.squares,
            ZONE_ID="name",
            BY="name",
            OUTPUT=str(self.folder / "areas.csv"),
        )
        rows = [line.split(",") for line in (self.folder / "areas.csv").read_text().splitlines()]
        area = next(at for at, name in enumerate(rows[0]) if "area" in name)
        self.assertEqual([float(row[area]) for row in rows[1:3]], [0.5, 0.5], rows)
        self.assertEqual(found["LAYER_TABULATION"], str(self.folder / "areas.csv"))

    def test_dissolve(self):
        found = self.run_algorithm("dissolve", LAYER=self.squares, SINGLE_PARTS=True, SUM=["worth"])
        areas = sorted(feature.geometry().area() for feature in self.table(found, "dissolved").getFeatures())
        self.assertEqual([round(area) for area in areas], [10000, 20000])

    def test_dissolve_by_two_fields(self):
        found = self.run_algorithm("dissolve", LAYER=self.squares, BY=["name", "worth"])
        self.assertEqual(self.table(found, "dissolved").featureCount(), 3)
        self.assertIn("--by name,worth", self.log.commands[0])

    def test_fields_with_commas_in_their_names(self):
        land = squares("land", [(400000, 200000), (400100, 200000)], fields="&field=a%2Cb:string(20)&field=c:integer")
        self.assertEqual(land.fields().names(), ["a,b", "c"])
        saved(land, self.folder / "land.gpkg")
        for by in (["a,b", "c"], "a,b;c"):
            found = self.run_algorithm("dissolve", LAYER=land, BY=by)
            self.assertEqual(self.table(found, "dissolved").featureCount(), 2, by)

    def test_buffer(self):
        found = self.run_algorithm("buffer", LAYER=self.squares, DISTANCE=-10)
        self.assertAlmostEqual(self.area(self.table(found, "buffer")), 3 * 6400, places=3)

    def test_near(self):
        other = saved(squares("other", [(400000, 201000)]), self.folder / "other.gpkg")
        found = self.run_algorithm("near", LAYER=self.squares, NEAR=other, WITHIN=950)
        self.assertEqual(
            sorted(round(feature["distance_m"]) for feature in self.table(found, "near").getFeatures()), [900, 900]
        )

    def test_check_coverage_that_finds_something_does_not_fail(self):
        overlapping = saved(
            squares("overlapping", [(400000, 200000), (400090, 200000)]), self.folder / "overlapping.gpkg"
        )
        found = self.run_algorithm("check_coverage", LAYER=overlapping, FAIL=True)
        self.assertTrue(any("found something" in text for text in self.log.warnings))
        self.assertGreater(self.table(found, "problems").featureCount(), 0)

    def test_inspect(self):
        found = self.run_algorithm("inspect", LAYER=[self.squares, sample("boa")])
        self.assertIn("boa_name", found["PRINTED"])
        self.assertIn("worth", found["PRINTED"])

    def test_init(self):
        config = self.folder / "county.toml"
        self.run_algorithm("init", LAYER=[sample("habitat"), sample("boa"), sample("lws")], OUTPUT=str(config))
        self.assertIn("[layers.habitat]", config.read_text())

    def test_change(self):
        later = saved(squares("later", [(400000, 200000)]), self.folder / "later.gpkg")
        found = self.run_algorithm(
            "change", OLD=self.squares, NEW=later, CLASS="name", OLD_DATE="2015", NEW_DATE="2025"
        )
        self.assertGreater(self.table(found, "change_matrix").featureCount(), 0)

    def test_register(self):
        later = saved(squares("later", [(400000, 200000), (400100, 200000)]), self.folder / "later.gpkg")
        found = self.run_algorithm("register", OLD=self.squares, NEW=later, ID="name")
        self.assertGreater(self.table(found, "register_review").featureCount(), 0)

    def test_register_sdl160(self):
        sites = saved(
            squares(
                "sites", [(400000, 200000), (401000, 200000)], fields="&field=ref:string(20)&field=positive:integer"
            ),
            self.folder / "sites.gpkg",
        )
        found = self.run_algorithm(
            "register_sdl160",
            SITES=sites,
            ID="ref",
            POSITIVE="positive",
            YEAR=2026,
            AUTHORITY=saved(squares("authority", [(399000, 199000)], side=5000), self.folder / "lpa.gpkg"),
            AUTHORITY_CODE="name",
            OUTPUT=str(self.folder / "sdl.gpkg"),
        )
        self.assertGreater(self.table(found, "sdl160").featureCount(), 0)


class County(Case):
    def test_opportunities_explain_compare(self):
        first, second = str(self.folder / "first.gpkg"), str(self.folder / "second.gpkg")
        found = self.run_algorithm("opportunities", CONFIG=COUNTY, OUTPUT=first)
        self.assertEqual(self.table(found, "opportunity_areas").featureCount() > 1000, True)
        self.assertIn("Candidates", self.log.stages)
        self.assertTrue(any(0 < share < 100 for share in self.log.shares), "no share of a stage was shown")
        self.run_algorithm(
            "opportunities", CONFIG=COUNTY, OUTPUT=second, SET="scoring.weights.joined=6\nscoring.weights.boa=0"
        )
        explained = self.run_algorithm("explain", MAP=first, TOP=2)["PRINTED"]
        self.assertIn("joined", explained)
        changed = self.run_algorithm("compare", OLD=first, NEW=second)
        self.assertGreater(self.table(changed, "candidate_changes").featureCount(), 0)

    def test_network(self):
        found = self.run_algorithm("network", CONFIG=COUNTY, NETWORK="woodland", RESISTANCE=None)
        self.assertGreater(self.table(found, "patches").featureCount(), 10)

    def test_network_metrics(self):
        (self.folder / "a.nodes").write_text("1\t10\n2\t10\n")
        (self.folder / "a.links").write_text("1\t2\t0\n")
        found = self.run_algorithm(
            "network_metrics", NODES=str(self.folder / "a.nodes"), LINKS=str(self.folder / "a.links"), DISPERSAL=500
        )
        self.assertIn("20", found["PRINTED"], "two patches of 10 that touch are worth one of 20")

    def test_corridors_with_raster(self):
        raster = str(self.folder / "corridors.tif")
        self.run_algorithm("corridors", CONFIG=COUNTY, NETWORK="woodland", RASTER=raster)
        self.assertTrue(os.path.getsize(raster) > 1000)

    def test_select(self):
        found = self.run_algorithm("select", CONFIG=COUNTY, NETWORK="woodland", BUDGET_HA=5)
        chosen = self.table(found, "chosen")
        self.assertTrue(0 < chosen.featureCount())
        self.assertLessEqual(self.area(chosen) / 1e4, 5.0)

    def test_circuit_on_the_graph(self):
        found = self.run_algorithm("circuit", CONFIG=COUNTY, NETWORK="woodland", ON="graph", PAIRS="linked")
        self.assertGreater(self.table(found, "resistances").featureCount(), 0)

    def test_circuit_raster(self):
        """Five cells of resistance 1 in a row: 4 ohm between the ends."""

        def grid(name, values):
            raster = gdal.GetDriverByName("GTiff").Create(str(self.folder / name), len(values), 1, 1, gdal.GDT_Float64)
            raster.SetGeoTransform((400000, 10, 0, 200010, 0, -10))
            system = osr.SpatialReference()
            system.ImportFromEPSG(27700)
            raster.SetProjection(system.ExportToWkt())
            raster.GetRasterBand(1).WriteRaster(
                0, 0, len(values), 1, __import__("struct").pack(f"{len(values)}d", *values)
            )
            raster.FlushCache()
            return str(self.folder / name)

        found = self.run_algorithm(
            "circuit_raster",
            RESISTANCE=grid("r.tif", [1.0] * 5),
            POINTS=grid("p.tif", [1, 0, 0, 0, 2]),
            OUTPUT=str(self.folder / "current.tif"),
        )
        self.assertRegex(found["PRINTED"], r"\b4(\.0+)?\b")

    def test_sites_with_report_opened(self):
        opened, settings_open = [], settings.open_page
        settings.open_page = opened.append
        page = str(self.folder / "checked.html")
        found = self.run_algorithm(
            "sites", CONFIG=COUNTY, SITES=sample("planning_site"), HTML=page, FAIL_ON="overlap:designated"
        )
        settings.open_page = settings_open
        self.assertEqual(opened, [page])
        self.assertIn("<html", (self.folder / "checked.html").read_text(encoding="utf-8"))
        self.assertEqual(self.table(found, "sites").featureCount(), sample("planning_site").featureCount())

    def test_bng(self):
        red = squares(
            "Red Line Boundary",
            [(400000, 200000)],
            fields="&field=Area:double&field=Site Name:string(80)",
            rows=[[10000.0, "Long Field"]],
        )
        saved(red, self.folder / "template.gpkg", "Red Line Boundary")
        names = [
            "Parcel Ref",
            "Baseline Broad Habitat Type",
            "Baseline Habitat Type",
            "Area",
            "Baseline Condition",
            "Retention Category",
        ]
        parcels = QgsVectorLayer(
            "MultiPolygon?crs=EPSG:27700"
            + "".join(f"&field={name}:{'integer' if name == 'Area' else 'string(80)'}" for name in names),
            "Habitats",
            "memory",
        )
        feature = support.QgsFeature(parcels.fields())
        feature.setGeometry(next(red.getFeatures()).geometry())
        feature.setAttributes(["P1", "Grassland", "Modified grassland", 10000, "3. Moderate", "1. Retained"])
        parcels.dataProvider().addFeatures([feature])
        saved(parcels, self.folder / "template.gpkg", "Habitats")
        found = self.run_algorithm("bng", TEMPLATE=str(self.folder / "template.gpkg"))
        self.assertGreater(self.table(found, "bng_totals").featureCount(), 0)


class Failing(Case):
    def test_message_and_remedy_are_the_engines(self):
        with self.assertRaisesRegex(QgsProcessingException, r"(?s)there is no folder .*\n.+"):
            self.run_algorithm("dissolve", LAYER=sample("lws"), OUTPUT=str(self.folder / "absent" / "a.gpkg"))

    def test_options_are_told_as_the_labels_of_the_dialog(self):
        with self.assertRaisesRegex(
            QgsProcessingException,
            "Add ‘How far to grow, in metres’ 250, or ‘Field with each feature's own distance in metres’ with the name",
        ) as failure:
            self.run_algorithm("buffer", LAYER=sample("lws"))
        self.assertNotIn("--", str(failure.exception))
        algorithm = QgsApplication.processingRegistry().algorithmById("lnrs:network_metrics")
        self.assertEqual(
            algorithm.parameterDefinition("DISPERSAL").description().split(" [")[0],
            "Distance at which the probability of dispersal is ‘Probability of dispersal at that distance’",
        )

    def test_a_config_with_a_mistake(self):
        (self.folder / "county.toml").write_text('[project]\nnmae = "x"\n')
        with self.assertRaisesRegex(QgsProcessingException, "nmae"):
            self.run_algorithm("opportunities", CONFIG=str(self.folder / "county.toml"))

    def test_an_engine_that_crashes(self):
        program = self.folder / "lnrs"
        program.write_text(
            '#!/bin/sh\n[ "$1" = version ] && echo lnrs 9.0.0 && exit\necho "terminate called" >&2\nkill -SEGV $$\n'
        )
        program.chmod(0o755)
        settings.set_engine(str(self.folder))
        with self.assertRaisesRegex(QgsProcessingException, "crashed .*signal 11.*Nothing was written"):
            self.run_algorithm("dissolve", LAYER=sample("lws"))
        self.assertIn("terminate called", self.log.strays)

    def test_a_missing_engine_leaves_the_toolbox_full(self):
        settings.set_engine(str(self.folder / "absent"))
        support.plugin.provider.refreshAlgorithms()
        self.assertGreaterEqual(len(support.plugin.provider.algorithms()), 22)
        self.assertIn("apt install", support.plugin.provider.warningMessage())
        fine, why = support.plugin.provider.algorithm("overlay").canExecute()
        self.assertEqual((fine, "apt install" in why), (False, True))
        settings.set_engine(support.ENGINE)
        support.plugin.provider.refreshAlgorithms()
        self.assertEqual(support.plugin.provider.warningMessage(), "")

    def test_an_engine_that_is_too_old(self):
        program = self.folder / "lnrs"
        program.write_text("#!/bin/sh\necho lnrs 0.0.1\n")
        program.chmod(0o755)
        settings.set_engine(str(self.folder))
        fine, why = support.plugin.provider.algorithm("overlay").canExecute()
        self.assertEqual((fine, "needs 0.1.0 or later" in why), (False, True))

    def test_values_that_do_not_go_together(self):
        with self.assertRaisesRegex(
            QgsProcessingException,
            "‘Field with each feature's own distance in metres’ and ‘How far to grow, in metres’ exclude each other",
        ):
            self.run_algorithm("buffer", LAYER=sample("lws"), DISTANCE=5, DISTANCE_FIELD="site_ref")
        with self.assertRaisesRegex(
            QgsProcessingException,
            "‘Its reference’ has an effect only together with ‘One site typed in.*’. Set that, or leave this empty",
        ):
            self.run_algorithm("sites", CONFIG=COUNTY, SITES=sample("planning_site"), REF="A1")


class Dialogs(Case):
    """A dialog gives a value for every parameter, its default where nothing was chosen."""

    def run_as_a_dialog(self, name, **values):
        for definition in QgsApplication.processingRegistry().algorithmById("lnrs:" + name).parameterDefinitions():
            values.setdefault(definition.name(), definition.defaultValue())
        return self.run_algorithm(name, **values)

    def test_defaults_stay_out_of_the_command_line(self):
        found = self.run_as_a_dialog("buffer", LAYER=sample("lws"), DISTANCE=5, OUTPUT=str(self.folder / "out.gpkg"))
        self.assertEqual(
            self.log.commands[0].count(" --"), 3, self.log.commands[0]
        )  # --distance, --output, --overwrite
        self.assertGreater(self.table(found, "buffer").featureCount(), 10)

    def test_values_of_parameters_that_depend_on_others(self):
        woods = saved(squares("woods", [(400000, 200000)]), self.folder / "woods.gpkg")
        self.run_as_a_dialog("change", OLD=woods, NEW=woods, CLASS="name", OUTPUT=str(self.folder / "out.gpkg"))
        self.run_as_a_dialog(
            "sites", CONFIG=COUNTY, SITES=sample("planning_site"), OUTPUT=str(self.folder / "sites.gpkg")
        )

    def test_temporary_outputs_have_the_right_ending(self):
        found = self.run_as_a_dialog("tabulate", ZONES=sample("boa"), FEATURES=sample("lws"), OUTPUT="TEMPORARY_OUTPUT")
        self.assertTrue(found["OUTPUT"].endswith(".csv"), found["OUTPUT"])
        found = self.run_as_a_dialog("init", LAYER=[sample("boa"), sample("habitat")], OUTPUT="TEMPORARY_OUTPUT")
        self.assertTrue(found["OUTPUT"].endswith(".toml"), found["OUTPUT"])


class Running(Case):
    def test_output_names_with_blanks_and_accents(self):
        folder = self.folder / "Données – ‘Nature’ $HOME & co; #1"
        folder.mkdir()
        source = saved(squares("Bürger Wäldchen", [(400000, 200000)]), folder / "ein Wäldchen.gpkg")
        found = self.run_algorithm("buffer", LAYER=source, DISTANCE=1, OUTPUT=str(folder / "résultat à moi.gpkg"))
        self.assertEqual(self.table(found, "buffer").featureCount(), 1)

    def test_an_output_that_is_open_in_the_project(self):
        found = self.run_algorithm("buffer", LAYER=sample("lws"), DISTANCE=1)
        QgsProject.instance().addMapLayer(self.table(found, "buffer"))
        with self.assertRaisesRegex(QgsProcessingException, "is open in this project"):
            self.run_algorithm("buffer", LAYER=sample("lws"), DISTANCE=1)

    def test_a_raster_that_is_open_in_the_project(self):
        raster = self.folder / "open.tif"
        array = gdal.GetDriverByName("GTiff").Create(str(raster), 2, 2)
        del array
        QgsProject.instance().addMapLayer(QgsRasterLayer(str(raster), "open"))
        with self.assertRaisesRegex(QgsProcessingException, "open.tif is open in this project .layer ‘open’"):
            self.run_algorithm("corridors", CONFIG=COUNTY, RASTER=str(raster))

    def test_an_output_that_exists_is_replaced(self):
        for distance in (1, 2):
            found = self.run_algorithm("buffer", LAYER=sample("lws"), DISTANCE=distance)
        self.assertIn("--overwrite", self.log.commands[-1])
        self.assertTrue(found["LAYER_BUFFER"])

    def test_cancel(self):
        log, out = Log(), self.folder / "out"
        out.mkdir()
        asked = []

        def watch():
            while not log.stages:
                time.sleep(0.01)
            asked.append(time.monotonic())
            log.cancel()

        started = threading.Thread(target=watch)
        started.start()
        os.environ["TMPDIR"] = str(out)
        found = processing.run(
            "lnrs:opportunities", {"CONFIG": COUNTY, "OUTPUT": str(out / "a.gpkg")}, feedback=log, context=self.context
        )
        ended = time.monotonic()
        del os.environ["TMPDIR"]
        started.join()
        self.assertNotIn("OUTPUT", {key: value for key, value in found.items() if os.path.exists(str(value))})
        self.assertLess(ended - asked[0], 1.5)
        self.assertEqual(os.listdir(out), [])
        self.assertIn("Stopped. Nothing was written.", log.infos)

    def test_two_at_once(self):
        done, contexts = {}, []
        for number in (1, 2):
            algorithm = QgsApplication.processingRegistry().algorithmById("lnrs:opportunities").create()
            context, log = QgsProcessingContext(), Log()
            context.setProject(QgsProject.instance())
            contexts.append((context, log, algorithm))
            task = QgsProcessingAlgRunnerTask(
                algorithm,
                {"CONFIG": COUNTY, "OUTPUT": str(self.folder / f"{number}.gpkg"), "LOAD_RESULTS": False},
                context,
                log,
            )
            task.executed.connect(lambda fine, found, number=number: done.__setitem__(number, (fine, found)))
            QgsApplication.taskManager().addTask(task)
        until = time.monotonic() + 120
        while len(done) < 2 and time.monotonic() < until:
            QCoreApplication.processEvents()
            time.sleep(0.01)
        self.assertEqual([done[number][0] for number in (1, 2)], [True, True])
        scores = [
            [
                (feature["candidate_id"], feature["score"])
                for feature in QgsVectorLayer(
                    f"{self.folder / str(number)}.gpkg|layername=opportunity_areas", "areas", "ogr"
                ).getFeatures()
            ]
            for number in (1, 2)
        ]
        self.assertGreater(len(scores[0]), 1000)
        self.assertEqual(scores[0], scores[1])

    def test_the_plugin_adds_little_to_the_command_line(self):
        import subprocess

        def seconds(work):
            best = 99.0
            for _ in range(3):
                start = time.monotonic()
                work()
                best = min(best, time.monotonic() - start)
            return best

        source = f"{SAMPLES / 'county.gpkg'}"
        alone = seconds(
            lambda: subprocess.run(
                [support.ENGINE, "dissolve", source + "#lws", "-o", str(self.folder / "a.gpkg"), "--overwrite", "-q"],
                check=True,
            )
        )
        here = seconds(lambda: self.run_algorithm("dissolve", LAYER=sample("lws")))
        self.assertLess(here - alone, 0.5)


if __name__ == "__main__":
    support.main()
