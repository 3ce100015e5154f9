"""What a workspace shows beside the plans, and how it is read: nothing in it is private."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from cluster_atlas.own.kinds import kind_list
from cluster_atlas.own.rows.rowforms import plain_rows
from cluster_atlas.own.workspace.workspace import SERVERS, Workspace, open_workspace
from cluster_atlas.values.characters import legible
from cluster_atlas.values.owndata import OwnData, OwnRow

# What a row has of its own; all other columns are among its values.
_OWN = frozenset(
    {"id", "import", "row", "layer", "name", "city", "county", "town", "zone", "lon", "lat"}
    | {"precision", "radius_km", "area_m2", "industries", "stage"}
)
# Said of where a row is, and not told again.
_SAID = frozenset(("x", "y", "xy"))


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
