"""A selection composed into a map: what is drawn, how, and what is only said."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection, select
from cluster_atlas.mapping.compose import OVERVIEW, Theme, base_map, compose, theme_of
from cluster_atlas.values.colours import FALLBACK, ramp, safe_colour
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.mapspec import Feature, LegendEntry, MapSpec
from cluster_atlas.values.model import Designation, Relation

RAIL = Selection(industries=["rail-equipment"])
HAN = re.compile(r"[\u4e00-\u9fff]")
LEGEND_OF_KIND = {"hatch": "hatch", "line": "line", "circle": "circle", "symbol": "point"}


def features(spec: MapSpec, kind: str) -> list[Feature]:
    return [f for layer in spec.layers if layer.kind == kind for f in layer.features]


def feature(spec: MapSpec, kind: str, place: str) -> Feature:
    return next(f for f in features(spec, kind) if f.id == place)


def legend(spec: MapSpec, kind: str) -> list[LegendEntry]:
    return [entry for entry in spec.legend if entry.kind == kind]


def with_facts(atlas: Atlas, *facts: Designation) -> Atlas:
    """Return the atlas with other designations, all of one cluster."""
    cluster = next(c for c in atlas.clusters if c.id == facts[0].cluster)
    changed = dataclasses.replace(cluster, designations=facts)
    return dataclasses.replace(atlas, clusters=(changed,), facts=facts)


def rail_fact(atlas: Atlas, **changes: object) -> Designation:
    fact = next(fact for fact in atlas.facts if fact.id == "equipment-rail-base")
    return dataclasses.replace(fact, **changes)  # type: ignore[arg-type]


def test_jiangmen_is_filled_by_its_strongest_role(atlas: Atlas) -> None:
    spec = compose(atlas, RAIL, shade="role")
    jiangmen = feature(spec, "fill", "city:440700")
    assert jiangmen.style.fill == ramp(atlas.cluster_by_id["equipment"].colour).shades[0]
    assert jiangmen.title == "江门市"
    assert ("最强角色", "产业基地") in jiangmen.rows


def test_a_city_tells_its_designations_with_clause_state_and_precision(atlas: Atlas) -> None:
    record = feature(compose(atlas, RAIL), "fill", "city:440700").records[0]
    rows = dict(record.rows)
    assert record.title == "全省轨道交通产业基地"
    assert rows["依据"] == "粤工信装备〔2023〕13号 四（五）"
    assert rows["角色"] == "产业基地"
    assert rows["状态"] == "重点发展·打造"
    assert rows["效力"] == "规划期满 2025"
    assert rows["地点"] == "江门（行政区界）"


def test_the_legal_state_is_that_of_the_year_asked_for(atlas: Atlas) -> None:
    spec = compose(atlas, dataclasses.replace(RAIL, as_of=2024))
    rows = dict(feature(spec, "fill", "city:440700").records[0].rows)
    assert rows["效力"] == "有效至 2025"
    assert "截至 2024 年" in spec.subtitle
    assert "2024-12-31" in spec.credits[-1]


def test_circles_have_the_radius_of_the_gazetteer(atlas: Atlas) -> None:
    circles = features(compose(atlas), "circle")
    assert circles
    for circle in circles:
        place = atlas.places[circle.id]
        assert circle.style.radius_m == 1000 * (place.radius_km or 0) > 0
        assert circle.geometry.coordinates == (place.lon, place.lat)


def test_places_without_location_are_told_and_never_drawn(atlas: Atlas) -> None:
    spec = compose(atlas)
    named = {place for fact in select(atlas).facts for place in fact.places}
    lost = {p for p in named if p.startswith(("park:", "site:")) and atlas.places[p].lon is None}
    drawn = {f.id for kind in ("point", "circle", "fill") for f in features(spec, kind)}
    assert lost
    assert not lost & drawn
    (note,) = [note for note in spec.notes if note.startswith("仅知所在市县或所在地未明")]
    assert f"{len(lost)} 处" in note
    assert all(atlas.places[place].label in note for place in lost)
    located = {p for p in named if p.startswith(("park:", "site:"))} - lost
    assert located <= {f.id for f in features(spec, "point")}


def test_a_place_known_by_its_city_only_is_not_drawn_even_with_a_point(atlas: Atlas) -> None:
    park = dataclasses.replace(atlas.places["park:guangdong-rail-park"], precision="city-only")
    places = atlas.places | {park.id: park}
    spec = compose(dataclasses.replace(atlas, places=places), RAIL)
    assert park.id not in {f.id for f in features(spec, "point")}
    assert any(park.name in note for note in spec.notes)


def test_the_legend_has_what_is_present_and_nothing_else(atlas: Atlas) -> None:
    for industry in [None, *atlas.industries]:
        spec = compose(atlas, Selection(industries=[industry] if industry else ()))
        for kind, drawn in LEGEND_OF_KIND.items():
            groups = {layer.group for layer in spec.layers if layer.kind == drawn}
            assert {entry.group for entry in legend(spec, kind)} == groups, (industry, kind)
        for group in {layer.group for layer in spec.layers if layer.role == "city-tiers"}:
            filled = [layer for layer in spec.layers if layer.group == group]
            shades = {
                feature.style.fill
                for layer in filled
                if layer.kind == "fill"
                for feature in layer.features
                if feature.style.fill_opacity
            }
            entries = [e for e in legend(spec, "area") if e.group == group]
            keys = {e.style.fill for e in entries} - {"", "#ffffff"}
            assert keys == shades, industry
        assert {entry.group for entry in spec.legend} <= {group.id for group in spec.groups}


def test_one_cluster_is_shown_several_are_compared(atlas: Atlas) -> None:
    one, all_ = compose(atlas, RAIL), compose(atlas)
    assert [g.id for g in one.groups] == ["base", "equipment", "names"]
    assert all(group.shown for group in one.groups)
    assert not features(one, "cells")
    assert [g.id for g in all_.groups if not g.shown] == [c.id for c in atlas.clusters]
    assert all_.groups[1].id == OVERVIEW
    cells = features(all_, "cells")
    assert len(cells) == 21
    assert all(len(city.cells) == len(atlas.clusters) for city in cells)


def test_the_theme_is_the_cluster_that_is_chosen(atlas: Atlas) -> None:
    owner, rail = atlas.cluster_of_industry, "rail-equipment"
    oled = next(key for key in atlas.industries if owner[key] == "uhd")
    two = [key for key in atlas.industries if owner[key] == "equipment"][:2]
    for selection, theme in (
        (Selection(), None),
        (Selection(clusters=["equipment"]), Theme("equipment")),
        (Selection(clusters=["equipment", "uhd"]), None),
        (Selection(industries=[rail]), Theme("equipment", rail)),
        (Selection(industries=two), Theme("equipment")),
        (Selection(industries=[rail, oled]), None),
        (Selection(clusters=["uhd"], industries=[rail]), None),
        (Selection(clusters=["uhd", "equipment"], industries=[rail]), Theme("equipment", rail)),
        (Selection(clusters=["equipment"], industries=[rail, oled]), Theme("equipment", rail)),
        (Selection(places=["city:440700"], text="轨道"), None),
    ):
        assert theme_of(atlas, selection) == theme, selection


def test_what_is_left_of_the_facts_does_not_change_the_kind_of_map(atlas: Atlas) -> None:
    only = Selection(text="轨道交通产业基地")
    assert {fact.cluster for fact in select(atlas, only).facts} == {"equipment"}
    assert OVERVIEW in {group.id for group in compose(atlas, only).groups}
    none = compose(atlas, Selection(clusters=["equipment"], text="没有这个词"))
    assert [group.id for group in none.groups] == ["base", "equipment", "names"]
    labels = [entry.label for entry in none.legend]
    assert labels == ["高端装备制造 · 点名条数", "文件未提及"]


def test_an_atlas_of_one_cluster_is_about_it(atlas: Atlas) -> None:
    spec = compose(with_facts(atlas, rail_fact(atlas)))
    assert [group.id for group in spec.groups] == ["base", "equipment", "names"]


def test_a_cluster_that_is_not_chosen_keeps_its_place_in_the_grid(atlas: Atlas) -> None:
    chosen = {"equipment", "uhd"}
    spec = compose(atlas, Selection(clusters=sorted(chosen)))
    order = [cluster.id for cluster in atlas.clusters]
    for city in features(spec, "cells"):
        assert [cell.group for cell in city.cells] == order
        assert {cell.group for cell in city.cells if cell.state != "off"} == chosen
    names = [entry.label for entry in legend(spec, "cell")][: len(chosen)]
    assert names == [cluster.name for cluster in atlas.clusters if cluster.id in chosen]
    assert [group.id for group in spec.groups if not group.shown] == [
        key for key in order if key in chosen
    ]


def test_a_base_map_is_land_borders_and_names(atlas: Atlas) -> None:
    for language in ("zh", "en"):
        spec = base_map(atlas, language, "题")
        full = compose(atlas, language=language)
        assert [group.id for group in spec.groups] == ["base", "names"]
        assert spec.layers == full.layers[: len(spec.layers)]
        assert (spec.bounds, spec.background, spec.insets) == (
            full.bounds,
            full.background,
            full.insets,
        )
        assert (spec.title, spec.legend, spec.notes) == ("题", (), ())
        assert spec.credits[0] == atlas.credit.in_language(language)


def test_squares_tell_named_from_reached_through_a_region(atlas: Atlas) -> None:
    spec = compose(atlas)
    for city in features(spec, "cells"):
        for cell in city.cells:
            facts = [fact for fact in atlas.facts if fact.cluster == cell.group]
            named = any(city.id in atlas.named_cities(fact) for fact in facts)
            covered = any(city.id in atlas.covered_cities(fact) for fact in facts)
            assert cell.state == ("full" if named else "part" if covered else "none")


def test_a_citys_count_tells_what_names_it_from_what_comes_by_its_region(atlas: Atlas) -> None:
    """江门 and 汕尾: the one is named by a part of its statements, the other by none."""
    spec = compose(atlas)
    facts = select(atlas).facts
    for city in ("city:440700", "city:441500"):
        named = sum(city in atlas.named_cities(fact) for fact in facts)
        regional = sum(city in atlas.covered_cities(fact) for fact in facts) - named
        found = feature(spec, "cells", city)
        assert found.label == f"{found.short_label} {named}+{regional}"
        assert found.rows == (("定位条数", f"点名 {named} · 随区域 {regional}"),)
        assert [city in atlas.named_cities(atlas.fact_by_id[r.id]) for r in found.records] == [
            *[True] * named,
            *[False] * regional,
        ]


def test_regions_are_hatched_where_no_city_is_named(atlas: Atlas) -> None:
    fact = rail_fact(atlas, places=("region:guang-fo", "city:440100"))
    spec = compose(with_facts(atlas, fact))
    (region,) = features(spec, "hatch")
    foshan = next(shape for shape in atlas.shapes if shape.id == "city:440600")
    assert region.geometry.coordinates == foshan.polygons
    assert region.style.hatch
    covered = feature(spec, "fill", "city:440600")
    assert covered.style.fill_opacity == 0
    assert covered.rows == (("随所在区域", "1 条"),)


def test_a_county_that_is_named_is_drawn_with_the_borders_of_its_neighbours(atlas: Atlas) -> None:
    county = next(p for p in atlas.places.values() if p.level == "county")
    spec = compose(with_facts(atlas, rail_fact(atlas, places=(county.id,))))
    drawn = next(layer for layer in spec.layers if layer.id == "equipment-counties")
    assert [f.id for f in drawn.features] == [county.id]
    borders = next(layer for layer in spec.layers if layer.id == "county-borders")
    assert {atlas.places[f.id].city for f in borders.features} == {county.city}
    assert "点名的县（市、区）" in [entry.label for entry in spec.legend]
    assert "county-borders" not in {layer.id for layer in compose(atlas, RAIL).layers}


def test_relations_are_thin_lines_between_their_places(atlas: Atlas) -> None:
    spec = compose(atlas)
    lines = features(spec, "line")
    related = {(r.type, r.from_, r.to) for fact in atlas.facts for r in fact.relations}
    assert {tuple(f.id.split(" ")) for f in lines} <= related
    assert all(f.geometry.type == "LineString" and f.style.arrow for f in lines)
    assert all(f.style.stroke_width < 1.5 for f in lines)


def test_a_relation_with_the_whole_province_is_told_and_not_drawn(atlas: Atlas) -> None:
    relation = Relation("supports", "city:440100", "province:440000")
    spec = compose(with_facts(atlas, rail_fact(atlas, relations=(relation,))))
    assert not features(spec, "line")
    rows = dict(feature(spec, "fill", "city:440700").records[0].rows)
    assert rows["关系"] == "广州 → 广东 配套"


def test_symbols_on_one_point_are_moved_apart(atlas: Atlas) -> None:
    for layer in compose(atlas).layers:
        if layer.kind == "point":
            spots = [(f.geometry.coordinates, f.offset) for f in layer.features]
            assert len(set(spots)) == len(spots)


def test_land_borders_and_names_are_on_every_map(atlas: Atlas) -> None:
    spec = compose(atlas, Selection(text="没有这个词"))
    land = {f.id for f in features(spec, "land")}
    assert {"province:440000", "sar:810000", "sar:820000", "context:430000"} <= land
    borders = {f.id for f in features(spec, "border")}
    assert {p.id for p in atlas.places.values() if p.level == "city"} <= borders
    names = {f.label for f in features(spec, "label")}
    assert {"江门", "香港", "澳门", "东沙群岛", "湖南", "广西"} <= names
    west, south, east, _ = spec.bounds
    assert west < 116.9 < east
    assert south < 20.6
    assert spec.notes == ("没有符合条件的定位",)
    assert {entry.kind for entry in spec.legend} == {"heading", "cell"}


def test_credits_name_boundaries_documents_and_edition(atlas: Atlas) -> None:
    for language in ("zh", "en"):
        credit, documents, edition = compose(atlas, RAIL, language=language).credits
        assert credit == atlas.credit.in_language(language)
        assert "粤工信装备〔2023〕13号" in documents
        assert "粤工信电子" not in documents
        assert atlas.data_hash in edition


def test_english_maps_have_no_chinese_but_numbers_of_documents(atlas: Atlas) -> None:
    spec = compose(atlas, language="en")
    numbers = [document.number for document in atlas.documents.values()]
    written = [
        *(f.label + f.title for layer in spec.layers for f in layer.features),
        *(entry.label for entry in spec.legend),
        *(group.name for group in spec.groups),
        *spec.notes,
        spec.title,
        spec.subtitle,
        *spec.credits,
    ]
    for text in written:
        for number in numbers:
            text = text.replace(number, "")  # noqa: PLW2901 - what is left is looked at
        assert not HAN.search(text), text


def test_title_note_and_subject(atlas: Atlas) -> None:
    spec = compose(atlas, RAIL, title="轨道交通", note="会议用图")
    assert spec.title == "轨道交通"
    assert spec.notes[0] == "会议用图"
    assert spec.subtitle.startswith("轨道交通装备 · ")
    assert f"{len(select(atlas, RAIL).facts)} 条定位" in spec.subtitle
    assert spec.legend[0].label == "轨道交通装备 · 点名条数"
    assert compose(atlas).title == "粤产集群图谱"


def test_an_unknown_value_is_refused(atlas: Atlas) -> None:
    with pytest.raises(AtlasError, match="rail"):
        compose(atlas, Selection(industries=["rail-equipmnt"]))


def test_a_colour_that_is_none_becomes_grey(atlas: Atlas) -> None:
    clusters = tuple(dataclasses.replace(c, colour="url(http://x)") for c in atlas.clusters)
    spec = compose(dataclasses.replace(atlas, clusters=clusters))
    assert {cell.colour for city in features(spec, "cells") for cell in city.cells} == {FALLBACK}


@given(st.integers(0, 0xFFFFFF))
def test_shades_are_ordered_by_lightness(number: int) -> None:
    found = ramp(f"#{number:06x}")
    weights = (0.2126, 0.7152, 0.0722)
    grey = [
        sum(
            w * (int(c[i : i + 2], 16) / 255) ** 2.2
            for w, i in zip(weights, (1, 3, 5), strict=True)
        )
        for c in (found.ink, *found.shades)
    ]
    assert grey == sorted(grey)
    assert len({found.ink, *found.shades}) == 6
    assert all(safe_colour(colour) == colour for colour in found.shades)
