#!/usr/bin/env bash
# A circle in a drawing (a protection zone of a well, a tank, a mast) is to become a polygon; the
# geo add-on of ezdxf says that CIRCLE and other closed shapes come as Polygon, with an argument
# for the largest distance between curve and chord, 0.1 by default. One expects a coarse polygon
# where that distance is large. It is in drawing units, though, whatever $INSUNITS says, and in a
# drawing in kilometres (or degrees) a circle with a radius of up to 0.05 comes back as a
# LineString between two equal points, one of 0.1 as a Polygon with area 0, one of 0.2 with 41 %
# of its area. Nothing is raised. Zones disappear from intersections and from area tables by the
# unit of the drawing alone.
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
import math

import ezdxf
import shapely
from ezdxf import units
from ezdxf.addons import geo


def zone(radius, unit):
    document = ezdxf.new("R2010", units=unit)
    circle = document.modelspace().add_circle((412, 2500), radius)
    return shapely.geometry.shape(geo.proxy(circle).__geo_interface__)


print("ezdxf", ezdxf.__version__)
metres = zone(50, units.M)
print(f"r = 50 m: {metres.geom_type}, {metres.area / (math.pi * 50**2):.1%} of the area")
assert metres.area / (math.pi * 50**2) > 0.99
found = {}
for radius in (0.04, 0.05, 0.1, 0.2):
    shape = zone(radius, units.KM)
    found[radius] = (shape.geom_type, round(shape.area / (math.pi * radius**2), 2))
    print(f"r = {radius} km: {found[radius]}", shape.wkt[:75])
assert found[0.04] == found[0.05] == ("LineString", 0.0)
assert found[0.1] == ("Polygon", 0.0)
assert found[0.2] == ("Polygon", 0.41)
PYTHON
