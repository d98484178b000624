# SPDX-License-Identifier: MIT
"""Loads lnrs and other packages that bring GDAL, GEOS or PROJ, in the order given, and lets each do some work."""

import importlib
import os
import sys
import tempfile

order = sys.argv[1].split()
for name in order:
    importlib.import_module(name)

import geopandas
import lnrs
import numpy
import pyogrio
import rasterio
import rasterio.transform
import rasterio.warp
import shapely
from shapely.geometry import box

one = geopandas.GeoDataFrame({"a": [1]}, geometry=[box(400000, 200000, 400100, 200100)], crs=27700)
two = geopandas.GeoDataFrame({"b": [2]}, geometry=[box(400050, 200000, 400150, 200100)], crs=27700)
for _ in range(2):
    assert abs(lnrs.overlay(one, two).area_ha.sum() - 0.5) < 1e-9
    assert abs(lnrs.overlay(one.to_crs(4326), two).area_ha.sum() - 0.5) < 0.01  # PROJ and its data
    assert shapely.intersection(one.geometry.values, two.geometry.values)[0].area == 5000
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "one.gpkg")
        pyogrio.write_dataframe(one, file)
        assert len(pyogrio.read_dataframe(file)) == 1
        assert abs(lnrs.overlay(file, two).area_ha.sum() - 0.5) < 1e-9
        raster = os.path.join(folder, "one.tif")
        with rasterio.open(
            raster,
            "w",
            driver="GTiff",
            width=2,
            height=2,
            count=1,
            dtype="uint8",
            crs="EPSG:27700",
            transform=rasterio.transform.from_origin(400000, 200100, 50, 50),
        ) as file:
            file.write(numpy.ones((1, 2, 2), dtype="uint8"))
        with rasterio.open(raster) as file:
            assert file.crs.to_epsg() == 27700 and file.read().sum() == 4
    assert abs(rasterio.warp.transform("EPSG:27700", "EPSG:4326", [400000], [200000])[0][0] + 2.0) < 0.01
    lonlat = one.to_crs(4326).geometry.iloc[0].centroid
    assert abs(lonlat.x + 2.0) < 0.01
gdal = {line.split()[1] for line in lnrs.run("version").printed.splitlines() if line.startswith("GDAL")}
print(
    f"{' '.join(order)}: GDAL {gdal.pop()} in lnrs, {pyogrio.__gdal_version_string__} in pyogrio, "
    f"{rasterio.__gdal_version__} in rasterio, all at work"
)
