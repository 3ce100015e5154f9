"""How much of a plot lies where: areas reckoned by hand, and what is not known apart from none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.areas import areas_m2
from cluster_atlas.own.relations.overlaps import overlap_areas, with_overlaps

WEST, SOUTH, SIDE = 113.30, 23.10, 0.01
PANYU, NANSHA = "county:440113", "county:440115"


def square(x: float, y: float, width: float = 1.0, height: float = 1.0) -> Any:
    """Return a rectangle, in sides of the plot from its south-western corner."""
    west, south = WEST + x * SIDE, SOUTH + y * SIDE
    return shapely.box(west, south, west + width * SIDE, south + height * SIDE)


PLOT = square(0, 0)


def cell_m2(degrees_high: float, degrees_wide: float, latitude: float) -> float:
    """Return the area of a small cell on the ellipsoid of WGS84 by its radii of curvature."""
    axis, flattening = 6378137.0, 1 / 298.257223563
    squared = flattening * (2 - flattening)
    root = 1 - squared * math.sin(math.radians(latitude)) ** 2
    along = axis * (1 - squared) / root**1.5
    across = axis / math.sqrt(root) * math.cos(math.radians(latitude))
    found: float = along * math.radians(degrees_high) * across * math.radians(degrees_wide)
    return found


def rows(*shapes: Any, import_: int = 1, **columns: list[Any]) -> pa.Table:
    """Return rows as a workspace tells them, whose ids no other import has."""
    return pa.table(
        {
            "id": [f"{import_}-{n}" for n in range(1, len(shapes) + 1)],
            "wkb": pa.array([None if one is None else shapely.to_wkb(one) for one in shapes]),
            **columns,
        }
    )


NONE = rows()


def test_half_a_plot_is_half_its_area() -> None:
    (found,) = overlap_areas([PLOT], [square(0, 0, 0.5)])
    assert found == pytest.approx(cell_m2(SIDE, SIDE / 2, SOUTH + SIDE / 2), rel=1e-6)
    assert found == pytest.approx(566_700, rel=1e-3)
    assert found / areas_m2([PLOT])[0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("grounds", "share"),
    [
        ([], 0),
        ([None, shapely.Point(WEST, SOUTH)], 0),
        ([square(5, 5)], 0),
        # They touch in an edge and in a corner.
        ([square(1, 0), square(1, 1)], 0),
        ([square(-1, -1, 3, 3)], 1),
        ([PLOT], 1),
        # Two that overlap count once: 0.6 and 0.6 of the plot, 0.2 of it twice.
        ([square(0, 0, 0.6), square(0.4, 0, 0.6)], 1),
        ([square(0, 0, 0.5), square(0.25, 0, 0.5)], 0.75),
        # A hole of a quarter of the plot.
        ([square(-1, -1, 3, 3).difference(square(0, 0, 0.5, 0.5))], 0.75),
        ([shapely.MultiPolygon([square(0, 0, 0.1), square(0.9, 0, 0.1)])], 0.2),
        ([shapely.GeometryCollection([square(0, 0, 0.3), shapely.Point(WEST, SOUTH)])], 0.3),
    ],
)
def test_what_lies_on_several_counts_once(grounds: list[Any], share: float) -> None:
    (found,) = overlap_areas([PLOT], grounds)
    # Quarters of the latitude are alike within two in a million.
    assert found / areas_m2([PLOT])[0] == pytest.approx(share, abs=1e-5)


def test_a_ring_that_crosses_itself_is_measured_by_what_it_covers() -> None:
    a, b = (WEST, SOUTH), (WEST + SIDE, SOUTH + SIDE)
    bow = shapely.Polygon([a, b, (b[0], a[1]), (a[0], b[1]), a])
    assert not bow.is_valid
    (found,) = overlap_areas([PLOT], [bow])
    assert found / areas_m2([PLOT])[0] == pytest.approx(0.5, abs=1e-5)
    (found,) = overlap_areas([bow], [PLOT])
    assert found / areas_m2([PLOT])[0] == pytest.approx(0.5, abs=1e-5)


def test_what_is_no_polygon_has_no_area() -> None:
    found = overlap_areas([None, shapely.Point(WEST, SOUTH), PLOT], [PLOT])
    assert np.isnan(found[:2]).all()
    assert found[2] == areas_m2([PLOT])[0]
    assert overlap_areas([], [PLOT]).tolist() == []


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 4), min_size=1, max_size=6))
def test_parts_add_up_and_are_as_geodesics_have_them(random: list[tuple[float, ...]]) -> None:
    grounds = [square(x, y, 0.05 + w, 0.05 + h) for x, y, w, h in random]
    (on,) = overlap_areas([PLOT], grounds)
    off = areas_m2([PLOT.difference(shapely.union_all(grounds))])[0]
    assert on + off == pytest.approx(areas_m2([PLOT])[0], rel=1e-9)
    whole = PLOT.intersection(shapely.union_all(grounds))
    geodesic = abs(Geod(ellps="WGS84").geometry_area_perimeter(whole)[0])
    assert on == pytest.approx(geodesic, rel=1e-4, abs=1)


def test_each_layer_has_its_columns(atlas: Atlas) -> None:
    plots = rows(PLOT, square(3, 0), None, county=[PANYU] * 3, name=["甲", "乙", "丙"])
    layers = rows(
        square(0, 0, 0.5),
        square(0, 0.5, 1, 0.5),
        square(0, 0, 0.25),
        layer=["农田", "红线", "农田"],
    )
    found = with_overlaps(atlas, "premises", plots, layers, NONE)
    farm, red = found["农田_share"].to_pylist(), found["红线_share"].to_pylist()
    assert farm == [pytest.approx(0.5, abs=1e-6), 0, None]
    assert red == [pytest.approx(0.5, abs=1e-4), 0, None]
    assert found["农田_m2"].to_pylist()[1:] == [0, None]
    assert found["农田_m2"].to_pylist()[0] == pytest.approx(areas_m2([PLOT])[0] / 2)
    assert found["zone_m2"].to_pylist() == [None] * 3


def test_a_plot_across_a_border_lies_in_its_county_in_part(atlas: Atlas) -> None:
    outlines = {shape.id: shape for shape in atlas.finer_shapes}
    from cluster_atlas.atlas.boundaries import geometry

    panyu, nansha = geometry(outlines[PANYU]), geometry(outlines[NANSHA])
    border = panyu.intersection(nansha)
    at = border.interpolate(0.5, normalized=True)
    across = at.buffer(0.01)
    plots = rows(across, across, across, county=[PANYU, NANSHA, ""])
    one, other, unknown = with_overlaps(atlas, "parks", plots, NONE, plots)[
        "county_share"
    ].to_pylist()
    assert 0.05 < one < 0.95
    # The two are neighbours there, and whatever else is near is the rest.
    rest = across.difference(panyu).difference(nansha)
    assert one + other == pytest.approx(1 - areas_m2([rest])[0] / areas_m2([across])[0], abs=1e-4)
    assert unknown is None
    inner = rows(panyu.representative_point().buffer(0.0005), county=[PANYU])
    assert with_overlaps(atlas, "parks", inner, NONE, inner)["county_share"].to_pylist() == [1]


def test_a_zone_is_a_park_or_feature_of_its_name(atlas: Atlas) -> None:
    zone = next(place for key, place in atlas.places.items() if key.startswith("zone:"))
    parks = rows(square(0, 0, 0.5), square(9, 9), name=[f" {zone.name}", "别处"])
    plots = rows(PLOT, PLOT, import_=2, name=["甲", "乙"], zone=[zone.id, ""])
    found = with_overlaps(atlas, "premises", plots, NONE, parks)
    assert found["zone_share"].to_pylist() == [pytest.approx(0.5, abs=1e-6), None]
    # A park is measured against a feature of its name, never against itself.
    features = rows(square(0, 0, 0.25), import_=3, name=[zone.name], layer=["开发区"])
    found = with_overlaps(atlas, "parks", parks, features, parks)
    assert found["zone_share"].to_pylist() == [pytest.approx(0.5, abs=1e-6), None]


def test_a_layer_that_is_called_as_a_column_takes_none_away(atlas: Atlas) -> None:
    plots = rows(PLOT, county=[PANYU])
    layers = rows(square(0, 0, 0.5), layer=["county"])
    found = with_overlaps(atlas, "parks", plots, layers, plots)
    assert found["county_share（图层）"].to_pylist() == [pytest.approx(0.5, abs=1e-6)]
    assert len(set(found.column_names)) == len(found.column_names)
