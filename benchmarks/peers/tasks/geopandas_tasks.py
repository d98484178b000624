# SPDX-License-Identifier: MIT
"""The tasks of benchmarks/run as a user of GeoPandas 1 writes them: TASK FOLDER OUT."""

import sys
import warnings

try:
    import geopandas
    import pyogrio  # noqa: F401  (reads and writes with it)
except ImportError as problem:
    print(f'skipped: {problem}')
    sys.exit(77)
if int(geopandas.__version__.split('.')[0]) < 1:
    print(f'skipped: GeoPandas is {geopandas.__version__}, older than 1')
    sys.exit(77)

warnings.simplefilter('ignore')  # mixed geometry types, dropped on purpose
task, folder, out = sys.argv[1:]


def read(name):
    return geopandas.read_file(f'{folder}/{name}.gpkg')


def write(frame):
    frame.to_file(out, layer='out', driver='GPKG')


if task == 'intersection':
    write(geopandas.overlay(read('habitat'), read('boa'), how='intersection'))
elif task == 'union':
    write(geopandas.overlay(read('habitat'), read('boa'), how='union'))
elif task == 'dissolve':
    write(read('habitat')[['ukhab', 'geometry']].dissolve('ukhab').reset_index())
elif task == 'buffer':
    land = read('patch').geometry.buffer(250, 8).union_all()
    write(geopandas.GeoDataFrame(geometry=geopandas.GeoSeries([land], crs=27700).explode()))
elif task == 'tabulate':
    pieces = geopandas.overlay(
        read('habitat')[['ukhab', 'geometry']], read('boa')[['boa_id', 'geometry']], how='intersection'
    )
    areas = pieces.assign(area_ha=pieces.area / 1e4).groupby(['boa_id', 'ukhab'])['area_ha'].sum()
    areas[areas > 0].reset_index().to_csv(out, index=False)
