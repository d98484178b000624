# SPDX-License-Identifier: MIT
# What change and baseline do, as it is written with GeoPandas 1: the union of two maps and a table of classes by
# hectares; of three maps, one after the other, and the first code that is there.
#   python benchmarks/peers/geopandas_union.py change|baseline COUNTY.gpkg MONITORING.gpkg OUT.gpkg
import sys

import geopandas as gpd
import pandas as pd


def layer(file, name, column, called):
    frame = gpd.read_file(file, layer=name, columns=[column], engine="pyogrio").rename(columns={column: called})
    bad = ~frame.geometry.is_valid
    if bad.any():
        frame.loc[bad, "geometry"] = frame.loc[bad, "geometry"].make_valid()
    return frame


what, county, monitoring, out = sys.argv[1:5]
if what == "change":
    both = gpd.overlay(
        layer(monitoring, "habitat_before", "ukhab", "old"),
        layer(county, "habitat", "ukhab", "new"),
        how="union",
        keep_geom_type=True,
    )
    both["area_ha"] = both.area / 1e4
    table = both.fillna({"old": "unmapped", "new": "unmapped"}).groupby(["old", "new"])["area_ha"].sum()
    both[both["old"] != both["new"]].to_file(out, layer="changed", engine="pyogrio")
else:
    made = layer(monitoring, "survey", "code", "a")
    for name, file, column, called in [
        ("habitat_redrawn", monitoring, "ukhab", "b"),
        ("habitat", county, "ukhab", "c"),
    ]:
        made = gpd.overlay(made, layer(file, name, column, called), how="union", keep_geom_type=True)
    made["code"] = made["a"].fillna(made["b"]).fillna(made["c"])
    made["area_ha"] = made.area / 1e4
    table = made.groupby("code")["area_ha"].sum()
    made[["code", "geometry"]].to_file(out, layer="baseline", engine="pyogrio")
pd.set_option("display.max_rows", None)
print(len(table), "rows,", round(table.sum(), 6), "ha")
