"""A made-up office: its ledger, land, parks, firms and layers, in real places of the atlas."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.areas import areas_m2
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.own.rows.shown import own_rows
from cluster_atlas.own.workspace.entries import ImportAbout
from cluster_atlas.own.workspace.workspace import open_workspace
from cluster_atlas.values.owndata import OwnData

NAME = "虚构"
COUNTS = {"parks": 8, "premises": 40, "projects": 300, "firms": 60, "layer": 6}
LAYERS = ("永久基本农田（虚构）", "生态保护红线（虚构）")


def made_up_table(atlas: Atlas, kind: str, count: int | None = None, seed: int = 1) -> pa.Table:
    """Return made-up rows of a kind as an import keeps them; each says that it is made up."""
    chance = random.Random(f"{seed} {kind}")  # noqa: S311 - no secret
    rows = [_row(atlas, kind, n + 1, chance) for n in range(count or COUNTS[kind])]
    return pa.Table.from_pylist(rows, schema=_SCHEMAS[kind])


def made_up_data(atlas: Atlas, seed: int = 1) -> OwnData:
    """Return a made-up office's rows as they are shown."""
    rows = []
    for number, kind in enumerate(kind_list().kinds, start=1):
        table = made_up_table(atlas, kind, seed=seed)
        ids = pa.array([f"{number}-{n + 1}" for n in range(len(table))])
        table = table.append_column("id", ids)
        if kind == "layer":
            names = pa.array([LAYERS[n % len(LAYERS)] for n in range(len(table))])
            table = table.append_column("layer", names)
        rows += own_rows(kind, table)
    return OwnData(NAME, 1, tuple(rows))


def made_up_workspace(atlas: Atlas, path: Path, seed: int = 1) -> Path:
    """Make a workspace of a made-up office; return its path."""
    with open_workspace(path, create=True) as workspace:
        for kind in kind_list().kinds:
            table = made_up_table(atlas, kind, seed=seed)
            if kind != "layer":
                about = ImportAbout(f"{NAME}-{kind}.xlsx", system="wgs84", declared=True)
                workspace.add_import(kind, table, about)
                continue
            for number, layer in enumerate(LAYERS):
                part = table.slice(number * len(table) // 2, len(table) // 2)
                about = ImportAbout(f"{layer}.geojson", system="wgs84", declared=True, layer=layer)
                workspace.add_import(kind, part, about)
    return path


def _row(atlas: Atlas, kind: str, number: int, chance: random.Random) -> dict[str, Any]:
    counties = [place for place in atlas.places.values() if place.level == "county"]
    county = chance.choice(counties)
    industries = chance.sample(list(atlas.industries), chance.choice((0, 1, 1, 1, 2)))
    if chance.random() < 0.1:
        industries = [f"cluster:{chance.choice(atlas.clusters).id}"]
    assert county.lon is not None
    assert county.lat is not None
    row: dict[str, Any] = {
        "row": number + 1,
        "name": f"{NAME}{kind_list().kinds[kind].name.zh} {number}",
        "city": county.city,
        "county": county.id,
        "lon": county.lon + chance.uniform(-0.02, 0.02),
        "lat": county.lat + chance.uniform(-0.02, 0.02),
        "precision": "site",
        "radius_km": 0.1,
        "contact": "虚构联系人",
        "telephone": "13800138000",
        "note": f"备注 {number}：虚构",
    }
    if kind != "layer":
        row["industries"] = industries
    if kind in {"parks", "layer"}:
        # A circle of 64 edges, of 1 km in a park and 3 km in a layer.
        wide = 0.01 if kind == "parks" else 0.03
        shape = shapely.Point(row["lon"], row["lat"]).buffer(wide)
        row |= {"wkb": shape.wkb, "area_m2": float(areas_m2([shape])[0]), "precision": "boundary"}
    if kind == "parks":
        row |= {"area": 2_000_000.0, "free_area": chance.uniform(0, 500_000)}
    if kind == "premises":
        row |= {
            "area": float(chance.randrange(500, 50_000)),
            "price": float(chance.randrange(10, 60)),
            "power": 1_000_000.0,
            "free_from": dt.date(2026, chance.randrange(1, 13), 1),
            "address": f"{county.name}虚构路 {number} 号",
        }
    if kind == "projects":
        stages = [stage.id for stage in kind_list().stages]
        row |= {
            "stage": chance.choice([*stages, None]),
            "investment": None if chance.random() < 0.1 else chance.randrange(1, 200) * 1e7,
            "office": "虚构局",
            "firm": f"虚构公司 {number}",
            "started": dt.date(chance.randrange(2021, 2027), chance.randrange(1, 13), 1),
        }
    if kind == "firms":
        row |= {"size": chance.choice(("大型", "中型", "小型")), "employees": float(number)}
    return row


_PLACE: dict[str, pa.DataType] = {
    "row": pa.int64(),
    "name": pa.string(),
    "city": pa.string(),
    "county": pa.string(),
    "lon": pa.float64(),
    "lat": pa.float64(),
    "precision": pa.string(),
    "radius_km": pa.float64(),
    "contact": pa.string(),
    "telephone": pa.string(),
    "note": pa.string(),
}
_FOR = {"industries": pa.list_(pa.string())}
_SHAPE = {"wkb": pa.binary(), "area_m2": pa.float64()}
_NUMBER, _TEXT, _DAY = pa.float64(), pa.string(), pa.date32()
_SCHEMAS = {
    kind: pa.schema(_PLACE | more)
    for kind, more in {
        "parks": _FOR | _SHAPE | {"area": _NUMBER, "free_area": _NUMBER},
        "premises": _FOR
        | {"area": _NUMBER, "price": _NUMBER, "power": _NUMBER, "free_from": _DAY}
        | {"address": _TEXT},
        "projects": _FOR
        | {"stage": _TEXT, "investment": _NUMBER, "office": _TEXT, "firm": _TEXT, "started": _DAY},
        "firms": _FOR | {"size": _TEXT, "employees": _NUMBER},
        "layer": _SHAPE,
    }.items()
}
