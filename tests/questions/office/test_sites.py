"""Free sites of a made-up office: where the plans want it first, then what fits."""

from __future__ import annotations

import datetime as dt

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.find import find
from cluster_atlas.questions.office.sites import Need, find_sites, read_need
from cluster_atlas.questions.office.sitetables import site_rows
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.owndata import OwnRow
from cluster_atlas.wording.wording import Wording

BOGIES = "转向架"


def hall(number: int, city: str, area: float | None = None, **more: object) -> OwnRow:
    """Return a made-up hall on offer."""
    industries = more.pop("industries", ())
    values = {"area": area} if area else {}
    return OwnRow(
        f"1-{number}",
        "premises",
        f"虚构厂房 {number}",
        city=f"city:{city}",
        industries=industries,  # type: ignore[arg-type]
        values=values | more,
    )


def names(atlas: Atlas, rows: list[OwnRow], need: Need | None = None) -> list[tuple[str, str]]:
    answer = find(atlas, BOGIES, atlas.facts)
    found = find_sites(atlas, answer, rows, need or Need())
    return [(site.row.id, site.standing) for site in found.found]


def test_a_site_where_the_plans_want_it_stands_before_a_larger_one(atlas: Atlas) -> None:
    # Jiangmen is named for rail equipment, Yunfu (445300) is not; a large hall there comes last.
    rows = [hall(1, "445300", 90_000.0), hall(2, "440700", 5_000.0)]
    found = names(atlas, rows)
    assert found[0] == ("1-2", "named")
    assert found[1][0] == "1-1"
    assert found[1][1] != "named"


def test_the_smallest_that_is_enough_comes_first_and_the_largest_where_none_is_asked(
    atlas: Atlas,
) -> None:
    rows = [hall(n, "440700", area) for n, area in enumerate((3_000.0, 9_000.0, 5_000.0), 1)]
    assert [row for row, _ in names(atlas, rows)] == ["1-2", "1-3", "1-1"]
    assert [row for row, _ in names(atlas, rows, Need(area=4_000))] == ["1-3", "1-2"]


def test_what_is_told_to_miss_a_need_is_counted_and_what_is_untold_is_said(atlas: Atlas) -> None:
    rows = [
        hall(1, "440700", 5_000.0, power=500_000.0, price=30.0, free_from="2026-03-01"),
        hall(2, "440700", 5_000.0),
        hall(3, "440700", 5_000.0, power=100_000.0),
        hall(4, "440700", 5_000.0, price=99.0),
        hall(5, "440700", 5_000.0, free_from="2027-01-01"),
        hall(6, "440700", 100.0),
    ]
    need = Need(area=1_000, power=400_000, price=40, by=dt.date(2026, 6, 30))
    found = find_sites(atlas, find(atlas, BOGIES, atlas.facts), rows, need)
    assert [(site.row.id, site.untold) for site in found.found] == [
        ("1-1", ()),
        ("1-2", ("power", "price", "by")),
    ]
    assert found.short == 4


def test_the_wanted_industry_counts(atlas: Atlas) -> None:
    rows = [
        hall(1, "440700", 5_000.0, industries=("uhd-terminals",)),
        hall(2, "440700", 5_000.0),
        hall(3, "440700", 5_000.0, industries=("rail-equipment",)),
        hall(4, "440700", 5_000.0, industries=("cluster:equipment",)),
    ]
    found = find_sites(atlas, find(atlas, BOGIES, atlas.facts), rows, Need())
    assert [(site.row.id, site.wanted) for site in found.found] == [
        ("1-3", "fits"),
        ("1-4", "fits"),
        ("1-2", "open"),
        ("1-1", "other"),
    ]


def test_an_industry_that_the_atlas_lacks_by_now_is_another(atlas: Atlas) -> None:
    rows = [hall(1, "440700", 5_000.0, industries=("gone-since", "cluster:gone-too"))]
    found = find_sites(atlas, find(atlas, BOGIES, atlas.facts), rows, Need())
    assert [site.wanted for site in found.found] == ["other"]


def test_a_park_counts_with_its_free_land_only(atlas: Atlas) -> None:
    park = OwnRow("2-1", "parks", "虚构园", city="city:440700", area_m2=9e6)
    free = OwnRow("2-2", "parks", "虚构园", city="city:440700", values={"free_area": 2e5})
    other = OwnRow("3-1", "projects", "虚构项目", city="city:440700")
    assert [row for row, _ in names(atlas, [park, free, other])] == ["2-2"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_say_place_standing_and_clause(atlas: Atlas, language: str) -> None:
    found = find_sites(
        atlas,
        find(atlas, BOGIES, atlas.facts),
        [hall(1, "440700", 5_000.0, power=630_000.0)],
        Need(price=10),
    )
    (row,) = site_rows(Wording(atlas, language, atlas.today), found, 10)
    told = list(row.values())
    assert 5_000.0 in told
    assert 630.0 in told
    assert {"江门市" if language == "zh" else "Jiangmen"} & set(map(str, told))
    assert any("价格" in str(value) or "price" in str(value) for value in told)


@pytest.mark.parametrize(
    ("key", "text"),
    [("area", "-1"), ("area", "many"), ("price", "nan"), ("power", "inf"), ("by", "30.6.2026")],
)
def test_a_need_that_is_none_is_refused(key: str, text: str) -> None:
    with pytest.raises(AtlasError) as refused:
        read_need({key: text}, where="sites")
    (issue,) = refused.value.issues
    assert issue.field == key
    assert text in issue.value


def test_needs_are_read() -> None:
    told = {"area": "5000", "by": "2026-06-30"}
    assert read_need(told, where="sites") == Need(area=5000, by=dt.date(2026, 6, 30))
