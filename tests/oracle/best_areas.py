#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lays the first 50 areas to create over the sites of the source: can each of them be defended?

    venv/bin/python tests/oracle/best_areas.py bath.gpkg bath_opportunities.gpkg

Prints, for each layer of sites, the largest area that one of the 50 shares with it (by Shapely, on the layers as they
are in the file, repaired only), the least suitability, and how many lack a place or a grid reference. Exit code 1 if an
area shares more than 1 m² with a site, stands on land of a suitability under 0.5, or has no place.
"""

import sys

import geopandas as gpd
import shapely

SITES = ["sssi", "sac", "spa", "local_nature_reserve", "ancient_woodland"]


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    source, written = sys.argv[1:]
    areas = gpd.read_file(written, layer="opportunity_areas")
    best = areas[areas.action == "create"].sort_values(["rank", "candidate_id"]).head(50)
    failed = len(best) != 50
    print(f"{len(best)} areas, ranks {best['rank'].min()} to {best['rank'].max()}")
    for name in SITES:
        sites = shapely.make_valid(gpd.read_file(source, layer=name).geometry.dropna().values)
        union = shapely.union_all(sites)
        shared = [geometry.intersection(union).area for geometry in best.geometry]
        failed |= max(shared) > 1
        print(f"{name}: at most {max(shared):.4f} m2 of one area, {sum(shared):.4f} m2 of all 50")
    failed |= best.potential.min() < 0.5
    print(f"suitability: {best.potential.min():.2f} to {best.potential.max():.2f}")
    nameless = int((best.place.fillna("") == "").sum() + (best.grid_ref.fillna("") == "").sum())
    print(f"without place or grid reference: {nameless}")
    return 1 if failed or nameless else 0


if __name__ == "__main__":
    sys.exit(main())
