"""The peer of a printed city map: geopandas and matplotlib, counties and parks to a PDF."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
from matplotlib import pyplot as plt
from shapely.geometry import Point

from cluster_atlas.atlas.atlas import open_atlas
from cluster_atlas.atlas.selection import select


def main(city: str, out: Path) -> None:
    """Draw the counties of a city and its named parks and sites with their names."""
    mpl.use("pdf")
    mpl.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "Noto Sans CJK JP"]
    mpl.rcParams["pdf.fonttype"] = 42
    atlas = open_atlas()
    place = next(place for place in atlas.places.values() if place.label == city)
    counties = [p.id for p in atlas.places.values() if p.city == place.id and p.level == "county"]
    named = {key for fact in select(atlas).facts for key in fact.places}
    spots = [
        p for p in map(atlas.places.get, named) if p and p.city == place.id and p.lon is not None
    ]
    frame = atlas.boundaries
    axes = frame[frame["id"].isin(counties)].plot(
        figsize=(8.27, 11.69), facecolor="#ffffff", edgecolor="#5a6b7a", linewidth=0.6
    )
    points = gpd.GeoDataFrame(
        {"name": [p.label for p in spots]},
        geometry=[Point(p.lon or 0.0, p.lat or 0.0) for p in spots],
        crs="EPSG:4326",
    )
    points.plot(ax=axes, color="#12395b", markersize=12)
    for row in points.itertuples():
        axes.annotate(row.name, (row.geometry.x, row.geometry.y), fontsize=6)
    axes.set_axis_off()
    axes.set_title(city)
    plt.savefig(out)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
