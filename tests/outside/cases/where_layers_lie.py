# SPDX-License-Identifier: MIT
"""Layers that lie about where they are, land at negative coordinates, layers without any feature."""
import json

from outside import case


def moved(run, east):
    layer = json.loads((run.folder / "habitat.geojson").read_text())
    for feature in layer["features"]:
        feature["geometry"]["coordinates"] = [[[x + east, y] for x, y in ring] for ring in feature["geometry"]["coordinates"]]
    run.write("habitat.geojson", json.dumps(layer))


@case("36-negative-coordinates-crash", "candidates west of the false origin as those of the same land moved by 316 cells of 316 m")
def negative(run):
    pieces = "SELECT round(area_ha, 6) FROM opportunity_areas ORDER BY 1"
    done = run.lnrs("opportunities county.toml -o west.gpkg -q")
    west = run.sql("west.gpkg", pieces)
    moved(run, 316 * 316)
    run.lnrs("opportunities county.toml -o east.gpkg -q")
    return (0, run.sql("east.gpkg", pieces)), (done.code, west)
