"""An office's own rows on a map: their layers, their legend, and whom they are owed to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import shapely

from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.office.owntables import (
    NO_STAGE,
    OWN_DATA,
    is_located,
    kind_name,
    own_name,
    short_name,
    stage_name,
    told_rows,
)
from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import (
    OWN_GROUP,
    Feature,
    Geometry,
    Group,
    Layer,
    LayerKind,
    LegendEntry,
    LegendKind,
    MapSpec,
    Style,
    area,
    line,
    point,
)
from cluster_atlas.values.owndata import OwnData, OwnRow
from cluster_atlas.wording.wording import Wording

# One hue that no cluster has: an office's own rows are told from the plans at once.
OWN_COLOUR = "#c1121f"
_STALLED = "#9aa3ab"
_SIZE = 9.0
# Only the town or the county seat of these is known: their symbols are hollow.
_ROUGH = {"town", "county-seat"}
_HOLLOW = Text("空心：仅知镇街或县区驻地", "Hollow: town or county seat only")
# Rows that a map shows at most, kind by kind: more would be one stain, and take minutes.
MOST_DRAWN = 3000
# Positions of a shape that is drawn, at the finest scale of a print; in degrees, 10 m.
_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Phase:
    """Stages of projects that are drawn alike, and their fill ``#rrggbb``."""

    stages: tuple[str, ...]
    fill: str


# More shades of one symbol could not be told apart on paper.
PHASES = (
    Phase(("negotiated", "signed"), "#fde4e5"),
    Phase(("started", "building", "completed"), "#ec8a90"),
    Phase(("operating", "full"), "#a30d18"),
    Phase(("stalled",), _STALLED),
    Phase(("",), "#ffffff"),
)


def own_style(kind: str, stage: str = "", *, rough: bool = False) -> Style:
    """Return how a row of a kind is drawn: in pixels, as on screen.

    Parks are outlined, premises are squares, projects diamonds by the phase of their stage, firms
    discs, plain layers hatched. ``rough`` is a point of which only the town is known.
    """
    symbol = Style(fill=OWN_COLOUR, stroke=OWN_COLOUR, stroke_width=1.2, size=_SIZE, hollow=rough)
    if kind == "layer":
        return Style(stroke=OWN_COLOUR, stroke_width=0.8, stroke_opacity=0.7, hatch=OWN_COLOUR)
    if kind == "parks":
        return replace(symbol, fill="#ffe9ea", symbol="triangle", stroke_width=1.6)
    if kind == "premises":
        return replace(symbol, fill="#f6b7bb", symbol="square", size=_SIZE - 1)
    if kind == "projects":
        phase = _phase(stage)
        edge = _STALLED if phase is PHASES[-1] else OWN_COLOUR
        return replace(symbol, fill=phase.fill, stroke=edge, symbol="diamond", size=_SIZE + 1)
    disc = replace(symbol, symbol="disc", size=_SIZE - 3)
    return replace(disc, fill="#7d1128", stroke="#7d1128")


def outline_style(kind: str) -> Style:
    """Return how the shape of a row of a kind is drawn: hatched in a plain layer, else outlined."""
    return own_style(kind) if kind == "layer" else Style(stroke=OWN_COLOUR, stroke_width=1.8)


def with_own(spec: MapSpec, wording: Wording, data: OwnData) -> MapSpec:
    """Return a map with an office's own rows on it; the same where there is none.

    Parameters
    ----------
    spec
        The map.
    wording
        Names what the rows are.
    data
        The rows that it is to show; those without a location are counted in the notes.
    """
    if not data.rows:
        return spec
    there = [row for row in data.rows if is_located(row)]
    located = there[:MOST_DRAWN]
    return replace(
        spec,
        groups=(*spec.groups, Group(OWN_GROUP, _headed(wording), OWN_COLOUR)),
        layers=(*spec.layers, *_layers(wording, located)),
        legend=(*spec.legend, *_legend(wording, located)),
        credits=(*spec.credits, own_name(wording, data)),
        notes=(*spec.notes, *_notes(wording, len(data.rows) - len(there), len(there))),
    )


def _notes(wording: Wording, missing: int, located: int) -> Iterator[str]:
    """Yield what of own rows the map does not show."""
    if missing:
        yield wording.text(
            f"本单位自有数据中 {missing} 行没有确切位置，未上图",
            f"Of the office's own data {missing} not drawn: without a location of their own",
        )
    if located > MOST_DRAWN:
        yield wording.text(
            f"本单位自有数据只画前 {MOST_DRAWN} 行，共 {located} 行",
            f"Of the office's own data the first {MOST_DRAWN} of {located} are drawn",
        )


def _headed(wording: Wording) -> str:
    name = OWN_DATA.in_language(wording.language)
    return name[0].upper() + name[1:]


def _layers(wording: Wording, rows: Sequence[OwnRow]) -> Iterator[Layer]:
    """Yield the layers of what is there: areas and lines below all symbols."""
    for kind in kind_list().kinds:
        mine = [row for row in rows if row.kind == kind]
        areas: list[Feature] = []
        lines: list[Feature] = []
        for row in (row for row in mine if row.shape):
            shape, style = _shape(row), outline_style(kind)
            if shape.polygons:
                areas.append(_feature(wording, row, area(shape.polygons), style))
            solid = replace(style, hatch="", stroke_width=1.6)
            lines += [_feature(wording, row, line(one), solid) for one in shape.lines]
        spots = [
            _feature(wording, row, point(row.lon, row.lat), _spot_style(row))
            for row in mine
            if not row.shape and row.lon is not None and row.lat is not None
        ]
        wide: LayerKind = "hatch" if kind == "layer" else "border"
        name = kind_name(kind, wording.language)
        for key, drawn, features in (("areas", wide, areas), ("lines", "line", lines)):
            if features:
                yield Layer(f"own-{kind}-{key}", name, _kind(drawn), OWN_GROUP, tuple(features))
        if spots:
            yield Layer(f"own-{kind}", name, "point", OWN_GROUP, tuple(spots), "own")


def _kind(name: str) -> LayerKind:
    kinds: dict[str, LayerKind] = {"hatch": "hatch", "border": "border", "line": "line"}
    return kinds[name]


@dataclass(frozen=True, slots=True)
class _Shape:
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]


def _shape(row: OwnRow) -> _Shape:
    """Return the polygons and lines of a row, as fine as a print shows them."""
    found = shapely.simplify(shapely.from_wkb(row.shape), _TOLERANCE)
    parts = list(shapely.get_parts(found))
    return _Shape(
        tuple(
            tuple(_positions(ring) for ring in (one.exterior, *one.interiors))
            for one in parts
            if isinstance(one, shapely.Polygon) and not one.is_empty
        ),
        tuple(
            _positions(one)
            for one in parts
            if isinstance(one, shapely.LineString) and not one.is_empty
        ),
    )


def _positions(ring: shapely.LineString) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in shapely.get_coordinates(ring).tolist())


def _feature(wording: Wording, row: OwnRow, geometry: Geometry, style: Style) -> Feature:
    name = short_name(row, wording.language)
    return Feature(f"own:{row.id}", geometry, style, name, tuple(told_rows(wording, row)))


def _spot_style(row: OwnRow) -> Style:
    return own_style(row.kind, row.stage, rough=row.precision in _ROUGH)


def _phase(stage: str) -> Phase:
    return next((phase for phase in PHASES if stage in phase.stages), PHASES[-1])


def phase_name(phase: Phase, wording: Wording) -> str:
    """Return the stages of a phase: 签约、在谈; of none, that no stage is told."""
    if phase.stages == ("",):
        return NO_STAGE.in_language(wording.language)
    return wording.join(stage_name(stage, wording) for stage in phase.stages)


def _legend(wording: Wording, rows: Sequence[OwnRow]) -> Iterator[LegendEntry]:
    """Yield the lines of what is drawn."""
    if not rows:
        return
    yield _entry("heading", _headed(wording), Style())
    for kind in kind_list().kinds:
        mine = [row for row in rows if row.kind == kind]
        name = kind_name(kind, wording.language)
        if any(row.shape for row in mine):
            yield _entry("hatch" if kind == "layer" else "area", name, outline_style(kind))
        spots = [row for row in mine if not row.shape]
        if not spots:
            continue
        if kind != "projects":
            yield _entry("symbol", name, own_style(kind))
            continue
        for phase in PHASES:
            if any(_phase(row.stage) is phase for row in spots):
                said = phase_name(phase, wording)
                label = wording.text(f"{name}：{said}", f"{name}: {said}")
                yield _entry("symbol", label, own_style(kind, phase.stages[0]))
    if any(not row.shape and row.precision in _ROUGH for row in rows):
        style = own_style("premises", rough=True)
        yield _entry("symbol", _HOLLOW.in_language(wording.language), style)


def _entry(kind: LegendKind, label: str, style: Style) -> LegendEntry:
    return LegendEntry(OWN_GROUP, kind, label, style)
