"""Rows of a workspace as a table: found, chosen, and the chosen one shown to be changed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from cluster_atlas.own.columnmatch import private_columns
from cluster_atlas.own.kinds import fields_of, kind_list
from cluster_atlas.own.rows.rowforms import columns_of
from cluster_atlas.own.workspace.workspace import Workspace
from cluster_atlas.ui.own import own_labels as labels
from cluster_atlas.ui.own.row_form import row_form
from cluster_atlas.ui.own.shown_tables import FACTORS, Desk, field_name, in_words
from cluster_atlas.values.issues import Text

# Rows of a page: a table of a hundred thousand would be sent whole.
ROWS_OF_A_PAGE = 100
# Columns that say where a row is as numbers, or belong to the workspace.
_HIDDEN = {
    "import",
    "row",
    "lon",
    "lat",
    "radius_km",
    "wkb",
    "version",
    "precision",
    "x",
    "y",
    "xy",
}
_LOCK = threading.Lock()
# The last tables that were read, by workspace and revision: for all sessions of an office.
_READ: dict[tuple[object, ...], pa.Table] = {}
_MOST_READ = 4


def rows_part(desk: Desk, workspace: Workspace) -> None:
    """Show the rows of a kind, and the one that is chosen."""
    counts = {kind: len(_rows(kind, desk, workspace)) for kind in kind_list().kinds}
    kinds = [kind for kind, count in counts.items() if count]
    if not kinds:
        st.info(desk.say(labels.NOTHING_YET), icon=":material/upload_file:")
        return
    with st.container(key="own-find"):
        kind, table = _found(kinds, counts, desk, workspace)
    # With what is private, which is seen on this page only.
    shown = table.select([name for name in table.column_names if name != "wkb"]).to_pylist()
    left, right = st.columns([8, 5], gap="medium")
    with left, st.container(key="own-rows"):
        _table(kind, shown, desk)
    with right, st.container(key="own-form"):
        chosen = _picked(shown, desk)
        if chosen is not None:
            row_form(kind, chosen, desk, workspace)


def _rows(kind: str, desk: Desk, workspace: Workspace) -> pa.Table:
    """Return the rows of a kind as they are now, read again only after a change."""
    office = desk.office
    key = (office.place, office.schema, kind, workspace.revision())
    with _LOCK:
        found = _READ.get(key)
    if found is None:
        found = workspace.rows(kind)
        with _LOCK:
            for old in [one for one in _READ if one[:3] == key[:3]]:
                del _READ[old]
            _READ[key] = found
            while len(_READ) > _MOST_READ * len(kind_list().kinds):
                del _READ[next(iter(_READ))]
    return found


def _found(
    kinds: Sequence[str], counts: dict[str, int], desk: Desk, workspace: Workspace
) -> tuple[str, pa.Table]:
    """Ask for a kind and words; return the rows that hold them."""
    names = kind_list().kinds
    one, two, three = st.columns([5, 4, 2], vertical_alignment="bottom")
    kind = one.segmented_control(
        desk.say(labels.KIND),
        kinds,
        default=kinds[0] if "projects" not in kinds else "projects",
        key="own-rows-kind",
        format_func=lambda key: desk.say(labels.ROWS_OF).format(
            kind=desk.say(names[key].name), n=f"{counts[key]:,}"
        ),
        label_visibility="collapsed",
        required=True,
    )
    kind = kind if kind in kinds else kinds[0]
    words = two.text_input(
        desk.say(labels.FIND),
        key="own-find-words",
        placeholder=desk.say(labels.FIND),
        label_visibility="collapsed",
        max_chars=100,
    ).strip()
    table = _rows(kind, desk, workspace)
    if words:
        table = table.filter(_holding(table, words))
    pages = max(1, -(-len(table) // ROWS_OF_A_PAGE))
    number = 1
    if pages > 1:
        number = three.number_input(
            desk.say(labels.PAGE).format(n=pages), 1, pages, key=f"own-page-{kind}-{words}-{pages}"
        )
    else:
        three.caption(desk.say(labels.FOUND).format(n=f"{len(table):,}"))
    return kind, table.slice((number - 1) * ROWS_OF_A_PAGE, ROWS_OF_A_PAGE)


def _holding(table: pa.Table, words: str) -> pa.ChunkedArray:
    """Tell of each row whether one of its texts holds the words."""
    held = pa.chunked_array([pa.repeat(pa.scalar(value=False), len(table))])
    for column in table.columns:
        if pa.types.is_string(column.type):
            found = pc.match_substring(column, words, ignore_case=True)
            held = pc.or_(held, pc.fill_null(found, fill_value=False))
    return held


def _table(kind: str, rows: list[dict[str, Any]], desk: Desk) -> None:
    """Show rows; a click on one chooses it."""
    if not rows:
        return
    types = {field.id: field.type for field in fields_of(kind)}
    titles = {field.id: field_name(field, desk) for field in fields_of(kind)}
    names = [name for name in rows[0] if name not in _HIDDEN]
    sample = pa.Table.from_pylist(rows)
    order = [name for name in columns_of(kind, sample, private=True) if name in names]
    hidden = private_columns(kind, sample)
    columns: dict[str, Any] = {}
    for name in order:
        title = titles.get(name) or desk.say(labels.COLUMN_NAMES.get(name, Text(name, name)))
        if name in hidden and name not in titles:
            title = desk.say(labels.PRIVATE).format(name=title)
        while title in columns:
            title += " "
        columns[title] = [_shown(name, types.get(name, ""), row[name], desk) for row in rows]
    state = st.session_state.get("own-row", "")
    event = st.dataframe(
        pa.table({title: pa.array(values) for title, values in columns.items()}),
        key=f"own-table-{kind}-{abs(hash(tuple(row['id'] for row in rows)))}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        height=560,
        width="stretch",
        placeholder="",
    )
    picked = event["selection"]["rows"]
    clicked = rows[picked[0]]["id"] if picked and picked[0] < len(rows) else ""
    # A click counts once: what is chosen in the list afterwards is not taken back by it.
    if clicked != st.session_state.get("own-clicked", ""):
        st.session_state["own-clicked"] = clicked
        if clicked and clicked != state:
            st.session_state["own-row"] = clicked


def _shown(name: str, type_: str, value: Any, desk: Desk) -> Any:  # noqa: ANN401 - of a row
    """Return a value for a cell of the table: numbers as numbers, all else in words."""
    if isinstance(value, float):
        return value / FACTORS.get(type_, 1.0)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return in_words(name, type_, value, desk) or None


def _picked(rows: list[dict[str, Any]], desk: Desk) -> dict[str, Any] | None:
    """Ask which row; return it as it is now."""
    by_id = {row["id"]: row for row in rows}
    chosen = st.session_state.get("own-row", "")
    if chosen in by_id:
        st.session_state["own-pick"] = chosen
    elif st.session_state.get("own-pick") not in by_id:
        st.session_state["own-pick"] = None

    def pick() -> None:
        st.session_state["own-row"] = st.session_state["own-pick"] or ""

    picked = st.selectbox(
        desk.say(labels.PICK),
        list(by_id),
        index=None,
        format_func=lambda key: f"{key} · {by_id[key].get('name') or '—'}",
        placeholder=desk.say(labels.PICK_HELP),
        key="own-pick",
        on_change=pick,
    )
    return by_id.get(picked or "")
