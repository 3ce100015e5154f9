"""The peers of an import: python-calamine reading alone, and pandas with geopandas doing it all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

_CODE = r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}"
# Passes after which the way back from GCJ-02 is exact to a millimetre.
_PASSES = 4


def calamine(source: Path, _counties: Path, _out: Path) -> None:
    """Read a workbook and do nothing with it."""
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(str(source)).get_sheet_by_index(0).to_python()


def ledger(source: Path, counties: Path, out: Path) -> None:
    """Read a ledger with openpyxl, check it, place it, join it to its county and store it."""
    import geopandas as gpd
    import pandas as pd

    frame = pd.read_excel(source, dtype={"编号": str, "联系电话": str}, engine="openpyxl")
    frame["is_code"] = frame["统一社会信用代码"].str.fullmatch(_CODE)
    frame["成立日期"] = pd.to_datetime(frame["成立日期"], errors="coerce")
    for column in ("经度", "纬度", "营业收入（万元）", "从业人数", "注册资本", "厂房面积"):
        frame[column] = pd.to_numeric(frame[column], errors="coerce")
    lon, lat = _without_offset(frame["经度"].to_numpy(), frame["纬度"].to_numpy())
    points = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    joined = gpd.sjoin(points, gpd.read_file(counties), how="left", predicate="within")
    joined["agrees"] = joined["区县"] == joined["county_name"]
    joined.to_file(out, driver="GPKG")


def plots(source: Path, counties: Path, out: Path) -> None:
    """Read a shapefile, repair its shapes, measure them, join them to counties and store them."""
    import geopandas as gpd
    from pyproj import Geod

    frame = gpd.read_file(source, encoding="gbk")
    frame["geometry"] = frame.make_valid()
    frame = frame.to_crs("EPSG:4326")
    geod = Geod(ellps="WGS84")
    frame["area_m2"] = [abs(geod.geometry_area_perimeter(one)[0]) for one in frame.geometry]
    inner = frame.set_geometry(frame.representative_point())
    joined = gpd.sjoin(inner, gpd.read_file(counties), how="left", predicate="within")
    frame["county"] = joined["county_name"]
    frame.to_file(out, driver="GPKG")


def _without_offset(x: Any, y: Any) -> tuple[Any, Any]:  # noqa: ANN401 - arrays
    """Return WGS84 of GCJ-02 positions by the usual formula, iterated."""
    lon, lat = x, y
    for _ in range(_PASSES):
        east, north = _offset(lon, lat)
        lon, lat = x - east, y - north
    return lon, lat


def _offset(lon: Any, lat: Any) -> tuple[Any, Any]:  # noqa: ANN401 - arrays
    x, y = lon - 105, lat - 35
    both = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(abs(x)) + both
    north += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(abs(x)) + both
    east += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    axis, squared = 6378245.0, 0.00669342162296594323
    rest = 1 - squared * np.sin(np.radians(lat)) ** 2
    north = np.degrees(north * rest**1.5 / (axis * (1 - squared)))
    east = np.degrees(east * np.sqrt(rest) / (axis * np.cos(np.radians(lat))))
    return east, north


PEERS: dict[str, Callable[[Path, Path, Path], None]] = {
    "calamine": calamine,
    "ledger": ledger,
    "plots": plots,
}


def main() -> None:
    """Do the work of one peer: ``python -m bench.import_peers PEER SOURCE COUNTIES OUT``."""
    peer, *paths = sys.argv[1:]
    source, counties, out = map(Path, paths)
    PEERS[peer](source, counties, out)


if __name__ == "__main__":
    main()
