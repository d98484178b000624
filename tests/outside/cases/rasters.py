# SPDX-License-Identifier: MIT
"""Rasters mean what they say: scale, offset, masks, alpha, several bands."""

import json

from outside import case


def resistance(run, raster, points="points.tif", more=""):
    """The effective resistance between the first two points; the exit code where there is none."""
    done = run.lnrs(f"circuit raster --resistance {raster} --points {points} --json {more}")
    return json.loads(done.out)["resistance"][0][1] if done.code == 0 else f"exit {done.code}"


def links(run):
    run.lnrs("network network.toml -o n.gpkg --overwrite -q")
    return [row[0] for row in run.sql("n.gpkg", "SELECT distance_m FROM links")]


def patches(run):
    run.lnrs("network patches.toml -o p.gpkg --overwrite -q")
    return run.sql("p.gpkg", "SELECT count(*) FROM patches")[0][0]


@case("05-raster-scale-and-offset", "resistance of plain, scaled and offset cells")
def scaled_resistance(run):
    return [20, 20, 20], [round(resistance(run, f"{name}.tif"), 9) for name in ("plain", "scaled", "offset")]


@case("05-raster-scale-and-offset", "length of the link, m x resistance; patches of class 1")
def scaled_network(run):
    return ([420.0], 2), ([round(length, 6) for length in links(run)], patches(run))


@case("06-raster-masks-and-bands", "resistance through a wall of masked cells")
def masked_resistance(run):
    return [None, None, None], [resistance(run, f"{name}.tif") for name in ("internal_mask", "mask_beside", "alpha")]


@case("06-raster-masks-and-bands", "the first of three bands, unasked and asked for")
def several_bands(run):
    return ("exit 3", 20), (resistance(run, "three_bands.tif"), resistance(run, "three_bands.tif#1"))


@case("06-raster-masks-and-bands", "links and patches, one of which is masked")
def masked_network(run):
    return ([], 1), (links(run), patches(run))
