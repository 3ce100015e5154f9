"""An office's file brought in: read, its columns matched, its system confirmed, checked, kept."""

from __future__ import annotations

import html
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.own.columnmatch import ColumnMatch, match_columns
from cluster_atlas.own.importing import Importer, Prepared, SystemChoice, SystemWish
from cluster_atlas.own.keeping import count_sentence, keep, told, with_duplicates
from cluster_atlas.own.kinds import fields_of, kind_list
from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.rows.rejected import rejected_workbook
from cluster_atlas.own.rows.templateworkbook import template_workbook
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.own.systems.guess import Candidate
from cluster_atlas.own.workspace.entries import ImportEntry, Template
from cluster_atlas.own.workspace.workspace import Workspace
from cluster_atlas.ui import session
from cluster_atlas.ui.labels import plain
from cluster_atlas.ui.own import own_labels as labels
from cluster_atlas.ui.own.shown_tables import (
    Desk,
    done,
    refusals_shown,
    show_issues,
    show_refusal,
    show_table,
)
from cluster_atlas.ui.own.uploads import HELD, Brought, key_of, read_uploads
from cluster_atlas.values.issues import AtlasError

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Values of a column that are shown beside it, and their length together.
_SAMPLES, _LONGEST_SAMPLE = 3, 48
_MOST_CANDIDATES = 5
_OTHER = "other"
_PARAMETERS = {3, 7}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The table at hand: the file it is of, and what is the same while it is the same."""

    brought: Brought
    table: SourceTable
    key: tuple[Hashable, ...]

    def widget(self, name: str) -> str:
        """Return the key of a field that belongs to this table alone."""
        return f"own-{name}-{abs(hash(self.key))}"


def import_part(desk: Desk, workspace: Workspace) -> None:
    """Show the steps of an import, each below the one before it."""
    with st.container(key="own-step-file"):
        kind = _kind(desk)
        uploads, options = _files(desk)
    if not uploads:
        return
    with st.spinner(desk.say(labels.READING)):
        brought = read_uploads(uploads, options)
    for one in brought:
        show_refusal(one.issues, desk)
    chosen = _table(brought, key_of(uploads, options), desk)
    if chosen is None:
        return
    with st.container(key="own-step-columns"):
        wanted, match = _columns(kind, chosen, workspace.templates(), desk)
    lacking = [one for one in fields_of(kind) if one.needed and not wanted[one.id]]
    for field in lacking:
        st.warning(desk.say(labels.LACKING).format(name=desk.say(field.name)))
    if lacking:
        return
    with refusals_shown(desk):
        # What the numbers say is shown before anybody is asked.
        first = _prepared(kind, chosen, wanted, SystemWish(), desk)
        with st.container(key="own-step-system"):
            wish = _system(first.choice, chosen, desk)
        if wish is None:
            st.info(desk.say(labels.CHOOSE_FIRST), icon=":material/pin_drop:")
            return
        ready = with_duplicates(workspace, _prepared(kind, chosen, wanted, wish, desk))
        with st.container(key="own-step-report"):
            _report(ready, desk)
            _keep(ready, chosen, match, workspace, desk)


def _kind(desk: Desk) -> str:
    kinds = kind_list().kinds
    one, two = st.columns([3, 1], vertical_alignment="bottom")
    kind = one.segmented_control(
        desk.say(labels.KIND),
        list(kinds),
        default="projects",
        key="own-kind",
        format_func=lambda key: desk.say(kinds[key].name),
        required=True,
    )
    chosen = str(kind or "projects")
    atlas = desk.atlas

    def blank() -> bytes:
        return template_workbook(atlas, chosen)

    two.download_button(
        desk.say(labels.BLANK),
        **session.download(blank, f"{kinds[chosen].name.zh}-模板.xlsx", _XLSX),
        key="own-blank",
        help=desk.say(labels.BLANK_HELP),
        on_click="ignore",
        width="stretch",
    )
    return chosen


def _files(desk: Desk) -> tuple[list[Any], ReadOptions]:
    """Return the files that were sent, and what the user says about them."""
    most = DEFAULT_LIMITS.file_bytes // 1_048_576
    uploads = st.file_uploader(
        desk.say(labels.FILES),
        accept_multiple_files=True,
        key=f"own-files-{st.session_state.setdefault('own-upload', 0)}",
        max_upload_size=most,
        label_visibility="collapsed",
    )
    st.caption(desk.say(labels.FILES_HELP).format(most=most))
    if not uploads:
        return [], ReadOptions()
    with st.expander(desk.say(labels.SPECIAL), icon=":material/key:"):
        one, two = st.columns(2)
        encoding = one.text_input(desk.say(labels.ENCODING), key="own-encoding", max_chars=40)
        password = two.text_input(
            desk.say(labels.PASSWORD), key="own-password", type="password", max_chars=200
        )
    return list(uploads), ReadOptions(encoding=encoding.strip(), password=password)


def _table(brought: Sequence[Brought], upload: tuple[Hashable, ...], desk: Desk) -> _Chosen | None:
    """Return the table that is worked on: the first that is not kept yet, or the one chosen."""
    tables = [
        _Chosen(one, table, (*upload, n, m))
        for n, one in enumerate(brought)
        for m, table in enumerate(one.tables)
    ]
    if not tables:
        return None
    kept: set[tuple[Hashable, ...]] = st.session_state.setdefault("own-kept", set())
    open_ones = [n for n, one in enumerate(tables) if one.key not in kept]
    if len(tables) == 1:
        return tables[0] if open_ones else None

    def name(n: int) -> str:
        one = tables[n]
        text = desk.say(labels.TABLE_ROWS).format(name=one.table.name, n=len(one.table))
        file = one.brought.file if len(brought) > 1 else ""
        mark = desk.say(labels.ALREADY_KEPT) if one.key in kept else ""
        return " · ".join(part for part in (file, text, mark) if part)

    number = st.selectbox(
        desk.say(labels.TABLE),
        range(len(tables)),
        index=open_ones[0] if open_ones else 0,
        format_func=name,
        key=f"own-table-{abs(hash(upload))}-{len(kept)}",
    )
    return tables[number]


def _columns(
    kind: str, chosen: _Chosen, templates: Sequence[Template], desk: Desk
) -> tuple[dict[str, str], ColumnMatch]:
    """Show how the columns are matched, to be changed; return column by field, and the match."""
    table, places = chosen.table, _importer(desk.atlas, desk.atlas.data_hash).places
    fit = {one.name: one for one in templates if one.kind == kind}
    _heading(desk.say(labels.COLUMNS), desk.say(labels.COLUMNS_HELP))
    template = ""
    if fit:
        template = st.selectbox(
            desk.say(labels.TEMPLATE),
            ["", *fit],
            format_func=lambda name: name or desk.say(labels.NO_TEMPLATE),
            key=chosen.widget(f"template-{kind}"),
        )
    asked = fit[template].fields if template else {}
    usual = match_columns(
        kind, table, places, {f: c for f, c in asked.items() if c in table.columns}
    ).fields
    wanted = {}
    fields, halves = fields_of(kind), st.columns(2, gap="large")
    for n, field in enumerate(fields):
        half = halves[0 if n < (len(fields) + 1) // 2 else 1]
        label, picker, samples = half.columns([3, 5, 5], vertical_alignment="center", gap="small")
        star = " *" if field.needed else ""
        label.html(f'<span class="own-field">{html.escape(desk.say(field.name))}{star}</span>')
        options = ["", *table.columns]
        column = picker.selectbox(
            desk.say(field.name),
            options,
            index=options.index(usual.get(field.id, "")),
            format_func=lambda name: name or desk.say(labels.NO_COLUMN),
            key=chosen.widget(f"column-{kind}-{template}-{field.id}"),
            label_visibility="collapsed",
        )
        wanted[field.id] = column
        values = html.escape(_samples(table, column))
        samples.html(f'<span class="own-sample" title="{values}">{values}</span>')
    match = match_columns(kind, table, places, wanted)
    for text, names in ((labels.OTHERS, match.others), (labels.PRIVATE_ONES, match.private)):
        if names:
            st.caption(plain(desk.say(text).format(names="、".join(names))))
    return wanted, match


def _samples(table: SourceTable, column: str) -> str:
    """Return the first values of a column that are no blanks."""
    if not column:
        return ""
    values = table.values[table.columns.index(column)]
    found: dict[str, None] = {}
    for value in values[:200]:
        if value is not None and len(found) < _SAMPLES:
            found[f"{value}"[:_LONGEST_SAMPLE]] = None
    text = "　".join(found)
    return text if len(text) <= _LONGEST_SAMPLE else text[: _LONGEST_SAMPLE - 1] + "…"


def _system(choice: SystemChoice, chosen: _Chosen, desk: Desk) -> SystemWish | None:
    """Ask which system it is; ``None`` while nobody has said it."""
    _heading(desk.say(labels.SYSTEM))
    if choice.declared == "none":
        st.caption(desk.say(labels.NO_COORDINATES))
        return SystemWish()
    candidates = choice.guess.candidates[:_MOST_CANDIDATES]
    by_file = choice.system if choice.declared == "file" else None
    if by_file is None:
        st.caption(desk.say(labels.GUESSED if candidates else labels.NOWHERE))
    if candidates:
        heads = [desk.say(one) for one in labels.CANDIDATE]
        show_table(heads, [_candidate(one, desk) for one in candidates], "candidates")
    names = {one.system.id: desk.say(one.system.name) for one in candidates}
    names[_OTHER] = desk.say(labels.OTHER_SYSTEM)
    if by_file is not None:
        names = {"": desk.say(labels.BY_FILE).format(name=desk.say(by_file.name)), **names}
    certain = by_file is not None or choice.guess.certain
    told_ = st.selectbox(
        desk.say(labels.SYSTEM),
        list(names),
        index=0 if certain else None,
        format_func=names.__getitem__,
        placeholder=desk.say(labels.CHOOSE),
        key=chosen.widget("system"),
        label_visibility="collapsed",
    )
    if told_ != _OTHER:
        return None if told_ is None else SystemWish(told_)
    one, two = st.columns(2)
    code = one.text_input(
        desk.say(labels.SYSTEM_CODE),
        key=chosen.widget("code"),
        help=desk.say(labels.SYSTEM_CODE_HELP),
        max_chars=2000,
    )
    written = two.text_input(
        desk.say(labels.PARAMETERS), key=chosen.widget("parameters"), max_chars=200
    )
    parameters = _parameters(written)
    if parameters is None:
        st.error(desk.say(labels.PARAMETERS_WRONG))
        return None
    return SystemWish(code.strip(), parameters) if code.strip() else None


def _candidate(one: Candidate, desk: Desk) -> tuple[str, str, str, str]:
    name = desk.say(one.system.name) + (desk.say(labels.SWAPPED) if one.swapped else "")
    inside = desk.say(labels.OF_ROWS).format(n=round(one.inside * one.looked_at), all=one.looked_at)
    named = "–"
    if one.named:
        named = desk.say(labels.OF_ROWS).format(n=round(one.matching * one.named), all=one.named)
    return name, inside, named, f"{one.weight:.0%}"


def _parameters(text: str) -> tuple[float, ...] | None:
    """Return the parameters of a datum; none where none are written, ``None`` for wrong ones."""
    parts = text.replace("，", ",").split(",") if text.strip() else []
    try:
        found = tuple(map(float, parts))
    except ValueError:
        return None
    return found if not found or len(found) in _PARAMETERS else None


def _report(ready: Prepared, desk: Desk) -> None:
    _heading(desk.say(labels.REPORT), desk.say(count_sentence(ready)))
    issues = told(ready, private=True)
    numbers = (len(ready.source), ready.table.num_rows, len(ready.refused), len(issues))
    cells = "".join(
        f"<div><b>{number:,}</b><span>{html.escape(desk.say(name))}</span></div>"
        for name, number in zip(labels.COUNTS, numbers, strict=True)
    )
    st.html(f'<div class="own-counts">{cells}</div>')
    if not issues:
        st.caption(desk.say(labels.ALL_FIT))
        return
    refused = {int(ready.source.rows[row]) for row in ready.refused}
    show_issues(issues, refused, desk)
    if ready.refused:
        st.download_button(
            desk.say(labels.REFUSED_ROWS),
            **session.download(lambda: rejected_workbook([ready]), "未收的行.xlsx", _XLSX),
            key="own-refused",
            help=desk.say(labels.REFUSED_HELP),
            on_click="ignore",
            icon=":material/download:",
        )


def _keep(
    ready: Prepared, chosen: _Chosen, match: ColumnMatch, workspace: Workspace, desk: Desk
) -> None:
    """Offer to keep what fits, in place of an earlier import or beside it."""
    if not desk.office.may_edit or not ready.table.num_rows:
        return
    layer = ""
    if ready.kind == "layer":
        layer = st.text_input(
            desk.say(labels.LAYER), chosen.table.name, key=chosen.widget("layer"), max_chars=100
        ).strip()
    imports = [one for one in workspace.imports() if one.is_shown]
    same = [one for one in imports if one.about.sha256 == chosen.brought.sha256]
    if same:
        st.warning(desk.say(labels.SEEN_BEFORE).format(number=same[-1].number))
    one, two = st.columns(2, vertical_alignment="bottom")
    replaces = _replaced(one, imports, ready.kind, layer or chosen.table.name, chosen, desk)
    template = two.text_input(
        desk.say(labels.SAVE_TEMPLATE), key=chosen.widget("save-template"), max_chars=60
    ).strip()
    count, system = f"{ready.table.num_rows:,}", ready.choice.system
    text = desk.say(labels.KEEP).format(n=count)
    if system is not None:
        text = desk.say(labels.KEEP_IN).format(n=count, name=desk.say(system.name))
    if not st.button(plain(text), key="own-keep", type="primary"):
        return
    number = keep(
        workspace,
        ready,
        chosen.brought.file,
        sha256=chosen.brought.sha256,
        by=desk.office.person,
        layer=layer,
        replaces=replaces,
    )
    if template:
        workspace.save_template(template, ready.kind, match.fields, desk.office.person)
    _end(chosen)
    done(desk.say(labels.KEPT).format(number=number, n=count))


def _replaced(  # noqa: PLR0913 - what decides which fit
    place: Any,  # noqa: ANN401 - a container of Streamlit
    imports: Sequence[ImportEntry],
    kind: str,
    layer: str,
    chosen: _Chosen,
    desk: Desk,
) -> int | None:
    """Ask which earlier import this is a newer version of; usually of none."""
    fit: Mapping[int, ImportEntry] = {
        one.number: one
        for one in imports
        if one.kind == kind and (kind != "layer" or one.about.layer == layer)
    }

    def name(number: int | None) -> str:
        if number is None:
            return desk.say(labels.AS_NEW)
        one = fit[number]
        return desk.say(labels.IMPORT_NAMED).format(
            number=number, file=one.about.file, rows=one.rows - one.deleted
        )

    number: int | None = place.selectbox(
        desk.say(labels.REPLACES),
        [None, *fit],
        format_func=name,
        key=chosen.widget(f"replaces-{kind}-{layer}"),
        disabled=not fit,
    )
    return number


def _end(chosen: _Chosen) -> None:
    """Note that a table is kept; after the last one the files go."""
    kept: set[tuple[Hashable, ...]] = st.session_state["own-kept"]
    kept.add(chosen.key)
    upload = chosen.key[:-2]
    held: tuple[Brought, ...] = HELD.get(upload) or ()
    every = {(*upload, n, m) for n, one in enumerate(held) for m in range(len(one.tables))}
    if every <= kept:
        kept -= every
        HELD.drop(upload)
        st.session_state["own-upload"] += 1


def _prepared(
    kind: str, chosen: _Chosen, wanted: Mapping[str, str], wish: SystemWish, desk: Desk
) -> Prepared:
    """Return the rows of a table, made again only where something was changed."""
    key = (*chosen.key, kind, *wanted.items(), wish, desk.atlas.data_hash)
    kept: Prepared | AtlasError | None = HELD.get(key)
    if kept is None:
        importer = _importer(desk.atlas, desk.atlas.data_hash)
        with st.spinner(desk.say(labels.CHECKING)):
            try:
                kept = importer.rows_of(kind, chosen.table, wanted, wish)
            except AtlasError as error:
                kept = error
        HELD.put(key, kept, len(chosen.table) * len(chosen.table.columns))
    if isinstance(kept, AtlasError):
        raise kept
    return kept


@st.cache_resource(max_entries=2, show_spinner=False)
def _importer(_atlas: Atlas, data: str) -> Importer:
    del data  # its name in the cache
    return Importer(_atlas)


def _heading(text: str, more: str = "") -> None:
    said = f"<span>{html.escape(more)}</span>" if more else ""
    st.html(f'<h3 class="own-heading">{html.escape(text)}{said}</h3>')
