#!/usr/bin/env bash
# python-pptx draws a freeform from points in "local coordinates", with a scale that says how many
# English Metric Units one of them is; start_x and start_y are typed as float. So one passes an
# outline in degrees or kilometres and the scale that fits, and expects its shape. The points are
# rounded to whole local units before the scale is applied: a county of half a degree has no width
# at all, and a triangle is turned into another one, without a warning. Only outlines that are
# scaled by hand beforehand come out right. On slides with outlines of counties and parks small
# ones vanish, and coarse steps look like generalisation.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'python-pptx==1.0.2'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import importlib.metadata

from pptx import Presentation
from pptx.util import Inches

print("python-pptx", importlib.metadata.version("python-pptx"))
COUNTY = [(113.1, 22.1), (113.4, 22.1), (113.4, 22.4), (113.1, 22.4)]
presentation = Presentation()
shapes = presentation.slides.add_slide(presentation.slide_layouts[6]).shapes


def drawn(points, scale):
    builder = shapes.build_freeform(*points[0], scale=scale)
    builder.add_line_segments(points[1:], close=True)
    shape = builder.convert_to_shape()
    return shape.width / 914400, shape.height / 914400


degrees = drawn(COUNTY, float(Inches(10)))
print("0.3 by 0.3 degrees at 10 inches a degree:", degrees, "inches instead of (3.0, 3.0)")
assert degrees == (0.0, 0.0)
kilometres = [(0, 0), (1.4, 0), (1.4, 2.6), (0, 2.6)]
size = drawn(kilometres, float(Inches(1)))
print("1.4 by 2.6 km at an inch a km:", size, "inches")
assert size == (1.0, 3.0)
scaled = drawn([(round(x * 914400), round(y * 914400)) for x, y in kilometres], 1.0)
print("the same, scaled by hand:", tuple(round(side, 3) for side in scaled))
assert tuple(round(side, 3) for side in scaled) == (1.4, 2.6)
PYTHON
