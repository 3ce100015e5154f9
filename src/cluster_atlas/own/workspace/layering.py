"""All rows of a kind as one table: imports in their order, edits laid over, the deleted gone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from cluster_atlas.own.workspace.chunks import Chunk, DamagedChunkError
from cluster_atlas.own.workspace.editing import read_chunk
from cluster_atlas.own.workspace.entries import ImportEntry
from cluster_atlas.own.workspace.intake import entries
from cluster_atlas.own.workspace.numbering import line
from cluster_atlas.own.workspace.rowcolumns import overlaid, united
from cluster_atlas.own.workspace.schema import Run

_Edit = tuple[int, str, str | None, int]


@dataclass(frozen=True, slots=True)
class KeptRows:
    """What the database has of an import: its columns, chunks and edits, nothing unpacked."""

    entry: ImportEntry
    fields: bytes
    chunks: list[Chunk]
    edits: list[_Edit]


def kept_rows(run: Run, kind: str, layer: str) -> list[KeptRows]:
    """Return the imports of a kind that are seen; of one layer where it is named."""
    return [
        _kept(run, entry)
        for entry in entries(run)
        if entry.kind == kind and entry.is_shown and (not layer or entry.about.layer == line(layer))
    ]


def assembled(kept: list[KeptRows], kind: str) -> pa.Table:
    """Return rows of imports as one table.

    Returns
    -------
    pyarrow.Table
        ``id`` (text), ``version`` and ``import`` (int64), of layers ``layer`` (text); then the
        columns of all imports, null where an import has none of that name.

    Raises
    ------
    DamagedChunkError
        If the bytes of a chunk are not those that were written.
    """
    tables, positions = [], []
    for rows in kept:
        if sum(chunk.slots for chunk in rows.chunks) != rows.entry.rows:
            raise DamagedChunkError(f"number of rows of import {rows.entry.number}")
        plain = ipc.read_schema(pa.py_buffer(rows.fields)).empty_table()
        # Arrow has no table of rows without columns.
        tables.append(pa.concat_tables([plain, *(chunk.table() for chunk in rows.chunks)]))
        parts = [chunk.positions() for chunk in rows.chunks]
        positions.append(np.concatenate([np.empty(0, np.int64), *parts]))
    ids = pa.chunked_array([_ids(k, p) for k, p in zip(kept, positions, strict=True)], pa.string())
    versions, overlays = _laid(kept, positions)
    own = [("id", ids), ("version", pa.chunked_array([versions], pa.int64()))]
    numbers = [np.full(len(p), k.entry.number) for k, p in zip(kept, positions, strict=True)]
    own.append(("import", pa.chunked_array(map(pa.array, numbers), pa.int64())))
    if kind == "layer":
        names = [[k.entry.about.layer] * len(p) for k, p in zip(kept, positions, strict=True)]
        own.append(("layer", pa.chunked_array(names, pa.string())))
    data = overlaid(united(tables), overlays) if tables else pa.table({})
    columns = [*(column for _, column in own), *data.columns]
    fields = [*(pa.field(name, column.type) for name, column in own), *data.schema]
    return pa.table(columns, schema=pa.schema(fields))


def _kept(run: Run, entry: ImportEntry) -> KeptRows:
    number = (entry.number,)
    ((fields,),) = run("SELECT fields FROM imports WHERE number = ?", number)
    firsts = run("SELECT first FROM chunks WHERE import_number = ? ORDER BY first", number)
    edits = run(
        "SELECT position, field, value, version FROM edits WHERE import_number = ?"
        " ORDER BY version",
        number,
    )
    chunks = [read_chunk(run, entry.number, first) for (first,) in firsts]
    return KeptRows(entry, bytes(fields), chunks, [(p, f, v, n) for p, f, v, n in edits])


def _ids(rows: KeptRows, positions: np.ndarray) -> pa.Array:
    texts = pc.cast(pa.array(positions), pa.string())
    return pc.binary_join_element_wise(str(rows.entry.number), texts, "-")


def _laid(
    kept: list[KeptRows], positions: list[np.ndarray]
) -> tuple[np.ndarray, dict[str, dict[int, str]]]:
    """Return the version of each row, and the last value of each edited field by its row."""
    versions = np.zeros(sum(map(len, positions)), np.int64)
    overlays: dict[str, dict[int, str]] = defaultdict(dict)
    start = 0
    for rows, at in zip(kept, positions, strict=True):
        for position, field, value, version in rows.edits:
            offset = int(np.searchsorted(at, position))
            if offset == len(at) or at[offset] != position:
                raise DamagedChunkError(f"edit {version} of no row")
            index = start + offset
            versions[index] = version
            if value is None:
                overlays[field].pop(index, None)
            else:
                overlays[field][index] = value
        start += len(at)
    return versions, {field: overlay for field, overlay in overlays.items() if overlay}
