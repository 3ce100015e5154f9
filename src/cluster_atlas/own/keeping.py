"""The last step of an import, on the page and on the command line: what is kept, what is said."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from cluster_atlas.own.importing import Prepared
from cluster_atlas.own.relations.duplicates import duplicate_findings
from cluster_atlas.own.workspace.entries import ImportAbout
from cluster_atlas.own.workspace.workspace import Workspace
from cluster_atlas.values.issues import Issue, Text


def digest(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal; empty for a folder."""
    if not path.is_file():
        return ""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def keep(  # noqa: PLR0913 - what is told of an import
    workspace: Workspace,
    one: Prepared,
    file: str,
    *,
    sha256: str = "",
    by: str = "",
    layer: str = "",
    replaces: int | None = None,
) -> int | None:
    """Keep the rows of a table that were taken; return the number of the import.

    Parameters
    ----------
    workspace
        Where they are kept.
    one
        The table, whose system is no longer open.
    file, sha256
        Name and digest of the file that it comes from.
    by
        Who brings it.
    layer
        Name of a plain layer, else that of the import it replaces, or of the table; of no other
        kind.
    replaces
        Number of the import of which this is a newer version.

    Returns
    -------
    int or None
        ``None`` where no row was taken, and nothing is kept.

    Raises
    ------
    AtlasError
        As :meth:`~cluster_atlas.own.workspace.workspace.Workspace.add_import` does.
    """
    if not one.table.num_rows:
        return None
    # A newer version of a layer bears its name, whatever its sheet or file is called by now.
    former = [entry.about.layer for entry in workspace.imports() if entry.number == replaces]
    title = layer or (former[0] if former else "") or one.source.name
    about = ImportAbout(
        file=file,
        by=by,
        sha256=sha256,
        refused=len(one.refused),
        system=one.choice.system.id if one.choice.system else "",
        declared=one.choice.declared in {"user", "file"},
        encoding=one.source.encoding,
        layer=title if one.kind == "layer" else "",
        replaces=replaces,
    )
    return workspace.add_import(one.kind, one.table, about)


def with_duplicates(workspace: Workspace, one: Prepared, replaces: int | None = None) -> Prepared:
    """Return a table with what is to say of firms that the workspace or the table has already.

    Parameters
    ----------
    workspace
        Where it is to be kept.
    one
        The table; of other kinds than firms it is returned as it is.
    replaces
        Number of the import that it replaces, whose rows are out of sight then.
    """
    if one.kind != "firms":
        return one
    known = workspace.rows("firms")
    shown = [number != replaces for number in known["import"].to_pylist()]
    known = known.filter(pa.array(shown, pa.bool_()))
    found = [*one.findings, *duplicate_findings(one, known)]
    return replace(one, findings=tuple(sorted(found, key=lambda finding: finding.row)))


def told(one: Prepared, *, private: bool = False) -> tuple[Issue, ...]:
    """Return all that is to say of a table, its notes first."""
    return (*one.source.notes, *one.issues(private=private))


def count_sentence(one: Prepared, *, kept: bool = True) -> Text:
    """Return how many rows were read, taken and refused, and in which system they lie."""
    read, taken, refused = len(one.source), one.table.num_rows if kept else 0, len(one.refused)
    choice = one.choice
    system = choice.system.name if choice.system else Text("无坐标", "no coordinates")
    return Text(
        f"读入 {read} 行，收 {taken} 行，未收 {refused} 行；坐标系 {system.zh}。",
        f"{read} rows read, {taken} taken, {refused} refused; {system.en}.",
    )
