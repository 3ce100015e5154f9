"""One builder a tool: the same content as one HTML file, timed in a process of its own."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.content import POPUP, Content, read_content

# A builder imports its tool and gets its input ready; what it returns is timed: build and save.
Work = Callable[[Path], None]


def ours(_content: Content) -> Work:
    """Return the work of exporting everything from an open atlas."""
    from cluster_atlas.atlas.atlas import open_atlas
    from cluster_atlas.web.page import export_html

    atlas = open_atlas()
    return lambda path: _write(path, export_html(atlas))


def folium_page(content: Content) -> Work:
    """Return the work of folium: a GeoJson per layer, a FeatureGroup per cluster, ``.save``."""
    import folium

    from bench.folium_peer import base_map, cluster_groups

    def work(path: Path) -> None:
        drawn = base_map(content)
        for group in cluster_groups(content, ()):
            group.add_to(drawn)
        folium.LayerControl().add_to(drawn)
        drawn.save(str(path))

    return work


def explore(content: Content) -> Work:
    """Return the work of ``GeoDataFrame.explore``, one call per layer."""
    import folium
    import geopandas as gpd
    import mapclassify  # type: ignore[import-untyped]  # noqa: F401 - for explore, not timed

    def frame(features: dict[str, Any]) -> Any:  # noqa: ANN401 - a GeoDataFrame
        return gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")

    counties, cities = frame(content["counties"]), frame(content["cities"])
    clusters = [(cluster, frame(cluster["points"])) for cluster in content["clusters"]]
    thin = {"fillOpacity": 0.1, "weight": 0.6}

    def work(path: Path) -> None:
        drawn = counties.explore(tiles=None, name="区县", popup=True, style_kwds=thin)
        cities.explore(m=drawn, name="地级市", popup=True, style_kwds=thin)
        for cluster, points in clusters:
            points.explore(m=drawn, name=cluster["name"], color=cluster["colour"], popup=True)
        folium.LayerControl().add_to(drawn)
        drawn.save(str(path))

    return work


def plotly_page(content: Content) -> Work:
    """Return the work of plotly: choropleths and scattergeo with plotly.js in the page."""
    import plotly.graph_objects as go

    def outlines(key: str, colour: str) -> Any:  # noqa: ANN401 - a trace
        names = [feature["properties"]["name"] for feature in content[key]["features"]]
        return go.Choropleth(
            geojson=content[key],
            locations=[feature["id"] for feature in content[key]["features"]],
            z=[0] * len(names),
            text=names,
            showscale=False,
            colorscale=[[0, "rgba(255,255,255,0.1)"], [1, "rgba(255,255,255,0.1)"]],
            marker_line_color=colour,
        )

    def points(cluster: dict[str, Any]) -> Any:  # noqa: ANN401 - a trace
        features = cluster["points"]["features"]
        rows = [feature["properties"] for feature in features]
        return go.Scattergeo(
            lon=[feature["geometry"]["coordinates"][0] for feature in features],
            lat=[feature["geometry"]["coordinates"][1] for feature in features],
            text=["<br>".join(f"{name} {row[name]}" for name in POPUP) for row in rows],
            name=cluster["name"],
            marker_color=cluster["colour"],
        )

    def work(path: Path) -> None:
        figure = go.Figure([outlines("counties", "#c3cad0"), outlines("cities", "#5a6b7a")])
        figure.add_traces([points(cluster) for cluster in content["clusters"]])
        figure.update_geos(visible=False, fitbounds="locations")
        figure.write_html(path, include_plotlyjs=True)

    return work


def pydeck_page(content: Content) -> Work:
    """Return the work of pydeck: a GeoJsonLayer per layer, no base map, ``to_html``."""
    import pydeck

    def work(path: Path) -> None:
        outlines = [
            pydeck.Layer("GeoJsonLayer", content[key], stroked=True, filled=False, pickable=True)
            for key in ("counties", "cities")
        ]
        groups = [
            pydeck.Layer(
                "GeoJsonLayer",
                cluster["points"],
                id=cluster["id"],
                pickable=True,
                get_point_radius=3000,
                get_fill_color=_rgb(cluster["colour"]),
            )
            for cluster in content["clusters"]
        ]
        deck = pydeck.Deck(
            layers=[*outlines, *groups],
            initial_view_state=pydeck.ViewState(longitude=113.4, latitude=22.9, zoom=6.3),
            map_provider=None,
            tooltip={"html": "<br>".join(f"{name} {{{name}}}" for name in POPUP)},
        )
        deck.to_html(str(path), open_browser=False, notebook_display=False)

    return work


BUILDERS: dict[str, Callable[[Content], Work]] = {
    "ours": ours,
    "folium": folium_page,
    "explore": explore,
    "plotly": plotly_page,
    "pydeck": pydeck_page,
}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _rgb(colour: str) -> list[int]:
    return list(bytes.fromhex(colour.removeprefix("#")))


def main() -> None:
    """Build one file and print the seconds: ``python -m bench.builders TOOL CONTENT FILE``."""
    tool, content, path = sys.argv[1:]
    work = BUILDERS[tool](read_content(content))
    wall, cpu = time.perf_counter(), time.process_time()
    work(Path(path))
    taken = {"seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
