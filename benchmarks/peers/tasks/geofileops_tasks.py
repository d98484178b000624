# SPDX-License-Identifier: MIT
"""The tasks of benchmarks/run with geofileops, from file to file: TASK FOLDER OUT."""

import sys
import warnings

warnings.simplefilter('ignore')
try:
    import geofileops
    import geopandas
except ImportError as problem:
    print(f'skipped: {problem}')
    sys.exit(77)


def main():
    task, folder, out = sys.argv[1:]
    habitat, boa, patch = (f'{folder}/{name}.gpkg' for name in ('habitat', 'boa', 'patch'))
    both = {'output_layer': 'out', 'nb_parallel': 2, 'force': True}
    if task == 'intersection':
        geofileops.intersection(habitat, boa, out, **both)
    elif task == 'union':
        geofileops.union(habitat, boa, out, **both)
    elif task == 'dissolve':
        geofileops.dissolve(habitat, out, explodecollections=False, groupby_columns=['ukhab'], **both)
    elif task == 'buffer':
        grown = f'{folder}/geofileops_grown.gpkg'
        geofileops.buffer(patch, grown, distance=250, quadrantsegments=8, nb_parallel=2, force=True)
        geofileops.dissolve(grown, out, explodecollections=True, **both)
    elif task == 'tabulate':
        cut = f'{folder}/geofileops_cut.gpkg'
        geofileops.intersection(habitat, boa, cut, input1_columns=['ukhab'], input2_columns=['boa_id'], **both)
        pieces = geopandas.read_file(cut)
        areas = pieces.assign(area_ha=pieces.area / 1e4).groupby(['l2_boa_id', 'l1_ukhab'])['area_ha'].sum()
        areas[areas > 0].reset_index().to_csv(out, index=False)


if __name__ == '__main__':  # it starts processes of its own
    main()
