"""Plugins of folium on our map draw what they were given, in a browser without a network.

Their scripts come from npm packages, or from folium itself. Not at hand, and answered with nothing,
are jQuery UI and a style of highlight.js, which TimestampedGeoJson loads and does not use, and the
fonts of icons. DualMap makes two maps of its own and cannot take ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import pytest
from folium.utilities import JsCode
from playwright.sync_api import Browser, Page, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.mapping.compose import compose
from cluster_atlas.mapping.folium_renderer import draw
from cluster_atlas.values.mapspec import MapSpec
from tests.conftest import ROOT

# Adds a plugin to a map, then yields what is true in the page when it has drawn what it should,
# and is handed the page to go on.
Plugin = Callable[[folium.Map], Generator[str, Page, None]]

# folium gives these no types.
plugins: Any = folium.plugins
poly_line: Any = folium.PolyLine

# Where a package has what the end of an address names.
FILES = {
    "Control.MiniMap.css": "leaflet-minimap/dist/Control.MiniMap.min.css",
    "Control.MiniMap.js": "leaflet-minimap/dist/Control.MiniMap.min.js",
    "L.Control.Layers.Tree.min.css": "leaflet.control.layers.tree/L.Control.Layers.Tree.css",
    "L.Control.Layers.Tree.min.js": "leaflet.control.layers.tree/L.Control.Layers.Tree.js",
    "MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "MarkerCluster.Default.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
    "Polyline.encoded.js": "polyline-encoded/Polyline.encoded.js",
    "Semicircle.min.js": "leaflet-semicircle/Semicircle.js",
    "d3.v4.min.js": "d3/build/d3.min.js",
    "easy-button.css": "leaflet-easybutton/src/easy-button.css",
    "easy-button.js": "leaflet-easybutton/src/easy-button.js",
    "iso8601.min.js": "iso8601-js-period/iso8601.js",
    "jquery.min.js": "jquery/dist/jquery.min.js",
    "leaflet-ant-path.min.js": "leaflet-ant-path/dist/leaflet-ant-path.js",
    "leaflet-beautify-marker-icon.min.css": (
        "leaflet.beautifymarker/leaflet-beautify-marker-icon.css"
    ),
    "leaflet-beautify-marker-icon.min.js": "leaflet.beautifymarker/leaflet-beautify-marker-icon.js",
    "leaflet-realtime.js": "leaflet-realtime/dist/leaflet-realtime.js",
    "loader.gif": "leaflet-search/images/loader.gif",
    "search-icon.png": "leaflet-search/images/search-icon.png",
    "leaflet-search.min.css": "leaflet-search/dist/leaflet-search.min.css",
    "leaflet-search.min.js": "leaflet-search/dist/leaflet-search.min.js",
    "leaflet-tag-filter-button.css": (
        "leaflet-tag-filter-button/src/leaflet-tag-filter-button.css"
    ),
    "leaflet-tag-filter-button.js": "leaflet-tag-filter-button/src/leaflet-tag-filter-button.js",
    "leaflet.boatmarker.min.js": "leaflet.boatmarker/leaflet.boatmarker.min.js",
    "leaflet.featuregroup.subgroup.js": (
        "leaflet.featuregroup.subgroup/dist/leaflet.featuregroup.subgroup.js"
    ),
    "leaflet.groupedlayercontrol.min.css": (
        "leaflet-groupedlayercontrol/dist/leaflet.groupedlayercontrol.min.css"
    ),
    "leaflet.groupedlayercontrol.min.js": (
        "leaflet-groupedlayercontrol/dist/leaflet.groupedlayercontrol.min.js"
    ),
    "leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "leaflet.pattern.js": "leaflet.pattern/dist/leaflet.pattern.js",
    "leaflet.polylineoffset.min.js": "leaflet-polylineoffset/leaflet.polylineoffset.js",
    "leaflet.textpath.min.js": "leaflet-textpath/leaflet.textpath.js",
    "leaflet.timedimension.control.css": (
        "leaflet-timedimension/dist/leaflet.timedimension.control.css"
    ),
    "leaflet.timedimension.min.js": "leaflet-timedimension/dist/leaflet.timedimension.min.js",
    "leaflet.timeline.min.js": "leaflet.timeline/dist/leaflet.timeline.js",
    "moment.min.js": "moment/min/moment.min.js",
    "oms.min.js": "overlapping-marker-spiderfier-leaflet/dist/oms.js",
    "ripple.min.css": "css-ripple-effect/dist/ripple.min.css",
}
NOT_AT_HAND = re.compile(r"jquery-ui\.min\.js|default\.min\.css|all\.min\.css|glyphicons-.*")

TILE = b"<svg xmlns='http://www.w3.org/2000/svg' width='256' height='256'/>"

# How the conditions look at the page.
LOOKS = """
  const all = (selector) => [...document.querySelectorAll(selector)];
  const count = (selector) => all(selector).length;
  const texts = (selector) => all(selector).map((e) => e.textContent.trim()).join();
  const painted = (selector) => all(selector).some((canvas) =>
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean));
"""

INK = "#0044ff"
# The font of the icons that a plugin names.
ICONS = "count('link[href*=fontawesome]') === 1"
DRAWN = f"path[stroke='{INK}']"
MARKERS = "img.leaflet-marker-icon"
NEAR = [[23.1, 113.3], [23.1001, 113.3001]]
FAR = [21.3, 110.4]
LINE = [[22.0, 111.0], [22.0, 114.0]]


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "id": "0", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def square(lon: float, lat: float, **properties: Any) -> dict[str, Any]:
    ring = [[lon, lat], [lon + 1, lat], [lon + 1, lat + 1], [lon, lat + 1], [lon, lat]]
    return feature("Polygon", [ring], **properties)


# ---- points ----


def marker_cluster(chart: folium.Map) -> Generator[str, Page, None]:
    plugins.MarkerCluster([*NEAR, FAR], name="mine").add_to(chart)
    drawn = f"texts('.marker-cluster') === '2' && count('{MARKERS}') === 1"
    page = yield drawn
    page.get_by_label("mine").uncheck()
    yield f"!count('.marker-cluster') && !count('{MARKERS}')"
    page.get_by_label("mine").check()
    yield drawn


def fast_marker_cluster(chart: folium.Map) -> Generator[str, Page, None]:
    plugins.FastMarkerCluster([*NEAR, FAR]).add_to(chart)
    yield "texts('.marker-cluster') === '2' && count('.ca-pin') === 1"


def feature_group_sub_group(chart: folium.Map) -> Generator[str, Page, None]:
    cluster = plugins.MarkerCluster(control=False).add_to(chart)
    for name, points in (("one", NEAR), ("two", [FAR])):
        group = plugins.FeatureGroupSubGroup(cluster, name).add_to(chart)
        for point in points:
            folium.Marker(point).add_to(group)
    page = yield f"texts('.marker-cluster') === '2' && count('{MARKERS}') === 1"
    page.get_by_label("one").uncheck()
    yield f"!count('.marker-cluster') && count('{MARKERS}') === 1"


def heat_map(chart: folium.Map) -> Generator[str, Page, None]:
    plugins.HeatMap([*NEAR, FAR]).add_to(chart)
    yield "painted('.leaflet-heatmap-layer')"


def heat_map_with_time(chart: folium.Map) -> Generator[str, Page, None]:
    plugins.HeatMapWithTime([NEAR, [FAR]], index=["2024", "2025"]).add_to(chart)
    yield "painted('.heatmap-canvas') && texts('.timecontrol-date') === '2024'"


def overlapping_marker_spiderfier(chart: folium.Map) -> Generator[str, Page, None]:
    for point in NEAR:
        folium.Marker(point).add_to(chart)
    plugins.OverlappingMarkerSpiderfier().add_to(chart)
    page = yield f"count('{MARKERS}') === 2"
    page.locator(MARKERS).last.click()
    yield """count("path[stroke='#222'], path[stroke='#f00']") === 2"""


def boat_marker(chart: folium.Map) -> Generator[str, Page, None]:
    plugins.BoatMarker(FAR, heading=45, wind_heading=150, wind_speed=45).add_to(chart)
    yield "painted('.leaflet-marker-pane canvas')"


def beautify_icon(chart: folium.Map) -> Generator[str, Page, None]:
    icon = plugins.BeautifyIcon(number=7, border_color=INK, icon_shape="marker")
    folium.Marker(FAR, icon=icon).add_to(chart)
    yield f"""{ICONS} && texts(".beautify-marker") === "7"
      && getComputedStyle(all(".beautify-marker")[0]).borderColor === "rgb(0, 68, 255)" """


def semi_circle(chart: folium.Map) -> Generator[str, Page, None]:
    plugins.SemiCircle(FAR, 50_000, start_angle=0, stop_angle=90, color=INK).add_to(chart)
    yield f"""/A/.test(all("{DRAWN}")[0].getAttribute("d"))
      && all("{DRAWN}")[0].getBBox().width > 20"""


def tag_filter_button(chart: folium.Map) -> Generator[str, Page, None]:
    for tag, point in (("one", NEAR[0]), ("two", FAR)):
        folium.Marker(point, tags=[tag]).add_to(chart)
    plugins.TagFilterButton(["one", "two"]).add_to(chart)
    page = yield f"{ICONS} && count('{MARKERS}') === 2"
    page.locator(".easy-button-button").click()
    page.get_by_text("one", exact=True).click()
    yield f"count('{MARKERS}') === 1"


# ---- lines and areas ----


def ant_path(chart: folium.Map) -> Generator[str, Page, None]:
    plugins.AntPath(LINE, color=INK).add_to(chart)
    yield f"""all("{DRAWN}").some((e) => e.getBBox().width > 100)
      && getComputedStyle(all(".leaflet-ant-path")[0]).animationName !== "none" """


def poly_line_offset(chart: folium.Map) -> Generator[str, Page, None]:
    poly_line(LINE, color=INK).add_to(chart)
    plugins.PolyLineOffset(LINE, color=INK, offset=20).add_to(chart)
    yield f"""(([a, b]) => Math.abs(Math.abs(a.y - b.y) - 20) < 1.5 && b.width > 100)(
      all("{DRAWN}").map((e) => e.getBBox()))"""


def poly_line_text_path(chart: folium.Map) -> Generator[str, Page, None]:
    line = poly_line(LINE, color=INK).add_to(chart)
    plugins.PolyLineTextPath(line, "→ text", offset=-5).add_to(chart)
    yield """texts("textPath").replace(/\\s/g, " ") === "→ text"
      && all("textPath")[0].getBoundingClientRect().width > 20"""


def poly_line_from_encoded(chart: folium.Map) -> Generator[str, Page, None]:
    plugins.PolyLineFromEncoded("_p~iF~ps|U_ulLnnqC", color=INK).add_to(chart)
    chart.location = [39.5, -120.5]
    yield f"""Object.values(chart._layers).some((l) => l.options?.color === "{INK}"
      && l.getLatLngs().join() === "LatLng(38.5, -120.2),LatLng(40.7, -120.95)"
      && l.getElement())"""


def polygon_from_encoded(chart: folium.Map) -> Generator[str, Page, None]:
    # A triangle of two by three degrees in the middle of the map.
    plugins.PolygonFromEncoded("_cidC_yqaT?_qo]_seK~reK", color=INK).add_to(chart)
    yield f"""(({{ width, height }}) => width > 100 && height > 100)(
      all("{DRAWN}")[0].getBBox()) && all("{DRAWN}")[0].getAttribute("d").endsWith("z")"""


def patterns(chart: folium.Map) -> Generator[str, Page, None]:
    stripes = plugins.StripePattern(color=INK, angle=45).add_to(chart)
    circles = plugins.CirclePattern(color=INK, fill_color=INK).add_to(chart)
    for lon, pattern in ((111, stripes), (114, circles)):
        style = {"fillPattern": pattern, "fillOpacity": 1, "color": INK}
        folium.GeoJson(square(lon, 22), style_function=lambda _, s=style: s).add_to(chart)
    yield f"""all("{DRAWN}.leaflet-interactive").filter((e) => {{
      const pattern = document.getElementById(/#(\\w+)/.exec(e.getAttribute("fill"))[1]);
      return pattern.matches("pattern") && pattern.childElementCount;
    }}).length === 2"""


def search(chart: folium.Map) -> Generator[str, Page, None]:
    areas = collection(square(111, 22, name="one"), square(114, 22, name="two"))
    layer = folium.GeoJson(areas, style_function=lambda _: {"color": INK}).add_to(chart)
    plugins.Search(layer, search_label="name", geom_type="Polygon", search_zoom=10).add_to(chart)
    # It is there at once instead of flying for two seconds.
    chart.global_switches.disable_3d = True
    page = yield f"""count("{DRAWN}") === 2"""
    page.locator("input.search-input").click()
    page.keyboard.type("tw")
    yield "texts('.search-tip') === 'two'"
    page.locator(".search-tip").click()
    yield "chart.getZoom() === 10 && Math.abs(chart.getCenter().lng - 114.5) < 0.01"


def realtime(chart: folium.Map) -> Generator[str, Page, None]:
    data = collection(feature("Point", [113.3, 23.1]), feature("Point", [110.4, 21.3]))
    plugins.Realtime(
        JsCode(f"(done, failed) => done({data})"),
        get_feature_id=JsCode("(f) => String(f.geometry.coordinates)"),
        interval=60_000,
    ).add_to(chart)
    yield f"count('{MARKERS}') === 2"


# ---- time ----


def timestamped_geo_json(chart: folium.Map) -> Generator[str, Page, None]:
    style = {"color": INK}
    lines = collection(
        feature(
            "LineString",
            [[111, 22], [113, 22], [114, 23]],
            style=style,
            times=[
                "2024-01-01",
                "2024-01-02",
                "2024-01-03",
            ],
        ),
        feature("Point", [112, 24], icon="circle", iconstyle=style, times=["2024-01-03"]),
    )
    plugins.TimestampedGeoJson(lines, auto_play=False, add_last_point=False).add_to(chart)
    page = yield f"""count("{DRAWN}") === 1 && count(".timecontrol-date") === 1"""
    page.locator(".timecontrol-forward").click()
    page.locator(".timecontrol-forward").click()
    yield f"""count("{DRAWN}") === 2 && all("{DRAWN}").some((e) => e.getBBox().width > 100)"""


def timeline(chart: folium.Map) -> Generator[str, Page, None]:
    areas = collection(
        square(111, 22, start=0, end=1000, name="one"), square(114, 22, start=900, end=2000)
    )
    layer = plugins.Timeline(areas, style=JsCode(f"() => ({{ color: '{INK}' }})")).add_to(chart)
    slider = plugins.TimelineSlider(auto_play=False, show_ticks=True, playback_duration=100)
    slider.add_timelines(layer).add_to(chart)
    page = yield f"""count("{DRAWN}") === 1
      && all(".leaflet-timeline-control")[0].clientWidth > 1000"""
    page.locator(".leaflet-timeline-control .time-slider").fill("950")
    yield f"""count("{DRAWN}") === 2"""


def time_slider_choropleth(chart: folium.Map) -> Generator[str, Page, None]:
    # On any map of folium it also takes the lines and fills off every other path of the page.
    styles = {"0": {"0": {"color": INK, "opacity": 0.7}, "86400": {"color": "red", "opacity": 1}}}
    plugins.TimeSliderChoropleth(collection(square(111, 22)), styles).add_to(chart)
    page = yield f"""count("path[fill='{INK}']") === 1"""
    page.locator("input[type=range]").fill("1")
    yield """count("path[fill='red']") === 1"""


# ---- controls ----


def tree_layer_control(chart: folium.Map) -> Generator[str, Page, None]:
    marker = folium.Marker(FAR).add_to(chart)
    tree = {"label": "mine", "children": [{"label": "one", "layer": marker}]}
    plugins.TreeLayerControl(overlay_tree=tree, collapsed=False).add_to(chart)
    page = yield f"count('{MARKERS}') === 1"
    page.get_by_label("one").uncheck()
    yield f"!count('{MARKERS}')"


def grouped_layer_control(chart: folium.Map) -> Generator[str, Page, None]:
    groups = [folium.FeatureGroup(name).add_to(chart) for name in ("one", "two")]
    folium.Marker(FAR).add_to(groups[0])
    folium.CircleMarker(FAR, color=INK).add_to(groups[1])
    plugins.GroupedLayerControl({"mine": groups}, collapsed=False).add_to(chart)
    page = yield f"""count("{MARKERS}") === 1 && !count("{DRAWN}")"""
    page.get_by_label("two").check()
    yield f"""!count("{MARKERS}") && count("{DRAWN}") === 1"""


def mini_map(chart: folium.Map) -> Generator[str, Page, None]:
    tiles = folium.TileLayer("https://tiles.example/{z}/{x}/{y}.svg", attr="example")
    plugins.MiniMap(tiles).add_to(chart)
    yield """count(".leaflet-control-minimap img.leaflet-tile-loaded")
      && all(".leaflet-control-minimap path").some((e) => e.getBBox().width > 1)"""


PLUGINS: tuple[Plugin, ...] = (
    marker_cluster,
    fast_marker_cluster,
    feature_group_sub_group,
    heat_map,
    heat_map_with_time,
    overlapping_marker_spiderfier,
    boat_marker,
    beautify_icon,
    semi_circle,
    tag_filter_button,
    ant_path,
    poly_line_offset,
    poly_line_text_path,
    poly_line_from_encoded,
    polygon_from_encoded,
    patterns,
    search,
    realtime,
    timestamped_geo_json,
    timeline,
    time_slider_choropleth,
    tree_layer_control,
    grouped_layer_control,
    mini_map,
)


@pytest.fixture(scope="module")
def spec(atlas: Atlas) -> MapSpec:
    return compose(atlas, Selection(industries=["rail-equipment"]))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.route(re.compile("^(?!file:|data:)"), answer)
    yield context.new_page()
    context.close()


def answer(route: Route) -> None:
    """Answer a request from a package, from folium or, for tiles, with an empty picture."""
    name = route.request.url.rpartition("/")[2]
    shipped = Path(folium.__file__).parent / "templates" / name
    if NOT_AT_HAND.fullmatch(name):
        route.fulfill(body="")
    elif "tiles.example" in route.request.url:
        route.fulfill(body=TILE, content_type="image/svg+xml")
    elif shipped.is_file():
        route.fulfill(path=shipped)
    elif name in FILES:
        path = ROOT / "node_modules" / FILES[name]
        assert path.is_file(), "install the packages: make node_modules/.tools"
        route.fulfill(path=path)
    else:
        route.abort()


def wait(page: Page, chart: folium.Map, condition: str) -> None:
    """Wait until a condition holds, and say which did not."""
    try:
        page.wait_for_function(
            f"() => {{ {LOOKS} const chart = {chart.get_name()}; return {condition} }}",
            timeout=5000,
        )
    except PlaywrightTimeout:
        pytest.fail(f"not drawn: {condition}")


# A third in every run, the rest in a soak: a run is to stay short.
TRIED = [
    plugin if number % 3 == 0 else pytest.param(plugin, marks=pytest.mark.soak)
    for number, plugin in enumerate(PLUGINS)
]


@pytest.mark.parametrize("plugin", TRIED, ids=lambda plugin: plugin.__name__)
def test_a_plugin_draws_what_it_was_given(
    spec: MapSpec, page: Page, tmp_path: Path, plugin: Plugin
) -> None:
    chart = draw(spec)
    steps = plugin(chart)
    condition = next(steps)
    saved = tmp_path / "map.html"
    chart.save(saved)
    first = saved.read_text("utf-8")
    chart.save(saved)
    assert saved.read_text("utf-8") == first
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(saved.as_uri())
    assert page.locator(".ca-title").is_visible()
    while condition:
        wait(page, chart, condition)
        try:
            condition = steps.send(page)
        except StopIteration:
            break
    assert faults == []
