"""An office's own rows as they are shown beside the plans, in plain values: none is private."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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
