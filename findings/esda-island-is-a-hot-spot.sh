#!/usr/bin/env bash
# Local Moran's I finds clusters: the manual of esda says that p_sim are p values based on
# permutations, and maps show what lies below 0.05. A county without neighbours (Nan'ao, an
# island) has nothing to be compared with, and GeoDa leaves such units out. In esda its lag is 0
# by default (island_weight, pull request 190), every permutation gives 0, "equal" is counted as
# extreme, and the island comes out with the smallest p there is, 0.001, as an outlier of high
# value among low ones. A county that lies exactly at the mean gets 0.001 in the same way. Only a
# warning about a matrix that is not fully connected hints at it. On the map of industrial
# clusters the island is then the most significant place of the province whatever its value is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'esda==2.9.0' \
  'libpysal==4.14.1' \
  'geopandas==1.2.0' \
  'shapely==2.2.0' \
  'pandas==3.1.1' \
  'numpy==2.4.6' \
  'scipy==1.17.1' \
  'scikit-learn==1.9.1' \
  'pyogrio==0.13.0'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import esda
import geopandas
import libpysal
import numpy
import shapely

print("esda", esda.__version__, "libpysal", libpysal.__version__)
mainland = [shapely.box(i, 0, i + 1, 1) for i in range(6)]
counties = geopandas.GeoDataFrame(geometry=[*mainland, shapely.box(20, 20, 21, 21)])
graph = libpysal.graph.Graph.build_contiguity(counties, rook=False).transform("r")
assert graph.isolates.tolist() == [6]
for value in (4.5, -100.0):
    output = numpy.array([1, 2, 3, 4, 5, 6, value])
    local = esda.Moran_Local(output, graph, permutations=999, seed=1)
    print(f"island's value {value}: I {local.Is[6]:.3f}, p {local.p_sim[6]}, quadrant {local.q[6]}")
    assert local.Is[6] == 0
    assert local.p_sim[6] == 0.001 == local.p_sim.min()
local = esda.Moran_Local(numpy.arange(1.0, 8.0), graph, permutations=999, seed=1)
print("values 1 to 7, p:", local.p_sim.tolist())
assert local.p_sim[3] == 0.001  # the county at the mean
assert local.Is[3] == 0
PYTHON
