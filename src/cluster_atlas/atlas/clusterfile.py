"""One file of layers/ read into a cluster with its industries and designations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from cluster_atlas.files.records import TomlFile, to_record, to_records
from cluster_atlas.values.issues import Issue, Text, quote
from cluster_atlas.values.model import Cluster, Designation, Industry

Entry = TypeVar("Entry", Industry, Designation)

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(slots=True)
class ClusterFile:
    """A cluster as read, with where each designation and industry stands, and what is wrong."""

    name: str
    cluster: Cluster | None = None
    lines: dict[str, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    text: TomlFile | None = None


def read_cluster_file(path: Path, name: str) -> ClusterFile:
    """Read one file of ``layers/``.

    Parameters
    ----------
    path
        The TOML file; its stem is the cluster's id.
    name
        Name by which issues call it.

    Returns
    -------
    ClusterFile
        ``cluster`` is ``None`` where the head of the file is unusable; faulty entries are left
        out of it and stand in ``issues``.
    """
    toml = TomlFile(path, name)
    result = ClusterFile(name, issues=toml.issues, text=toml)
    if not toml.data:
        return result
    industries = _entries(toml, "industry", Industry, result)
    designations = _entries(toml, "designation", Designation, result, cluster=path.stem)
    head = {k: v for k, v in toml.data.items() if k not in {"industry", "designation"}}
    head |= {"id": path.stem}
    cluster = to_record(Cluster, head, toml.issues, file=toml)
    if cluster is None:
        return result
    if not _COLOUR.fullmatch(cluster.colour):
        toml.issues.append(
            Issue(
                name,
                path.stem,
                "colour",
                quote(cluster.colour),
                Text("颜色写法有误", "is not a colour"),
                Text("请写成 #7a3b69", "write it as #7a3b69"),
                toml.line_of("colour"),
            )
        )
    result.cluster = Cluster(
        cluster.id,
        cluster.name,
        cluster.name_en,
        cluster.group,
        cluster.colour,
        cluster.order,
        tuple(industries),
        tuple(designations),
    )
    return result


def _entries(
    toml: TomlFile, key: str, kind: type[Entry], result: ClusterFile, **extra: str
) -> list[Entry]:
    """Return the good ``[[key]]`` records and remember the line of each by its id."""
    found = list(toml.tables(key))
    lines = [line for line, _ in found]
    records = to_records(kind, [table | extra for _, table in found], toml.issues, toml, lines)
    good = []
    for line, record in zip(lines, records, strict=True):
        if record is not None:
            good.append(record)
            result.lines.setdefault(record.id, line)
    return good
