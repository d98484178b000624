# SPDX-License-Identifier: MIT
"""geopandas_sites.py COUNTY.gpkg SITES.geojson OUT.csv: what `lnrs sites` says of features, timed."""

import sys
import time

import geopandas as gpd
import pandas as pd


def nearest_of(sites, features):
    try:
        return gpd.sjoin_nearest(sites, features, distance_col="distance_m")[["reference", "index_right", "distance_m"]]
    except NotImplementedError:  # GeoPandas before 1.0 on Shapely 1: its tree gives one of the nearest
        from shapely.strtree import STRtree

        tree = STRtree(list(features.geometry))
        number = (
            {id(geometry): k for k, geometry in enumerate(tree._geoms)}
            if hasattr(tree, "_geoms")
            else {id(geometry): k for k, geometry in enumerate(tree.geometries)}
        )
        found = [tree.nearest(geometry) for geometry in sites.geometry]
        rows = [one if not hasattr(one, "geom_type") else number[id(one)] for one in found]
        distances = [geometry.distance(features.geometry.iloc[row]) for geometry, row in zip(sites.geometry, rows)]
        return pd.DataFrame({"reference": sites["reference"].values, "index_right": rows, "distance_m": distances})


county, sites_file, out = sys.argv[1:4]
begin = time.time()
sites = gpd.read_file(sites_file)[["reference", "geometry"]]
near = sites.copy()
near["geometry"] = near.buffer(1000)
roles = {"designated": ["sssi", "ancient_woodland"], "lws": ["lws"], "boa": ["boa"]}
parts = []
for role, layers in roles.items():
    frames = []
    for layer in layers:
        frame = gpd.read_file(county, layer=layer)[["geometry"]]
        frame["layer"], frame["fid"] = layer, range(1, len(frame) + 1)
        frames.append(frame)
    features = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=sites.crs)
    pairs = gpd.sjoin(near, features, predicate="intersects")[["reference", "index_right"]]
    left = sites.geometry.loc[pairs.index].reset_index(drop=True)
    right = features.geometry.loc[pairs["index_right"]].reset_index(drop=True)
    pairs = pairs.reset_index(drop=True)
    pairs["distance_m"] = left.distance(right)
    pairs["overlap_m2"] = 0.0
    meets = pairs["distance_m"] == 0
    pairs.loc[meets, "overlap_m2"] = left[meets].intersection(right[meets]).area
    nearest = nearest_of(sites, features)
    pairs["role"] = nearest["role"] = role
    pairs["nearest"], nearest["nearest"] = 0, 1
    part = pd.concat([pairs, nearest])
    part["layer"], part["fid"] = (
        features["layer"].loc[part["index_right"]].values,
        features["fid"].loc[part["index_right"]].values,
    )
    parts.append(part)
habitat = gpd.read_file(county, layer="habitat")[["ukhab", "geometry"]]
on_site = gpd.overlay(sites, habitat, how="intersection", keep_geom_type=True)
on_site["area_m2"] = on_site.area
pd.concat(parts).drop(columns="index_right").to_csv(out, index=False)
on_site.groupby(["reference", "ukhab"])["area_m2"].sum().reset_index().to_csv(out + ".habitat.csv", index=False)
print(f"{time.time() - begin:.1f}")
