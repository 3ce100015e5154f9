"""Rows of an import as they lie in the database: chunks of an Arrow table, compressed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import ipc

# A row that is deleted for good costs the rewriting of so many.
ROWS = 10_000
_MOST_ROWS = 1_000_000

_OPTIONS = ipc.IpcWriteOptions(compression=pa.Codec("zstd", 1))


class DamagedChunkError(ValueError):
    """The bytes of a chunk are not those that were written."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive rows of an import.

    Attributes
    ----------
    first
        Position of its first row, from 1.
    slots
        Rows that it had when it was imported.
    gone
        Which of them were deleted for good, from 0: ``uint32``, little-endian. The rows after them
        keep their positions.
    checksum
        CRC-32 of ``data``.
    data
        Stream of Arrow's inter-process format, of the rows that are left.
    """

    first: int
    slots: int
    gone: bytes
    checksum: int
    data: bytes

    def positions(self) -> np.ndarray:
        """Return the positions of the rows that are left, rising.

        Raises
        ------
        DamagedChunkError
            If the chunk is said to have more rows than any has.
        """
        if not 0 < self.slots <= _MOST_ROWS:
            raise DamagedChunkError(f"{self.slots} rows in a chunk")
        every = np.arange(self.first, self.first + self.slots, dtype=np.int64)
        return np.delete(every, offsets(self.gone))

    def table(self) -> pa.Table:
        """Return the rows that are left.

        Raises
        ------
        DamagedChunkError
            If they cannot be read as they were written.
        """
        if zlib.crc32(self.data) != self.checksum:
            raise DamagedChunkError(f"checksum of rows {self.first} and following")
        try:
            table = ipc.open_stream(self.data).read_all()
            # A file that someone made up may have offsets that lead out of its buffers.
            table.validate(full=True)
        except (pa.ArrowException, OSError) as error:
            raise DamagedChunkError(str(error)) from error
        if len(table) != self.slots - len(self.gone) // 4:
            raise DamagedChunkError(f"number of rows from {self.first}")
        return table

    def without(self, positions: np.ndarray) -> Chunk:
        """Return the chunk without the rows at some positions."""
        left = self.positions()
        kept = ~np.isin(left, positions)
        gone = np.setdiff1d(np.arange(self.slots), left[kept] - self.first)
        data = _stream(self.table().filter(pa.array(kept)).combine_chunks())
        return Chunk(self.first, self.slots, gone.astype("<u4").tobytes(), zlib.crc32(data), data)


def offsets(gone: bytes) -> np.ndarray:
    """Return which rows of a chunk are gone, from 0.

    Raises
    ------
    DamagedChunkError
        If the bytes are no such list.
    """
    if len(gone) % 4:
        raise DamagedChunkError(f"{len(gone)} bytes of deleted rows")
    return np.frombuffer(gone, "<u4")


def chunks_of(table: pa.Table) -> Iterator[Chunk]:
    """Return the rows of a plain table in chunks."""
    for start in range(0, len(table), ROWS):
        part = table.slice(start, ROWS)
        data = _stream(part)
        yield Chunk(start + 1, len(part), b"", zlib.crc32(data), data)


def plain(table: pa.Table) -> pa.Table:
    """Return a table without dictionaries, which would keep the values of deleted rows."""
    columns = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    fields = [
        field.with_type(column.type) for field, column in zip(table.schema, columns, strict=True)
    ]
    return pa.table(columns, schema=pa.schema(fields))


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, table.schema, options=_OPTIONS) as writer:
        writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content
