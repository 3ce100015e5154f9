#!/usr/bin/env bash
# Firms are counted in fine cells of the equal-area grid A5 and the counts are added up by
# cell_to_parent, which its readme offers as the hierarchy of cells. In such a hierarchy one
# expects a parent to hold its children, or nearly so, as in H3, where 93 % of random points in
# Guangdong lie in the parent of their own cell. In A5 only 63 % do: children follow the
# numbering, not the ground, and more than a third of what is counted lands in a neighbouring
# cell, at every resolution. The Python functions have no docstring that says so; a vignette of
# the R bindings does ("not spatially nested"). Sums over the province stay right, so that nobody
# notices; sums of a park or a town are wrong. cell_to_supercell goes by the centre of the fine
# cell and keeps 80 %; only lonlat_to_cell, asked again at the coarser resolution, is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'pya5==1.0.0' \
  'h3==4.5.0'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import importlib.metadata
import random

import a5
import h3

print("pya5", importlib.metadata.version("pya5"), "h3", h3.__version__)
random.seed(1)
points = [(random.uniform(109.7, 117.2), random.uniform(20.3, 25.4)) for _ in range(2000)]


def share(same):
    return sum(same(*point) for point in points) / len(points)


for level in (6, 8, 10):
    found = share(
        lambda lon, lat: (
            a5.cell_to_parent(a5.lonlat_to_cell((lon, lat), level + 1), level)
            == a5.lonlat_to_cell((lon, lat), level)
        )
    )
    print(f"A5, resolution {level + 1} to {level}: {found:.1%} stay in the cell they lie in")
    assert 0.55 < found < 0.70
by_centre = share(
    lambda lon, lat: (
        a5.cell_to_supercell(a5.lonlat_to_cell((lon, lat), 9), 8)
        == a5.lonlat_to_cell((lon, lat), 8)
    )
)
print(f"A5, resolution 9 to 8 by cell_to_supercell: {by_centre:.1%}")
assert 0.75 < by_centre < 0.9
hexagons = share(
    lambda lon, lat: (
        h3.cell_to_parent(h3.latlng_to_cell(lat, lon, 8), 7) == h3.latlng_to_cell(lat, lon, 7)
    )
)
print(f"H3, resolution 8 to 7: {hexagons:.1%}")
assert hexagons > 0.9
PYTHON
