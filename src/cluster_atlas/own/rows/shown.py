"""An office's own rows as they are shown beside the plans: nothing in them is private."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from cluster_atlas.own.kinds import fields_of, kind_list
from cluster_atlas.own.rows.rowforms import plain_rows
from cluster_atlas.own.workspace.workspace import SERVERS, Workspace, open_workspace
from cluster_atlas.values.characters import legible

# What a row has of its own; all other columns are among its values.
_OWN = frozenset(
    {"id", "import", "row", "layer", "name", "city", "county", "town", "zone", "lon", "lat"}
    | {"precision", "radius_km", "area_m2", "industries", "stage"}
)
# Said of where a row is, and not told again.
_SAID = frozenset(("x", "y", "xy"))


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One row of an office's own data, without what is private.

    Attributes
    ----------
    id
        Of the workspace: import and position, ``3-17``.
    kind
        ``parks``, ``premises``, ``projects``, ``firms`` or ``layer``.
    layer
        Name of its plain layer; empty for other kinds.
    name
        As the office wrote it.
    city, county, zone
        CURIEs of the atlas; empty where not known.
    lon, lat
        Degrees (EPSG:4326); ``None`` where it is not located.
    precision, radius_km
        Of that point, as :class:`~cluster_atlas.values.model.Place` has them.
    shape
        Polygons or lines as WKB (EPSG:4326); empty where it is a point.
    area_m2
        Geodesic, of its shape; ``None`` where it has none.
    industries
        Ids of industries of the atlas, or ``cluster:ID``; none where none was matched.
    stage
        Of a project, by the kinds' list; empty where the ledger says none.
    values
        Its other columns, by the id of the field or the file's own heading, in their order: text,
        number, ISO date, or a list of texts. Blank ones are left out.
    """

    id: str
    kind: str
    name: str
    layer: str = ""
    city: str = ""
    county: str = ""
    zone: str = ""
    lon: float | None = None
    lat: float | None = None
    precision: str = ""
    radius_km: float | None = None
    shape: bytes = b""
    area_m2: float | None = None
    industries: tuple[str, ...] = ()
    stage: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnData:
    """What an office's workspace shows at one moment.

    Attributes
    ----------
    name
        What the workspace is called: the name of its file, or the office.
    revision
        Another number after every change of the workspace.
    rows
        Kind by kind in the order of the kinds' list, within a kind as they were imported.
    """

    name: str
    revision: int
    rows: tuple[OwnRow, ...]

    def count(self) -> Counter[str]:
        """Return the number of rows by kind."""
        return Counter(row.kind for row in self.rows)

    def of_kind(self, kind: str) -> tuple[OwnRow, ...]:
        """Return the rows of a kind."""
        return tuple(row for row in self.rows if row.kind == kind)


def read_own_data(workspace: Workspace, name: str) -> OwnData:
    """Return what a workspace shows, without private columns.

    Raises
    ------
    AtlasError
        If the workspace is damaged.
    """
    # Taken first: a change meanwhile leaves an older number, so that it is read again.
    revision = workspace.revision()
    rows = [row for kind in kind_list().kinds for row in own_rows(kind, workspace.rows(kind))]
    return OwnData(name, revision, tuple(rows))


def open_own_data(place: str | Path) -> OwnData:
    """Return what the workspace at a path, or at the address of a database, shows.

    Raises
    ------
    AtlasError
        If there is none, or it is damaged.
    """
    with open_workspace(place) as workspace:
        return read_own_data(workspace, workspace_name(place))


def workspace_name(place: str | Path) -> str:
    """Return what a workspace is called: the name of its file; of a database nothing is told."""
    return "" if str(place).startswith(SERVERS) else Path(place).stem


def own_rows(kind: str, table: pa.Table) -> list[OwnRow]:
    """Return the rows of a kind as a workspace has them, without private columns."""
    shapes = table["wkb"].to_pylist() if "wkb" in table.column_names else [None] * len(table)
    wide = shapely.get_dimensions(shapely.from_wkb(np.array(shapes, dtype=object))) > 0
    return [
        _row(kind, row, shape if is_wide else b"")
        for row, shape, is_wide in zip(plain_rows(kind, table), shapes, wide.tolist(), strict=True)
    ]


def value_names(kind: str, rows: Sequence[OwnRow]) -> list[str]:
    """Return the names of all values of rows of a kind: fields first, then the files' columns."""
    there = dict.fromkeys(name for row in rows for name in row.values)
    fields = [one.id for one in fields_of(kind) if one.id in there]
    return [*fields, *(name for name in there if name not in fields)]


def _one_line(text: str) -> str:
    return " ".join(legible(text).split())


def _legible(value: Any) -> Any:  # noqa: ANN401 - any plain value
    """Return a value without characters that are not seen but change what is read."""
    if isinstance(value, list):
        return [_legible(one) for one in value]
    return legible(value) if isinstance(value, str) else value


def _row(kind: str, row: Mapping[str, Any], shape: bytes) -> OwnRow:
    return OwnRow(
        id=row["id"],
        kind=kind,
        name=_one_line(str(row.get("name") or "")),
        layer=_one_line(row.get("layer") or ""),
        city=row.get("city") or "",
        county=row.get("county") or "",
        zone=row.get("zone") or "",
        lon=row.get("lon"),
        lat=row.get("lat"),
        precision=row.get("precision") or "",
        radius_km=row.get("radius_km"),
        shape=shape,
        area_m2=row.get("area_m2"),
        industries=tuple(row.get("industries") or ()),
        stage=row.get("stage") or "",
        values={
            name: _legible(value)
            for name, value in row.items()
            if name not in _OWN and name not in _SAID and value not in (None, "", [])
        },
    )
