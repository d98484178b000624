# SPDX-License-Identifier: MIT
"""Results are loaded into the project: grouped, styled, in our order."""

import support
from support import SAMPLES, Case, processing, sample, squares

from qgis.core import QgsProcessingContext, QgsProject

COUNTY = str(SAMPLES / "county.toml")


class Loading(Case):
    def load(self, name, **values):
        values.setdefault("OUTPUT", str(self.folder / "Woods by the river.gpkg"))
        return processing.runAndLoadResults("lnrs:" + name, values, feedback=self.log, context=self.context)

    def test_one_group_with_our_styles_in_our_order(self):
        from processing.core.ProcessingConfig import ProcessingConfig

        squares_style = self.folder / "grey.qml"
        plain = squares("plain", [(400000, 200000)])
        plain.saveNamedStyle(str(squares_style))
        ProcessingConfig.setSettingValue(ProcessingConfig.VECTOR_POLYGON_STYLE, str(squares_style))
        try:
            self.load("opportunities", CONFIG=COUNTY)
        finally:
            ProcessingConfig.setSettingValue(ProcessingConfig.VECTOR_POLYGON_STYLE, "")
        root = QgsProject.instance().layerTreeRoot()
        self.assertEqual(
            [child.name() for child in root.children()], ["Score opportunities for a county: Woods by the river"]
        )
        layers = [node.layer() for node in root.children()[0].children()]
        self.assertIn("opportunity_areas", layers[0].source())
        self.assertIn("opportunity_map", layers[1].source())
        self.assertIn(layers[0].renderer().type(), ("categorizedSymbol", "graduatedSymbol", "RuleRenderer"))
        self.assertGreater(len(layers), 6)
        shown = {node.layer().source().split("layername=")[1]: node for node in root.children()[0].children()}
        self.assertTrue(shown["opportunity_areas"].itemVisibilityChecked() and shown["opportunity_areas"].isExpanded())
        self.assertFalse(any(shown[name].itemVisibilityChecked() for name in ("links", "issues", "core_patches")))

    def test_a_second_run_has_a_group_of_its_own(self):
        for number in (1, 2):
            self.context = QgsProcessingContext()
            self.context.setProject(QgsProject.instance())
            self.load("buffer", LAYER=sample("lws"), DISTANCE=5, OUTPUT=str(self.folder / f"{number}.gpkg"))
        self.assertEqual(
            [child.name() for child in QgsProject.instance().layerTreeRoot().children()], ["Buffer: 2", "Buffer: 1"]
        )

    def test_nothing_is_loaded_where_that_is_not_wanted(self):
        self.load("buffer", LAYER=sample("lws"), DISTANCE=5, LOAD_RESULTS=False)
        self.assertEqual(QgsProject.instance().mapLayers(), {})


if __name__ == "__main__":
    support.main()
