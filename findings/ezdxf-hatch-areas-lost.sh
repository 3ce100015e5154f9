#!/usr/bin/env bash
# A HATCH is how CAD drawings carry land-use areas. The DXF reference says for group 75 (hatch
# style): 0 hatches by odd parity, so that an island inside a hole is filled again, and 2 hatches
# the entire area and ignores inner structure. The geo add-on of ezdxf returns a HATCH as a
# (Multi)Polygon in the manner of __geo_interface__, and one expects the filled area. But in style
# 0 the island inside the hole is left out, and in style 2 everything after the first boundary is
# left out, also a second parcel that lies apart from the first. Neither is warned of; both
# results are valid geometries. ezdxf's own path tools see all boundaries. Area tables that are
# made from such a drawing are too small.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'ezdxf==1.4.5' \
  'shapely==2.2.0' \
  'numpy==2.4.6'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import ezdxf
import shapely
from ezdxf.addons import geo


def square(low, high, right=0):
    return [(low + right, low), (high + right, low), (high + right, high), (low + right, high)]


def area_of(style, *paths):
    hatch = ezdxf.new("R2010").modelspace().add_hatch(dxfattribs={"hatch_style": style})
    for points, flags in paths:
        hatch.paths.add_polyline_path(points, is_closed=True, flags=flags)
    shape = shapely.geometry.shape(geo.proxy(hatch).__geo_interface__)
    assert shape.is_valid
    return shape.area


EXTERNAL, OUTERMOST, DEFAULT = 1, 16, 0
print("ezdxf", ezdxf.__version__)
ring = (square(0, 10), EXTERNAL), (square(2, 8), OUTERMOST)
print("a parcel with a hole, style 0:", area_of(0, *ring), "of 64 m2")
assert area_of(0, *ring) == 64
island = area_of(0, *ring, (square(4, 6), DEFAULT))
print("with a plot inside the hole, style 0:", island, "of 68 m2")
assert island == 64
apart = (square(0, 10), EXTERNAL), (square(0, 10, right=50), EXTERNAL)
print("two parcels in one hatch, style 0:", area_of(0, *apart), "of 200 m2")
assert area_of(0, *apart) == 200
second = area_of(2, *apart)
print("two parcels in one hatch, style 2:", second, "of 200 m2")
assert second == 100
PYTHON
