#!/usr/bin/env bash
# A project ledger in a GeoPackage has a DATE column, and somebody typed 待定 (not decided) into one
# cell: SQLite keeps a text in any column, and QGIS shows it. Read by way of Arrow, which is the
# faster way that pyogrio and geopandas offer, the cell is a day like any other: 1 January 1970.
# Nothing is logged. Read without Arrow the same cell is blank, with a warning of GDAL. A ledger
# sorted by date then begins with a project that started before its developer was founded, and
# what is counted as decided is one more than there are.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'pyogrio==0.13.0' 'geopandas==1.2.0' 'pyarrow==26.0.1' 'shapely==2.2.0'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import sqlite3

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

print("pyogrio", pyogrio.__version__, "GDAL", pyogrio.__gdal_version__)
places = [shapely.Point(113.0, 22.5)] * 2
gpd.GeoDataFrame({"n": [1, 2]}, geometry=places, crs=4490).to_file("ledger.gpkg", layer="a")
with sqlite3.connect("ledger.gpkg") as file:
    for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        file.execute(f'DROP TRIGGER "{name}"')
    file.execute("ALTER TABLE a ADD COLUMN started DATE")
    file.execute("UPDATE a SET started = '2024-05-01' WHERE fid = 1")
    file.execute("UPDATE a SET started = '待定' WHERE fid = 2")
file.close()
by_arrow = gpd.read_file("ledger.gpkg", use_arrow=True)["started"]
without = gpd.read_file("ledger.gpkg", use_arrow=False)["started"]
print("by way of Arrow:", [str(day)[:10] for day in by_arrow])
print("without:", [str(day)[:10] for day in without])
assert str(by_arrow[1])[:10] == "1970-01-01"
assert pd.isna(without[1])
PYTHON
