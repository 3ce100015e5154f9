"""The briefing page: what to hand out is composed at the left and seen at the right."""

from __future__ import annotations

import html
import itertools
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.briefing.briefing import (
    KINDS,
    LONGEST,
    SUB_PAGES,
    Briefing,
    PartChoice,
    briefing_toml,
    parts_for,
    read_briefing,
    screen_of,
    state_of,
    with_editions,
)
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.briefing.revision import with_snapshot
from cluster_atlas.briefing.templates import TEMPLATE_NAMES, from_template
from cluster_atlas.files.outfiles import stem_of
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.office.owntables import kind_name
from cluster_atlas.ui import brief_labels as labels
from cluster_atlas.ui import session
from cluster_atlas.ui.access.office_store import session_own
from cluster_atlas.ui.briefing_files import (
    Say,
    latest,
    offer_all_cities,
    outputs_of,
    show_preview,
    usual_preview,
)
from cluster_atlas.ui.briefing_keep import keep, kept, order
from cluster_atlas.ui.briefing_marks import Marks, marks_panel
from cluster_atlas.ui.labels import plain
from cluster_atlas.values.briefspec import LAYOUTS, MODES, ORIENTATIONS, PAGE_MM, TEMPLATES
from cluster_atlas.values.issues import AtlasError, Issue, Text
from cluster_atlas.wording.wording import Wording

LARGEST_UPLOAD = 1_000_000


_FIELDS = (
    "title",
    "subtitle",
    "office",
    "note",
    "approval",
    "address",
    "page",
    "orientation",
    "layout",
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
    marks: Marks = field(default_factory=Marks)

    def key(self, name: str) -> str:
        """Return the key of one of its fields."""
        return f"brief-part-{self.number}-{name}"


@st.fragment
def briefing_page(atlas: Atlas, screen: Screen) -> None:
    """Show the page; only it runs again when something on it is changed."""
    if session.shown().screen.language != screen.language:
        # A saved briefing brought its own language; the page around speaks it too.
        st.rerun(scope="app")
    say = partial(Text.in_language, language=screen.language)
    st.html(_style())
    seed_fields(atlas, screen)
    # The fields' values are known before they are drawn.
    briefing = _briefing(screen)
    outputs = outputs_of(atlas, briefing)
    keep(briefing_toml(briefing), partial(_restore, atlas))
    session.turn("brief").end_run()
    _templates(atlas, screen, say)
    form, seen = st.columns([4, 9], gap="medium")
    preview = seen.empty()
    if st.session_state.pop("brief-fresh", False):
        # What stood here is of another document: its files must not be taken for this one's.
        preview.caption(say(labels.SETTING))
    with form, st.container(key="brief-form"):
        _form(outputs, screen, say)
    show_preview(outputs, preview, say)


@cache
def _style() -> str:
    text = files("cluster_atlas").joinpath("ui", "briefing.css").read_text(encoding="utf-8")
    return f"<style>{text}</style>"


def seed_fields(atlas: Atlas, screen: Screen) -> None:
    """Seed the fields: from what was written before, or, at the first visit, from the screen."""
    state = st.session_state
    if "brief-kept" not in state:
        came_from = _came_from(atlas, screen)
        _take_in(Briefing(date=atlas.today, address=session.address(), part=parts_for(came_from)))
    kept: dict[str, Any] = state["brief-kept"]
    # Streamlit forgets the fields of a page that is not shown.
    for key, value in kept.items():
        state.setdefault(key, value)


def _came_from(atlas: Atlas, screen: Screen) -> Screen:
    """Return what was on screen before this page; of the changes, the pair that was shown."""
    before = replace(screen, view=st.session_state.get("view-before", "map"))
    return with_editions(atlas, before)


def _take_in(briefing: Briefing) -> None:
    """Make a briefing the one on the page."""
    rows = [
        _PartRow(next(_NUMBERS), part.kind, part.state, Marks(list(part.callout)))
        for part in briefing.part
    ]
    fields: dict[str, Any] = {f"brief-{name}": getattr(briefing, name) for name in _FIELDS}
    fields["brief-own"] = list(briefing.own)
    for row, part in zip(rows, briefing.part, strict=True):
        fields |= {
            row.key("title"): part.title,
            row.key("text"): part.text,
            row.key("spotlight"): list(part.spotlight),
            row.key("dim"): part.dim,
        }
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
        PartChoice(
            row.kind,
            _value(row.key("title")),
            _value(row.key("text")),
            row.state,
            spotlight=tuple(_value(row.key("spotlight")) or ()),
            dim=_value(row.key("dim")) is not False,
            callout=tuple(row.marks.callouts),
        )
        for row in _rows()
    )
    seen = st.session_state["brief-seen"]
    kinds = tuple(_value("brief-own") or ())
    return Briefing(**fields, own=kinds, language=screen.language, part=parts, seen=seen)


def _restore(atlas: Atlas, deck: str) -> None:
    """Take in the briefing that this tab showed before; one with faults changes nothing."""
    try:
        briefing = _read("briefing.toml", deck.encode())
        Outputs(atlas, briefing).composition  # noqa: B018 - refuses what cannot be shown
    except AtlasError:
        return
    _take_in(replace(briefing, date=briefing.date or atlas.today))


def _form(outputs: Outputs, screen: Screen, say: Say) -> None:
    st.text_input(
        say(labels.TITLE),
        key="brief-title",
        max_chars=LONGEST["title"],
        placeholder=_title(outputs),
    )
    st.text_input(say(labels.SUBTITLE), key="brief-subtitle", max_chars=LONGEST["subtitle"])
    st.text_area(
        say(labels.NOTE),
        key="brief-note",
        max_chars=LONGEST["note"],
        height=110,
        help=say(labels.NOTE_HELP),
    )
    one, two = st.columns(2)
    one.text_input(say(labels.OFFICE), key="brief-office", max_chars=LONGEST["office"])
    two.date_input(say(labels.DATE), key="brief-date", format="YYYY-MM-DD")
    _own_kinds(screen, say)
    _parts(outputs, _came_from(outputs.atlas, screen), _titles(outputs), say)
    with st.expander(say(labels.PAPER), icon=":material/description:"):
        _paper(say)
    with st.expander(say(labels.SAVED), icon=":material/save:"):
        _saved(outputs, screen, say)
    with st.expander(say(labels.ALL_CITIES), icon=":material/apartment:"):
        offer_all_cities(outputs, say)


def _own_kinds(screen: Screen, say: Say) -> None:
    """Offer the kinds of the office's own data that are to be shown, where there are any."""
    data = session_own()
    there = data.count() if data else {}
    chosen = _value("brief-own") or ()
    kinds = [kind for kind in kind_list().kinds if there.get(kind) or kind in chosen]
    if kinds:
        st.multiselect(
            say(labels.OWN),
            kinds,
            key="brief-own",
            format_func=lambda kind: kind_name(kind, screen.language),
            placeholder=say(labels.OWN_NONE),
            help=say(labels.OWN_HELP),
        )


def _templates(atlas: Atlas, screen: Screen, say: Say) -> None:
    """Offer the templates, a page of each paper apart; one that lacks something says what."""
    with st.container(key="brief-start", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(f'<span class="brief-kind">{html.escape(say(labels.TEMPLATE))}</span>')
        for key, (name, page) in _STARTS.items():
            if name == "implementation" and not _has_projects():
                continue
            st.button(
                say(labels.ONE_PAGE[page]) if page else say(TEMPLATE_NAMES[name]),
                key=f"brief-template-{key}",
                on_click=_fill,
                args=(atlas, key, screen),
                type="primary" if st.session_state.get("brief-start-from") == key else "secondary",
            )
    if st.session_state.get("brief-start-from") == "three-maps":
        names = Wording(atlas, screen.language, atlas.today).join(st.session_state["brief-taken"])
        st.caption(plain(say(labels.TAKEN).format(names=names)))
    for issue in st.session_state.pop("brief-lacking", ()):
        st.warning(plain(issue.sentence(screen.language)))


def _has_projects() -> bool:
    data = session_own()
    return data is not None and bool(data.count()["projects"])


# What a briefing can start from on the page: a template, and the paper where it can be two.
_STARTS = {
    "industry-page": ("industry-page", "A4"),
    "industry-page-A3": ("industry-page", "A3"),
    **{name: (name, "") for name in TEMPLATES if name != "industry-page"},
}


def _fill(atlas: Atlas, key: str, screen: Screen) -> None:
    """Fill the parts and the paper from a template; the writer's own words stay."""
    name, page = _STARTS[key]
    try:
        made = from_template(atlas, name, screen, language=screen.language)
    except AtlasError as error:
        st.session_state["brief-lacking"] = [
            replace(issue, file=say_template(name, screen.language), value="")
            for issue in error.issues
        ]
        return
    if page == "A3":
        # Across, the map stands beside the statements and both fill the page.
        made = replace(made, page=page, orientation="landscape")
    written = {
        field_: _value(f"brief-{field_}")
        for field_ in ("title", "subtitle", "office", "note", "approval", "address", "date")
    }
    _take_in(replace(made, own=tuple(_value("brief-own") or ()), **written))
    st.session_state["brief-taken"] = _subjects(atlas, made, screen.language)
    st.session_state["brief-start-from"] = key
    # What is seen is what was chosen, and nothing of what stood there before.
    st.session_state["brief-preview"] = usual_preview(made.page)
    st.session_state["brief-fresh"] = True


def _subjects(atlas: Atlas, made: Briefing, language: str) -> list[str]:
    """Return the clusters or industries that the maps of a briefing are of, in their order."""
    wording = Wording(atlas, language, atlas.today)
    names = []
    for part in made.part:
        selection = screen_of(atlas, part)[0].selection
        names += [wording.name(atlas.industries[key]) for key in selection.industries]
        if not selection.industries:
            names += [wording.name(atlas.cluster_by_id[key]) for key in selection.clusters]
    return list(dict.fromkeys(names))


def say_template(name: str, language: str) -> str:
    """Return what a template is called."""
    return TEMPLATE_NAMES[name].in_language(language)


def _titles(outputs: Outputs) -> list[str]:
    """Return the headings of the parts; none where the briefing cannot be composed."""
    try:
        return [part.title for part in outputs.brief.parts]
    except AtlasError:
        return []


def _title(outputs: Outputs) -> str:
    """Return the title, the usual one where none is given; nothing if it cannot be composed."""
    try:
        return outputs.brief.title
    except AtlasError:
        # The preview says what is wrong.
        return ""


def _paper(say: Say) -> None:
    one, two = st.columns(2)
    one.selectbox(say(labels.PAGE), list(PAGE_MM), key="brief-page")
    two.selectbox(
        say(labels.ORIENTATION),
        ORIENTATIONS,
        key="brief-orientation",
        format_func=lambda name: say(labels.ORIENTATIONS[name]),
    )
    one.selectbox(
        say(labels.MODE),
        MODES,
        key="brief-mode",
        format_func=lambda name: say(labels.MODES[name]),
    )
    two.selectbox(
        say(labels.LAYOUT),
        LAYOUTS,
        key="brief-layout",
        format_func=lambda name: say(labels.LAYOUTS[name]),
    )
    one.text_input(
        say(labels.APPROVAL),
        key="brief-approval",
        max_chars=LONGEST["approval"],
        help=say(labels.APPROVAL_HELP),
    )
    st.text_input(
        say(labels.ADDRESS),
        key="brief-address",
        max_chars=LONGEST["address"],
        help=say(labels.ADDRESS_HELP),
    )


def _parts(outputs: Outputs, screen: Screen, titles: list[str], say: Say) -> None:
    """Show the parts in order, each with its own words and the ways to move it."""
    st.html(f'<label class="brief-kind">{html.escape(say(labels.PARTS))}</label>')
    rows = _rows()
    for at, row in enumerate(rows):
        with st.container(key=f"brief-row-{row.number}"):
            _part_row(rows, at, titles[at] if at < len(titles) else "", say)
            spec = outputs.brief.parts[at].map if at < len(titles) else None
            if spec is not None and st.session_state.get("brief-marking") == row.number:
                marks_panel(outputs.atlas, row.key("")[:-1], row.marks, spec, say)
    offers = _offers(screen)
    with st.popover(say(labels.ADD), icon=":material/add:", width="stretch"):
        st.caption(say(labels.ADD_HELP))
        for kind, state in offers:
            st.button(
                say(KINDS[kind]),
                key=f"brief-add-{kind}",
                on_click=_add,
                args=(kind, state),
                width="stretch",
            )


def _part_row(rows: list[_PartRow], at: int, title: str, say: Say) -> None:
    row = rows[at]
    head, words_of_it, marking, up, down, away = st.columns([7, 1, 1, 1, 1, 1], gap="small")
    kind = html.escape(say(KINDS[row.kind]))
    named = f"{at + 1}. {html.escape(title) or kind}"
    head.html(f'<p><b>{named}</b> <span class="brief-kind">{kind}</span></p>')
    with words_of_it.popover("", icon=":material/edit:", help=say(labels.EDIT), type="tertiary"):
        st.text_input(say(labels.PART_TITLE), key=row.key("title"), max_chars=LONGEST["title"])
        st.text_area(
            say(labels.PART_TEXT),
            key=row.key("text"),
            max_chars=LONGEST["text"],
            height=120,
        )
    marking.button(
        "",
        key=row.key("marks"),
        icon=":material/push_pin:",
        help=say(labels.MARKS),
        disabled=row.kind in {"list", "sources"},
        on_click=_mark,
        args=(row.number,),
        type="tertiary",
    )
    _row_button(up, row, "up", labels.UP, say, off=at == 0)
    _row_button(down, row, "down", labels.DOWN, say, off=at == len(rows) - 1)
    _row_button(away, row, "remove", labels.REMOVE, say, off=len(rows) == 1)


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
    say: Say,
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
    shaded = {key: screen.ask[key] for key in ("shade",) if screen.ask.get(key)}
    offers = [("map", replace(plain, ask=shaded))]
    if screen.focus and ":" in screen.focus:
        offers.append(("place", replace(plain, focus=screen.focus)))
    if len(screen.compared) > 1:
        offers.append(("compare", replace(plain, compared=screen.compared)))
    if (sub := screen.ask.get("sub")) in SUB_PAGES:
        asked = {key: screen.ask[key] for key in ("sub", "w") if screen.ask.get(key)} | shaded
        offers.append((sub, replace(plain, ask=asked)))
    if screen.ask.get("from") and screen.ask.get("to"):
        asked = {key: screen.ask[key] for key in ("from", "to")}
        offers.append(("evolve", replace(plain, ask=asked)))
    if screen.ask.get("q"):
        asked = {key: screen.ask[key] for key in ("q", "w") if screen.ask.get(key)}
        offers.append(("find", replace(plain, ask=asked, compared=screen.compared)))
    if screen.view == "implementation":
        asked = {key: screen.ask[key] for key in ("stages",) if screen.ask.get(key)}
        offers.append(("implementation", replace(plain, ask=asked)))
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


def _mark(number: int) -> None:
    """Open the panel of a part's map, or close it."""
    shown = st.session_state.get("brief-marking")
    st.session_state["brief-marking"] = None if shown == number else number


def _remove(number: int) -> None:
    st.session_state["brief-rows"] = [row for row in _rows() if row.number != number]


def _saved(outputs: Outputs, screen: Screen, say: Say) -> None:
    st.caption(say(labels.SAVED_HELP))
    atlas, now_is, turn = outputs.atlas, latest(), session.turn("brief")

    def file() -> bytes:
        turn.wait()
        (now,) = now_is
        shown = now.composition.facts
        kept = with_snapshot(atlas, replace(now.briefing, date=None), shown, atlas.today)
        return briefing_toml(kept).encode()

    title = _value("brief-title") or _title(outputs) or say(labels.UNTITLED)
    st.download_button(
        say(labels.SAVE),
        data=file,
        file_name=f"{stem_of(title)}.toml",
        mime="application/toml",
        key="brief-save",
        on_click=turn.click,
        width="stretch",
    )
    st.file_uploader(
        say(labels.OPEN),
        type=["toml"],
        key="brief-open",
        on_change=_open,
        args=(atlas,),
        label_visibility="collapsed",
    )
    for issue in st.session_state.get("brief-refused", ()):
        st.error(plain(issue.sentence(screen.language)))
    _in_browser(atlas, file, outputs, say)


def _in_browser(atlas: Atlas, file: Callable[[], bytes], outputs: Outputs, say: Say) -> None:
    """Save the briefing in the browser, and list those that are there."""

    def save() -> None:
        name = _value("brief-title") or outputs.brief.title
        day = atlas.today.isoformat()
        taken = {saved for saved, _, _ in kept().saved}
        # A name that is taken is not written over.
        free = (f"{name} {n}" if n > 1 else name for n in itertools.count(1))
        order(next(one for one in free if one not in taken), day, file().decode())

    st.button(
        say(labels.KEEP),
        key="brief-keep",
        on_click=save,
        width="stretch",
        disabled=not _title(outputs),
    )
    if kept().saved:
        st.caption(say(labels.KEPT_LIST))
    for number, (name, day, toml) in enumerate(kept().saved):
        one, two = st.columns([8, 1], gap="small", vertical_alignment="center")
        one.button(
            plain(f"{name} · {day}"),
            key=f"brief-kept-{number}",
            on_click=_open_text,
            args=(atlas, name, toml),
            width="stretch",
        )
        two.button(
            "",
            key=f"brief-forget-{number}",
            icon=":material/delete:",
            help=say(labels.DROP),
            on_click=order,
            args=(name, day, ""),
            type="tertiary",
        )


def _open(atlas: Atlas) -> None:
    """Take a saved briefing in; one with faults changes nothing and is told."""
    upload = st.session_state.get("brief-open")
    st.session_state["brief-refused"] = ()
    if upload is not None:
        _open_text(atlas, upload.name, upload.getvalue())


def _open_text(atlas: Atlas, name: str, content: str | bytes) -> None:
    st.session_state["brief-refused"] = ()
    try:
        briefing = _read(name, content.encode() if isinstance(content, str) else content)
        Outputs(atlas, briefing).composition  # noqa: B018 - refuses what cannot be shown
    except AtlasError as error:
        # The user knows the file by its own name.
        issues = [replace(issue, file=name) for issue in error.issues]
        st.session_state["brief-refused"] = issues
        return
    _take_in(replace(briefing, date=briefing.date or atlas.today))
    session.show_language(briefing.language)


def _read(name: str, content: bytes) -> Briefing:
    if len(content) > LARGEST_UPLOAD:
        message = Text("文件过大", "is too large a file")
        hint = Text("简报文件不超过 1 MB", "a saved briefing has at most 1 MB")
        raise AtlasError([Issue(name, "", "", str(len(content)), message, hint)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "briefing.toml"
        path.write_bytes(content)
        return read_briefing(path)
