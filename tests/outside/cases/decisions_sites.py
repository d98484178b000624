# SPDX-License-Identifier: MIT
"""What a check of sites says: parts of one site, the share that matters, points, what was not checked."""

from outside import case

CHECK = ["--no-connectivity", "-o", "s.gpkg", "--overwrite", "-q"]


def summary(run):
    return run.sql("s.gpkg", "SELECT summary FROM sites")[0][0]


@case("28-parts-counted-as-sites", "eight parts are two sites: in the summary, and in the column")
def parts(run):
    done = run.lnrs(["sites", "county.toml", "--sites", "site.geojson", *CHECK])
    rows = run.sql("s.gpkg", "SELECT designated_on_site + designated_around FROM sites")
    return (0, True, 2), (done.code, "2 (8 parts) within 1000 m" in summary(run), rows[0][0])


@case("29-how-much-of-the-designated-site", "a SSSI of 0.3 ha in a site of 60 ha: all of it, said in the summary")
def share(run):
    run.lnrs(["sites", "county.toml", "--sites", "site.geojson", *CHECK])
    return True, "the site contains all of Old Quarry (SSSI): 0.30 ha, 0.5 % of the site." in summary(run)


@case("29-how-much-of-the-designated-site", "what may have to be done stands before the findings, with why and source")
def actions(run):
    run.lnrs(["sites", "county.toml", "--sites", "site.geojson", *CHECK])
    lines = summary(run).split("\n")
    action = next(
        (
            k
            for k, line in enumerate(lines)
            if "Why: the site takes in land of Old Quarry" in line and "Source:" in line
        ),
        99,
    )
    finding = next((k for k, line in enumerate(lines) if line.startswith("Designated sites:")), -1)
    return True, action < finding


POINTS = ["sites", "county.toml", "--sites", "points.csv", "--assume-crs", "EPSG:27700", *CHECK]


@case("30-points-without-a-radius", "no point has a radius: nothing was checked, exit code and what is said under -q")
def unchecked(run):
    done = run.lnrs([*POINTS, "--fail-on", "overlap:designated"])
    return (3, True), (done.code, "2 of 2 sites could not be checked" in done.text)


@case("30-points-without-a-radius", "with a radius of 10 m both lie in the SSSI; no area counts as measured")
def radius(run):
    done = run.lnrs([*POINTS, "--fail-on", "overlap:designated", "--radius", "10"])
    rows = run.sql("s.gpkg", "SELECT status, area_ha, reservations LIKE '%a radius of 10 m%' FROM sites")
    return (5, [("reservations", None, 1)] * 2), (done.code, [tuple(row) for row in rows])


@case(
    "30-points-without-a-radius",
    "one of three sites is not checked: --fail-on does not pass it; a stated area makes a circle",
)
def stated(run):
    run.write(
        "points.csv", "Reference,Easting,Northing,area_ha\nA,400050,300050,1\nB,400090,300120,\nC,409090,309120,2\n"
    )
    codes = [run.lnrs([*POINTS, *more]).code for more in ([], ["--fail-on", "unchecked"], ["--fail-on", "inside:boa"])]
    rows = run.sql("s.gpkg", "SELECT site_id, status FROM sites ORDER BY site_id")
    return ((0, 5, 5), [("A", "reservations"), ("B", "not_checked"), ("C", "reservations")]), (
        tuple(codes),
        [tuple(r) for r in rows],
    )
