#!/usr/bin/env bash
# A layer of Chinese parks goes out to an office that works with MapInfo: GDAL's driver takes the
# encoding as a layer option, and GBK is what the office calls it. ENCODING=GBK raises nothing, but
# the driver knows no character set of that name and writes "Neutral"; the names of the fields are
# mangled, and the very library that wrote the file cannot open it any more. ENCODING=CP936, the
# same character set by its number, is written as WindowsSimpChinese and comes back whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'pyogrio==0.13.0' 'geopandas==1.2.0' 'shapely==2.2.0'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import geopandas as gpd
import pyogrio
import shapely

print("pyogrio", pyogrio.__version__, "GDAL", pyogrio.__gdal_version__)
parks = gpd.GeoDataFrame(
    {"名称": ["西丽湖科教城"], "面积": [69.8]}, geometry=[shapely.Point(113.96, 22.59)], crs=4326
)
for encoding in ("GBK", "CP936"):
    pyogrio.write_dataframe(
        parks, f"{encoding}.tab", driver="MapInfo File", layer_options={"ENCODING": encoding}
    )
    with open(f"{encoding}.tab", "rb") as file:
        charset = [line for line in file.read().split(b"\n") if b"charset" in line.lower()]
    try:
        came_back = list(pyogrio.read_dataframe(f"{encoding}.tab").columns)
    except Exception as error:
        came_back = type(error).__name__
    print(encoding, charset[0].strip().decode(), came_back)
    if encoding == "GBK":
        assert b"Neutral" in charset[0]
        assert "名称" not in came_back
    else:
        assert "名称" in came_back
PYTHON
