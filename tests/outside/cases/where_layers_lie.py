# SPDX-License-Identifier: MIT
"""Layers that lie about where they are, land at negative coordinates, layers without any feature."""

import json

from outside import case


def moved(run, east):
    layer = json.loads((run.folder / "habitat.geojson").read_text())
    for feature in layer["features"]:
        feature["geometry"]["coordinates"] = [
            [[x + east, y] for x, y in ring] for ring in feature["geometry"]["coordinates"]
        ]
    run.write("habitat.geojson", json.dumps(layer))


@case(
    "36-negative-coordinates-crash",
    "candidates west of the false origin as those of the same land moved by 316 cells of 316 m",
)
def negative(run):
    pieces = "SELECT round(area_ha, 6) FROM opportunity_areas ORDER BY 1"
    done = run.lnrs("opportunities county.toml -o west.gpkg -q")
    west = run.sql("west.gpkg", pieces)
    moved(run, 316 * 316)
    run.lnrs("opportunities county.toml -o east.gpkg -q")
    return (0, run.sql("east.gpkg", pieces)), (done.code, west)


SITE = "POLYGON((400010 300010,400100 300010,400100 300100,400010 300100,400010 300010))"
WRONG = [
    "no_crs_metres",
    "degrees_called_27700",
    "mercator_called_27700",
    "metres_called_3857",
    "north_east",
    "called_irish_grid",
    "kilometres",
]


def named(done, words):
    """Refused with exit code 3, in words that name the layer and the remedy."""
    return done.code == 3 and all(word in done.text for word in words)


@case("03-context-layer-misplaced", "the right layer: exit codes, `better`, and where the site lies")
def placed(run):
    check = run.lnrs(["sites", "county.toml", "--wkt", SITE, "--no-connectivity", "-o", "s.gpkg"])
    map_ = run.lnrs("opportunities county.toml -o o.gpkg -q")
    better = round(run.sql("o.gpkg", "SELECT better FROM opportunity_areas")[0][0], 3)
    return (0, 0, 0.333, True), (check.code, map_.code, better, "the whole site lies in Fen SSSI" in check.text)


for wrong in WRONG:

    @case("03-context-layer-misplaced", f"{wrong}: a check and a map are refused, naming layer and remedy")
    def misplaced(run, wrong=wrong):
        layer = ["--set", f"layers.designated.layer={wrong}.geojson"]
        runs = [
            run.lnrs(["sites", "county.toml", *layer, "--wkt", SITE, "--no-connectivity", "-o", "s.gpkg"]),
            run.lnrs(["opportunities", "county.toml", *layer, "-o", "o.gpkg"]),
        ]
        return [True, True], [named(done, [wrong, "If that is what they are"]) for done in runs]


@case("03-context-layer-misplaced", "--assume-crs reaches a GeoJSON without a member crs, ha")
def assumed(run):
    run.lnrs("buffer no_crs_metres.geojson --distance 0 --assume-crs EPSG:27700 -o b.csv -q")
    return 9.0, float(run.csv("b.csv")[0]["area_ha"]), 1e-9


for far in ["square_5000_km", "square_20000_km", "square_200000_km"]:

    @case("19-coordinates-far-out", f"{far}: refused, no result")
    def far_out(run, far=far):
        done = run.lnrs(f"buffer {far}.geojson --distance 0 -o o.csv -q")
        return (3, False), (done.code, (run.folder / "o.csv").exists())


@case("20-land-outside-the-area-of-use", "New York in the National Grid: refused, naming the area of use")
def new_york(run):
    done = run.lnrs("buffer new_york_feet.geojson --distance 0 -o o.csv -q")
    return True, named(done, ["area of use", "--crs"])


@case("20-land-outside-the-area-of-use", "New York in a system made for it, ha")
def new_york_right(run):
    run.lnrs("buffer new_york_feet.geojson --distance 0 --crs EPSG:32118 -o o.csv -q")
    return 9.2903, float(run.csv("o.csv")[0]["area_ha"]), 1e-3


@case("21-project-in-web-mercator", "network and buffer in Web Mercator: refused; in the National Grid: ha")
def web_mercator(run):
    refused = run.lnrs("network county.toml -o n.gpkg -q"), run.lnrs(
        "buffer habitat.geojson --distance 100 --crs EPSG:3857 -o o.gpkg -q"
    )
    run.lnrs("network county.toml --set project.crs=EPSG:27700 -o g.gpkg -q")
    return (
        (3, 3, 100.0),
        (*[done.code for done in refused], round(run.sql("g.gpkg", "SELECT area_ha FROM patches")[0][0], 1)),
        0.1,
    )


for broken in ["right", "no_such_file", "no_such_layer", "no_such_field"]:

    @case("33-dry-run-of-a-broken-config", f"{broken}: exit codes of a dry run and of the run, and the same message")
    def dry(run, broken=broken):
        dry, real = run.lnrs(f"opportunities {broken}.toml --dry-run"), run.lnrs(
            f"opportunities {broken}.toml -o o.gpkg -q"
        )
        code = 0 if broken == "right" else 3
        return (code, code, True), (dry.code, real.code, dry.err == real.err)


for empty, word in [
    ("filter", "lets none of its features through"),
    ("kml", "only links to https://example.org/sssi.kmz"),
]:

    @case("real-11-empty-layer-all-clear", f"{empty}.toml: a check is stopped before it says none")
    def stopped(run, empty=empty, word=word):
        site = "POLYGON((384850 94350,384900 94350,384900 94400,384850 94400,384850 94350))"
        done = run.lnrs(
            ["sites", f"{empty}.toml", "--wkt", site, "--no-connectivity", "-o", "x.gpkg", "--html", "x.html"]
        )
        return (True, False), (named(done, [word]), "none is mapped" in done.text)


@case("real-11-empty-layer-all-clear", "near and dissolve on a KML that only links: exit codes")
def kml_commands(run):
    return (3, 3), (
        run.lnrs("near sssi_live.kml sssi.geojson -o x.csv").code,
        run.lnrs("dissolve sssi_live.kml -o x.gpkg").code,
    )
