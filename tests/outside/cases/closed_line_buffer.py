# SPDX-License-Identifier: MIT
"""A closed line grown by more than its own size (the right values are unions of the buffers of its eight pieces)."""

from outside import case

FOLDER = "01-closed-line-buffer"


def hectares(run, distance):
    run.lnrs(f"buffer hedge.geojson --distance {distance} -o o.csv --overwrite -q")
    return float(run.csv("o.csv")[0]["area_ha"])


@case(FOLDER, "a hedge round a pond, 50 m: hectares")
def at_50_m(run):
    return 1.088, hectares(run, 50), 0.003


@case(FOLDER, "a hedge round a pond, 300 m: hectares")
def at_300_m(run):
    return 29.97, hectares(run, 300), 0.06


@case(FOLDER, "a path round a pond with a radius of 100 m: hectares of the site, and of the Local Wildlife Site in it")
def site(run):
    run.lnrs("sites county.toml --sites path.geojson --radius 100 --no-connectivity -o s.gpkg --csv s --overwrite -q")
    row = run.csv("s/sites.csv")[0]
    return (3.72, 0.25), (float(row["area_ha"]), float(row["lws_affected_ha"])), 0.01
