# SPDX-License-Identifier: MIT
"""The README's Python example, on the sample county."""

import os

import geopandas as gpd
import lnrs

samples = os.environ["LNRS_SAMPLES"]
habitat = gpd.read_file(f"{samples}/county.gpkg", layer="habitat")
boa = gpd.read_file(f"{samples}/county.gpkg", layer="boa")
pieces = lnrs.overlay(habitat, boa, how="union")
areas = lnrs.tabulate(boa, habitat, by="ukhab")
net = lnrs.network(habitat[habitat.ukhab.fillna("").str.startswith("w1")], dispersal=1000)
result = lnrs.opportunities(f"{samples}/county.toml")
print(
    f"{len(pieces):,} pieces, {areas.area_ha.sum():,.0f} ha in BOAs, "
    f"{net.metrics.patches[0]} patches, {len(result.areas):,} areas scored"
)
