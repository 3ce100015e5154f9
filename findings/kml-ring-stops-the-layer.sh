#!/usr/bin/env bash
# In OGC KML 2.2 a LinearRing is a geometry of its own (a member of kml:AbstractGeometryGroup) and
# may stand in a Placemark or a MultiGeometry without a Polygon around it; such files are about
# (togeojson issues 104 and 189), and fastkml reads them. A reader may take it for a line. But
# through pyogrio with GDAL's LIBKML one such placemark makes the whole layer fail with
# "Unexpected EOF parsing WKB", which names no placemark: the ring arrives from GDAL as no bytes
# at all. A phone's gx:Track with a single fix does the same with another sentence.
# on_invalid="ignore" brings all other placemarks back, and the ring as no geometry, without a
# word. The message reads as if the file were damaged, and one outline keeps all other plots out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'pyogrio==0.13.0' \
  'geopandas==1.2.0' \
  'shapely==2.2.0' \
  'pandas==3.1.1' \
  'numpy==2.4.6' \
  'fastkml==1.4.0'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import pathlib

import geopandas
import pyogrio
import pyogrio.raw
import shapely
from fastkml import kml


def placemark(name, geometry):
    return f"<Placemark><name>{name}</name>{geometry}</Placemark>"


RING = (
    "<LinearRing><coordinates>113.5,22.1 113.6,22.1 113.6,22.2 113.5,22.1</coordinates>"
    "</LinearRing>"
)
POINT = "<Point><coordinates>113.55,22.15</coordinates></Point>"
TRACK = (
    '<gx:Track xmlns:gx="http://www.google.com/kml/ext/2.2"><when>2026-03-01T08:00:00Z</when>'
    "<gx:coord>113.5 22.1 0</gx:coord></gx:Track>"
)


def read(*placemarks, **options):
    pathlib.Path("plots.kml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><name>plots</name>{''.join(placemarks)}</Document></kml>",
        encoding="utf-8",
    )
    return pyogrio.read_dataframe("plots.kml", **options)


print("pyogrio", pyogrio.__version__, "GDAL", pyogrio.__gdal_version_string__)
print("shapely", shapely.__version__, "geopandas", geopandas.__version__)
point, ring = placemark("gate", POINT), placemark("outline", RING)
assert len(read(point)) == 1
read(ring, on_invalid="ignore")
raw = pyogrio.raw.read("plots.kml")[2][0]
print("what GDAL gives for a ring:", raw)
assert raw == b""
for name, one in (("a ring", ring), ("a track of one fix", placemark("walk", TRACK))):
    try:
        read(point, one)
    except shapely.errors.GEOSException as error:
        print(name, "->", error)
    else:
        raise AssertionError(name + " is read now")
kept = read(point, ring, on_invalid="ignore")
print("on_invalid='ignore':", kept[["Name", "geometry"]].values.tolist())
assert kept.geometry.isna().tolist() == [False, True]
document = kml.KML.from_string(pathlib.Path("plots.kml").read_bytes())
found = [str(one.geometry) for one in document.features[0].features]
print("fastkml:", found)
assert found[1].startswith("LINEARRING")
PYTHON
