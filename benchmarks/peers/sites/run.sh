#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh COUNTY.gpkg FOLDER: see README.md. LNRS names the binary, otherwise the one of the release build.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
county=$(realpath "$1") folder=$2 lnrs=${LNRS:-$here/../../../build/release/tools/lnrs}
mkdir -p "$folder"
cd "$folder"
"$python" "$here/make_sites.py" 10000 518500 132000 602500 187000 > sites.geojson
layer() { printf '[%s]\nlayer = "%s#%s"\n' "$1" "$county" "$2"; }
{
  layer layers.study_area study_area
  layer layers.habitat habitat
  printf 'id = "hab_id"\nclass = "ukhab"\ncrosswalk = "ukhab"\n'
  layer layers.boa boa
  layer layers.lws lws
  layer '[layers.designated]' sssi
  layer '[layers.designated]' ancient_woodland
  layer layers.authority district
} > county.toml
/usr/bin/time -f 'lnrs sites, 10,000 sites: %e s, %M KB' "$lnrs" sites county.toml --sites sites.geojson \
  --no-connectivity -o checked.gpkg --overwrite -q
"$python" - <<'P'
import json
data = json.load(open("sites.geojson"))
data["features"] = data["features"][5000:5001]
json.dump(data, open("one.geojson", "w"))
P
/usr/bin/time -f 'lnrs sites, one site: %e s, %M KB' "$lnrs" sites county.toml --sites one.geojson --no-connectivity \
  -o one.gpkg --overwrite -q
/usr/bin/time -f 'lnrs sites, one site with connectivity: %e s, %M KB' "$lnrs" sites county.toml --sites one.geojson \
  -o one.gpkg --overwrite -q
if "$python" -c 'import geopandas' 2> /dev/null; then
  seconds=$(/usr/bin/time -f '%M KB' "$python" -W ignore "$here/geopandas_sites.py" "$county" sites.geojson \
    geopandas.csv)
  echo "GeoPandas: $seconds s"
  "$python" "$here/compare.py" checked.gpkg geopandas.csv
else
  echo 'GeoPandas is not installed: skipped'
fi
if psql -q -c 'select 1' > /dev/null 2>&1 && psql -q -c 'select postgis_version()' > /dev/null 2>&1; then
  echo "PostGIS, SQL only: $("$here/postgis_sites.sh" "$county" sites.geojson postgis.csv) s"
  "$python" "$here/compare.py" checked.gpkg postgis.csv
else
  echo 'PostGIS cannot be reached: skipped'
fi
