# SPDX-License-Identifier: MIT
"""Sums that must close: places on edges, tiny pieces, gaps, roundings, repeated numbers."""

import json

from outside import case


def layer(run, name, features, lines=False, points=False):
    """A GeoJSON layer of areas, lines or points: a list of (id, coordinates)."""
    kind = "LineString" if lines else "Point" if points else "Polygon"
    run.write(
        name,
        json.dumps(
            {
                "type": "FeatureCollection",
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
                "features": [
                    {
                        "type": "Feature",
                        "id": i,
                        "properties": {"n": str(i)},
                        "geometry": {"type": kind, "coordinates": c},
                    }
                    for i, c in features
                ],
            }
        ),
    )


@case("17-lines-on-the-zone-edge", "metres of line on each side of a square")
def lines(run):
    run.lnrs("tabulate zone.geojson lines.geojson --zone-id n --by where -o o.csv --overwrite -q")
    rows = run.csv("o.csv")
    on_edge = sorted(float(row["length_m"]) for row in rows if float(row["length_m"]) == 6)
    return [6.0] * 4, on_edge


@case("17-lines-on-the-zone-edge", "points on each side and corner of a square")
def points(run):
    run.lnrs("tabulate zone.geojson points.geojson --zone-id n --by where -o o.csv --overwrite -q")
    counts = {row["class"]: int(row["points"]) for row in run.csv("o.csv")}
    asked = {f["properties"]["where"] for f in json.loads((run.folder / "points.geojson").read_text())["features"]}
    return sorted(asked), sorted(c for c in counts if counts[c] > 0)


@case("18-tiny-overlap", "intersection, m2")
def tiny_intersection(run):
    run.lnrs("overlay intersection a.geojson b.geojson --snap 1e-6 -o o.csv --overwrite -q")
    return 8.1e-7, sum(float(row["area_ha"]) * 1e4 for row in run.csv("o.csv")), 1e-10


@case("18-tiny-overlap", "union, m2 in three pieces")
def tiny_union(run):
    run.lnrs("overlay union a.geojson b.geojson --snap 1e-6 -o o.gpkg --overwrite -q")
    rows = [row[0] * 1e4 for row in run.sql("o.gpkg", "SELECT area_ha FROM overlay")]
    return (3, 200 - 8.1e-7), (len(rows), sum(rows)), 1e-8


@case("24-gap-open-to-the-outside", "an open gap of 8 m2, found with --open-gap-width; exit 5")
def open_gap(run):
    done = run.lnrs("check-coverage parcels.geojson --id n --fail --open-gap-width 0.5 -o o.csv --overwrite -q")
    gaps = [row for row in run.csv("o.csv") if row["problem"] == "open_gap"]
    return (5, 8.0), (done.code, round(sum(float(row["area_m2"]) for row in gaps), 3))


@case("24-gap-open-to-the-outside", "the closed gap is one gap, with and without the option")
def closed_gap(run):
    found = []
    for words in ("", "--open-gap-width 0.5"):
        run.lnrs(f"check-coverage parcels_closed.geojson --id n {words} -o o.csv --overwrite -q")
        found += [
            (row["problem"], round(float(row["area_m2"]), 3)) for row in run.csv("o.csv") if "gap" in row["problem"]
        ]
    return [("gap", 8.0)] * 2, found


@case("real-06-long-thin-gap", "30 m2, 0.030 m wide, in under 2 s")
def long_gap(run):
    run.lnrs("check-coverage gap.geojson -o o.csv --overwrite -q", seconds=20)
    gaps = [row["message"] for row in run.csv("o.csv") if row["problem"] == "gap"]
    return ["30.000 m² that nothing covers, 0.030 m wide at the widest"], gaps


@case("02-valid-area-called-invalid", "square metres and issues, on the default grid")
def valid(run):
    run.lnrs("dissolve field.geojson -o o.gpkg --overwrite -q")
    area = run.sql("o.gpkg", "SELECT sum(area_ha) * 1e4 FROM dissolved")[0][0]
    return (900.004, 0), (round(area, 4), run.sql("o.gpkg", "SELECT count(*) FROM issues")[0][0])


@case("02-valid-area-called-invalid", "on a grid of 1 mm the rounding is blamed, not the file")
def rounded(run):
    run.lnrs("dissolve field.geojson --snap 0.001 -o o.gpkg --overwrite -q")
    return ["rounding_repaired"], [row[0] for row in run.sql("o.gpkg", "SELECT rule FROM issues")]


@case("real-12-repeated-ids-out-of-memory", "exit code and overlap of two features of one number, m2")
def repeated(run):
    done = run.lnrs("check-coverage two.geojson -o o.csv --overwrite -q")
    return (0, [100000.0]), (
        done.code,
        [float(row["area_m2"]) for row in run.csv("o.csv") if row["problem"] == "overlap"],
    )
