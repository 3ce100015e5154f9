#!/usr/bin/env bash
# A parcel is put on a 1 m grid with shapely.set_precision, as one does to make neighbours share
# their corners, and then buffered. The manual defines a buffer as the set of all points within
# the distance, so a positive buffer contains its input and a larger negative one never leaves
# more than a smaller one. Instead the grid stays attached to the geometry and rounds the buffer's
# inner working as well: a buffer of +0.3 m of a 5 m by 5 m parcel is POLYGON EMPTY, as is that of
# a 1 km block; -1.4 m leaves nothing although -1.5 m leaves 2 m by 2 m. No warning is given.
# Known and open: shapely issue 1960, GEOS issue 1019 (negative distances); the loss at positive
# distances is the same fault. Setback lines and safety distances around parcels are buffers, and
# an empty one reads as "no restriction".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'shapely==2.2.0' \
  'numpy==2.4.6'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import shapely

print("shapely", shapely.__version__, "GEOS", ".".join(map(str, shapely.geos_version)))
parcel = shapely.box(1, 1, 6, 6)
block = shapely.box(0, 0, 1000, 1000)
for name, shape in (("parcel", parcel), ("block", block)):
    plain, gridded = shape.buffer(0.3), shapely.set_precision(shape, 1).buffer(0.3)
    print(f"{name} +0.3 m: {plain.area:.2f} m2 without a grid, {gridded.area:.2f} m2 with one")
    assert plain.area > shape.area
    assert gridded.is_empty
gridded = shapely.set_precision(parcel, 1)
areas = {distance: gridded.buffer(distance).area for distance in (-1.0, -1.4, -1.5)}
print("gridded parcel, area by distance:", areas)
assert areas == {-1.0: 9.0, -1.4: 0.0, -1.5: 4.0}
free = shapely.set_precision(gridded, 0).buffer(0.3)
print("after set_precision(shape, 0):", round(free.area, 2), "m2")
assert free.contains(parcel)
PYTHON
