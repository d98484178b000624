# SPDX-License-Identifier: MIT
"""compare.py CHECKED.gpkg PEER.csv: largest differences between `lnrs sites` and GeoPandas, row by row."""

import csv
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1])
ours = {}
for site, role, kind, feature, distance, overlap in db.execute(
    "SELECT site_id, role, source, feature_id, distance_m, overlap_ha FROM site_features"
):
    ours[site, role, kind.split("#")[-1], feature] = distance, overlap * 1e4
rows = missing = 0
distance_off = area_off = 0.0
for row in csv.DictReader(open(sys.argv[2])):
    if row["nearest"] == "1" or float(row["distance_m"]) > 1000 - 1e-3:
        continue
    rows += 1
    found = ours.get((row["reference"], row["role"], row["layer"], row["fid"]))
    if found is None:
        missing += 1
        continue
    distance_off = max(distance_off, abs(found[0] - float(row["distance_m"])) if float(row["overlap_m2"]) == 0 else 0)
    area_off = max(
        area_off,
        (
            abs(found[1] - float(row["overlap_m2"])) / max(1.0, float(row["overlap_m2"]))
            if float(row["overlap_m2"]) > 0.6
            else 0
        ),
    )
print(
    f"{rows} rows of the peer, {missing} missing here; "
    f"largest difference of distance {distance_off:.3g} m, of shared area {area_off:.3g} relative"
)
