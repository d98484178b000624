# SPDX-License-Identifier: MIT
"""Rows told apart by position, text and numbers as they are, and files in every wrapping."""

import re

from outside import case


@case("04-feature-numbers-twice", "near with null ids: place and distance")
def null_ids(run):
    run.lnrs("near point.geojson null_ids.geojson -o o.csv --overwrite -q")
    return [("3", "0")], [(row["place"], row["distance_m"]) for row in run.csv("o.csv")]


@case("04-feature-numbers-twice", "near with a view over two tables: id and distance")
def view(run):
    run.lnrs(["near", "points.geojson", "view.gpkg#sites", "-o", "o.csv", "--overwrite", "-q"])
    return (
        [("in meadow-1", "meadow-1", 0.0), ("in wood-2", "wood-2", 0.0), ("100 m from meadow-2", "meadow-2", 100.0)],
        [(row["name"], row["id"], round(float(row["distance_m"]), 6)) for row in run.csv("o.csv")],
    )


@case("04-feature-numbers-twice", "overlay of a layer with itself: pieces without a number")
def overlaid(run):
    run.lnrs("overlay intersection null_ids.geojson null_ids.geojson -o o.csv --overwrite -q")
    rows = run.csv("o.csv")
    return (6, 0), (len(rows), sum(row[name] == "" for row in rows for name in row if name.endswith("_fid")))


@case("04-feature-numbers-twice", "overlay of a view with a table: pieces without a number of the view")
def united(run):
    run.lnrs(["overlay", "union", "view.gpkg#sites", "view.gpkg#woods", "-o", "o.csv", "--overwrite", "-q"])
    rows = run.csv("o.csv")
    return (4, 0), (len(rows), sum(row["sites_fid"] == "" for row in rows))


@case("07-kml-second-hole", "hectares with two ponds in one innerBoundaryIs, and in one each")
def ponds(run):
    run.lnrs("buffer ponds.kml --distance 0 -o o.csv --overwrite -q")
    return [0.92, 0.92], [round(float(row["area_ha"]), 3) for row in run.csv("o.csv")]


@case("08-shapefile-code-pages", "texts and fields of four shapefiles")
def code_pages(run):
    right, ours = [], []
    for name, texts in (
        ("cpg_1252", ["Ynys Môn", "Café"]),
        ("cpg_1258", ["Ynys Môn", "Café"]),
        ("cpg_blank", ["Ynys Môn", "Café"]),
        ("byte_57", ["Ynys Môn – west", "St Mary’s"]),
    ):
        run.lnrs(f"buffer {name}.shp --distance 0 -o o.csv --overwrite -q")
        right += [(text, code) for text, code in zip(texts, ["A1", "é"])]
        ours += [(row.get("name"), row.get("code")) for row in run.csv("o.csv")]
    return right, ours


@case("09-one-column-csv", "the same with a byte order mark, and a point")
def one_column_marks(run):
    run.write(
        "mark.csv", "\ufeffWKT\n\"POLYGON((400000 300000,400100 300000,400100 300100,400000 300100,400000 300000))\"\n"
    )
    run.write("plain.csv", "geometry\nPOINT(400000 300000)\n")
    run.write("xy.csv", "\ufeffx,y\n400000,300000\n")
    codes = [
        run.lnrs(f"buffer {name}.csv --distance 1 --assume-crs EPSG:27700 -o {name}.gpkg -q").code
        for name in ("mark", "plain", "xy")
    ]
    return [0, 0, 0], codes


@case("real-03-quoted-name-in-gpkg-filter", "a quoted name that is no field; the right one, hectares")
def quoted(run):
    wrong = [
        run.lnrs(["dissolve", "risk.gpkg", "--where", where, "-o", "x.gpkg", "--overwrite", "-q"]).code
        for where in (
            "\"Zone\" <> 'Green'",
            "\"Zone\" = 'Red'",
            "lower(\"Zone\") <> 'green'",
            "RZ = 'Red' AND \"Zone\" <> 'Green'",
            "RZ = 'Red' ORDER BY \"Zone\"",
            "[Zone] <> 'Green'",
            "`Zone` <> 'Green'",
            "x.\"Zone\" <> 'Green'",
        )
    ]
    run.lnrs(["dissolve", "risk.gpkg", "--where", "\"RZ\" <> 'Green'", "-o", "x.gpkg", "--overwrite", "-q"])
    return ([3] * 8, 2.0), (wrong, round(run.sql("x.gpkg", "SELECT sum(area_ha) FROM dissolved")[0][0], 4))


@case("real-04-zipped-gpkg-damaged", "zipped GeoPackages: exit codes of inspect and dissolve")
def zipped(run):
    codes = [run.lnrs(f"inspect {name}").code for name in ("a.zip", "a.gpkg.zip")]
    codes += [run.lnrs(f"dissolve {name} -o x.gpkg --overwrite -q").code for name in ("a.zip", "a.gpkg.zip")]
    return [0, 0, 0, 0], codes


@case("real-07-csv-points-not-tabulated", "points counted, and metres of lines")
def tabulated(run):
    run.lnrs("tabulate zone.geojson register.csv --assume-crs EPSG:27700 -o t.csv --overwrite -q")
    points = [int(row["points"]) for row in run.csv("t.csv")]
    run.lnrs("tabulate zone.geojson lines.csv --assume-crs EPSG:27700 -o t.csv --overwrite -q")
    return ([2], [500.0]), (points, [float(row["length_m"]) for row in run.csv("t.csv")])


@case("real-09-numbers-as-text", "sums and distances in fields of text")
def texts(run):
    sums = []
    for field in ("area", "ha"):
        run.lnrs(f"dissolve text.geojson --sum {field} -o x.gpkg --overwrite -q")
        sums.append(round(run.sql("x.gpkg", f"SELECT sum(sum_{field}) FROM dissolved")[0][0], 6))
    run.lnrs("buffer points.csv --distance-field buffer_m --assume-crs EPSG:27700 -o x.gpkg --overwrite -q")
    return ([16557.0, 4.785957], [10.0, 20.5]), (
        sums,
        [row[0] for row in run.sql("x.gpkg", "SELECT distance_m FROM buffer ORDER BY distance_m")],
    )


@case("real-13-inspect-csv", "geometry that inspect shows")
def inspected(run):
    found = [
        re.search(r"geometry  (\w+)", run.lnrs(f"inspect {name}.csv").out).group(1) for name in ("points", "geometry")
    ]
    return ["Point", "Polygon"], found
