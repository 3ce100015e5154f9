"""What was brought when, taken back and brought again; exports, backups, and the log."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import streamlit as st

from cluster_atlas.own.kinds import kind_list
from cluster_atlas.own.rows.rowforms import rows_in_form
from cluster_atlas.own.systems.system import read_system
from cluster_atlas.own.workspace.entries import ImportEntry
from cluster_atlas.own.workspace.workspace import Workspace
from cluster_atlas.ui import session
from cluster_atlas.ui.access.office_store import Office
from cluster_atlas.ui.labels import plain
from cluster_atlas.ui.own import own_labels as labels
from cluster_atlas.ui.own.shown_tables import (
    Desk,
    done,
    local_time,
    refusals_shown,
    show_refusal,
    show_table,
)
from cluster_atlas.ui.own.uploads import oversized
from cluster_atlas.values.issues import AtlasError, Text

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTES = "application/octet-stream"
_MOST_IMPORTS, _MOST_ENTRIES = 200, 300


def imports_part(desk: Desk, workspace: Workspace) -> None:
    """Show all imports, with the way to undo one and to bring it back."""
    imports = workspace.imports()
    if not imports:
        st.info(desk.say(labels.NOTHING_YET), icon=":material/upload_file:")
        return
    heads = [desk.say(one) for one in labels.IMPORT_HEADS]
    newest = list(reversed(imports))[:_MOST_IMPORTS]
    show_table(heads, [_entry(one, desk) for one in newest], "imports")
    if not desk.office.may_edit:
        return
    by_number = {one.number: one for one in newest}
    one, two, three = st.columns([3, 1, 1], vertical_alignment="bottom")
    number = one.selectbox(
        desk.say(labels.WHICH),
        list(by_number),
        format_func=lambda key: desk.say(labels.IMPORT_NAMED).format(
            number=key, file=by_number[key].about.file, rows=by_number[key].rows
        ),
        key="own-import",
    )
    chosen, person = by_number[number], desk.office.person
    if two.button(
        desk.say(labels.UNDO),
        key="own-undo",
        disabled=bool(chosen.undone_at),
        width="stretch",
    ):
        with refusals_shown(desk):
            workspace.undo(number, person)
            done(desk.say(labels.UNDONE).format(number=number))
    if three.button(
        desk.say(labels.REDO),
        key="own-redo",
        disabled=not chosen.undone_at,
        width="stretch",
    ):
        with refusals_shown(desk):
            workspace.redo(number, person)
            done(desk.say(labels.REDONE).format(number=number))


def _entry(one: ImportEntry, desk: Desk) -> tuple[object, ...]:
    state = "shown" if one.is_shown else "undone" if one.undone_at else "replaced"
    kind = desk.say(kind_list().kinds[one.kind].name)
    return (
        one.number,
        f"{kind} · {one.about.layer}" if one.about.layer else kind,
        one.about.file,
        one.rows - one.deleted,
        one.about.refused,
        _system_name(one.about.system, desk),
        local_time(one.at),
        one.about.by or "—",
        desk.say(labels.STATES[state]),
    )


def _system_name(system: str, desk: Desk) -> str:
    """Return what a system is called; as it was kept where it needs parameters to be read."""
    try:
        return desk.say(read_system(system).name) if system else "—"
    except AtlasError:
        return system


def keeping_part(desk: Desk, workspace: Workspace) -> None:
    """Offer the rows as workbooks and a backup, take one back in, and show the log."""
    left, right = st.columns(2, gap="large")
    with left, st.container(key="own-export"):
        _exports(desk, workspace)
    with right, st.container(key="own-backup"):
        _backup(desk)
        if desk.office.may_edit:
            _restore(desk, workspace)
    with st.container(key="own-log"):
        _log(desk, workspace)


def _exports(desk: Desk, workspace: Workspace) -> None:
    st.html(f'<h3 class="own-heading">{desk.say(labels.EXPORT)}</h3>')
    private = st.checkbox(desk.say(labels.WITH_PRIVATE), key="own-private")
    kinds = {one.kind for one in workspace.imports() if one.is_shown}
    if not kinds:
        st.caption(desk.say(labels.NOTHING_YET))
    for kind, about in kind_list().kinds.items():
        if kind not in kinds:
            continue
        st.download_button(
            desk.say(labels.EXPORT_KIND).format(kind=desk.say(about.name)),
            **session.download(
                partial(_exported, desk.office, kind, private=private),
                f"{about.name.zh}.xlsx",
                _XLSX,
            ),
            key=f"own-export-{kind}",
            on_click="ignore",
            icon=":material/download:",
            width="stretch",
        )


def _exported(office: Office, kind: str, *, private: bool) -> bytes:
    """Return the rows of a kind as a workbook; who took them is logged."""
    with office.open() as workspace:
        content = rows_in_form(kind, workspace.rows(kind), "xlsx", private=private)
        workspace.log(office.person, "export", f"{kind}, private" if private else kind)
    return content


def _backup(desk: Desk) -> None:
    st.html(f'<h3 class="own-heading">{desk.say(labels.BACKUP)}</h3>')
    st.caption(desk.say(labels.BACKUP_HELP))
    name = desk.office.name or "own"
    st.download_button(
        desk.say(labels.BACKUP_NOW),
        **session.download(partial(_backed_up, desk.office), f"{name}-备份.atlas", _BYTES),
        key="own-backup-now",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
    )


def _backed_up(office: Office) -> bytes:
    """Return a backup of an office's workspace; who took it is logged."""
    with tempfile.TemporaryDirectory(prefix="cluster-atlas-backup-") as folder:
        path = Path(folder) / "backup.atlas"
        with office.open() as workspace:
            workspace.backup(path)
            workspace.log(office.person, "backup", "")
        return path.read_bytes()


def _restore(desk: Desk, workspace: Workspace) -> None:
    with st.expander(desk.say(labels.RESTORE), icon=":material/settings_backup_restore:"):
        st.caption(desk.say(labels.RESTORE_HELP))
        upload = st.file_uploader(
            desk.say(labels.RESTORE_FILE),
            key=f"own-files-restore-{st.session_state.setdefault('own-restores', 0)}",
            label_visibility="collapsed",
        )
        sure = st.checkbox(desk.say(labels.RESTORE_SURE), key="own-sure")
        if not st.button(
            desk.say(labels.RESTORE_NOW), key="own-restore", disabled=not (sure and upload)
        ):
            return
        if upload is None or not sure:
            return
        too_large = oversized(upload)
        if too_large:
            show_refusal([too_large], desk)
            return
        with (
            refusals_shown(desk),
            tempfile.TemporaryDirectory(prefix="cluster-atlas-restore-") as folder,
        ):
            path = Path(folder) / "backup.atlas"
            path.write_bytes(upload.getbuffer())
            workspace.restore(path, desk.office.person)
            st.session_state["own-restores"] += 1
            st.session_state.pop("own-seen", None)
            done(plain(desk.say(labels.RESTORED).format(file=upload.name)))


def _log(desk: Desk, workspace: Workspace) -> None:
    st.html(f'<h3 class="own-heading">{desk.say(labels.LOG)}</h3>')
    entries = list(reversed(workspace.log_entries()))[:_MOST_ENTRIES]
    rows = [
        (
            local_time(one.at),
            one.by or "—",
            desk.say(labels.ACTIONS.get(one.action, Text(one.action, one.action))),
            _subject(one.subject, desk),
        )
        for one in entries
    ]
    show_table([desk.say(one) for one in labels.LOG_HEADS], rows, "log")


def _subject(subject: str, desk: Desk) -> str:
    """Return what an entry of the log is about, kinds and fields by their names."""
    kinds = kind_list().kinds
    names = {field.id: field.name for kind in kinds.values() for field in kind.fields}
    names |= {kind.id: kind.name for kind in kinds.values()}
    words = subject.split(" ")
    return " ".join(_named(word, names, desk) for word in words)


def _named(word: str, names: Mapping[str, Text], desk: Desk) -> str:
    """Return a word of the log by its name; a comma behind it stays."""
    bare = word.rstrip(",")
    return desk.say(names[bare]) + word[len(bare) :] if bare in names else word
