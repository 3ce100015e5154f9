#!/usr/bin/env bash
# A map of 21 cities is shaded by a figure, and one city has not reported it: its value is NaN.
# mapclassify documents y as the values to be classified; one expects an error, as its
# NaturalBreaks gives one, or a class of its own. FisherJenks, a usual choice for such maps,
# returns without a word a classification in which all breaks are the largest value and all 21
# cities are in the lowest class; Quantiles takes the missing city into the lowest class as well,
# returns a break that is NaN and leaves the highest class empty. Open as mapclassify issue 212,
# for handling missing values at all. The map is drawn in one shade, or with the missing city
# shown as the poorest, and nobody is told.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'mapclassify==2.10.0' \
  'numpy==2.4.6' \
  'pandas==3.1.1' \
  'scipy==1.17.1' \
  'scikit-learn==1.9.1'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import mapclassify
import numpy

print("mapclassify", mapclassify.__version__)
output = numpy.array(
    [1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 30, 32, 34, 36, 38, 40, 90, 95, 99, 150, 155.0]
)
whole = mapclassify.FisherJenks(output, k=5)
print("FisherJenks, all known:", whole.bins.tolist(), "cities:", whole.counts.tolist())
assert sorted(whole.counts.tolist()) == [2, 3, 5, 5, 6]
output[3] = numpy.nan
jenks = mapclassify.FisherJenks(output, k=5)
print("one missing:", jenks.bins.tolist(), "cities:", jenks.counts.tolist())
assert jenks.counts.tolist() == [21, 0, 0, 0, 0]
quantiles = mapclassify.Quantiles(output, k=4)
print("Quantiles:", quantiles.bins.tolist(), "missing city's class:", quantiles.yb[3])
assert numpy.isnan(quantiles.bins[-1])
assert quantiles.yb[3] == 0 and quantiles.counts[-1] == 0
try:
    mapclassify.NaturalBreaks(output, k=5)
except ValueError as error:
    print("NaturalBreaks:", str(error).splitlines()[0])
else:
    raise AssertionError("NaturalBreaks takes NaN now")
PYTHON
