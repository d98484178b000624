#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A second opinion on an opportunity map: scores computed again from the source layers alone.

    python3 -m venv venv && venv/bin/pip install geopandas scipy
    venv/bin/python tests/oracle/opportunity_scores.py bath.gpkg bath_opportunities.gpkg

Nothing of lnrs is used but the tables of codes: geometry is Shapely's (GEOS), tables are pandas', paths are SciPy's.
The candidates are cut from the habitat layer again, all of them, because the 95th percentile of the indicator `joined`
needs every gain. Of the written map only ids, scores and indicators are read, to be compared. The settings are those
that `lnrs init` writes for the Bath file: edges of habitat as in the layer, default weights, woodland and freshwater.

Two columns of differences: with outlines cut here, and with the outlines of the written map.
Exit code 1 if a candidate exists on one side only, or a score differs by more than 0.001 points.
"""

import argparse
import csv
import math
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse.csgraph import shortest_path
from shapely import STRtree

PRESETS = Path(__file__).resolve().parents[2] / "data" / "presets"
NETWORKS = {
    "woodland": {"dispersal_m": 1000, "min_patch_ha": 0.1, "core_size_ha": 40},
    "freshwater": {"dispersal_m": 500, "min_patch_ha": 0.01, "core_size_ha": 2},
}
SITES = ["sssi", "sac", "spa", "local_nature_reserve", "ancient_woodland"]
WEIGHTS = {"better": 2, "bigger": 2, "more": 1, "joined": 3, "boa": 2}
CONSTRAINT_WEIGHT, P_MIN, HECTARE = 0.5, 1e-4, 1e4
SIDE_M = math.floor(math.sqrt(10 * HECTARE))  # grid of large fields: whole metres


def polygons(geometry):
    """The polygonal parts of at least 1 m² of a geometry, valid and on the 1 mm grid."""
    geometry = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    geometry = shapely.set_precision(geometry, 0.001)
    parts = [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"]
    parts = [q for p in parts for q in shapely.get_parts(p) if q.area >= 1]
    return shapely.MultiPolygon(parts) if parts else None


def layer(file, name):
    frame = gpd.read_file(file, layer=name)
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)].copy()
    frame["geometry"] = [polygons(g) for g in frame.geometry]
    return frame[frame.geometry.notna()].reset_index(drop=True)


def grown(geometry, distance, only_near=None):
    """Land within a distance. GEOS simplifies an outline before it buffers; a single edge has nothing to simplify."""
    edges = []
    for ring in shapely.get_rings(shapely.get_parts(geometry)):
        xy = shapely.get_coordinates(ring)
        edges += list(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)))
    if only_near is not None:
        edges = [e for e in edges if e.distance(only_near) <= distance]
    return shapely.union_all([geometry] + [e.buffer(distance, quad_segs=16) for e in edges])


def crosswalk():
    with open(PRESETS / "crosswalks" / "ukhab.csv", encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(line for line in file if not line.startswith("#"))}

    def row_of(code):
        while code not in rows:
            code = code[:-1]
        return rows[code]

    return row_of


def candidates_of(habitat, row_of, study, sites, core):
    """id -> (geometry, code), as docs/methods.md section 8 says."""
    found = {}
    core_tree = STRtree(core)
    site_union = shapely.union_all(sites)
    for feature, code, geometry in zip(habitat.hab_id, habitat.hab_code, habitat.geometry):
        row = row_of(code)
        if row["excluded"] or any(row[c] for c in row if c.endswith("_core")):
            continue
        if not any(float(row[n + "_potential"] or 0) > 0 for n in NETWORKS):
            continue
        land = geometry.intersection(study)
        cells = [("", land)]
        if geometry.area > 10 * HECTARE and not land.is_empty:
            x0, y0, x1, y1 = (math.floor(v / SIDE_M) for v in land.bounds)
            cells = [
                (
                    f"/E{x * SIDE_M}N{y * SIDE_M}",
                    land.intersection(shapely.box(x * SIDE_M, y * SIDE_M, (x + 1) * SIDE_M, (y + 1) * SIDE_M)),
                )
                for y in range(y0, y1 + 1)
                for x in range(x0, x1 + 1)
            ]
        over = [core[k] for k in core_tree.query(geometry, predicate="intersects")]
        over = shapely.union_all(over) if over else shapely.MultiPolygon()
        for suffix, cell in cells:
            cell = polygons(cell)
            if cell is None:
                continue
            inside = cell.intersection(site_union)
            pieces = [(suffix, cell)]
            if 0.5 < inside.area < cell.area - 0.5:
                outside = polygons(cell.difference(site_union))
                inside = polygons(inside)
                both = outside is not None and inside is not None
                pieces = [(suffix, outside), (suffix + ("/site" if both else ""), inside)]
            for end, piece in pieces:
                piece = polygons(piece.difference(over)) if piece is not None else None
                if piece is not None and piece.area >= 0.25 * HECTARE:
                    found[feature + end] = (piece, code)
    return found


def patches_of(core, min_patch_ha):
    """Core habitat that touches is one patch."""
    parts = np.array(core)
    first, second = STRtree(parts).query(parts, predicate="dwithin", distance=1e-9)
    group = list(range(len(parts)))

    def root(k):
        while group[k] != k:
            k = group[k]
        return k

    for a, b in zip(first, second):
        group[root(a)] = root(b)
    members = {}
    for k in range(len(parts)):
        members.setdefault(root(k), []).append(parts[k])
    patches = [shapely.union_all(some) for some in members.values()]
    return [p for p in patches if p.area >= min_patch_ha * HECTARE]


def gains(candidates, restored, patches, dispersal_m):
    """ECA with each candidate less ECA without it, and the patches that it adjoins."""
    decay, limit = math.log(2) / dispersal_m, 3 * dispersal_m
    areas = np.array([p.area for p in patches])
    tree = STRtree(patches)
    cost = np.full((len(patches), len(patches)), np.inf)
    for a, b in zip(*tree.query(patches, predicate="dwithin", distance=limit)):
        if a != b:
            cost[a, b] = decay * patches[a].distance(patches[b])
    best = np.exp(-shortest_path(np.where(np.isinf(cost), 0, np.maximum(cost, 1e-300)), directed=False))
    best[best < P_MIN] = 0
    np.fill_diagonal(best, 1)
    pairs = areas[:, None] * areas[None, :]
    before = float((pairs * best).sum())
    found, adjoining = [], []
    for c, geometry in enumerate(candidates):
        direct = np.zeros(len(patches))
        touched = []
        for p in tree.query(geometry, predicate="dwithin", distance=limit):
            distance = geometry.distance(patches[p])
            if distance <= 0.0015:  # two vertices rounded to 1 mm
                distance = 0
                touched.append(int(p))
            direct[p] = math.exp(-decay * distance)
        reach = (direct[:, None] * best).max(axis=0)
        reach[reach < P_MIN] = 0
        detour = reach[:, None] * reach[None, :]
        detour[detour < P_MIN] = 0
        with_it = float((pairs * np.maximum(best, detour)).sum()) + 2 * restored[c] * float(areas @ reach)
        found.append(math.sqrt(with_it + restored[c] ** 2) - math.sqrt(before))
        adjoining.append(touched)
    links = int(np.isfinite(cost).sum()) // 2
    return np.array(found), adjoining, areas, links, math.sqrt(before)


def scores_of(ids, ten, geometry, land, say=False):
    """Scores and indicators of ten candidates; all are needed for the scale of `joined`."""
    scores, indicators = {i: {} for i in ten}, {}
    place = {i: k for k, i in enumerate(ids)}
    area = np.array([g.area for g in geometry])
    site_tree, sites = STRtree(land["sites"]), land["sites"]
    for network, profile in NETWORKS.items():
        core = [g for g, yes in zip(land["habitat"].geometry, land["is_core"][network]) if yes]
        patches = patches_of(core, profile["min_patch_ha"])
        potential = np.array([float(land["row_of"](code)[network + "_potential"] or 0) for code in land["code"]])
        gain, adjoining, patch_area, links, eca = gains(geometry, potential * area, patches, profile["dispersal_m"])
        full_marks = np.percentile((gain / area)[potential > 0], 95)
        if say:
            print(f"{network}: {len(patches)} patches, {links} links, ECA {eca / HECTARE:.5f} ha")
        tree, target = STRtree(core), profile["core_size_ha"] * HECTARE
        for i in ten:
            k = place[i]
            if potential[k] <= 0:
                continue
            near_sites = shapely.union_all(
                [
                    grown(sites[j], 100, geometry[k])
                    for j in site_tree.query(geometry[k], predicate="dwithin", distance=100)
                ]
            )
            around = grown(geometry[k], 2000).intersection(land["study"])
            near = shapely.union_all([core[j] for j in tree.query(around, predicate="intersects")])
            cover = near.intersection(around).area / around.area
            restored = potential[k] * area[k]
            x = {
                "better": geometry[k].intersection(near_sites).area / area[k],
                "bigger": min(
                    1,
                    sum(min(target, patch_area[p] + restored) - min(target, patch_area[p]) for p in adjoining[k])
                    / target,
                ),
                "more": 1 - min(1, cover / 0.20),
                "joined": min(1, gain[k] / area[k] / full_marks),
                "boa": geometry[k].intersection(land["boas"]).area / area[k],
            }
            constraint = geometry[k].intersection(land["best_land"]).area / area[k]
            indicators[i, network] = {**x, "constraint": constraint, "potential": potential[k]}
            merit = sum(WEIGHTS[n] * x[n] for n in x) / sum(WEIGHTS.values())
            scores[i][network] = 100 * potential[k] * merit * (1 - CONSTRAINT_WEIGHT * constraint)
    return scores, indicators


def chosen(written):
    """Ten candidates from the whole ranking: both actions, both networks, all classes."""
    create = written[written.action == "create"].sort_values(["rank", "candidate_id"])
    restore = written[written.action == "restore"].sort_values(["rank", "candidate_id"])
    ids = [create.iloc[k].candidate_id for k in (0, 1, 2, 9, 49, 239, 999)]
    ids += [restore.iloc[k].candidate_id for k in (0, 1)]
    ids.append(create[create.best_network == "freshwater"].iloc[0].candidate_id)
    return ids


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="bath.gpkg")
    parser.add_argument("map", help="what lnrs opportunities made of it")
    arguments = parser.parse_args()

    row_of = crosswalk()
    habitat = layer(arguments.source, "habitat")
    study = shapely.union_all(layer(arguments.source, "study_area").geometry)
    sites = [g for name in SITES for g in layer(arguments.source, name).geometry]
    boas = shapely.union_all(layer(arguments.source, "biodiversity_opportunity_area").geometry)
    farmland = layer(arguments.source, "agricultural_land_class")
    best_land = shapely.union_all(farmland[farmland.alc_grade.isin(["Grade 1", "Grade 2"])].geometry)
    is_core = {n: [bool(row_of(code)[n + "_core"]) for code in habitat.hab_code] for n in NETWORKS}
    any_core = [
        g
        for code, g in zip(habitat.hab_code, habitat.geometry)
        if any(v for c, v in row_of(code).items() if c.endswith("_core"))
    ]

    candidates = candidates_of(habitat, row_of, study, sites, any_core)
    written = gpd.read_file(arguments.map, layer="opportunity_areas")
    mine, theirs = set(candidates), set(written.candidate_id)
    ids = sorted(candidates)
    geometry = [candidates[i][0] for i in ids]
    area = np.array([g.area for g in geometry])
    written_ha = dict(zip(written.candidate_id, written.area_ha))
    widest = max((abs(candidates[i][0].area - written_ha[i] * HECTARE) for i in mine & theirs), default=0)
    print(
        f"candidates: lnrs {len(theirs)}, here {len(mine)}, on one side only {len(mine ^ theirs)}; "
        f"areas differ by at most {widest:.4f} m2"
    )

    ten = chosen(written)
    land = {
        "study": study,
        "boas": boas,
        "best_land": best_land,
        "sites": sites,
        "habitat": habitat,
        "is_core": is_core,
        "row_of": row_of,
        "code": [candidates[i][1] for i in ids],
    }
    scores, indicators = scores_of(ids, ten, geometry, land, say=True)
    outline = dict(zip(written.candidate_id, written.geometry))
    on_outlines = None
    if mine == theirs:
        on_outlines, _ = scores_of(ids, ten, [outline[i] for i in ids], land)
    rows = written.set_index("candidate_id")
    worst = {"sources": 0, "outlines": 0}
    print("| candidate | rank | network | lnrs | from the sources | difference | with lnrs' outlines |")
    print("|---|---|---|---|---|---|---|")
    for i in ten:
        row = rows.loc[i]
        network = max(scores[i], key=scores[i].get)
        other = on_outlines[i][network] if on_outlines else math.nan
        worst["sources"] = max(worst["sources"], abs(scores[i][network] - row.score))
        worst["outlines"] = max(worst["outlines"], abs(other - row.score), 0 if network == row.best_network else 1)
        print(
            f"| `{i}` | {row.action} {row['rank']} | {network} | {row.score:.5f} | {scores[i][network]:.5f} | "
            f"{scores[i][network] - row.score:+.5f} | {other - row.score:+.5f} |"
        )
    for name in ("better", "bigger", "more", "joined", "boa", "constraint", "potential"):
        largest = max(
            abs(x[name] - rows.loc[i][name]) for (i, n), x in indicators.items() if n == rows.loc[i].best_network
        )
        print(f"largest difference of {name}: {largest:.1e}")
    print(f"largest difference of a score: {worst['sources']:.1e}, with lnrs' outlines {worst['outlines']:.1e}")
    return 1 if mine != theirs or max(worst.values()) > 0.001 else 0


if __name__ == "__main__":
    sys.exit(main())
