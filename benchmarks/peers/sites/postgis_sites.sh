#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# postgis_sites.sh COUNTY.gpkg SITES.geojson [OUT.csv]: loads both, then prints the seconds that the SQL of a site check
# takes, and writes the answers as compare.py reads them.
set -euo pipefail
county=$1 sites=$2 database="PG:dbname=${PGDATABASE:-postgres}"
export PG_USE_COPY=YES
for layer in sssi ancient_woodland lws boa habitat; do
  ogr2ogr -q -f PostgreSQL "$database" "$county" "$layer" -nln "site_$layer" -overwrite -lco GEOMETRY_NAME=geom \
    -lco FID=fid -lco SPATIAL_INDEX=GIST -nlt PROMOTE_TO_MULTI
done
ogr2ogr -q -f PostgreSQL "$database" "$sites" -nln site_list -overwrite -lco GEOMETRY_NAME=geom -lco FID=fid \
  -lco SPATIAL_INDEX=GIST
psql -q -v ON_ERROR_STOP=1 -c "drop table if exists site_designated;
  create table site_designated as select row_number() over () fid, layer, own_fid, geom from (
    select 'sssi' layer, fid own_fid, geom from site_sssi
    union all select 'ancient_woodland', fid, geom from site_ancient_woodland) q;
  create index on site_designated using gist (geom)"
for table in site_list site_designated site_lws site_boa site_habitat; do psql -q -c "analyze $table"; done
begin=$(date +%s.%N)
for role in designated lws boa; do
  psql -q -v ON_ERROR_STOP=1 -c "drop table if exists out_$role; create unlogged table out_$role as
    select s.reference, f.fid, ST_Distance(s.geom, f.geom) distance_m, case when ST_Intersects(s.geom, f.geom) then
      ST_Area(ST_Intersection(s.geom, f.geom)) else 0 end overlap_m2
    from site_list s join site_$role f on ST_DWithin(s.geom, f.geom, 1000)"
  psql -q -v ON_ERROR_STOP=1 -c "drop table if exists near_$role; create unlogged table near_$role as
    select s.reference, n.fid, n.distance_m from site_list s cross join lateral
      (select f.fid, s.geom <-> f.geom distance_m from site_$role f order by s.geom <-> f.geom limit 1) n"
done
psql -q -v ON_ERROR_STOP=1 -c "drop table if exists out_habitat; create unlogged table out_habitat as
  select s.reference, h.ukhab, sum(ST_Area(ST_Intersection(s.geom, h.geom))) area_m2 from site_list s join
    site_habitat h on ST_Intersects(s.geom, h.geom) group by 1, 2"
end=$(date +%s.%N)
echo "$end $begin" | awk '{printf "%.1f\n", $1 - $2}'
if [[ -n ${3:-} ]]; then
  psql -q -c "copy (
    select reference, 'designated' as role, layer, own_fid as fid, distance_m, overlap_m2, 0 nearest from
      out_designated join site_designated using (fid)
    union all select reference, 'lws', 'lws', fid, distance_m, overlap_m2, 0 from out_lws
    union all select reference, 'boa', 'boa', fid, distance_m, overlap_m2, 0 from out_boa) to stdout with csv
      header" > "$3"
fi
