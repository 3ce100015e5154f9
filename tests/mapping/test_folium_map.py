"""A composed map as a folium map: ordinary layers, an offline page, hostile text."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import pytest
from branca.element import Element
from folium.template import Template
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.mapping.folium_map import folium_map
from cluster_atlas.mapping.folium_renderer import SpecLayer, inert
from cluster_atlas.values.mapspec import grid_columns
from cluster_atlas.values.model import Designation
from tests.hostile import HOSTILE, hostile_atlas

RAIL = Selection(industries=["rail-equipment"])
LINK = re.compile(r"""<(?:script|link)\b[^>]*(?:src|href)=["'](https?:[^"']+)""")


@dataclass
class SavedPage:
    """A saved page in a browser without a network, and everything that it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, saved: Path) -> None:
        """Open a file and wait until the map is drawn."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog {dialog.message}"))
        self.page.on("request", lambda request: self._note(request, saved))
        self.page.route(re.compile("^(?!file:|data:)"), _abort)
        self.page.goto(saved.as_uri())
        self.page.wait_for_function("document.querySelector('.leaflet-pane path')")
        self.page.wait_for_timeout(150)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _note(self, request: Request, saved: Path) -> None:
        if request.url != saved.as_uri() and not request.url.startswith("data:"):
            self.requests.append(request.url)

    def count(self, selector: str) -> int:
        """Return how many elements there are."""
        return self.page.locator(selector).count()

    def is_quiet(self) -> bool:
        """Return whether nothing was asked for and nothing went wrong."""
        assert self.requests == []
        assert self.faults == []
        return True


def _abort(route: Route) -> None:
    route.abort()


@pytest.fixture
def saved_page(browser: Browser) -> Iterator[SavedPage]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    yield SavedPage(context.new_page())
    context.close()


def save(drawn: folium.Map, folder: Path) -> Path:
    saved = folder / "map.html"
    drawn.save(saved)
    return saved


def groups(drawn: folium.Map) -> dict[str, folium.FeatureGroup]:
    children = drawn._children.values()
    return {c.layer_name: c for c in children if isinstance(c, folium.FeatureGroup)}


def links(drawn: folium.Map) -> set[str]:
    return set(LINK.findall(drawn.get_root().render()))


# ---- layers as folium knows them ----


def test_each_cluster_is_a_feature_group_of_geojson_layers(atlas: Atlas) -> None:
    drawn = folium_map(atlas)
    assert type(drawn) is folium.Map
    found = groups(drawn)
    assert {cluster.name for cluster in atlas.clusters} < set(found)
    for group in found.values():
        layers = [c for c in group._children.values() if isinstance(c, folium.GeoJson)]
        assert layers
        assert all(layer.data["type"] == "FeatureCollection" for layer in layers)
    assert not found["底图"].control
    assert [c for c in drawn._children.values() if isinstance(c, folium.LayerControl)]


def test_a_layer_keeps_its_geojson_for_the_analyst(atlas: Atlas) -> None:
    group = groups(folium_map(atlas, RAIL))["高端装备制造"]
    cities = next(c for c in group._children.values() if isinstance(c, SpecLayer))
    jiangmen = next(f for f in cities.data["features"] if f["id"] == "city:440700")
    assert jiangmen["properties"]["最强角色"] == "产业基地"
    bounds: Any = cities.get_bounds()
    (south, west), (north, east) = bounds
    assert south < 22.5 < north
    assert west < 113 < east


@pytest.mark.opens("folium", "Chromium")
def test_a_notebook_shows_it_and_it_is_saved_after_that(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage
) -> None:
    drawn = folium_map(atlas, RAIL)
    shown = drawn._repr_html_()
    assert "<iframe" in shown
    assert "clusterAtlas" in shown
    saved_page.open(save(drawn, tmp_path))
    assert saved_page.count(".leaflet-control-layers") == saved_page.count(".ca-title") == 1
    assert saved_page.is_quiet()


def test_tiles_are_drawn_instead_of_land(atlas: Atlas) -> None:
    tiles = folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="example")
    drawn = folium_map(atlas, RAIL, tiles=tiles)
    assert "https://tiles.example" in drawn.get_root().render()
    base = groups(drawn)["底图"]._children.values()
    assert "land" not in {c.spec_layer.kind for c in base if isinstance(c, SpecLayer)}


# ---- the saved page with the network blocked ----


def test_everything_opens_offline(atlas: Atlas, tmp_path: Path, saved_page: SavedPage) -> None:
    saved_page.open(save(folium_map(atlas), tmp_path))
    assert saved_page.count(".ca-block") == 21
    columns = saved_page.page.locator(".ca-grid").first.evaluate("e => e.style.gridTemplateColumns")
    assert columns == f"repeat({grid_columns(len(atlas.clusters))}, auto)"
    assert saved_page.count(".leaflet-pane path") > 30
    page = saved_page.page
    # With a dozen clusters the control is folded; the mouse unfolds it.
    page.locator(".leaflet-control-layers").hover()
    page.get_by_label("高端装备制造").check()
    assert saved_page.count(".ca-spot") > 5
    assert page.locator(".ca-legend").get_by_text("高端装备制造 · 点名条数").is_visible()
    page.locator(".leaflet-control-layers").hover()
    page.get_by_label("高端装备制造").uncheck()
    assert saved_page.count(".ca-spot") == 0
    assert not page.locator(".ca-legend").get_by_text("高端装备制造 · 点名条数").is_visible()
    assert atlas.credit.zh in page.locator(".ca-credit").inner_text()
    assert saved_page.is_quiet()


def test_a_city_opens_its_card(atlas: Atlas, tmp_path: Path, saved_page: SavedPage) -> None:
    saved_page.open(save(folium_map(atlas, RAIL, title="轨道交通装备"), tmp_path))
    page = saved_page.page
    assert page.locator(".ca-title h1").inner_text() == page.title() == "轨道交通装备"
    fill = "#" + next(
        c.spec_layer.features[0].style.fill[1:]
        for c in groups(folium_map(atlas, RAIL))["高端装备制造"]._children.values()
        if isinstance(c, SpecLayer)
    )
    assert saved_page.count(f"path[fill='{fill}']") >= 1
    label = page.locator(".ca-label", has_text=re.compile("^江门$")).bounding_box()
    assert label
    page.mouse.click(label["x"] + label["width"] / 2, label["y"] + 20)
    card = page.locator(".ca-card")
    card.wait_for()
    assert card.locator("h3").inner_text() == "江门市"
    assert "粤工信装备〔2023〕13号 四（五）" in card.inner_text()
    assert saved_page.is_quiet()


def test_uncertainty_is_drawn_in_metres(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage
) -> None:
    drawn = folium_map(atlas, RAIL)
    saved_page.open(save(drawn, tmp_path))
    script = f"""() => {{
      const radii = [];
      {drawn.get_name()}.eachLayer((l) => l instanceof L.Circle && radii.push(l.getRadius()));
      return radii.sort((a, b) => a - b);
    }}"""
    parks = ("park:guangdong-rail-park", "park:baiyun-shenshan-rail-park")
    radii = sorted(1000 * (atlas.places[park].radius_km or 0) for park in parks)
    assert saved_page.page.evaluate(script) == radii


def test_names_keep_clear_of_symbols_and_of_each_other(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage
) -> None:
    saved_page.open(save(folium_map(atlas, Selection(clusters=["equipment"])), tmp_path))
    boxes = saved_page.page.evaluate(
        """() => [...document.querySelectorAll(".ca-label, .ca-spot")]
          .filter((e) => e.style.visibility !== "hidden")
          .map((e) => e.getBoundingClientRect())
          .map(({ left, top, right, bottom }) => [left, top, right, bottom])"""
    )
    assert len(boxes) > 40
    for number, a in enumerate(boxes):
        for b in boxes[:number]:
            over = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert min(over) < 1.5, (a, b)


@pytest.mark.parametrize("size", [(390, 844), (800, 480)])
def test_small_screens_have_it_too(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage, size: tuple[int, int]
) -> None:
    saved_page.page.set_viewport_size({"width": size[0], "height": size[1]})
    saved_page.open(save(folium_map(atlas, RAIL, language="en"), tmp_path))
    assert saved_page.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert saved_page.page.get_by_text("Boundaries: Tianditu").is_visible()
    assert saved_page.is_quiet()


# ---- what an analyst adds ----


def test_markers_icons_and_popups_work_offline(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage
) -> None:
    drawn = folium_map(atlas, RAIL)
    mine = folium.FeatureGroup(name="我的点").add_to(drawn)
    icon = folium.Icon(color="red", icon="star")
    folium.Marker([23.0, 112.0], popup=folium.Popup("<b>到访</b>"), icon=icon).add_to(mine)
    folium.Marker([22.8, 111.5], tooltip="普通").add_to(drawn)
    folium.CircleMarker([22.2, 111.0]).add_to(drawn)
    saved_page.open(save(drawn, tmp_path))
    page = saved_page.page
    page.locator(".ca-pin").click()
    page.locator(".leaflet-popup b", has_text="到访").wait_for()
    assert page.locator("img.leaflet-marker-icon").evaluate("e => e.naturalWidth") > 0
    page.get_by_label("我的点").uncheck()
    assert saved_page.count(".ca-pin") == 0
    assert saved_page.is_quiet()


def test_a_layer_control_of_ones_own_replaces_ours(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage
) -> None:
    drawn = folium_map(atlas, RAIL)
    folium.FeatureGroup(name="mine").add_to(drawn)
    folium.LayerControl(position="bottomleft").add_to(drawn)
    saved_page.open(save(drawn, tmp_path))
    assert saved_page.count(".leaflet-control-layers") == 1
    assert saved_page.count(".leaflet-bottom .leaflet-control-layers-selector") == 3
    assert saved_page.is_quiet()


def test_a_plugin_loads_its_own_scripts_and_no_more(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage
) -> None:
    drawn = folium_map(atlas, RAIL)
    assert links(drawn) == set()
    plugin = folium.plugins.MeasureControl()  # type: ignore[no-untyped-call]
    drawn.add_child(plugin)
    own = {url for _, url in (*plugin.default_js, *plugin.default_css)}
    assert own
    assert links(drawn) == own
    saved_page.open(save(drawn, tmp_path))
    assert set(saved_page.requests) == own
    assert saved_page.page.get_by_label("高端装备制造").is_visible()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_controls_stand_clear_of_the_title(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage, size: tuple[int, int]
) -> None:
    drawn = folium_map(atlas, RAIL, title="产业集群 · " * 12)
    folium.LayerControl(position="topleft", collapsed=False).add_to(drawn)
    saved_page.page.set_viewport_size({"width": size[0], "height": size[1]})
    saved_page.open(save(drawn, tmp_path))
    page = saved_page.page
    page.locator(".ca-notes summary").click()
    corner = [b.bounding_box() for b in page.locator(".leaflet-top.leaflet-left > *").all()]
    title = page.locator(".ca-title").bounding_box()
    boxes = [box for box in corner if box and box != title]
    assert title
    assert len(boxes) == 2
    for box in boxes:
        assert (
            box["x"] >= title["x"] + title["width"]
            or box["x"] + box["width"] <= title["x"]
            or box["y"] >= title["y"] + title["height"]
        ), (box, title)


def test_every_map_has_a_largest_zoom(atlas: Atlas, tmp_path: Path, saved_page: SavedPage) -> None:
    address = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
    plain = folium_map(atlas, RAIL)
    tiled = folium_map(atlas, RAIL, tiles=folium.TileLayer(address, attr="1", max_zoom=20))
    folium.TileLayer(address, attr="2", max_zoom=22, show=False).add_to(tiled)
    for drawn, most in ((plain, 18), (tiled, 22)):
        saved_page.page.goto(save(drawn, tmp_path).as_uri())
        assert saved_page.page.evaluate(f"{drawn.get_name()}.getMaxZoom()") == most


def test_a_map_is_saved_again_as_it_was(atlas: Atlas) -> None:
    drawn = folium_map(atlas, RAIL)
    mine = folium.FeatureGroup(name="mine").add_to(drawn)
    folium.Marker([23.0, 112.0], icon=folium.Icon()).add_to(mine)
    root: Any = drawn.get_root()
    root.script.add_child(Element("// before"))
    first = root.render()
    assert root.render() == first
    root.script.add_child(Element("// since"))
    other = folium.FeatureGroup(name="other").add_to(drawn)
    second = root.render()
    assert root.render() == second
    assert f"{other.get_name()}.addTo" in second
    assert second.index("// before") < second.index("L.map(")
    assert second.index("// since") > second.index(other.get_name())
    # What follows the example of a page of one's own finds the sections filled.
    assert f"{mine.get_name()}.addTo" in root.script.render()


# ---- hostile text ----


def hostile(atlas: Atlas) -> Atlas:
    """Return the atlas with every text that data can hold made hostile, and its ids as well."""
    text = " ".join(HOSTILE)
    spoilt = hostile_atlas(atlas, lambda old: old + text)

    def named(fact: Designation) -> Designation:
        return dataclasses.replace(fact, id=fact.id + text, cluster=fact.cluster + text)

    clusters = tuple(
        dataclasses.replace(
            cluster,
            id=cluster.id + text,
            colour=text,
            designations=tuple(map(named, cluster.designations)),
        )
        for cluster in spoilt.clusters
    )
    return dataclasses.replace(
        spoilt,
        clusters=clusters,
        facts=tuple(map(named, spoilt.facts)),
        data_hash=atlas.data_hash + text,
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_shows_and_runs_nothing(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage, language: str
) -> None:
    text = " ".join(HOSTILE)
    spoiled = hostile(atlas)
    drawn = folium_map(spoiled, Selection(text="轨道"), language=language, title=text)
    saved_page.open(save(drawn, tmp_path))
    page = saved_page.page
    assert page.title() == text
    assert page.locator(".ca-title h1").inner_text() == text
    for cluster in {fact.cluster for fact in spoiled.facts if "轨道" in fact.title}:
        found = spoiled.cluster_by_id[cluster]
        name = found.name_en if language == "en" else found.name
        control = page.locator(".leaflet-control-layers label", has_text=name)
        assert control.is_visible()
        assert control.inner_text().strip() == name
        control.locator("input").set_checked(checked=True)
        assert page.locator(".ca-legend").get_by_text(name).first.is_visible()
    for place in ("city:440700", "city:440100"):
        label = spoiled.places[place].label_en if language == "en" else spoiled.places[place].label
        assert any(
            label in told for told in page.locator(".ca-label, .ca-count").all_text_contents()
        )
    page.evaluate(f"""() => Object.values({drawn.get_name()}._layers)
      .filter((layer) => layer.getPopup?.()).slice(0, 3)
      .forEach((layer) => {{ layer.openTooltip(); layer.openPopup(); }})""")
    card = page.locator(".ca-card").first
    assert card.locator("h3").inner_text().endswith(text)
    assert text in card.locator("h4").first.inner_text()
    page.locator(".ca-notes summary").click()
    assert page.locator(".ca-credit").inner_text().count(text) >= 3
    assert page.locator(".ca-notes").inner_text().count(text) >= 2
    assert saved_page.count("img") == 0
    assert "owned" not in page.title().replace(text, "")
    assert saved_page.is_quiet()


def test_a_name_that_is_hostile_to_folium_itself_shows_in_its_own_control(
    atlas: Atlas, tmp_path: Path, saved_page: SavedPage
) -> None:
    text = " ".join(HOSTILE)
    drawn = folium_map(hostile(atlas))
    folium.LayerControl(collapsed=False).add_to(drawn)
    saved_page.open(save(drawn, tmp_path))
    told = saved_page.page.locator(".leaflet-control-layers label").all_text_contents()
    assert sum(text in name for name in told) == len(atlas.clusters)
    assert saved_page.is_quiet()


def test_a_half_character_does_not_spoil_the_page(atlas: Atlas, tmp_path: Path) -> None:
    saved = save(folium_map(atlas, RAIL, title="half \ud800"), tmp_path)
    assert "half ?" in saved.read_text("utf-8")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_an_inert_name_is_no_template_and_reads_the_same(text: str) -> None:
    assert Template(inert(text)).render() == inert(text)
    assert html.unescape(inert(text)) == text
    assert not set("<>{}%&\"'`\\$") & set(re.sub(r"&#\d+;", "", inert(text)))
