# SPDX-License-Identifier: MIT
"""Tasks of benchmarks/run as somebody writes them who knows Shapely 2 well: BOAs in prepared pieces of few vertices,
habitats inside a piece taken as they are, two threads: TASK FOLDER OUT."""

import sys
from concurrent.futures import ThreadPoolExecutor

try:
    import numpy as np
    import pandas as pd
    import pyogrio
    import shapely
except ImportError as problem:
    print(f'skipped: {problem}')
    sys.exit(77)
if int(shapely.__version__.split('.')[0]) < 2:
    print(f'skipped: Shapely is {shapely.__version__}, older than 2')
    sys.exit(77)
if sys.argv[1] not in ('intersection', 'tabulate', 'dissolve', 'buffer'):
    print('skipped: an expert would not write this task by hand')
    sys.exit(77)

MOST_VERTICES = 256
THREADS = 2
task, folder, out = sys.argv[1:]


def in_threads(work, items, chunks=64):
    parts = [part for part in np.array_split(items, min(chunks, max(1, len(items)))) if len(part)]
    with ThreadPoolExecutor(THREADS) as pool:
        return np.concatenate(list(pool.map(work, parts))) if parts else np.empty(0, object)


def pieces_of(shape):
    """Halves of halves, until each piece has few vertices."""
    waiting, small = [shape], []
    while waiting:
        one = waiting.pop()
        if shapely.get_num_coordinates(one) <= MOST_VERTICES:
            small.append(one)
            continue
        x0, y0, x1, y1 = shapely.bounds(one)
        across = x1 - x0 > y1 - y0
        middle = (x0 + x1) / 2 if across else (y0 + y1) / 2
        first, second = (
            ((x0, y0, middle, y1), (middle, y0, x1, y1)) if across else ((x0, y0, x1, middle), (x0, middle, x1, y1))
        )
        for window in (first, second):
            waiting += [
                p
                for p in shapely.get_parts(shapely.intersection(one, shapely.box(*window)))
                if shapely.get_dimensions(p) == 2
            ]
    return small


def cut(habitats, boas):
    """For each habitat and BOA that share land: their numbers, and the land."""
    tiles, number = [], []
    for n, boa in enumerate(boas):
        small = pieces_of(boa)
        tiles += small
        number += [n] * len(small)
    tiles, number = np.array(tiles, dtype=object), np.array(number)
    shapely.prepare(tiles)
    tile, habitat = shapely.STRtree(habitats).query(tiles, predicate='intersects')
    land = habitats[habitat].copy()
    partly = np.nonzero(~shapely.contains_properly(tiles[tile], habitats[habitat]))[0]
    land[partly] = in_threads(lambda k: shapely.intersection(habitats[habitat[k]], tiles[tile[k]]), partly)
    key = habitat.astype(np.int64) * len(boas) + number[tile]
    order = np.argsort(key, kind='stable')
    key, land = key[order], land[order]
    unique, first, count = np.unique(key, return_index=True, return_counts=True)
    whole = land[first]
    several = np.nonzero(count > 1)[0]
    whole[several] = in_threads(
        lambda ks: np.array([shapely.union_all(land[first[k] : first[k] + count[k]]) for k in ks], dtype=object),
        several,
    )
    size = shapely.area(whole)
    kept = size > 0
    return unique[kept] // len(boas), unique[kept] % len(boas), whole[kept], size[kept]


def write(columns, geometry):
    fields = list(columns)
    wkb = shapely.to_wkb(geometry)
    pyogrio.raw.write(
        out,
        geometry=wkb,
        field_data=[np.asarray(columns[f]) for f in fields],
        fields=np.array(fields, dtype=object),
        layer='out',
        driver='GPKG',
        geometry_type='MultiPolygon',
        promote_to_multi=True,
        crs='EPSG:27700',
    )


def read(name, columns):
    _, _, wkb, data = pyogrio.raw.read(f'{folder}/{name}.gpkg', columns=columns)
    meta = pyogrio.read_info(f'{folder}/{name}.gpkg')['fields']
    fields = [f for f in meta if columns is None or f in columns]
    return dict(zip(fields, data)), shapely.from_wkb(wkb)


if task in ('intersection', 'tabulate'):
    habitat, habitats = read('habitat', None if task == 'intersection' else ['ukhab'])
    boa, boas = read('boa', None if task == 'intersection' else ['boa_id'])
    h, b, land, size = cut(habitats, boas)
    if task == 'intersection':
        write(
            {
                **{f: v[h] for f, v in habitat.items()},
                **{f'boa_{f}' if f in habitat else f: v[b] for f, v in boa.items()},
                'area_m2': size,
            },
            land,
        )
    else:
        frame = pd.DataFrame({'boa_id': boa['boa_id'][b], 'ukhab': habitat['ukhab'][h], 'area_ha': size / 1e4})
        frame.groupby(['boa_id', 'ukhab'])['area_ha'].sum().reset_index().to_csv(out, index=False)
elif task == 'dissolve':
    habitat, habitats = read('habitat', ['ukhab'])
    classes, group = np.unique(np.array(habitat['ukhab'], dtype=str), return_inverse=True)
    largest_first = np.argsort(-np.bincount(group), kind='stable')
    land = np.empty(len(classes), object)
    with ThreadPoolExecutor(THREADS) as pool:
        land[largest_first] = list(pool.map(lambda g: shapely.union_all(habitats[group == g]), largest_first))
    write({'ukhab': classes.astype(object)}, land)
elif task == 'buffer':
    _, patches = read('patch', [])
    x, y = shapely.get_coordinates(shapely.centroid(patches)).T
    column = np.digitize(x, np.quantile(x, np.linspace(0, 1, 33)[1:-1])) * 1000 + np.digitize(
        y, np.quantile(y, np.linspace(0, 1, 33)[1:-1])
    )
    tiles = [patches[column == t] for t in np.unique(column)]
    with ThreadPoolExecutor(THREADS) as pool:
        land = list(pool.map(lambda some: shapely.union_all(shapely.buffer(some, 250, quad_segs=8)), tiles))
    write({}, shapely.get_parts(shapely.union_all(np.array(land, dtype=object))))
