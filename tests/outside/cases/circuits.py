# SPDX-License-Identifier: MIT
"""Circuits by Circuitscape's definitions: points of several cells, regions and points on no data, shared nodes."""

import json
import subprocess

from outside import case

WORDS = "circuit raster --points points.tif --neighbours 4 --json "


def ask(run, words):
    done = run.lnrs(WORDS + words)
    return json.loads(done.out), done.err


def rounded(values):
    if values is None:
        return None
    return [rounded(value) for value in values] if isinstance(values, list) else round(values, 9)


def cells(run, name):
    """The values of a raster, row by row."""
    words = ["gdal_translate", "-q", "-of", "XYZ", name, "/vsistdout/"]
    done = subprocess.run(words, cwd=run.folder, capture_output=True, text=True, check=True)
    return [round(float(line.split()[2]), 6) for line in done.stdout.splitlines()]


@case("11-circuit-point-of-two-cells", "resistances, open ground and wall")
def two_cells(run):
    names = "resistance", "resistance_wall"
    found = [rounded(ask(run, f"--resistance {name}.tif")[0]["resistance"]) for name in names]
    open_ground, wall = [[0, 4, 1], [4, 0, 1], [1, 1, 0]], [[0, None, 1], [None, 0, 1], [1, 1, 0]]
    return [open_ground, wall], found


@case("11-circuit-point-of-two-cells", "map of current, summed over pairs")
def two_cells_map(run):
    ask(run, "--resistance resistance.tif -o c.tif")
    return [2, 3, 1, 3, 2], cells(run, "c.tif")


@case("12-circuit-region-over-no-data", "pairs, and each to all others")
def region(run):
    words = "--resistance resistance.tif --regions regions.tif"
    found = [rounded(ask(run, words + more)[0]["resistance"]) for more in ("", " --mode one-to-all")]
    return [[[0, 1, 2], [1, 0, 1], [2, 1, 0]], [1, 0.5, 1]], found


@case("13-circuit-point-on-no-data", "the point is kept, unconnected, with a word")
def point_without_data(run):
    result, words = ask(run, "--resistance resistance.tif")
    found = result["points"], rounded(result["resistance"][0]), "point 3 lies on cells without data" in words
    return ([1, 2, 3], [0, 3, None], True), found


@case("14-circuit-two-points-one-node", "current of every cell, A")
def shared_node(run):
    ask(run, "--resistance resistance.tif --regions regions.tif --mode one-to-all -o c.tif")
    return [3] * 5, cells(run, "c.tif")
