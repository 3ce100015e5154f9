"""The page of an office's own data: brought in, looked at, changed, taken back, taken along."""

from __future__ import annotations

import html
from contextlib import suppress
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path

import platformdirs
import streamlit as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.ui import session
from cluster_atlas.ui.access.office_store import (
    Office,
    choose_place,
    has_offices,
    office,
    own_data,
    signed_in,
)
from cluster_atlas.ui.labels import plain
from cluster_atlas.ui.own import own_labels as labels
from cluster_atlas.ui.own.import_steps import import_part
from cluster_atlas.ui.own.keeping_parts import imports_part, keeping_part
from cluster_atlas.ui.own.row_table import rows_part
from cluster_atlas.ui.own.shown_tables import Desk, done, refusals_shown, show_refusal
from cluster_atlas.values.issues import AtlasError

# What a proxy says of those for whom it asks.
_FORWARDED = (
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-Ip",
    "Forwarded",
    "Via",
)
_NOBODY = Office("", "", may_edit=False)
_PARTS = {
    "import": import_part,
    "rows": rows_part,
    "imports": imports_part,
    "keeping": keeping_part,
}


@st.fragment
def own_page(atlas: Atlas, screen: Screen) -> None:
    """Show the page; only it runs again when something on it is changed."""
    st.html(_style())
    nobody = Desk(atlas, _NOBODY, screen.language)
    try:
        of = office()
    except AtlasError as error:
        show_refusal(error.issues, nobody)
        return
    if of is None:
        _way_in(nobody)
        return
    desk = Desk(atlas, of, screen.language)
    if text := st.session_state.pop("own-done", ""):
        st.toast(text, icon=":material/check:")
    with refusals_shown(desk), of.open(create=of.may_edit) as workspace:
        part = _head(desk)
        _PARTS[part](desk, workspace)


@cache
def _style() -> str:
    text = files("cluster_atlas").joinpath("ui", "own", "own.css").read_text(encoding="utf-8")
    return f"<style>{text}</style>"


def _head(desk: Desk) -> str:
    """Show whose data it is and how much; return the part that is chosen."""
    data = own_data(desk.office)
    counts = data.count() if data else {}
    kinds = kind_list().kinds
    told = " · ".join(
        desk.say(labels.ROWS_OF).format(kind=desk.say(kinds[kind].name), n=f"{count:,}")
        for kind, count in counts.items()
    )
    parts = [part for part in _PARTS if desk.office.may_edit or part != "import"]
    usual = "rows" if counts else parts[0]
    st.session_state.setdefault("own-part-first", usual)
    with st.container(key="own-head", horizontal=True, vertical_alignment="center", gap="small"):
        part = st.segmented_control(
            desk.say(labels.PARTS["import"]),
            parts,
            default=st.session_state["own-part-first"],
            key="own-part",
            format_func=lambda key: desk.say(labels.PARTS[key]),
            label_visibility="collapsed",
            required=True,
        )
        name = html.escape(desk.office.name)
        who = [desk.office.person, "" if desk.office.may_edit else desk.say(labels.READ_ONLY)]
        more = html.escape(" · ".join(filter(None, (told, *who))))
        st.html(f'<p class="own-whose"><b>{name}</b> <span>{more}</span></p>')
        if desk.office.person:
            st.button(desk.say(labels.SIGN_OUT), key="own-sign-out", on_click=st.logout)
    return part if part in parts else usual


def _way_in(desk: Desk) -> None:
    """Say how own data comes here: by signing in, by naming a file, or by the administrator."""
    with st.container(key="own-way-in"):
        if has_offices():
            person = signed_in()
            if person:
                st.warning(plain(desk.say(labels.STRANGER).format(person=person)))
                st.button(desk.say(labels.SIGN_OUT), key="own-sign-out", on_click=st.logout)
            else:
                st.info(desk.say(labels.SIGN_IN_FIRST), icon=":material/lock:")
                st.button(
                    desk.say(labels.SIGN_IN), key="own-sign-in", type="primary", on_click=st.login
                )
        elif _is_own_machine():
            _choose(desk)
        else:
            st.info(desk.say(labels.BY_ADMINISTRATOR), icon=":material/admin_panel_settings:")


def _choose(desk: Desk) -> None:
    """Ask the user of this machine for the file of the data."""
    st.markdown(desk.say(labels.WELCOME))
    usual = Path(platformdirs.user_data_path("cluster-atlas")) / "我的数据.atlas"
    with st.form("own-place", border=False):
        place = st.text_input(desk.say(labels.PLACE), f"{usual}", key="own-place-path").strip()
        asked = st.form_submit_button(desk.say(labels.OPEN), type="primary", key="own-open")
    if not asked or not place:
        return
    path = Path(place).expanduser()
    with refusals_shown(desk):
        if path == usual:
            with suppress(OSError):  # the workspace says why it cannot be made
                path.parent.mkdir(parents=True, exist_ok=True)
        choose_place(path)
        done("")


def _is_own_machine() -> bool:
    """Tell whether whoever looks sits at this machine: only they may name one of its files.

    The server listens to this machine alone, the page was asked for by a name of this machine, and
    no proxy says that it asks for somebody else.
    """
    address = st.get_option("server.address") or ""
    if not _is_loopback(address) or session.address():
        return False
    return not any(name in st.context.headers for name in _FORWARDED)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
