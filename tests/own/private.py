"""A made-up workspace with private values of every kind, which leave in nothing."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.own.workspace.entries import ImportAbout
from cluster_atlas.own.workspace.workspace import open_workspace
from tests.own.madeup import NAME, made_up_table

CONTACT, TELEPHONE, NUMBER = "欧阳虚构乙", "13977770001", 13977770002
# A column that only its values tell, as text and as numbers, and one that its heading tells.
BY_VALUES, BY_NUMBERS, BY_HEADING = "13977770003", "13977770004", "虚构法人丙"
PRIVATE = (CONTACT, TELEPHONE, str(NUMBER), BY_VALUES, BY_NUMBERS, BY_HEADING)


def private_table(atlas: Atlas, kind: str, count: int = 12) -> pa.Table:
    """Return made-up rows that hold each private value."""
    table = made_up_table(atlas, kind, count)
    told = {
        "contact": pa.array([CONTACT] * count),
        "telephone": pa.array([TELEPHONE] * count),
        "热线": pa.array([BY_VALUES] * count),
        "内部专线": pa.array([NUMBER] * count, pa.int64()),
        "值班": pa.array([float(BY_NUMBERS)] * count, pa.float64()),
        "企业法人": pa.array([BY_HEADING] * count),
    }
    for name, values in told.items():
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, values)
        else:
            table = table.append_column(name, values)
    return table


def private_workspace(atlas: Atlas, path: Path) -> Path:
    """Make a workspace with private values in every kind."""
    with open_workspace(path, create=True) as workspace:
        for kind in kind_list().kinds:
            layer = f"{NAME}图层" if kind == "layer" else ""
            about = ImportAbout(f"{NAME}.xlsx", system="wgs84", declared=True, layer=layer)
            workspace.add_import(kind, private_table(atlas, kind), about)
    return path
