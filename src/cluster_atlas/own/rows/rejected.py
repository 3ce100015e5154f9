"""Rows that were not taken, as a workbook that goes back to its sender with the reasons."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from cluster_atlas.files.csvfile import cell
from cluster_atlas.files.workbook import Sheet, workbook
from cluster_atlas.own.importing import Prepared
from cluster_atlas.own.sourcetable import Value

_LONGEST_TITLE = 31
_FIRST = ("原行号", "原因", "建议")


def rejected_workbook(prepared: Sequence[Prepared], *, private: bool = False) -> bytes:
    """Return the refused rows of several tables, a sheet each, as XLSX.

    The columns are the file's own, after the number of the row in the file, why it was not taken
    and what to do about it.

    Parameters
    ----------
    prepared
        The tables.
    private
        Whether columns of persons and contacts go out as well.
    """
    sheets = []
    for number, one in enumerate(prepared, start=1):
        reasons: defaultdict[int, list[str]] = defaultdict(list)
        hints: defaultdict[int, dict[str, None]] = defaultdict(dict)
        for finding in one.findings:
            field = one.match.fields.get(finding.field, finding.field)
            reasons[finding.row].append(f"{field}：{finding.message.zh}")
            hints[finding.row][finding.hint.zh] = None
        source = one.source
        kept = [
            (name, column)
            for name, column in zip(source.columns, source.values, strict=True)
            if private or name not in one.match.private
        ]
        rows = [
            [
                source.rows[row],
                "；".join(reasons[row]),
                "；".join(hints[row]),
                *(_shown(column[row]) for _, column in kept),
            ]
            for row in one.refused
        ]
        title = f"{number} {source.name}"[:_LONGEST_TITLE]
        for sign in r"[]:*?/\'":
            title = title.replace(sign, " ")
        sheets.append(Sheet(title, (*_FIRST, *(cell(name) for name, _ in kept)), rows))
    day = dt.datetime.now(tz=dt.UTC).date()
    return workbook(sheets, title="未收的行", creator="cluster-atlas", description="", day=day)


def _shown(value: Value) -> object:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return cell(value)
