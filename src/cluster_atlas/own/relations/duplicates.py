"""Firms that stand in a workspace or a file more than once: told, and never made one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import pyarrow as pa

from cluster_atlas.atlas.spelling import tokens
from cluster_atlas.own.importing import Prepared
from cluster_atlas.own.placing import Finding
from cluster_atlas.values.issues import Text

# Why two rows are taken for one firm, by the field that tells.
REASONS = {
    "code": Text("统一社会信用代码相同", "they have the same unified social credit code"),
    "name": Text(
        "名称与所在地相同，且不都有代码", "they have one name and place, and not both a code"
    ),
}


class Firm(NamedTuple):
    """What tells a firm: its row, its name in normal form, where it is, and its code.

    ``row`` is the id in a workspace, or the number of the row in a file; blank texts are unknown.
    """

    row: str
    name: str
    place: str
    code: str


class Duplicate(NamedTuple):
    """A row of a firm, the first row before it of the same one, and the field that tells."""

    firm: Firm
    first: Firm
    by: str


def duplicates(firms: Iterable[Firm]) -> Iterator[Duplicate]:
    """Yield each row of a firm of which there is a row before.

    Two rows with codes are of one firm where the codes are equal. Where one of them has none, they
    are where name and place are equal; of a place that is not known nothing is said.
    """
    by_code: dict[str, Firm] = {}
    by_name: dict[tuple[str, str], Firm] = {}
    without_code: dict[tuple[str, str], Firm] = {}
    for firm in firms:
        key = firm.name, firm.place
        first, by = by_code.get(firm.code), "code"
        if first is None and all(key):
            first, by = (without_code if firm.code else by_name).get(key), "name"
        if first is not None:
            yield Duplicate(firm, first, by)
        if firm.code:
            by_code.setdefault(firm.code, firm)
        else:
            without_code.setdefault(key, firm)
        by_name.setdefault(key, firm)


def firms_of(table: pa.Table, row: str = "id") -> list[Firm]:
    """Return the firms of a table.

    Parameters
    ----------
    table
        As a workspace tells them, or as they are prepared for one.
    row
        The column that tells a row.
    """
    columns = [
        table[name].to_pylist() if name in table.column_names else [None] * table.num_rows
        for name in (row, "name", "county", "city", "code")
    ]
    return [
        Firm(str(number), "".join(tokens(name or "")), county or city or "", code or "")
        for number, name, county, city, code in zip(*columns, strict=True)
    ]


def duplicate_findings(prepared: Prepared, known: pa.Table) -> list[Finding]:
    """Return which rows of a file are of a firm that is known, or stands above in the file.

    Parameters
    ----------
    prepared
        Rows of firms.
    known
        Those of the workspace.
    """
    refused = set(prepared.refused)
    positions = [row for row in range(len(prepared.source)) if row not in refused]
    fresh = firms_of(prepared.table, "row")
    # An id in the workspace, as 1-17, is no number of a row.
    position_of = {firm.row: position for firm, position in zip(fresh, positions, strict=True)}
    found = []
    for firm, first, by in duplicates(chain(firms_of(known), fresh)):
        if firm.row not in position_of:
            continue
        if first.row in position_of:
            message = Text(f"与第 {first.row} 行是同一企业", f"is the firm of row {first.row}")
        else:
            number = first.row.partition("-")[0]
            message = Text(
                f"与 {first.row}（第 {number} 次导入）是同一企业",
                f"is the firm of {first.row} (import {number})",
            )
        found.append(Finding(position_of[firm.row], by, None, message, REASONS[by], refused=False))
    return found
