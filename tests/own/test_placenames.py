"""Names and addresses of Guangdong, those that the usual packages send elsewhere first of all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.placenames import NOTHING, PlaceNames, place_names


@pytest.fixture(scope="module")
def names(atlas: Atlas) -> PlaceNames:
    return place_names(atlas)


UNITS = {
    # Names that stand in other provinces too.
    "龙华区": ("440300", "440309"),
    "白云区": ("440100", "440111"),
    "清新县": ("441800", "441803"),
    "潮安县": ("445100", "445103"),
    "揭东县": ("445200", "445203"),
    "梅县": ("441400", "441403"),
    "从化市": ("440100", "440117"),
    "增城市": ("440100", "440118"),
    "萝岗区": ("440100", "440112"),
    "南沙": ("440100", "440115"),
    "南海": ("440600", "440605"),
    "横琴粤澳深度合作区": ("440400", "440402"),
    "深汕特别合作区": ("440300", "441521"),
    "前海深港现代服务业合作区": ("440300", ""),
    "广东省 佛山市 · 南海区": ("440600", "440605"),
    "佛山南海": ("440600", "440605"),
    "佛山市顺德": ("440600", "440606"),
    "東莞": None,
    "东莞市": ("441900", ""),
    "440111": ("440100", "440111"),
    "440111001002": ("440100", "440111"),
    "Ｇ": None,
    "朝阳区": None,
    "湖南省长沙市": None,
    "三沙市南沙区": None,
    "白云山": None,
    "": None,
}


@pytest.mark.parametrize("text", UNITS, ids=lambda text: text or "empty")
def test_a_unit_is_told_by_its_name(names: PlaceNames, text: str) -> None:
    found = names.unit(text)
    expected = UNITS[text]
    if expected is None:
        assert not found.is_found
    else:
        city, county = expected
        assert (found.city, found.county) == (f"city:{city}", f"county:{county}" if county else "")


def test_a_former_name_says_its_year(names: PlaceNames) -> None:
    assert "2014" in names.unit("萝岗区").note.zh
    assert "2014" in names.unit("萝岗区").note.en


def test_what_sounds_alike_is_proposed(names: PlaceNames) -> None:
    assert names.similar("朝阳区") == "潮阳区"


ADDRESSES = {
    "广东省东莞市长安镇振安东路1号": ("441900", "", "长安镇"),
    "东莞长安振安东路": ("441900", "", "长安镇"),
    "中山市小榄镇工业大道": ("442000", "", "小榄镇"),
    "中山市西区富华道": ("442000", "", "西区街道"),
    "佛山市顺德区北滘镇美的大道": ("440600", "440606", "北滘镇"),
    "顺德区北滘镇美的大道": ("440600", "440606", "北滘镇"),
    "广州市增城市新塘镇": ("440100", "440118", "新塘镇"),
    "深圳市龙华区观澜街道": ("440300", "440309", ""),
    "广州市黄埔区科学大道": ("440100", "440112", ""),
    "东莞市松山湖园区学府路": ("441900", "", ""),
    "惠州市大亚湾西区": ("441300", "441303", ""),
    "珠海横琴新区环岛东路": ("440400", "440402", ""),
}


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_taken_down_to_its_town(names: PlaceNames, text: str) -> None:
    city, county, town = ADDRESSES[text]
    found = names.address(text)
    assert (found.city, found.county) == (f"city:{city}", f"county:{county}" if county else "")
    if town:
        assert found.town == town


@pytest.mark.parametrize(
    "text",
    [
        "中山大道西89号",
        "新兴大道",
        "南山路",
        "高明路口",
        "湖南省长沙市",
        "上海市浦东新区张江镇",
        "",
    ],
)
def test_a_street_is_no_city(names: PlaceNames, text: str) -> None:
    assert not names.address(text).is_found


def test_a_town_of_many_counties_is_asked(names: PlaceNames) -> None:
    assert names.address("龙潭镇").choices
    assert names.address("龙潭镇", within="county:441323").choices == ()


def test_a_town_alone_in_a_column_of_units_names_its_candidates(names: PlaceNames) -> None:
    for text in ("西区", "南区", "东区街道"):
        found = names.unit(text)
        assert (found.is_found, found.choices) == (False, ("city:442000",))
        assert names.unit(text, within="city:440100") == NOTHING
    assert len(names.unit("龙潭镇").choices) > 1
    assert set(names.unit("长安镇").choices) >= {"city:441900"}
    # What is a county as well stays one.
    assert names.unit("龙华区").county == "county:440309"


def test_a_town_has_its_point_and_radius(names: PlaceNames) -> None:
    found = names.address("顺德区北滘镇")
    assert found.precision == "town"
    assert found.lon == pytest.approx(113.2, abs=0.1)
    assert found.radius_km == 7


def test_a_zone_in_an_address(names: PlaceNames) -> None:
    found = names.address("惠州市仲恺高新区陈江街道")
    assert found.city == "city:441300"
    assert found.county == "county:441302"


def test_every_unit_is_found_by_its_own_names(atlas: Atlas, names: PlaceNames) -> None:
    for place in atlas.places.values():
        if place.level in {"city", "county"}:
            city = place.city if place.level == "county" else place.id
            for name in (place.name, place.id.partition(":")[2]):
                found = names.unit(name, within=city)
                assert found.city == city, name
                assert found.county == (place.id if place.level == "county" else ""), name


@given(st.text(max_size=30))
def test_any_text_has_an_answer(text: str) -> None:
    atlas_names = PlaceNames()
    assert not atlas_names.unit(text).is_found
    assert not atlas_names.address(text).is_found
