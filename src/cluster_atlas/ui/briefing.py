"""The briefing page: what to hand out is composed at the left and seen at the right."""

from __future__ import annotations

import datetime as dt
import html
import itertools
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance

from cluster_atlas import batch
from cluster_atlas.atlas import Atlas
from cluster_atlas.briefchange import with_seen
from cluster_atlas.briefing import (
    KINDS,
    LONGEST,
    Briefing,
    PartChoice,
    briefing_toml,
    city_briefing,
    parts_for,
    read_briefing,
    state_of,
)
from cluster_atlas.briefout import Outputs
from cluster_atlas.briefspec import FORMATS, MODES, ORIENTATIONS, PAGE_MM
from cluster_atlas.issues import AtlasError, Issue, Text
from cluster_atlas.outfiles import stem_of
from cluster_atlas.render.drawing import Page
from cluster_atlas.render.pdf import render_pdf
from cluster_atlas.render.png import render_png
from cluster_atlas.screen import Screen
from cluster_atlas.steadyzip import zip_of
from cluster_atlas.ui import session
from cluster_atlas.ui import words_brief as words
from cluster_atlas.ui.chrome import MOMENT

PREVIEW_DPI = 96
MOST_SHOWN = 8
LARGEST_UPLOAD = 1_000_000

_MIME = {
    "html": "text/html",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "png": "application/zip",
    "svg": "application/zip",
}
_FIELDS = (
    "title",
    "subtitle",
    "office",
    "note",
    "approval",
    "page",
    "orientation",
    "mode",
    "date",
)
_NUMBERS = itertools.count(1)


@dataclass
class _PartRow:
    """One part on the page; its number keeps its fields apart from those of others."""

    number: int
    kind: str
    state: str

    def key(self, name: str) -> str:
        """Return the key of one of its fields."""
        return f"brief-part-{self.number}-{name}"


@st.fragment
def briefing_page(atlas: Atlas, screen: Screen) -> None:
    """Show the page; only it runs again when something on it is changed."""
    if st.session_state.screen.language != screen.language:
        # A saved briefing brought its own language; the page around speaks it too.
        st.rerun(scope="app")
    say = partial(Text.in_language, language=screen.language)
    st.html(_style())
    _start(atlas, screen)
    # The fields' values are known before they are drawn.
    outputs = _outputs(atlas, _briefing(screen))
    form, seen = st.columns([4, 9], gap="medium")
    with form, st.container(key="brief-form"):
        _form(outputs, screen, say)
    with seen:
        _preview(outputs, say)


@cache
def _style() -> str:
    text = files("cluster_atlas").joinpath("ui", "briefing.css").read_text(encoding="utf-8")
    return f"<style>{text}</style>"


# What is kept --------------------------------------------------------------------------------


def _start(atlas: Atlas, screen: Screen) -> None:
    """Seed the fields: from what was written before, or, at the first visit, from the screen."""
    state = st.session_state
    if "brief-kept" not in state:
        came_from = replace(screen, view=state.get("view-before", "map"))
        _take_in(Briefing(date=atlas.today, part=parts_for(came_from)))
    kept: dict[str, Any] = state["brief-kept"]
    # Streamlit forgets the fields of a page that is not shown.
    for key, value in kept.items():
        state.setdefault(key, value)


def _take_in(briefing: Briefing) -> None:
    """Make a briefing the one on the page."""
    rows = [_PartRow(next(_NUMBERS), part.kind, part.state) for part in briefing.part]
    fields: dict[str, Any] = {f"brief-{name}": getattr(briefing, name) for name in _FIELDS}
    for row, part in zip(rows, briefing.part, strict=True):
        fields |= {row.key("title"): part.title, row.key("text"): part.text}
    st.session_state["brief-kept"] = fields
    st.session_state["brief-rows"] = rows
    st.session_state["brief-seen"] = briefing.seen
    for key, value in fields.items():
        st.session_state[key] = value


def _rows() -> list[_PartRow]:
    rows: list[_PartRow] = st.session_state["brief-rows"]
    return rows


def _value(key: str) -> Any:  # noqa: ANN401 - a field's value
    """Return what a field holds, and keep it."""
    value = st.session_state.get(key, st.session_state["brief-kept"].get(key, ""))
    st.session_state["brief-kept"][key] = value
    return value


def _briefing(screen: Screen) -> Briefing:
    """Return the briefing as it stands on the page."""
    fields = {name: _value(f"brief-{name}") for name in _FIELDS}
    parts = tuple(
        PartChoice(row.kind, _value(row.key("title")), _value(row.key("text")), row.state)
        for row in _rows()
    )
    seen = st.session_state["brief-seen"]
    return Briefing(**fields, language=screen.language, part=parts, seen=seen)


# The form ------------------------------------------------------------------------------------

_Say = Callable[[Text], str]


def _form(outputs: Outputs, screen: Screen, say: _Say) -> None:
    titles = _titles(outputs)
    st.text_input(
        say(words.TITLE),
        key="brief-title",
        max_chars=LONGEST["title"],
        placeholder=titles[0] if titles else "",
    )
    st.text_input(say(words.SUBTITLE), key="brief-subtitle", max_chars=LONGEST["subtitle"])
    st.text_area(
        say(words.NOTE),
        key="brief-note",
        max_chars=LONGEST["note"],
        height=110,
        help=say(words.NOTE_HELP),
    )
    one, two = st.columns(2)
    one.text_input(say(words.OFFICE), key="brief-office", max_chars=LONGEST["office"])
    two.date_input(say(words.DATE), key="brief-date", format="YYYY-MM-DD")
    _parts(screen, titles, say)
    with st.expander(say(words.PAPER), icon=":material/description:"):
        _paper(say)
    with st.expander(say(words.SAVED), icon=":material/save:"):
        _saved(outputs, screen, say)
    with st.expander(say(words.ALL_CITIES), icon=":material/apartment:"):
        _all_cities(outputs, say)


def _titles(outputs: Outputs) -> list[str]:
    """Return the headings of the parts; none where the briefing cannot be composed."""
    try:
        return [part.title for part in outputs.brief.parts]
    except AtlasError:
        # The preview says what is wrong.
        return []


def _paper(say: _Say) -> None:
    one, two = st.columns(2)
    one.selectbox(say(words.PAGE), list(PAGE_MM), key="brief-page")
    two.selectbox(
        say(words.ORIENTATION),
        ORIENTATIONS,
        key="brief-orientation",
        format_func=lambda name: say(words.ORIENTATIONS[name]),
    )
    one.selectbox(
        say(words.MODE),
        MODES,
        key="brief-mode",
        format_func=lambda name: say(words.MODES[name]),
    )
    two.text_input(
        say(words.APPROVAL),
        key="brief-approval",
        max_chars=LONGEST["approval"],
        help=say(words.APPROVAL_HELP),
    )


def _parts(screen: Screen, titles: list[str], say: _Say) -> None:
    """Show the parts in order, each with its own words and the ways to move it."""
    st.html(f'<label class="brief-kind">{html.escape(say(words.PARTS))}</label>')
    rows = _rows()
    for at, row in enumerate(rows):
        with st.container(key=f"brief-row-{row.number}"):
            _part_row(rows, at, titles[at] if at < len(titles) else "", say)
    offers = _offers(screen)
    with st.popover(say(words.ADD), icon=":material/add:", width="stretch"):
        st.caption(say(words.ADD_HELP))
        for kind, state in offers:
            st.button(
                say(KINDS[kind]),
                key=f"brief-add-{kind}",
                on_click=_add,
                args=(kind, state),
                width="stretch",
            )


def _part_row(rows: list[_PartRow], at: int, title: str, say: _Say) -> None:
    row = rows[at]
    head, words_of_it, up, down, away = st.columns([8, 1, 1, 1, 1], gap="small")
    kind = html.escape(say(KINDS[row.kind]))
    named = f"{at + 1}. {html.escape(title) or kind}"
    head.html(f'<p><b>{named}</b> <span class="brief-kind">{kind}</span></p>')
    with words_of_it.popover("", icon=":material/edit:", help=say(words.EDIT), type="tertiary"):
        st.text_input(say(words.PART_TITLE), key=row.key("title"), max_chars=LONGEST["title"])
        st.text_area(
            say(words.PART_TEXT), key=row.key("text"), max_chars=LONGEST["text"], height=120
        )
    _row_button(up, row, "up", words.UP, say, off=at == 0)
    _row_button(down, row, "down", words.DOWN, say, off=at == len(rows) - 1)
    _row_button(away, row, "remove", words.REMOVE, say, off=len(rows) == 1)


_ICONS = {
    "up": ":material/arrow_upward:",
    "down": ":material/arrow_downward:",
    "remove": ":material/close:",
}
_STEPS = {"up": -1, "down": 1}


def _row_button(  # noqa: PLR0913 - where it stands and what it does
    column: Any,  # noqa: ANN401 - a container of Streamlit
    row: _PartRow,
    name: str,
    text: Text,
    say: _Say,
    *,
    off: bool,
) -> None:
    column.button(
        "",
        key=row.key(name),
        icon=_ICONS[name],
        help=say(text),
        disabled=off,
        on_click=_remove if name == "remove" else _move,
        args=(row.number,) if name == "remove" else (row.number, _STEPS[name]),
        type="tertiary",
    )


def _offers(screen: Screen) -> list[tuple[str, str]]:
    """Return the parts that the present screen can be made into, each with its state."""
    plain = replace(screen, view="map", focus="", compared=(), ask={})
    offers = [("map", plain)]
    if screen.focus and ":" in screen.focus:
        offers.append(("place", replace(plain, focus=screen.focus)))
    if len(screen.compared) > 1:
        offers.append(("compare", replace(plain, compared=screen.compared)))
    if screen.ask.get("from") and screen.ask.get("to"):
        asked = {key: screen.ask[key] for key in ("from", "to")}
        offers.append(("evolve", replace(plain, ask=asked)))
    if screen.ask.get("q"):
        asked = {key: screen.ask[key] for key in ("q", "w") if screen.ask.get(key)}
        offers.append(("find", replace(plain, ask=asked, compared=screen.compared)))
    offers += [("list", plain), ("sources", plain)]
    return [(kind, state_of(shown)) for kind, shown in offers]


def _add(kind: str, state: str) -> None:
    row = _PartRow(next(_NUMBERS), kind, state)
    rows = _rows()
    # What is added to a briefing comes before its sources.
    last = len(rows) - 1 if rows and rows[-1].kind == "sources" and kind != "sources" else len(rows)
    rows.insert(last, row)


def _move(number: int, step: int) -> None:
    rows = _rows()
    at = next((i for i, row in enumerate(rows) if row.number == number), None)
    if at is not None and 0 <= at + step < len(rows):
        rows[at], rows[at + step] = rows[at + step], rows[at]


def _remove(number: int) -> None:
    st.session_state["brief-rows"] = [row for row in _rows() if row.number != number]


def _saved(outputs: Outputs, screen: Screen, say: _Say) -> None:
    st.caption(say(words.SAVED_HELP))
    atlas, latest = outputs.atlas, _latest()

    def file() -> bytes:
        time.sleep(MOMENT)
        (now,) = latest
        shown = now.composed.facts
        kept = with_seen(atlas, replace(now.briefing, date=None), shown, atlas.today)
        return briefing_toml(kept).encode()

    st.download_button(
        say(words.SAVE),
        data=file,
        file_name=f"{stem_of(_value('brief-title') or say(words.UNTITLED))}.toml",
        mime="application/toml",
        key="brief-save",
        on_click="ignore",
        width="stretch",
    )
    st.file_uploader(
        say(words.OPEN),
        type=["toml"],
        key="brief-open",
        on_change=_open,
        args=(atlas,),
        label_visibility="collapsed",
    )
    for issue in st.session_state.get("brief-refused", ()):
        st.error(_plain(issue.sentence(screen.language)))


def _open(atlas: Atlas) -> None:
    """Take a saved briefing in; one with faults changes nothing and is told."""
    upload = st.session_state.get("brief-open")
    st.session_state["brief-refused"] = ()
    if upload is None:
        return
    try:
        briefing = _read(upload.name, upload.getvalue())
        Outputs(atlas, briefing).composed  # noqa: B018 - refuses what cannot be shown
    except AtlasError as error:
        # The user knows the file by its own name.
        issues = [replace(issue, file=upload.name) for issue in error.issues]
        st.session_state["brief-refused"] = issues
        return
    _take_in(replace(briefing, date=briefing.date or atlas.today))
    session.show_language(briefing.language)


def _read(name: str, content: bytes) -> Briefing:
    if len(content) > LARGEST_UPLOAD:
        message = Text("文件过大", "is too large a file")
        mend = Text("简报文件不超过 1 MB", "a saved briefing has at most 1 MB")
        raise AtlasError([Issue(name, "", "", str(len(content)), message, mend)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "briefing.toml"
        path.write_bytes(content)
        return read_briefing(path)


# The preview ---------------------------------------------------------------------------------


def _preview(outputs: Outputs, say: _Say) -> None:
    """Show exactly what would be handed out, and offer it."""
    try:
        changes, missing = outputs.brief.changes, outputs.missing
    except AtlasError as error:
        for issue in error.issues:
            st.error(_plain(issue.sentence(outputs.briefing.language)))
        return
    with st.container(key="brief-bar"):
        left, right = st.columns([4, 9], vertical_alignment="center")
        with left:
            form = st.segmented_control(
                say(words.PREVIEW),
                ("pdf", "html", "pptx"),
                default="pdf",
                key="brief-preview",
                format_func=lambda name: say(words.PREVIEWS[name]),
                label_visibility="collapsed",
                required=True,
            )
        with right:
            _files(outputs, say)
    if missing:
        st.info(say(words.MISSING) + _plain(" ".join(missing)))
    if changes:
        _changes(changes, say)
    with st.container(key="brief-desk"):
        if form == "html":
            _html(outputs)
        else:
            _pictures(outputs, slides=form == "pptx", say=say)


def _outputs(atlas: Atlas, briefing: Briefing) -> Outputs:
    """Return the outputs of a briefing; made anew only when something of it changed."""
    kept: Outputs | None = st.session_state.get("brief-outputs")
    if kept is None or kept.briefing != briefing or kept.atlas is not atlas:
        kept = Outputs(atlas, briefing)
        st.session_state["brief-outputs"] = kept
    _latest()[:] = [kept]
    return kept


def _latest() -> list[Outputs]:
    """Return the list whose one item is the briefing as it stands.

    A download is made outside of any run, and the click that asks for it may also be what sends
    the text still being typed, so it asks this list and not the briefing of an earlier run.
    """
    found: list[Outputs] = st.session_state.setdefault("brief-latest", [])
    return found


def _changes(changes: Iterable[str], say: _Say) -> None:
    with st.container(key="brief-changes"):
        st.warning(say(words.CHANGES), icon=":material/update:")
        st.code("\n".join(changes), language=None, wrap_lines=True)


def _html(outputs: Outputs) -> None:
    """Show the very file in a frame, from an address of its own, because it writes its address."""
    (content,) = outputs.files("html", "x").values()
    address = get_instance().media_file_mgr.add(content, "text/html", "brief-html")
    with st.container(key="brief-frame"):
        st.iframe(str(address), height=820)


def _pictures(outputs: Outputs, *, slides: bool, say: _Say) -> None:
    """Show pages drawn from the very PDF, or the slides."""
    pages = outputs.slides if slides else outputs.pages
    shown = _drawn(outputs, pages, slides=slides)
    for number, picture in enumerate(shown, start=1):
        alt = say(words.PAGE_OF).format(n=number, total=len(pages))
        st.image(picture, width="stretch", alt=alt)
    if len(pages) > len(shown):
        st.caption(say(words.MORE_PAGES).format(shown=len(shown), total=len(pages)))


def _drawn(outputs: Outputs, pages: list[Page], *, slides: bool) -> list[bytes]:
    """Return the first pages as pictures; kept while the briefing is the same."""
    key = "brief-slides" if slides else "brief-pages"
    kept = st.session_state.get(key)
    if kept is None or kept[0] is not outputs:
        brief = outputs.brief
        pdf = render_pdf(
            pages[:MOST_SHOWN],
            title=brief.title,
            author="",
            subject="",
            date=brief.date,
            language=brief.language,
        )
        kept = (outputs, list(render_png(pdf, PREVIEW_DPI)))
        st.session_state[key] = kept
    pictures: list[bytes] = kept[1]
    return pictures


# The files -----------------------------------------------------------------------------------


def _files(outputs: Outputs, say: _Say) -> None:
    """Offer the briefing in each format; a file is made when it is asked for."""
    stem = stem_of(outputs.brief.title)
    with st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        for kind in FORMATS:
            st.download_button(
                say(words.FORMATS[kind]),
                data=partial(_file, _latest(), kind),
                file_name=f"{stem}-{kind}.zip" if kind in _PICTURES else f"{stem}.{kind}",
                mime=_MIME[kind],
                key=f"brief-download-{kind}",
                on_click="ignore",
                icon=":material/download:" if kind in _FIRST else None,
                type="primary" if kind in _FIRST else "secondary",
            )


_PICTURES = {"png", "svg"}
_FIRST = {"html", "pdf"}


def _file(latest: list[Outputs], kind: str) -> bytes:
    time.sleep(MOMENT)
    (outputs,) = latest
    made = outputs.files(kind, stem_of(outputs.brief.title))
    return zip_of(made) if kind in _PICTURES else next(iter(made.values()))


def _all_cities(outputs: Outputs, say: _Say) -> None:
    """Make the profile of every city as one ZIP, under the office, date and paper of the page."""
    st.caption(say(words.ALL_CITIES_HELP))
    kinds = st.multiselect(
        say(words.FORMAT),
        FORMATS,
        default=["html", "pdf", "pptx"],
        key="brief-kinds",
        format_func=lambda kind: say(words.FORMATS[kind]),
    )
    if st.button(say(words.MAKE_ALL), key="brief-make-all", disabled=not kinds, width="stretch"):
        zipped = _made(outputs.atlas, outputs.briefing, kinds, say)
        st.session_state["brief-all"] = (outputs.briefing, zipped)
    briefing, made = st.session_state.get("brief-all", (None, b""))
    # What was made for other words or another date is not offered under these.
    if made and briefing == outputs.briefing:
        st.download_button(
            say(words.DOWNLOAD_ALL),
            data=made,
            file_name=f"cluster-atlas-cities-{outputs.brief.date}.zip",
            mime="application/zip",
            key="brief-download-all",
            on_click="ignore",
            width="stretch",
            type="primary",
        )


def _made(atlas: Atlas, briefing: Briefing, kinds: list[str], say: _Say) -> bytes:
    """Return the profiles of all cities, zipped; a city that fails is named, the rest is there."""
    day: dt.date = briefing.date or atlas.today
    jobs = batch.city_jobs(
        atlas,
        [place.id for place in atlas.places.values() if place.level == "city"],
        lambda city: replace(
            city_briefing(city, language=briefing.language),
            office=briefing.office,
            approval=briefing.approval,
            page=briefing.page,
            orientation=briefing.orientation,
            mode=briefing.mode,
            date=day,
        ),
    )
    bar = st.progress(0.0, text=say(words.MAKING))
    count = itertools.count(1)

    def told(done: batch.Done) -> None:
        bar.progress(next(count) / len(jobs), text=done.job.name)

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        # In this process: another one would start from the app's script.
        done = batch.run(atlas, jobs, kinds, out, workers=1, told=told)
        batch.write_index(atlas, done, out)
        names = sorted(path.name for path in out.iterdir() if path.name != batch.MANIFEST)
        made = zip_of({name: (out / name).read_bytes() for name in names})
    bar.empty()
    for one in done:
        for issue in one.issues:
            st.error(_plain(f"{one.job.name}：{issue.sentence(briefing.language)}"))
    return made if any(one.files for one in done) else b""


def _plain(text: str) -> str:
    """Return a text that Streamlit's markup takes as it stands, whatever is in it."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|$:~" else c for c in text)
