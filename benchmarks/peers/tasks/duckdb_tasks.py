# SPDX-License-Identifier: MIT
"""The tasks of benchmarks/run in SQL on DuckDB spatial: TASK FOLDER OUT."""

import glob
import os
import sys

try:
    import duckdb
except ImportError as problem:
    print(f'skipped: {problem}')
    sys.exit(77)

task, folder, out = sys.argv[1:]
db = duckdb.connect()
db.execute('SET threads = 2')
try:  # the extension as a Python package, else one that was installed before
    import duckdb_extension_spatial

    [extension] = glob.glob(
        f'{os.path.dirname(duckdb_extension_spatial.__file__)}/extensions/v{duckdb.__version__}/*.duckdb_extension'
    )
    db.execute(f"LOAD '{extension}'")
except (ImportError, ValueError):
    try:
        db.execute('LOAD spatial')
    except duckdb.Error as problem:
        print(f'skipped: the extension spatial cannot be loaded: {str(problem).splitlines()[0]}')
        sys.exit(77)


def read(name, columns='*'):
    db.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM ST_Read('{folder}/{name}.gpkg')")


def write(query):
    db.execute(f"COPY ({query}) TO '{out}' (FORMAT gdal, DRIVER 'GPKG', LAYER_NAME 'out', SRS 'EPSG:27700')")


PIECES = 'ST_CollectionExtract(ST_Intersection(h.geom, b.geom), 3)'
REST = """SELECT a.* EXCLUDE (geom, n), {nulls},
    coalesce(ST_CollectionExtract(ST_Difference(a.geom, c.cover), 3), a.geom) AS geom
FROM {a} a LEFT JOIN (
    SELECT a.n, ST_Union_Agg(b.geom) AS cover FROM {a} a JOIN {b} b ON ST_Intersects(a.geom, b.geom)
    GROUP BY a.n) c USING (n)"""
if task == 'intersection':
    read('habitat'), read('boa')
    write(
        f'SELECT * FROM (SELECT h.* EXCLUDE (geom, fid), b.* EXCLUDE (geom, fid), {PIECES} AS geom '
        'FROM habitat h JOIN boa b ON ST_Intersects(h.geom, b.geom)) WHERE ST_Area(geom) > 0'
    )
elif task == 'union':
    read('habitat', 'row_number() OVER () AS n, hab_id, ukhab, geom'), read(
        'boa', 'row_number() OVER () AS n, boa_id, geom'
    )
    write(
        f"""SELECT hab_id, ukhab, boa_id, geom FROM (
        SELECT h.hab_id, h.ukhab, b.boa_id, {PIECES} AS geom FROM habitat h JOIN boa b ON ST_Intersects(h.geom, b.geom)
        UNION ALL BY NAME {REST.format(a='habitat', b='boa', nulls='NULL AS boa_id')}
        UNION ALL BY NAME {REST.format(a='boa', b='habitat', nulls='NULL AS hab_id, NULL AS ukhab')})
        WHERE ST_Area(geom) > 0"""
    )
elif task == 'dissolve':
    read('habitat', 'ukhab, geom')
    write('SELECT ukhab, ST_Union_Agg(geom) AS geom FROM habitat GROUP BY ukhab')
elif task == 'buffer':
    read('patch', 'geom')
    write('SELECT ST_Multi(ST_Union_Agg(ST_Buffer(geom, 250, 8))) AS geom FROM patch')
elif task == 'tabulate':
    read('habitat', 'ukhab, geom'), read('boa', 'boa_id, geom')
    db.execute(
        f"""COPY (SELECT boa_id, ukhab, sum(ST_Area(ST_Intersection(h.geom, b.geom))) / 1e4 AS area_ha
        FROM habitat h JOIN boa b ON ST_Intersects(h.geom, b.geom)
        GROUP BY ALL HAVING area_ha > 0) TO '{out}' (HEADER)"""
    )
