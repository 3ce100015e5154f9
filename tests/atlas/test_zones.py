"""The economic function zones: each once, in its city and county, one with the park it is."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cluster_atlas.atlas.atlas import Atlas, check_folder
from cluster_atlas.atlas.gazetteer import short_forms
from cluster_atlas.atlas.selection import index_of
from cluster_atlas.cli.main import cli
from cluster_atlas.values.model import Place
from cluster_atlas.wording.wording import Wording
from tests.conftest import ROOT

ZONES = 138
SEVERAL_CITIES = {"44107002", "44110001"}
# Names that bear another county than the one they lie in, by chance.
CHANCE = {"44299030": "南海"}


@pytest.fixture(scope="module")
def zones(atlas: Atlas) -> list[Place]:
    return [place for place in atlas.places.values() if place.zone]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (ROOT / "geodata" / "zones.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_zone_is_there_once(zones: list[Place], rows: list[dict[str, str]]) -> None:
    assert len(rows) == len(zones) == ZONES
    assert Counter(row["code"] for row in rows) == Counter(zone.zone for zone in zones)
    assert len({zone.zone for zone in zones}) == ZONES
    assert len({row["name"] for row in rows}) == ZONES


def test_codes_are_of_the_province_and_of_a_known_kind(atlas: Atlas, zones: list[Place]) -> None:
    for zone in zones:
        assert re.fullmatch(r"44\d{6}", zone.zone), zone.id
        assert zone.zone[2:5] in atlas.codes["zone-kind"], zone.id
    kinds = {zone.zone[2:5] for zone in zones}
    assert kinds == set(atlas.codes["zone-kind"])


def test_numbers_of_a_kind_run_through(zones: list[Place]) -> None:
    numbers = defaultdict(list)
    for zone in zones:
        numbers[zone.zone[2:5]].append(int(zone.zone[5:]))
    for kind, found in numbers.items():
        assert sorted(found) == list(range(1, len(found) + 1)), kind


def test_each_lies_in_a_county_or_city(atlas: Atlas, zones: list[Place]) -> None:
    for zone in zones:
        assert zone.all_cities, zone.id
        assert bool(zone.cities) == (zone.zone in SEVERAL_CITIES), zone.id
        if zone.county:
            assert zone.county.split(":")[1][:4] == zone.city.split(":")[1][:4], zone.id
            assert atlas.places[zone.county].city == zone.city
        if zone.id.startswith("zone:"):
            assert zone.precision == ("county" if zone.county else "city-only"), zone.id
            assert (zone.lon, zone.lat, zone.radius_km) == (None, None, None), zone.id
            assert zone.source, zone.id


def test_a_city_or_county_in_a_name_is_the_one_it_lies_in(
    atlas: Atlas, rows: list[dict[str, str]]
) -> None:
    units = [place for place in atlas.places.values() if place.level in {"city", "county"}]
    for row in rows:
        if row["code"] in SEVERAL_CITIES:
            continue
        named = [unit for unit in units if unit.short in row["name"]]
        named = [unit for unit in named if unit.short != CHANCE.get(row["code"])]
        cities = {unit.id for unit in named if unit.level == "city"}
        counties = {unit.id for unit in named if unit.level == "county"}
        assert not cities or row["city"] in cities, row
        # 白云机场 lies in two districts; 顺德 helps 英德.
        assert not counties or row["county"] in counties or row["code"] == "44104011", row
        if not counties and row["county"]:
            assert row["inferred"] or row["place"], row


def test_a_zone_and_the_park_of_its_name_are_one_place(
    atlas: Atlas, rows: list[dict[str, str]]
) -> None:
    joined = {row["place"]: row for row in rows if row["place"]}
    assert len(joined) == 9
    for park, row in joined.items():
        place = atlas.places[park]
        assert place.zone == row["code"]
        assert row["name"] in {place.name, *place.aliases}
        assert f"zone:{row['code']}" not in atlas.places
        assert row["city"] == place.city, park
        assert row["county"] in {"", place.county}, park
    names: defaultdict[str, set[str]] = defaultdict(set)
    for place in atlas.places.values():
        for name in (place.name, *place.aliases):
            names[name].add(place.id)
    assert {name: ids for name, ids in names.items() if len(ids) > 1} == {}


def test_every_join_is_listed_in_the_docs(rows: list[dict[str, str]]) -> None:
    text = (ROOT / "docs" / "zones.md").read_text(encoding="utf-8")
    for row in rows:
        assert (row["code"] in text) >= bool(row["place"]), row["code"]
        assert (row["place"] in text) >= bool(row["place"]), row["code"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("佛山高新技术产业开发区", ["佛山高新区"]),
        ("深圳市高新技术产业园区", ["深圳高新技术产业园区", "深圳高新区"]),
        ("中山火炬高技术产业开发区", ["中山火炬高新区"]),
        ("增城经济技术开发区", ["增城经开区", "增城开发区"]),
        ("广东廉江经济开发区", ["廉江经济开发区", "廉江经开区", "廉江开发区"]),
        ("中国（广东）自由贸易试验区", ["自由贸易试验区", "自贸区", "自贸试验区"]),
        ("东莞生态产业园", []),
    ],
)
def test_short_forms(name: str, short: list[str]) -> None:
    assert list(short_forms(name)) == short


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("佛山高新区", "44103005"),
        ("松山湖高新区", "44103008"),
        ("增城经开区", "44101005"),
        ("湛江开发区", "44101001"),
        ("廉江经开区", "44201020"),
        ("Foshan Hi-tech Industrial Development Zone", "44103005"),
    ],
)
def test_a_zone_is_found_by_name_and_short_form(atlas: Atlas, typed: str, code: str) -> None:
    found = index_of(atlas).resolve("place", typed)
    assert atlas.places[found].zone == code


def test_what_is_said_of_a_zone(atlas: Atlas) -> None:
    said = dict(Wording(atlas, "zh", atlas.today).place_rows(atlas.places["zone:44110001"]))
    assert said["开发区"] == "自由贸易试验区 · GB/T 37028 44110001"
    assert said["所在市"] == "广州市、深圳市、珠海市"
    assert said["精度"] == "仅知所在市"


def test_places_without_a_city_are_called_unknown(atlas: Atlas) -> None:
    unknown = [place for place in atlas.places.values() if place.precision == "unknown"]
    assert len(unknown) == 16
    wording = Wording(atlas, "zh", atlas.today)
    for place in atlas.places.values():
        if place.level in {"park", "site"}:
            assert (place.precision == "unknown") == (not place.all_cities), place.id
            assert (wording.located(place) == "所在地未明") == (not place.all_cities), place.id


def test_the_command_lists_zones() -> None:
    answer = CliRunner().invoke(cli, ["places", "--level", "park", "--format", "json"])
    assert answer.exit_code == 0, answer.output
    assert answer.output.count('"zone": "44') == ZONES


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("44101001,", "4410100,", "代码"),
        ("44101001,", "44909001,", "类别"),
        ("city:440100,county:440118", "city:440300,county:440118", "不属于"),
        ("park:zhuhai-hi-tech-zone", "park:zhuhai", "没有此园区"),
        ("park:zhuhai-hi-tech-zone", "park:nansha-economic-zone", "没有此园区"),
        ("city:440800,,,", "city:449900,,,", "未知的地点"),
    ],
)
def test_a_fault_of_the_file_is_told(
    spoil: Callable[..., Path], old: str, new: str, word: str
) -> None:
    folder = spoil("geodata/zones.csv", old, new)
    assert any(word in issue.sentence("zh") for issue in check_folder(folder))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",,,unknown,", ",,,city-only,"),
        (",,,county,", ",,,city-only,"),
        (",town,7,", ",unknown,7,"),
    ],
)
def test_a_precision_that_does_not_fit_is_told(
    spoil: Callable[..., Path], old: str, new: str
) -> None:
    folder = spoil("geodata/places.csv", old, new)
    assert any("精度" in issue.sentence("zh") for issue in check_folder(folder))
