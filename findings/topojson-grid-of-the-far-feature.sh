#!/usr/bin/env bash
# TopoJSON is asked for so that shared borders are kept once. topojson documents that it quantises
# by default to 100,000 steps of the data's bounding box, and one expects corners that move by
# half a step. What is not said is what becomes of a feature smaller than a step: its geometry
# becomes null (TopoJSON type null), its row and attributes stay, and there is no warning. And as
# the step follows from the box of everything, one feature far away decides about the others: a
# plot of 8 m by 8 m is there in the file of a city, and null in the same file with a liaison
# office in Beijing added. Small facilities (pumping stations, masts, kiosks) vanish from the map
# while the count in the table stays right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'topojson==2.2' \
  'shapely==2.2.0' \
  'numpy==2.4.6' \
  'geopandas==1.2.0' \
  'pandas==3.1.1' \
  'pyogrio==0.13.0'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import geopandas
import shapely
import topojson

print("topojson", topojson.__version__)
LON, LAT = 113.30000, 23.10000
STATION = shapely.box(LON, LAT, LON + 0.00008, LAT + 0.00007)  # about 8 m by 8 m
CITY = shapely.box(113.1, 22.9, 113.6, 23.4)
BEIJING = shapely.box(116.39, 39.90, 116.40, 39.91)


def survives(names, shapes):
    frame = geopandas.GeoDataFrame({"name": names}, geometry=shapes, crs=4490)
    back = topojson.Topology(frame).to_gdf()
    assert back["name"].tolist() == names
    return dict(zip(names, back.geometry.notna().tolist()))


near = survives(["city", "station"], [CITY, STATION])
far = survives(["city", "station", "office"], [CITY, STATION, BEIJING])
print("file of the city:", near)
print("with an office in Beijing:", far)
assert near == {"city": True, "station": True}
assert far == {"city": True, "station": False, "office": True}
PYTHON
