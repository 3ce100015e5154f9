"""One row to be changed: held against what was seen, told where somebody was first, never lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cluster_atlas.own.cells.column import Column
from cluster_atlas.own.cells.creditcodes import credit_codes
from cluster_atlas.own.cells.quantities import quantities
from cluster_atlas.own.columnmatch import is_private
from cluster_atlas.own.kinds import Field, fields_of, kind_list
from cluster_atlas.own.rows.templateworkbook import UNITS
from cluster_atlas.own.workspace.entries import OWN_COLUMNS, Change, Edit
from cluster_atlas.own.workspace.workspace import Workspace
from cluster_atlas.ui.labels import plain
from cluster_atlas.ui.own import own_labels as labels
from cluster_atlas.ui.own.shown_tables import (
    FACTORS,
    Desk,
    done,
    field_name,
    in_words,
    industry_name,
    local_time,
    number_text,
    refusals_shown,
    show_refusal,
    show_table,
)
from cluster_atlas.values.issues import AtlasError, Issue, Text

# Where a row is comes from its import: fields of it are not typed over.
_PLACE = {"city", "county", "town", "zone", "address", "x", "y", "xy", "lon", "lat"}
_COMPUTED = {"row", "wkb", "area_m2", "precision", "radius_km", *OWN_COLUMNS, *_PLACE}
_NUMBERS = {*FACTORS, "number"}
_FIRST_DAY, _LAST_DAY = dt.date(1950, 1, 1), dt.date(2100, 12, 31)
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class _Seen:
    """A row as its form was filled from it."""

    row: str
    version: int
    values: Mapping[str, Any]


def row_form(kind: str, row: Mapping[str, Any], desk: Desk, workspace: Workspace) -> None:
    """Show a row: its fields to be changed, who changed what, and the way to delete it."""
    seen: _Seen | None = st.session_state.get("own-seen")
    if seen is None or seen.row != row["id"]:
        seen = _see(row)
    if seen.version != row["version"]:
        st.info(desk.say(labels.NEWER), icon=":material/update:")
    where = "、".join(
        text
        for name in ("city", "county", "town", "zone", "address")
        if (text := in_words(name, "", row.get(name), desk))
    )
    known = desk.atlas.codes["precision"].get(row.get("precision") or "unknown")
    precision = desk.say(Text(known.name, known.name_en)) if known else "—"
    st.caption(plain(desk.say(labels.WHERE_FIXED).format(place=where or "—", precision=precision)))
    wishes = _fields(kind, seen, desk)
    _save(kind, seen, row, wishes, desk, workspace)
    _history(kind, row, desk, workspace)


def _see(row: Mapping[str, Any]) -> _Seen:
    """Take a row as what the user sees from now on."""
    seen = _Seen(row["id"], row["version"], dict(row))
    st.session_state["own-seen"] = seen
    st.session_state.pop("own-conflict", None)
    return seen


def _fields(kind: str, seen: _Seen, desk: Desk) -> dict[str, Any] | None:
    """Show the fields in a form; return what was typed when it was sent."""
    fields = [field for field in fields_of(kind) if field.id not in _PLACE]
    known = {field.id for field in fields_of(kind)}
    others = [name for name in seen.values if name not in known and name not in _COMPUTED]
    off = not desk.office.may_edit
    typed: dict[str, Any] = {}
    with st.form(f"own-form-{seen.row}-{seen.version}", border=False):
        left, right = st.columns(2)
        for n, field in enumerate(fields):
            with (left, right)[n % 2]:
                typed[field.id] = _field(field, seen, desk, off=off)
        if others:
            with st.expander(desk.say(labels.MORE_COLUMNS)):
                for name in others:
                    typed[name] = _other(kind, name, seen, desk, off=off)
        sent = st.form_submit_button(
            desk.say(labels.SAVE), type="primary", disabled=off, key=f"own-save-{seen.row}"
        )
    return typed if sent else None


def _field(field: Field, seen: _Seen, desk: Desk, *, off: bool) -> Any:  # noqa: ANN401 - of its type
    """Show one field; return what stands in it."""
    label, key = plain(field_name(field, desk)), f"own-{seen.row}-{seen.version}-{field.id}"
    value = seen.values.get(field.id)
    if field.type == "stage":
        names = {stage.id: desk.say(stage.name) for stage in kind_list().stages}
        options: list[str | None] = [None, *names]
        return st.selectbox(
            label,
            options,
            index=options.index(value) if value in options else 0,
            format_func=lambda one: names[one] if one else "—",
            key=key,
            disabled=off,
        )
    if field.type == "industries":
        known = [
            *desk.atlas.industries,
            *(f"cluster:{cluster.id}" for cluster in desk.atlas.clusters),
        ]
        chosen = list(value or ())
        return st.multiselect(
            label,
            [*known, *(one for one in chosen if one not in known)],
            default=chosen,
            format_func=lambda one: _industry(one, desk),
            placeholder=desk.say(labels.CHOOSE),
            key=key,
            disabled=off,
        )
    if field.type == "date":
        return st.date_input(
            label,
            value if isinstance(value, dt.date) else None,
            min_value=min(_FIRST_DAY, value or _FIRST_DAY),
            max_value=max(_LAST_DAY, value or _LAST_DAY),
            format="YYYY-MM-DD",
            key=key,
            disabled=off,
        )
    return st.text_input(label, _text(field, value), key=key, max_chars=_LONGEST, disabled=off)


def _industry(key: str, desk: Desk) -> str:
    """Return what an industry is called, with its cluster: two may have industries of one name."""
    cluster, name = desk.atlas.cluster_of_industry.get(key), industry_name(key, desk)
    if cluster is None:
        return name
    within = industry_name(f"cluster:{cluster}", desk)
    return desk.say(labels.FIELD_UNIT).format(name=name, unit=within)


def _other(kind: str, name: str, seen: _Seen, desk: Desk, *, off: bool) -> str:
    label = desk.say(labels.PRIVATE).format(name=name) if is_private(kind, name) else name
    value = seen.values[name]
    text = number_text(value) if isinstance(value, float) else in_words(name, "", value, desk)
    key = f"own-{seen.row}-{seen.version}-other-{name}"
    return st.text_input(plain(label), text, key=key, max_chars=_LONGEST, disabled=off)


def _text(field: Field, value: Any) -> str:  # noqa: ANN401 - of a row
    """Return a value as it stands in a field of text."""
    if value is None:
        return ""
    if isinstance(value, float):
        return number_text(value / FACTORS.get(field.type, 1.0))
    return f"{value}"


def _save(  # noqa: PLR0913 - a row, what was seen of it and what is wanted
    kind: str,
    seen: _Seen,
    row: Mapping[str, Any],
    typed: dict[str, Any] | None,
    desk: Desk,
    workspace: Workspace,
) -> None:
    """Write what was changed; where somebody was first, show both and ask."""
    if typed is not None:
        st.session_state.pop("own-conflict", None)
        wanted, issues = _wanted(kind, seen, typed)
        if issues:
            show_refusal(issues, desk)
            return
        if not wanted:
            st.caption(desk.say(labels.NO_CHANGE))
            return
        _write(seen.row, wanted, seen.version, desk, workspace)
    conflict: tuple[str, dict[str, Any], tuple[Issue, ...]] | None
    conflict = st.session_state.get("own-conflict")
    if conflict is None or conflict[0] != seen.row:
        return
    _, wanted, issues = conflict
    since = [one for one in workspace.history(seen.row) if one.version > seen.version]
    if not since:
        # Refused for something else: the row is gone, or its import was undone.
        show_refusal(issues, desk)
        return
    _show_conflict(kind, seen, row, wanted, since, desk)
    mine, theirs = st.columns(2)
    if mine.button(desk.say(labels.MINE), key="own-mine", width="stretch", type="primary"):
        _write(seen.row, wanted, row["version"], desk, workspace)
    if theirs.button(desk.say(labels.THEIRS), key="own-theirs", width="stretch"):
        _see(row)
        st.rerun()


def _write(
    row: str, wanted: Mapping[str, Any], version: int, desk: Desk, workspace: Workspace
) -> None:
    """Write edits of a row that was seen in a version; a refusal is kept to be shown."""
    edits = [Edit(row, field, value, version) for field, value in wanted.items()]
    try:
        workspace.edit_all(edits, desk.office.person)
    except AtlasError as error:
        # The same said of each field of one row is said once.
        issues = tuple({issue.message: issue for issue in error.issues}.values())
        st.session_state["own-conflict"] = (row, dict(wanted), issues)
        return
    st.session_state.pop("own-conflict", None)
    st.session_state.pop("own-seen", None)
    done(desk.say(labels.SAVED).format(row=row))


def _show_conflict(  # noqa: PLR0913 - the three states of a row
    kind: str,
    seen: _Seen,
    row: Mapping[str, Any],
    wanted: Mapping[str, Any],
    since: Sequence[Change],
    desk: Desk,
) -> None:
    fields = {field.id: field for field in fields_of(kind)}
    said = [desk.say(labels.CONFLICT)]
    for person in dict.fromkeys(one.by for one in since):
        theirs = [one for one in since if one.by == person]
        changed = dict.fromkeys(one.field for one in theirs)
        said.append(
            desk.say(labels.CHANGED_BY).format(
                at=local_time(theirs[-1].at),
                who=person or "—",
                fields="、".join(
                    field_name(fields[one], desk) if one in fields else one for one in changed
                ),
            )
        )
    st.warning("\n\n".join(map(plain, said)), icon=":material/sync_problem:")
    names = [
        name
        for name in dict.fromkeys((*wanted, *row))
        if name in wanted or (name not in _COMPUTED and row.get(name) != seen.values.get(name))
    ]
    rows = []
    for name in names:
        field = fields.get(name)
        type_ = field.type if field else ""
        mine = in_words(name, type_, wanted[name], desk) or "—" if name in wanted else ""
        rows.append(
            (
                field_name(field, desk) if field else name,
                in_words(name, type_, seen.values.get(name), desk) or "—",
                in_words(name, type_, row.get(name), desk) or "—",
                mine,
            )
        )
    show_table([desk.say(one) for one in labels.CONFLICT_HEADS], rows, "conflict")


def _wanted(kind: str, seen: _Seen, typed: Mapping[str, Any]) -> tuple[dict[str, Any], list[Issue]]:
    """Return the fields that were changed with their values, and what cannot be read."""
    fields = {field.id: field for field in fields_of(kind)}
    wanted: dict[str, Any] = {}
    issues: list[Issue] = []
    for name, value in typed.items():
        before, field = seen.values.get(name), fields.get(name)
        if isinstance(value, str):
            same = _text(field, before) if field else _plain_text(before)
            if value.strip() == same.strip():
                continue
            meant, wrong = _read(field, before, value.strip(), name)
            issues += wrong
            if not wrong:
                wanted[name] = meant
        elif (value or None) != (before or None):
            wanted[name] = value or None
    return wanted, issues


def _plain_text(value: Any) -> str:  # noqa: ANN401 - of a row
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(map(str, value))
    return number_text(value) if isinstance(value, float) else f"{value}"


def _read(
    field: Field | None,
    before: Any,  # noqa: ANN401 - of a row
    text: str,
    name: str,
) -> tuple[Any, list[Issue]]:
    """Return what a text means in a field, read as an import reads it."""
    if not text:
        return None, []
    column = Column([text], [0], name=name)
    if field is not None and field.type in _NUMBERS:
        kind = "" if field.type == "number" else field.type
        (number,), issues = quantities(column, kind, UNITS.get(field.type, "").lower())
        return number, issues
    if field is not None and field.type == "code":
        (code,), issues = credit_codes(column)
        return code, issues
    if field is None and isinstance(before, float):
        (number,), issues = quantities(column, "")
        return number, issues
    return text, []


def _history(kind: str, row: Mapping[str, Any], desk: Desk, workspace: Workspace) -> None:
    """Show who changed what, with the ways to take it back and to delete the row."""
    changes = workspace.history(row["id"])
    if changes:
        st.html(f'<h3 class="own-heading">{desk.say(labels.HISTORY)}</h3>')
        heads = [desk.say(one) for one in labels.CHANGE_HEADS]
        rows = [_change(kind, change, desk) for change in reversed(changes)]
        show_table(heads, rows, "history")
    if not desk.office.may_edit:
        return
    taken_back = {change.undoes for change in changes}
    counts = [c for c in changes if c.undoes is None and c.version not in taken_back]
    one, two = st.columns(2)
    person, key = desk.office.person, row["id"]
    if one.button(
        desk.say(labels.UNDO_EDIT), key="own-undo-edit", disabled=not counts, width="stretch"
    ):
        with refusals_shown(desk):
            workspace.undo_edit(key, row["version"], person)
            st.session_state.pop("own-seen", None)
            done(desk.say(labels.SAVED).format(row=key))
    with two.popover(desk.say(labels.DELETE), width="stretch", icon=":material/delete_forever:"):
        st.caption(desk.say(labels.DELETE_HELP))
        if st.button(desk.say(labels.DELETE_NOW).format(row=key), key="own-delete", type="primary"):
            with refusals_shown(desk):
                workspace.delete_for_good([key], person)
                for name in ("own-seen", "own-row", "own-clicked"):
                    st.session_state.pop(name, None)
                done(desk.say(labels.DELETED).format(row=key))


def _change(kind: str, change: Change, desk: Desk) -> tuple[str, str, str, str]:
    field = {one.id: one for one in fields_of(kind)}.get(change.field)
    value = desk.say(labels.AS_IMPORTED)
    if not change.as_imported:
        value = in_words(change.field, field.type if field else "", change.value, desk) or "—"
    if change.undoes is not None:
        value = desk.say(labels.TAKEN_BACK).format(value=value)
    name = field_name(field, desk) if field else change.field
    return local_time(change.at), change.by or "—", name, value
