# SPDX-License-Identifier: MIT
"""The plugin as others use it: in qgis_process, and so from R's qgisprocess."""

import os
import pathlib
import shutil
import subprocess
import unittest

PROGRAM = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "data" / "samples"


@unittest.skipUnless(PROGRAM, "qgis_process is not installed (Debian: qgis)")
class Process(unittest.TestCase):
    def qgis(self, *words):
        environment = {
            **os.environ,
            "QGIS_PLUGINPATH": os.environ["LNRS_TEST_PLUGINS"],
            "PATH": os.path.dirname(os.environ["LNRS_TEST_ENGINE"]) + ":/usr/bin:" + os.environ["PATH"],
        }
        return subprocess.run([PROGRAM, *words], env=environment, capture_output=True, text=True, timeout=120)

    def test_it_lists_and_runs(self):
        enabled = self.qgis("plugins", "enable", "lnrs")
        self.assertIn("lnrs", enabled.stdout, enabled.stderr)
        listed = self.qgis("list")
        self.assertIn("lnrs:opportunities", listed.stdout, listed.stderr)
        output = pathlib.Path(os.environ["HOME"]) / "out.gpkg"
        done = self.qgis("run", "lnrs:dissolve", "--", f"LAYER={SAMPLES}/county.gpkg|layername=lws", f"OUTPUT={output}")
        self.assertIn(f"LAYER_DISSOLVED:\t{output}|layername=dissolved", done.stdout, done.stderr)
        self.assertTrue(output.exists())

    def test_a_failure_is_told(self):
        self.qgis("plugins", "enable", "lnrs")
        done = self.qgis(
            "run", "lnrs:dissolve", "--", f"LAYER={SAMPLES}/county.gpkg|layername=lws", "OUTPUT=/nowhere/a.gpkg"
        )
        self.assertIn("there is no folder /nowhere", done.stdout + done.stderr)
        self.assertNotIn("LAYER_DISSOLVED", done.stdout)


if __name__ == "__main__":
    unittest.main()
