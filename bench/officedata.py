"""What an office brings, made up at any size: a ledger of firms and a shapefile of plots."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.boundaries import geometry
from cluster_atlas.own.cells.creditcodes import ALPHABET, WEIGHTS
from cluster_atlas.own.systems.conversion import from_wgs84
from cluster_atlas.own.systems.system import read_system

Numbers = npt.NDArray[np.float64]

LEDGER_COLUMNS = (
    "企业名称", "统一社会信用代码", "所属行业", "企业规模", "营业收入（万元）", "从业人数", "区县",
    "地址", "经度", "纬度", "成立日期", "备注", "联系人", "联系电话", "注册资本", "状态", "类别",
    "编号", "厂房面积", "入库批次",
)  # fmt: skip
_INDUSTRIES = ("轨道交通装备", "新型显示", "智能传感器", "燃料电池", "集成电路", "新能源汽车")
_SIZES = ("大型", "中型", "小型", "微型")
_FIRST_DAY = dt.datetime.fromisoformat("2000-01-01")
# Corners of a plot, and of how many plots one crosses itself.
_FEWEST, _MOST = 12, 60
_FAULTY = 50


def write_ledger(path: Path, atlas: Atlas, rows: int) -> None:
    """Write an XLSX of made-up firms of 20 columns, whose coordinates are GCJ-02."""
    import xlsxwriter

    chance = np.random.default_rng(5)
    lon, lat, counties = _scattered(atlas, rows, chance)
    x, y = (np.round(one, 6).tolist() for one in from_wgs84(atlas, read_system("gcj02"), lon, lat))
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("企业名录")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, LEDGER_COLUMNS)
    numbers = chance.uniform(10, 1e5, (rows, 4)).round(2).tolist()
    for row in range(rows):
        county = counties[row]
        income, staff, capital, area = numbers[row]
        values: list[Any] = [
            f"虚构企业{row:06d}有限公司", _credit_code(row), _INDUSTRIES[row % 6], _SIZES[row % 4],
            income, int(staff) // 20 + 1, county, f"{county}虚构路{row % 997 + 1}号",
            x[row], y[row], None, f"第 {row % 5000} 次走访",
            f"张{row % 100}", f"1380000{row % 10_000:04d}", capital,
            "存续" if row % 9 else "注销", "甲类" if row % 2 else "乙类", f"0{row:06d}", area,
            "2026年第一批",
        ]  # fmt: skip
        sheet.write_row(row + 1, 0, values)
        sheet.write_datetime(row + 1, 10, _FIRST_DAY + dt.timedelta(days=row % 9000), day)
    book.close()


def write_plots(path: Path, atlas: Atlas, count: int) -> None:
    """Write a shapefile of made-up plots: its table GBK without ``.cpg``, its system EPSG:4547.

    The outline of one in fifty crosses itself.
    """
    import geopandas as gpd

    chance = np.random.default_rng(7)
    lon, lat, counties = _scattered(atlas, count, chance)
    x, y = from_wgs84(atlas, read_system("EPSG:4547"), lon, lat)
    outlines = []
    for row in range(count):
        ring = _outline(x[row], y[row], chance)
        if row % _FAULTY == 1:
            ring[[1, 3]] = ring[[3, 1]]
        outlines.append(shapely.Polygon(ring))
    columns = {
        "地块名称": [f"虚构地块{row:05d}号" for row in range(count)],
        "区县": counties,
        "用途": "工业用地",
        "可用面积": chance.uniform(1000, 90_000, count).round(2),
        "备注": [f"第{row % 90}批" for row in range(count)],
    }
    frame = gpd.GeoDataFrame(columns, geometry=outlines, crs="EPSG:4547")
    frame.to_file(path, encoding="GBK")
    path.with_suffix(".cpg").unlink(missing_ok=True)


def _outline(x: float, y: float, chance: np.random.Generator) -> Numbers:
    """Return the corners of a plot about a point, clockwise and closed, in metres."""
    corners = int(chance.integers(_FEWEST, _MOST))
    turns = -np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = chance.uniform(40, 160) * chance.uniform(0.8, 1.2, corners)
    ring = np.column_stack([x + reach * np.cos(turns), y + reach * np.sin(turns)])
    return np.vstack([ring, ring[:1]])


def _scattered(
    atlas: Atlas, count: int, chance: np.random.Generator
) -> tuple[Numbers, Numbers, list[str]]:
    """Return points (WGS84) spread over the counties and the names of these."""
    shapes = [shape for shape in atlas.finer_shapes if shape.level == "county"]
    owners = np.arange(count) % len(shapes)
    lon, lat = np.empty(count), np.empty(count)
    for number, shape in enumerate(shapes):
        outline = geometry(shape)
        shapely.prepare(outline)
        west, south, east, north = outline.bounds
        wanted = np.flatnonzero(owners == number)
        while len(wanted):
            x = chance.uniform(west, east, len(wanted))
            y = chance.uniform(south, north, len(wanted))
            inside = shapely.contains_xy(outline, x, y)
            lon[wanted[inside]], lat[wanted[inside]] = x[inside], y[inside]
            wanted = wanted[~inside]
    mixed = chance.permutation(count)
    return lon[mixed], lat[mixed], [shapes[owner].name for owner in owners[mixed]]


def _credit_code(number: int) -> str:
    """Return a code whose check holds, another one for each number."""
    base = len(ALPHABET)
    tail = "".join(ALPHABET[number // base**place % base] for place in range(7))
    body = f"91440101MA{tail}"
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True))
    return body + ALPHABET[-total % base]
