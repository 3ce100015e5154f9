#!/usr/bin/env bash
# A map has the layer 规划 twice, once of the city's plan and once of the province's; files of
# different offices easily have layers of one name. folium's layer control is documented to
# include the layer children of the map. It keeps them by their name, though: of two layers with
# one name only the one added last can be switched, the other is drawn and stays on for good, and
# if it was made with show=False it is sent to the browser and can never be seen. Nothing is said
# when the map is made. What a reader of the map switches off is then still drawn, and a whole
# layer of an office may never be shown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'folium==0.20.0' \
  'branca==0.8.2' \
  'jinja2==3.1.6' \
  'numpy==2.4.6' \
  'requests==2.34.2' \
  'xyzservices==2026.9.1'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import re

import folium

print("folium", folium.__version__)


def control(*layers):
    page = folium.Map([23, 113], tiles=None)
    for layer in layers:
        layer.add_to(page)
    folium.LayerControl().add_to(page)
    text = page.get_root().render()
    overlays = re.search(r"overlays\s*:\s*\{(.*?)\}", text, re.DOTALL)[1]
    switched = re.findall(r": (feature_group_\w+)", overlays)
    drawn = set(re.findall(r"(feature_group_\w+)\.addTo\(", text))
    made = re.findall(r"var (feature_group_\w+) = ", text)
    return made, switched, drawn


city, province = folium.FeatureGroup("规划"), folium.FeatureGroup("规划")
made, switched, drawn = control(city, province)
print("layers:", len(made), "switches:", len(switched), "drawn:", len(drawn))
assert len(made) == 2 and switched == [province.get_name()]
assert city.get_name() in drawn
hidden, shown = folium.FeatureGroup("规划", show=False), folium.FeatureGroup("规划")
made, switched, drawn = control(hidden, shown)
reach = set(switched) | drawn
print(
    "made with show=False: sent:",
    hidden.get_name() in made,
    "reachable:",
    hidden.get_name() in reach,
)
assert hidden.get_name() in made and switched == [shown.get_name()]
PYTHON
