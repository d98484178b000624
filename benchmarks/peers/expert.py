#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Intersection of habitats with BOAs as somebody writes it who knows GEOS well, on what Debian has (Shapely 1.8, GDAL):
# BOAs are cut into pieces of few vertices, pieces are prepared, habitats inside one are taken as they are, two
# processes share the habitats.
#   benchmarks/peers/expert.py HABITAT.gpkg#LAYER BOA.gpkg#LAYER OUT.gpkg [PROCESSES]
# OUT '-': areas only, no geometry is handed on or written.
import multiprocessing
import os
import sys
import warnings

try:
    from osgeo import ogr
    from shapely import wkb
    from shapely.geometry import box
    from shapely.ops import unary_union
    from shapely.prepared import prep
    from shapely.strtree import STRtree
except ImportError:
    print('skipped: python3-shapely or python3-gdal is not installed')
    sys.exit(0)

ogr.UseExceptions()
warnings.simplefilter('ignore')  # of what Shapely 2 will change
MOST_VERTICES = 256
habitat, boa, out = sys.argv[1].split('#'), sys.argv[2].split('#'), sys.argv[3]
processes = int(sys.argv[4]) if len(sys.argv) > 4 else 2


def vertices(shape):
    return sum(
        len(p.exterior.coords) + sum(len(r.coords) for r in p.interiors) for p in getattr(shape, 'geoms', [shape])
    )


def polygons(shape):
    return [p for p in getattr(shape, 'geoms', [shape]) if p.geom_type == 'Polygon' and not p.is_empty]


def pieces(shape):
    if vertices(shape) <= MOST_VERTICES:
        return [shape]
    x0, y0, x1, y1 = shape.bounds
    halves = (
        [box(x0, y0, (x0 + x1) / 2, y1), box((x0 + x1) / 2, y0, x1, y1)]
        if x1 - x0 > y1 - y0
        else [box(x0, y0, x1, (y0 + y1) / 2), box(x0, (y0 + y1) / 2, x1, y1)]
    )
    return [one for half in halves for polygon in polygons(shape.intersection(half)) for one in pieces(polygon)]


def cut(bounds):
    source = ogr.Open(habitat[0])
    layer = source.ExecuteSQL(f'SELECT * FROM "{habitat[1]}" WHERE fid BETWEEN {bounds[0]} AND {bounds[1]}')
    fields = [layer.GetLayerDefn().GetFieldDefn(k).GetName() for k in range(layer.GetLayerDefn().GetFieldCount())]
    rows = []
    for feature in layer:
        shape = wkb.loads(bytes(feature.GetGeometryRef().ExportToWkb()))
        found = {}
        for piece in tree.query(shape):
            prepared, number = known[id(piece)]
            if prepared.contains_properly(shape):
                found.setdefault(number, []).append(shape)
            elif prepared.intersects(shape):
                found.setdefault(number, []).extend(polygons(shape.intersection(piece)))
        for number, parts in found.items():
            land = parts[0] if len(parts) == 1 else unary_union(parts)
            if land.area > 0:
                rows.append(
                    ([feature.GetField(f) for f in fields], number, land.area, land.wkb if out != '-' else None)
                )
    return fields, rows


source = ogr.Open(boa[0])
layer = source.GetLayerByName(boa[1])
reference = layer.GetSpatialRef()
known, shapes = {}, []
for feature in layer:
    for piece in pieces(wkb.loads(bytes(feature.GetGeometryRef().ExportToWkb()))):
        known[id(piece)] = (prep(piece), feature.GetFID())
        shapes.append(piece)
tree = STRtree(shapes)
habitats = ogr.Open(habitat[0])
last = habitats.GetLayerByName(habitat[1]).GetFeatureCount()
habitats = source = None
tasks = 16 * processes
step = last // tasks + 1
with multiprocessing.get_context('fork').Pool(processes) as pool:
    found = pool.map(cut, [(k * step + 1, (k + 1) * step) for k in range(tasks)], chunksize=1)
if out != '-':
    if os.path.exists(out):
        os.remove(out)
    target = ogr.GetDriverByName('GPKG').CreateDataSource(out)
    written = target.CreateLayer('overlay', reference, ogr.wkbMultiPolygon)
    for name in found[0][0]:
        written.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    written.CreateField(ogr.FieldDefn('boa_fid', ogr.OFTInteger64))
    written.CreateField(ogr.FieldDefn('area_m2', ogr.OFTReal))
    written.StartTransaction()
    for fields, rows in found:
        for values, number, area, shape in rows:
            feature = ogr.Feature(written.GetLayerDefn())
            for k, value in enumerate(values):
                feature.SetField(k, value)
            feature.SetField('boa_fid', number)
            feature.SetField('area_m2', area)
            feature.SetGeometry(ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkb(shape)))
            written.CreateFeature(feature)
    written.CommitTransaction()
    target = None
print(
    sum(len(rows) for _, rows in found), 'pieces', sum(area for _, rows in found for _, _, area, _ in rows) / 1e4, 'ha'
)
