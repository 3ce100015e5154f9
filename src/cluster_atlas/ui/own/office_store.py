"""The workspace whose rows a session shows, read once for all sessions of an office."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from cluster_atlas.own.rows.shown import OwnData, read_own_data, workspace_name
from cluster_atlas.own.workspace.workspace import SERVERS, Workspace, open_workspace
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.web.ownpack import own_pack_bytes

STORE_VARIABLE = "CLUSTER_ATLAS_STORE"


@dataclass(frozen=True, slots=True)
class Office:
    """Whose own data a session shows, and where that is kept.

    Attributes
    ----------
    name
        What the data is called on screen.
    place
        Path of the workspace's file, or the address of its database.
    schema
        Schema of the database that holds the office's tables; empty for a file.
    person
        Who uses it, as the log and the history say; empty on an office's own machine.
    may_edit
        Whether this person may change it.
    """

    name: str
    place: str
    schema: str = ""
    person: str = ""
    may_edit: bool = True

    def open(self, *, create: bool = False) -> Workspace:
        """Open the workspace.

        Raises
        ------
        AtlasError
            As :func:`~cluster_atlas.own.workspace.workspace.open_workspace` does.
        """
        return open_workspace(self.place, create=create, office=self.schema)


@dataclass(frozen=True, slots=True)
class _Kept:
    data: OwnData
    pack: bytes


_LOCK = threading.Lock()
_READ: dict[tuple[str, str], _Kept] = {}


def office() -> Office | None:
    """Return the office whose data this session shows; ``None`` where the server has none."""
    place = os.environ.get(STORE_VARIABLE, "")
    if not place:
        return None
    return Office(workspace_name(place), place)


def own_data(of: Office) -> OwnData | None:
    """Return what an office's workspace shows now; ``None`` before there is one.

    Raises
    ------
    AtlasError
        If the workspace cannot be read.
    """
    kept = _current(of)
    return kept.data if kept else None


def session_own() -> OwnData | None:
    """Return the own data of this session's office; ``None`` where it has none that can be read.

    What is wrong with a workspace is said where it is opened.
    """
    of = office()
    try:
        return own_data(of) if of else None
    except AtlasError:
        return None


def own_pack(of: Office) -> bytes:
    """Return the pack of :func:`own_data`; empty before there is a workspace."""
    kept = _current(of)
    return kept.pack if kept else b""


def _current(of: Office) -> _Kept | None:
    if not of.place.startswith(SERVERS) and not Path(of.place).exists():
        return None
    key = (of.place, of.schema)
    with of.open() as workspace:
        kept = _READ.get(key)
        if kept is not None and kept.data.revision == workspace.revision():
            return kept
        with _LOCK:
            data = read_own_data(workspace, of.name)
            kept = _READ[key] = _Kept(data, own_pack_bytes(data))
    return kept
