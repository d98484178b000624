# SPDX-License-Identifier: MIT
"""What the opportunity map says: sites, networks without patches, ids, corridors, the order of layers."""

import json

from outside import case


def bath_map(run, output="o.gpkg", *more):
    source = run.shared.parent / "data" / "bath.gpkg"
    if not source.exists():
        source = run.shared / "data" / "bath.gpkg"
    if not (run.folder / "bath.toml").exists():
        run.write("bath.toml", run.lnrs(["init", str(source)]).out)
    return run.lnrs(["opportunities", "bath.toml", "-o", output, "--overwrite", "-q", *more])


@case(
    "25-best-land-is-protected-already",
    "Bath, the best 50 to create: exit code, m² in sites beyond 1, suitability under 0.5, named",
)
def best_land(run):
    done = bath_map(run)
    best = "(SELECT * FROM opportunity_areas WHERE action = 'create' ORDER BY rank LIMIT 50)"
    row = run.sql(
        "o.gpkg",
        f"SELECT count(*), sum(in_site_ha * 10000 > 1), sum(potential < 0.5), "
        f"sum(place IS NOT NULL AND grid_ref IS NOT NULL) FROM {best}",
    )[0]
    return (0, 50, 0, 0, 50), (done.code, *row)


@case(
    "25-best-land-is-protected-already", "Bath: what lies in a site is to restore, is said to, and has ranks of its own"
)
def restored(run):
    bath_map(run)
    return (1, 0, 1), (
        run.sql("o.gpkg", "SELECT min(rank) FROM opportunity_areas WHERE action = 'restore'")[0][0],
        run.sql(
            "o.gpkg",
            "SELECT count(*) FROM opportunity_areas WHERE action = 'restore' AND "
            "(site_name IS NULL OR in_site_share < 0.999)",
        )[0][0],
        run.sql("o.gpkg", "SELECT min(rank) FROM opportunity_areas WHERE action = 'create'")[0][0],
    )


@case(
    "25-best-land-is-protected-already", "inside_sites = leave_out: nothing to restore is left; together: one ranking"
)
def inside_sites(run):
    bath_map(run, "out.gpkg", "--set", "candidates.inside_sites=leave_out")
    bath_map(run, "one.gpkg", "--set", "candidates.inside_sites=together")
    left = run.sql("out.gpkg", "SELECT count(*) FROM opportunity_areas WHERE action = 'restore'")[0][0]
    first = run.sql("one.gpkg", "SELECT count(*) FROM opportunity_areas WHERE rank = 1")[0][0]
    return (0, 1), (left, first)


@case("26-network-without-patches", "weighed as before: first, its network and score; joined without patches")
def no_patches(run):
    run.lnrs("opportunities county.toml --set scoring.suitability=weigh -o o.gpkg --overwrite -q")
    first = run.sql("o.gpkg", "SELECT source_id, best_network, round(score, 1) FROM opportunity_areas WHERE rank = 1")[
        0
    ]
    far = run.sql(
        "o.gpkg", "SELECT round(score_woodland, 1), max(joined) FROM opportunity_areas WHERE " "source_id = 'far'"
    )[0]
    return ("near", "woodland", 64.8, 33.6), (*first, far[0])


@case("26-network-without-patches", "joined and bigger of a candidate whose best network has no patch")
def nothing_joined(run):
    run.lnrs("opportunities county.toml --set scoring.weights.more=5 -o o.gpkg --overwrite -q")
    rows = run.sql(
        "o.gpkg",
        "SELECT max(joined), max(bigger) FROM opportunity_areas WHERE best_network = " "'grassland_calcareous'",
    )[0]
    return (lambda ours: ours in ((0.0, 0.0), (None, None))), tuple(rows), "both are 0, or no candidate is best for it"


@case("31-candidate-numbers-move", "land of each id that both years have: the same source feature")
def ids(run):
    maps = []
    for year in ("habitat", "habitat_next_year"):
        run.lnrs(f"opportunities county.toml --set layers.habitat.layer={year}.geojson -o {year}.gpkg --overwrite -q")
        maps.append(dict(run.sql(f"{year}.gpkg", "SELECT candidate_id, source_id FROM opportunity_areas")))
    common = sorted(maps[0].keys() & maps[1].keys())
    return ([maps[0][one] for one in common], True), ([maps[1][one] for one in common], len(common) > 0)


@case("25-best-land-is-protected-already", "Bath, min_unit_ha 0.2 for 0.25: ids that denote other land (of 31)")
def bath_ids(run):
    bath_map(run, "a.gpkg")
    bath_map(run, "b.gpkg", "--set", "candidates.min_unit_ha=0.2")
    areas = [dict(run.sql(f, "SELECT candidate_id, area_ha FROM opportunity_areas")) for f in ("a.gpkg", "b.gpkg")]
    missing = sum(one not in areas[1] for one in areas[0])
    moved = sum(abs(areas[0][one] - areas[1][one]) > 1e-9 for one in areas[0] if one in areas[1])
    return (0, 0), (missing, moved)


@case(
    "25-best-land-is-protected-already",
    "Bath with other weights: the parts of each change of score add up to it within 1e-9",
)
def parts(run):
    bath_map(run, "a.gpkg")
    bath_map(run, "b.gpkg", "--set", "scoring.weights.joined=6", "--set", "scoring.weights.boa=0.5")
    run.lnrs("compare a.gpkg b.gpkg -o c.gpkg --overwrite -q")
    names = [row[0] for row in run.sql("c.gpkg", "SELECT name FROM pragma_table_info('candidate_changes')")]
    due = " + ".join(f'"{name}"' for name in names if name.startswith("due_") and name != "due_weights")
    worst = run.sql("c.gpkg", f"SELECT max(abs({due} - score_change)) FROM candidate_changes")[0][0]
    return 0.0, worst, 1e-9


@case(
    "32-corridors-with-default-limits",
    "corridors by default between three woods 150 and 300 m apart; with limits in cost it says why there are none",
)
def corridors(run):
    run.lnrs("corridors county.toml -o c.gpkg --overwrite -q")
    cost = run.lnrs("corridors county.toml --limits-in-cost -o d.gpkg --overwrite")
    found = run.sql("c.gpkg", "SELECT count(*) FROM corridors")[0][0]
    return (True, True), (found in (2, 3), "cost units" in cost.text)


def kinds(run, name):
    """Geometry types of the layers in their order."""
    rank = {"MULTIPOINT": 0, "POINT": 0, "LINESTRING": 1, "MULTILINESTRING": 1, "POLYGON": 2, "MULTIPOLYGON": 2}
    rows = run.sql(
        name,
        "SELECT g.geometry_type_name FROM gpkg_contents c JOIN gpkg_geometry_columns g USING "
        "(table_name) WHERE c.data_type = 'features' ORDER BY c.rowid",
    )
    return [rank[row[0]] for row in rows]


@case("35-order-of-layers-in-qgis", "layers of network --zones, opportunities and corridors go from points to areas")
def order(run):
    run.lnrs("network county.toml --zones -o n.gpkg --overwrite -q")
    run.lnrs("corridors county.toml -o c.gpkg --overwrite -q")
    found = [kinds(run, name) for name in ("n.gpkg", "c.gpkg")]
    return [sorted(one) for one in found], found


@case("26-network-without-patches", "explain: two ids, the best by rank, JSON whose factors give the score")
def explained(run):
    run.lnrs("opportunities county.toml -o o.gpkg --overwrite -q")
    ids = [row[0] for row in run.sql("o.gpkg", "SELECT candidate_id FROM opportunity_areas ORDER BY rank")]
    told = json.loads(run.lnrs(["explain", "o.gpkg", *ids, "--json"]).out)
    errors = [
        100 * one["factors"]["suitability"] * one["factors"]["merit"] * one["factors"]["constraint"] - one["score"]
        for one in told
    ]
    top = run.lnrs("explain o.gpkg --top 1").out
    return (0.0, True, True), (round(max(map(abs, errors)), 9), ids[0] in top, len(told) == len(ids))
