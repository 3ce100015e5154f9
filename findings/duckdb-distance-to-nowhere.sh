#!/usr/bin/env bash
# A park whose location is not known yet is often kept as an empty geometry: GeoPackage and WKB
# allow POINT EMPTY, and geopandas writes it. The manual of DuckDB's spatial extension calls
# ST_Distance "the planar distance between two geometries"; to nothing there is none, so PostGIS
# gives NULL, shapely gives NaN. DuckDB gives 0.0, and at the same time says that the two are not
# within any distance of each other. "The nearest parks to the station" therefore begins with all
# the parks whose place nobody knows, at 0 m; a filter by ST_DWithin and a sort by ST_Distance
# contradict each other. Reported and closed as duckdb-spatial issue 730, still so in 1.5.5.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'duckdb==1.5.5' \
  'duckdb-extension-spatial==1.5.5' \
  'shapely==2.2.0' \
  'numpy==2.4.6'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import pathlib

import duckdb
import duckdb_extension_spatial
import shapely

folder = pathlib.Path(duckdb_extension_spatial.__file__).parent
extension = next(folder.rglob("spatial.duckdb_extension"))
base = duckdb.connect()
base.execute(f"load '{extension}'")
print("duckdb", duckdb.__version__)
rows = base.execute(
    """
    with parks(name, geom) as (
        values ('5 km away', ST_GeomFromText('POINT (5000 0)')),
               ('place not known', ST_GeomFromText('POINT EMPTY')),
               ('outline not known', ST_GeomFromText('POLYGON EMPTY')))
    select name, ST_Distance(geom, ST_Point(0, 0)) as metres,
           ST_DWithin(geom, ST_Point(0, 0), 10000) as near
    from parks order by metres, name
    """
).fetchall()
for row in rows:
    print(row)
assert rows == [
    ("outline not known", 0.0, False),
    ("place not known", 0.0, False),
    ("5 km away", 5000.0, True),
]
plain = float(shapely.distance(shapely.Point(), shapely.Point(0, 0)))
print("shapely:", plain)
assert plain != plain  # NaN
PYTHON
