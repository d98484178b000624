# SPDX-License-Identifier: MIT
"""The tasks of benchmarks/run on SedonaDB, Apache Sedona for one machine: TASK FOLDER OUT."""

import sys

try:
    import sedonadb
except ImportError as problem:
    print(f'skipped: {problem}')
    sys.exit(77)

task, folder, out = sys.argv[1:]
sd = sedonadb.connect()


def read(*names):
    for name in names:
        sd.read_pyogrio(f'{folder}/{name}.gpkg').to_memtable().to_view(name, overwrite=True)


def write(query):
    sd.sql(query).to_pyogrio(out, layer='out', driver='GPKG')


MEETING = 'FROM habitat h JOIN boa b ON ST_Intersects(h.geom, b.geom)'
PIECE = 'ST_Intersection(h.geom, b.geom)'
if task == 'intersection':
    read('habitat', 'boa')
    write(
        f'SELECT * FROM (SELECT h.hab_id, h.ukhab, b.boa_id, b.boa_name, {PIECE} AS geometry {MEETING}) '
        'WHERE ST_Area(geometry) > 0'
    )
elif task == 'union':
    read('habitat', 'boa')
    rest = """SELECT {a}, coalesce(ST_Difference(a.geom, c.cover), a.geom) AS geometry FROM {t} a LEFT JOIN
        (SELECT x.{key} AS k, ST_Union_Agg(y.geom) AS cover FROM {t} x JOIN {o} y
            ON ST_Intersects(x.geom, y.geom) GROUP BY x.{key}) c ON a.{key} = c.k"""
    write(
        f"""SELECT * FROM (SELECT h.hab_id, h.ukhab, b.boa_id, {PIECE} AS geometry {MEETING}
        UNION ALL {rest.format(a='a.hab_id, a.ukhab, NULL AS boa_id', t='habitat', o='boa', key='hab_id')}
        UNION ALL {rest.format(a='NULL AS hab_id, NULL AS ukhab, a.boa_id', t='boa', o='habitat', key='boa_id')})
        WHERE ST_Area(geometry) > 0"""
    )
elif task == 'dissolve':
    read('habitat')
    write('SELECT ukhab, ST_Union_Agg(geom) AS geometry FROM habitat GROUP BY ukhab')
elif task == 'buffer':
    read('patch')
    write("SELECT ST_Union_Agg(ST_Buffer(geom, 250, 'quad_segs=8')) AS geometry FROM patch")
elif task == 'tabulate':
    read('habitat', 'boa')
    areas = sd.sql(
        f'SELECT boa_id, ukhab, sum(ST_Area({PIECE})) / 1e4 AS area_ha {MEETING} GROUP BY boa_id, ukhab'
    ).to_pandas()
    areas[areas.area_ha > 0].to_csv(out, index=False)
