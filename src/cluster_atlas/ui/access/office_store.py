"""The workspace whose rows a session shows, read once for all sessions of an office."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cluster_atlas.ui.access.offices import office_of, read_offices
from cluster_atlas.values.issues import AtlasError
from cluster_atlas.values.owndata import OwnData

# What reads workspaces takes a fifth of a second to load: it stays off the start of a server that
# has none.
if TYPE_CHECKING:
    from cluster_atlas.own.workspace.workspace import Workspace

STORE_VARIABLE = "CLUSTER_ATLAS_STORE"
OFFICES_VARIABLE = "CLUSTER_ATLAS_OFFICES"


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
        from cluster_atlas.own.workspace.workspace import open_workspace

        return open_workspace(self.place, create=create, office=self.schema)


@dataclass(frozen=True, slots=True)
class _Kept:
    data: OwnData
    pack: bytes


_LOCK = threading.Lock()
_READ: dict[tuple[str, str], _Kept] = {}
# The file that the user of this machine named on the page.
_CHOSEN: dict[str, str] = {}


def office() -> Office | None:
    """Return the office whose data this session shows; ``None`` where it is told none.

    Where the server has offices it is that of the person who is signed in, and nobody else's.

    Raises
    ------
    AtlasError
        If the file of offices has a fault: no office's data is shown then.
    """
    listed = os.environ.get(OFFICES_VARIABLE, "")
    if listed:
        person = signed_in()
        found = office_of(read_offices(listed), person) if person else None
        if found is None:
            return None
        entry, member = found
        may_edit = member.role == "edit"
        return Office(entry.name, entry.workspace, entry.schema, person, may_edit)
    place = os.environ.get(STORE_VARIABLE, "") or _CHOSEN.get("place", "")
    if not place:
        return None
    from cluster_atlas.own.rows.shown import workspace_name

    return Office(workspace_name(place), place)


def choose_place(path: Path) -> None:
    """Let this server process keep its data in a file; it is made where it is not there.

    Raises
    ------
    AtlasError
        If it is no workspace, or cannot be used.
    """
    from cluster_atlas.own.workspace.workspace import open_workspace

    with open_workspace(path, create=True):
        _CHOSEN["place"] = f"{path}"


def has_offices() -> bool:
    """Tell whether the server keeps data for several offices, whose members sign in."""
    return bool(os.environ.get(OFFICES_VARIABLE))


def signed_in() -> str:
    """Return the e-mail address of the person who is signed in; empty for nobody.

    An address of which the sign-in says that it was not verified is nobody's.
    """
    # The server starts without Streamlit.
    import streamlit as st

    told = st.user.to_dict()
    if not told.get("is_logged_in") or told.get("email_verified") is False:
        return ""
    return str(told.get("email") or "").strip().casefold()


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
    try:
        of = office()
        return own_data(of) if of else None
    except AtlasError:
        return None


def own_pack(of: Office) -> bytes:
    """Return the pack of :func:`own_data`; empty before there is a workspace."""
    kept = _current(of)
    return kept.pack if kept else b""


def note_reader(of: Office) -> None:
    """Write into the office's log who reads its data, once a session; nobody on one's own machine.

    Raises
    ------
    AtlasError
        If the workspace cannot be written: nobody reads without a trace.
    """
    import streamlit as st

    reader = (of.place, of.schema, of.person)
    if of.person and st.session_state.get("own-read") != reader:
        with of.open() as workspace:
            workspace.log(of.person, "read", "")
        st.session_state["own-read"] = reader


def _current(of: Office) -> _Kept | None:
    from cluster_atlas.own.rows.shown import read_own_data
    from cluster_atlas.own.workspace.workspace import SERVERS
    from cluster_atlas.web.ownpack import own_pack_bytes

    if not of.place.startswith(SERVERS) and not Path(of.place).exists():
        return None
    key = (of.place, of.schema)
    with of.open() as workspace:
        if found := _found(key, workspace):
            return found
        with _LOCK:
            # Others may have read it while this one waited for its turn.
            if found := _found(key, workspace):
                return found
            data = read_own_data(workspace, of.name)
            _READ[key] = _Kept(data, own_pack_bytes(data))
            return _READ[key]


def _found(key: tuple[str, str], workspace: Workspace) -> _Kept | None:
    """Return what was read of a workspace, where that is how it is now."""
    kept = _READ.get(key)
    return kept if kept is not None and kept.data.revision == workspace.revision() else None
