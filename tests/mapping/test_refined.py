"""Maps of a city have the finer outlines and say whose they are; the province has the coarse."""

from __future__ import annotations

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import select
from cluster_atlas.briefing.maps.part_maps import outline_map, place_map, places_map
from cluster_atlas.mapping.basemap import finer_areas, unit_areas
from cluster_atlas.mapping.compose import compose
from cluster_atlas.values.mapspec import MapSpec


def outlines(spec: MapSpec) -> dict[str, int]:
    """Return how many vertices each unit's outline has."""
    return {
        feature.id: sum(len(ring) for rings in feature.geometry.coordinates for ring in rings)
        for layer in spec.layers
        for feature in layer.features
        if feature.geometry.type == "MultiPolygon"
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_city_is_drawn_finely_and_both_sets_are_credited(atlas: Atlas, language: str) -> None:
    spec = place_map(atlas, [], atlas.places["city:440700"], language)
    assert spec is not None
    found, finer = outlines(spec), finer_areas(atlas)
    for unit in ("city:440700", "county:440781", "sar:820000", "province:440000"):
        rings = finer[unit].coordinates
        assert found[unit] == sum(len(ring) for rings_ in rings for ring in rings_)
    assert atlas.credit.in_language(language) in spec.credits[0]
    finer_credit = atlas.finer_credit.in_language(language)
    assert spec.credits[0].endswith(("；" if language == "zh" else "; ") + finer_credit)
    land = next(layer for layer in spec.layers if layer.id == "land")
    order = [feature.id for feature in land.features]
    assert order.index("context:450000") < order.index("context:strip")
    assert order.index("context:strip") < order.index("province:440000")


def test_no_second_coast_stands_beside_the_finer_one(atlas: Atlas) -> None:
    spec = place_map(atlas, [], atlas.places["city:440700"], "zh")
    assert spec is not None
    coast = set(finer_areas(atlas)["city:440700"].positions())
    net = next(layer for layer in spec.layers if layer.id == "county-borders")
    counties = next(f for f in net.features if f.id == "counties of city:440700")
    assert coast <= set(counties.geometry.positions())


def test_the_province_view_keeps_its_source(atlas: Atlas) -> None:
    coarse = unit_areas(atlas)["province:440000"]
    for spec in (compose(atlas), outline_map(atlas, "zh", ["city:440700"], "x")):
        assert spec.credits[0] == atlas.credit.zh
        shown = [f for layer in spec.layers for f in layer.features if f.id == "province:440000"]
        assert all(feature.geometry is coarse for feature in shown)


def test_two_neighbours_are_drawn_finely_and_two_ends_are_not(atlas: Atlas) -> None:
    selected = select(atlas)
    near = places_map(atlas, selected, "zh", ["city:440700", "city:440400"], "x")
    far = places_map(atlas, selected, "zh", ["city:440800", "city:445100"], "x")
    assert atlas.finer_credit.zh in near.credits[0]
    assert far.credits[0] == atlas.credit.zh
