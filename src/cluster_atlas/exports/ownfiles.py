"""An office's own rows in data files: a sheet, a table or a layer per kind, drawn as on our map."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import SelectionResult
from cluster_atlas.exports.geolayers import GeoRow
from cluster_atlas.exports.layerstyles import Kind, Label, Rule
from cluster_atlas.files.csvfile import cell, rows_csv
from cluster_atlas.files.workbook import Sheet
from cluster_atlas.mapping.ownlayers import (
    OWN_COLOUR,
    PHASES,
    outline_style,
    own_style,
    phase_name,
)
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.office.owntables import (
    each_once,
    is_located,
    own_credit,
    own_source,
    own_table,
    stage_name,
)
from cluster_atlas.values.characters import storable
from cluster_atlas.values.mapspec import Style
from cluster_atlas.values.owndata import OwnData, OwnRow
from cluster_atlas.wording import colophon
from cluster_atlas.wording.wording import Wording

# Columns that GDAL makes itself; a name of ours must not be one of them.
_TAKEN = ("fid", "ogc_fid", "geom", "geometry")

# What draws shapes of each dimension.
_DRAWN: tuple[Kind, Kind, Kind] = ("point", "line", "area")


@dataclass(frozen=True, slots=True)
class OwnLayer:
    """Own rows of one kind for programs that draw maps.

    Attributes
    ----------
    kind, title
        Id of the kind and its name.
    fields
        Type of each field by name, text or number; the last says whose data it is.
    rows
        With a geometry (EPSG:4326), or ``None`` where only the county or city is known.
    rules
        How they are drawn.
    """

    kind: str
    title: str
    fields: dict[str, type]
    rows: tuple[GeoRow, ...]
    rules: tuple[Rule, ...]

    @property
    def name(self) -> str:
        """What the layer is called in a file of several."""
        return f"own_{self.kind}"

    def geometry_type(self) -> tuple[str, bool]:
        """Return the one type of its geometries, ``Unknown`` for several, and whether multi."""
        found = {row.shape.geom_type.removeprefix("Multi") for row in self.rows if row.shape}
        if found == {"Point"}:
            return "Point", False
        if found == {"Polygon"}:
            return "MultiPolygon", True
        return ("MultiLineString", True) if found == {"LineString"} else ("Unknown", False)

    def rule_of(self, row: GeoRow) -> int | None:
        """Return the position of the rule that draws a row; ``None`` where none does."""
        if row.shape is None:
            return None
        drawn: Kind = _DRAWN[int(shapely.get_dimensions(row.shape))]
        fits = (
            number
            for number, rule in enumerate(self.rules)
            if rule.kind == drawn and all(row.data[key] in values for key, values in rule.test)
        )
        return next(fits, None)


def kinds_in(own: OwnData) -> list[str]:
    """Return the kinds that rows are of, in the order of the kinds' list."""
    counts = own.count()
    return [kind for kind in kind_list().kinds if counts[kind]]


def own_sheets(wording: Wording, own: OwnData) -> list[Sheet]:
    """Return a sheet per kind, its cells fit for a spreadsheet."""
    tables = [own_table(wording, kind, own.of_kind(kind)) for kind in kinds_in(own)]
    return [
        Sheet(
            table.title,
            [cell(heading) for heading in table.headings],
            [[cell(value) for value in row] for row in table.rows],
        )
        for table in tables
    ]


def own_csv_files(wording: Wording, own: OwnData, stem: str) -> dict[str, bytes]:
    """Return ``<stem>-own-<kind>.csv`` per kind, UTF-8 with BOM; the last column says whose."""
    source = own_credit(wording, own)
    files = {}
    for kind in kinds_in(own):
        table = own_table(wording, kind, own.of_kind(kind), source)
        rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
        files[f"{stem}-own-{kind}.csv"] = rows_csv(rows, table.headings).encode("utf-8-sig")
    return files


def source_rows(
    atlas: Atlas,
    selected: SelectionResult,
    language: str,
    own: OwnData | None,
    *,
    documents: bool = True,
) -> list[dict[str, Any]]:
    """Return what an export rests on, and that an office's own rows are in it where they are."""
    rows = colophon.source_rows(atlas, selected, language, documents=documents)
    if own is None:
        return rows
    said = own_source(Wording(atlas, language, selected.day), own)
    return [*rows, dict.fromkeys(colophon.SOURCE_FIELDS, "") | said]


def own_layers(wording: Wording, own: OwnData) -> list[OwnLayer]:
    """Return a layer per kind."""
    return [_layer(wording, own, kind) for kind in kinds_in(own)]


def own_geojson(wording: Wording, own: OwnData, layer: OwnLayer) -> bytes:
    """Return a layer as a FeatureCollection (EPSG:4326) that says whose data it is."""
    atlas = wording.atlas
    collection = {
        "type": "FeatureCollection",
        "name": f"cluster-atlas {layer.name}",
        "title": layer.title,
        "credit": own_credit(wording, own),
        "data_hash": atlas.data_hash,
        "date": atlas.today.isoformat(),
        "sources": [dict.fromkeys(colophon.SOURCE_FIELDS, "") | own_source(wording, own)],
        "features": [
            {
                "type": "Feature",
                "properties": row.data,
                "geometry": row.shape and shapely.geometry.mapping(row.shape),
            }
            for row in layer.rows
        ],
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def _layer(wording: Wording, own: OwnData, kind: str) -> OwnLayer:
    mine = own.of_kind(kind)
    table = own_table(wording, kind, mine, own_credit(wording, own))
    names = list(each_once((*_TAKEN, *map(storable, table.names))))[len(_TAKEN) :]
    columns = list(zip(*table.rows, strict=True))
    fields: dict[str, type] = {
        name: float if _are_numbers(values) else str
        for name, values in zip(names, columns, strict=True)
    }
    rows = tuple(
        GeoRow(
            {name: _stored(value, fields[name]) for name, value in zip(names, cells, strict=True)},
            _shape(row),
        )
        for row, cells in zip(mine, table.rows, strict=True)
    )
    return OwnLayer(kind, table.title, fields, rows, tuple(_rules(wording, kind, mine)))


def _are_numbers(values: Sequence[Any]) -> bool:
    found = [value for value in values if value is not None]
    return bool(found) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in found
    )


def _stored(value: Any, kind: type) -> Any:  # noqa: ANN401 - text or number
    if kind is float:
        return None if value is None else float(value)
    return "" if value is None else storable(str(value))


def _shape(row: OwnRow) -> BaseGeometry | None:
    """Return a row's shape, or its point where more than its unit is known."""
    if row.shape:
        return shapely.orient_polygons(shapely.force_2d(shapely.from_wkb(row.shape)))
    if not is_located(row) or row.lon is None or row.lat is None:
        return None
    return shapely.Point(row.lon, row.lat)


def _rules(wording: Wording, kind: str, rows: Sequence[OwnRow]) -> Iterator[Rule]:
    """Yield how the rows of a kind are drawn: shapes first, then points."""
    title = kind_list().kinds[kind].name.in_language(wording.language)
    shapes = [shapely.from_wkb(row.shape) for row in rows if row.shape]
    dimensions = {int(shapely.get_dimensions(shape)) for shape in shapes}
    solid = replace(outline_style(kind), hatch="", stroke_width=1.6)
    for dimension, style in ((2, outline_style(kind)), (1, solid)):
        if dimension in dimensions:
            yield _rule(title, _DRAWN[dimension], style)
    spots = [row for row in rows if not row.shape]
    if not spots:
        return
    if kind != "projects":
        yield _rule(title, "point", own_style(kind))
        return
    for phase in PHASES:
        told = {row.stage for row in spots} & set(phase.stages)
        # A stage that is not on the list is drawn as none.
        strange = {row.stage for row in spots} - {one for p in PHASES for one in p.stages}
        told |= strange if phase is PHASES[-1] else set()
        if told:
            values = tuple(sorted(stage_name(stage, wording) for stage in told))
            rule = _rule(phase_name(phase, wording), "point", own_style(kind, phase.stages[0]))
            yield replace(rule, group=title, test=(("stage", values),))


def _rule(name: str, kind: Kind, style: Style) -> Rule:
    label = Label("name", OWN_COLOUR, 11.0, priority=4)
    return Rule("", name, kind, (), style, label)
