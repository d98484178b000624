# SPDX-License-Identifier: MIT
"""Planning sites for benchmarks: N outlines of 0.05 to 20 ha (lognormal, 5 to 40 corners) spread over a box, as GeoJSON
in EPSG:27700 on standard output. The same numbers give the same sites.

    python3 make_sites.py 10000 MIN_X MIN_Y MAX_X MAX_Y > sites.geojson
"""

import json
import math
import random
import sys

count, box = int(sys.argv[1]), [float(word) for word in sys.argv[2:6]]
draw = random.Random(1)
features = []
for k in range(count):
    x, y = draw.uniform(box[0], box[2]), draw.uniform(box[1], box[3])
    area = min(20e4, max(500, math.exp(draw.gauss(math.log(6000), 1.2))))
    corners, radius = draw.randint(5, 40), math.sqrt(area / math.pi)
    ring = []
    for c in range(corners):
        angle, r = 2 * math.pi * c / corners, radius * draw.uniform(0.7, 1.3)
        ring.append([round(x + r * math.cos(angle), 3), round(y + r * math.sin(angle), 3)])
    features.append(
        {
            "type": "Feature",
            "properties": {"reference": f"26/{k:05d}/FUL"},
            "geometry": {"type": "Polygon", "coordinates": [ring + ring[:1]]},
        }
    )
json.dump(
    {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
        "features": features,
    },
    sys.stdout,
)
