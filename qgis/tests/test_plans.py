# SPDX-License-Identifier: MIT
"""The commands on plans of the sample county run inside QGIS, and every algorithm has a test."""

import pathlib
import re

import support
from support import SAMPLES, Case

from qgis.core import QgsApplication

PLANS = str(SAMPLES / "plans.toml")


class Plans(Case):
    def rows(self, name, table, **values):
        """The number of rows of a table of the result."""
        return self.table(self.run_algorithm(name, CONFIG=PLANS, **values), table).featureCount()

    def test_targets(self):
        page = self.folder / "progress.html"
        self.assertGreater(self.rows("targets", "target_progress", HTML=str(page)), 0)
        self.assertIn("<html", page.read_text(encoding="utf-8"))

    def test_strategy(self):
        self.assertGreater(self.rows("strategy", "apib"), 0)

    def test_planting(self):
        self.assertGreater(self.rows("planting", "tree_parcels"), 0)

    def test_pollinators(self):
        self.assertGreater(self.rows("pollinators", "bline_within"), 0)

    def test_protected(self):
        self.assertGreater(self.rows("protected", "thirty_by_thirty"), 0)

    def test_greenspace(self):
        self.assertGreater(self.rows("greenspace", "ags_units"), 0)

    def test_baseline(self):
        self.assertGreater(self.rows("baseline", "baseline"), 100)


class Every(Case):
    def test_every_algorithm_has_a_test(self):
        texts = "".join(file.read_text(encoding="utf-8") for file in pathlib.Path(__file__).parent.glob("test_*.py"))
        names = [one.name() for one in QgsApplication.processingRegistry().providerById("lnrs").algorithms()]
        self.assertGreater(len(names), 25)
        called = set(re.findall(r'\b(?:run_algorithm|rows|run_as_a_dialog|load)\(\s*"(\w+)"', texts))
        self.assertEqual([name for name in names if name not in called], [])


if __name__ == "__main__":
    support.main()
