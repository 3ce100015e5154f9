"""What a briefing writer chose, kept as a small TOML file that can be shared and run again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, urlencode

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import ASK_KEYS, LANGUAGES, Screen, read_query
from cluster_atlas.atlas.selection import FILTERS, Selection
from cluster_atlas.briefing.weblink import LONGEST_ADDRESS, address_issue
from cluster_atlas.files.records import TomlFile, to_record
from cluster_atlas.own.kinds import kind_list
from cluster_atlas.questions.evolve import usual_editions
from cluster_atlas.values.briefspec import LAYOUTS, MODES, ORIENTATIONS, PAGE_MM
from cluster_atlas.values.characters import legible
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote, unknown

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

# What a saved briefing starts with.
_HEAD = "粤产集群图谱简报：可修改、分享，用 cluster-atlas brief 重新生成。"

KINDS = {
    "map": Text("地图", "Map"),
    "place": Text("地点名片", "Place profile"),
    "compare": Text("对比", "Comparison"),
    "multiples": Text("分集群小图", "Small maps"),
    "chain": Text("产业链", "Chain"),
    "evolve": Text("演变", "Changes"),
    "find": Text("落点", "Places found"),
    "implementation": Text("规划落地对照", "Plans and projects"),
    "list": Text("定位清单", "Designations"),
    "sources": Text("来源", "Sources"),
}
LONGEST = {
    "title": 200,
    "subtitle": 200,
    "note": 4000,
    "text": 4000,
    "office": 80,
    "approval": 60,
    "address": LONGEST_ADDRESS,
}
LONGEST_CALLOUT = 120
MOST_PARTS = 40
MOST_CALLOUTS = 12

_RECORD: dict[str, Any] = {"extra": "forbid"}

# What an address of a screen may hold.
_KEYS = (*FILTERS, *ASK_KEYS, "as_of", "text", "focus", "with", "view", "lang")
_KEY = Text("地址参数", "key of an address")

# Pages of the comparison that are parts of their own, by the name of both.
SUB_PAGES = ("multiples", "chain")

# Which part shows what a view of the screen shows.
_KIND_OF_VIEW = {
    "table": "list",
    "compare": "compare",
    "evolve": "evolve",
    "find": "find",
    "implementation": "implementation",
    "sources": "list",
}


@dataclass(frozen=True)
class CalloutChoice:
    """A text with an arrow on a part's map.

    Attributes
    ----------
    text
        The words.
    place
        Id of the place that the arrow leads to; empty where ``lon`` and ``lat`` tell it.
    lon, lat
        Where the arrow ends (EPSG:4326, degrees).
    right, down
        How far the text stands from there, as shares of the map's width; both 0 where the map
        finds a place for it.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    text: str
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    right: float = 0.0
    down: float = 0.0


@dataclass(frozen=True)
class PartChoice:
    """One part: its kind, the writer's own heading and text, and the screen that it shows.

    ``state`` is the address of that screen, as the app writes it: ``industry=rail-equipment``.
    ``spotlight`` are ids of places that stand out on its map, all else under a veil where ``dim``
    is set; ``callout`` the texts on it.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    kind: str
    title: str = ""
    text: str = ""
    state: str = ""
    spotlight: tuple[str, ...] = ()
    dim: bool = True
    callout: tuple[CalloutChoice, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """What a briefing showed when it was saved.

    ``facts`` holds of each designation its id, title, role, status and a digest of the rest.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    date: dt.date
    data: str
    facts: tuple[tuple[str, str, str, str, str], ...] = ()


@dataclass(frozen=True)
class Briefing:
    """What a writer chose.

    Attributes
    ----------
    title, subtitle, note
        The writer's own words; an empty title is filled from the first part.
    language
        ``zh`` or ``en``.
    page, orientation
        ``A4``, ``A3`` or ``16:9``; ``portrait`` or ``landscape``.
    layout
        ``pages``, as many as it takes, or ``one-page``.
    mode
        How the HTML file opens: ``story`` or ``slides``.
    office, approval
        Who hands it out; the map approval number (审图号) that the office was given.
    address
        Where the office serves the atlas; paper then carries a QR code to what it shows.
    date
        Day that is printed; today where ``None``.
    own
        Kinds of the office's own data that its maps and profiles show; none as usual.
    part
        The parts in order.
    seen
        What it showed when it was saved, or ``None``.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    title: str = ""
    subtitle: str = ""
    note: str = ""
    language: str = "zh"
    page: str = "A4"
    orientation: str = "portrait"
    layout: str = "pages"
    mode: str = "story"
    office: str = ""
    approval: str = ""
    address: str = ""
    date: dt.date | None = None
    own: tuple[str, ...] = ()
    part: tuple[PartChoice, ...] = ()
    seen: Snapshot | None = None


def cleaned(briefing: Briefing) -> Briefing:
    """Return a briefing of what can be seen: line breaks stay in its notes only."""
    parts = tuple(
        replace(
            part,
            title=_one_line(part.title),
            text=_lines(part.text),
            callout=tuple(replace(one, text=_one_line(one.text)) for one in part.callout),
        )
        for part in briefing.part
    )
    return replace(
        briefing,
        title=_one_line(briefing.title),
        subtitle=_one_line(briefing.subtitle),
        note=_lines(briefing.note),
        office=_one_line(briefing.office),
        approval=_one_line(briefing.approval),
        address=_one_line(briefing.address),
        part=parts,
    )


def _lines(text: str) -> str:
    """Return a text of several lines as the saved file gives it back: one kind of line break."""
    return legible(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _one_line(text: str) -> str:
    return " ".join(legible(text).split())


def briefing_issues(briefing: Briefing, *, file: str = "briefing") -> list[Issue]:
    """Return an issue for each value that a briefing cannot have."""
    chosen = {
        "language": LANGUAGES,
        "page": tuple(PAGE_MM),
        "orientation": ORIENTATIONS,
        "layout": LAYOUTS,
        "mode": MODES,
    }
    issues = [
        _not_allowed(file, "", name, getattr(briefing, name), allowed)
        for name, allowed in chosen.items()
        if getattr(briefing, name) not in allowed
    ]
    for name in ("title", "subtitle", "note", "office", "approval", "address"):
        issues += _too_long(file, "", name, getattr(briefing, name))
    kinds = tuple(kind_list().kinds)
    issues += [
        _not_allowed(file, "", "own", one, kinds) for one in briefing.own if one not in kinds
    ]
    unusable = address_issue(briefing.address, file)
    issues += [unusable] if unusable else []
    for number, part in enumerate(briefing.part, start=1):
        entry = f"part {number}"
        if part.kind not in KINDS:
            issues.append(_not_allowed(file, entry, "kind", part.kind, tuple(KINDS)))
        for name in ("title", "text"):
            issues += _too_long(file, entry, name, getattr(part, name))
        issues += _callout_issues(file, entry, part)
    if len(briefing.part) > MOST_PARTS:
        message = Text(f"超过 {MOST_PARTS} 个部分", f"has more than {MOST_PARTS} parts")
        hint = Text("请拆成几份简报", "make several briefings of it")
        issues.append(Issue(file, "", "part", str(len(briefing.part)), message, hint))
    return issues


def _callout_issues(file: str, entry: str, part: PartChoice) -> list[Issue]:
    """Return an issue for each callout that cannot be drawn."""
    issues = []
    if len(part.callout) > MOST_CALLOUTS:
        message = Text(f"超过 {MOST_CALLOUTS} 处标注", f"has more than {MOST_CALLOUTS} callouts")
        hint = Text("请分到几个部分", "spread them over several parts")
        issues.append(Issue(file, entry, "callout", str(len(part.callout)), message, hint))
    for one in part.callout:
        if len(one.text) > LONGEST_CALLOUT:
            message = Text(
                f"有 {len(one.text)} 字，超过 {LONGEST_CALLOUT} 字",
                f"has {len(one.text)} characters, more than {LONGEST_CALLOUT}",
            )
            hint = Text("请缩短", "shorten it")
            issues.append(Issue(file, entry, "callout text", quote(one.text), message, hint))
        inside = (
            one.lon is not None
            and one.lat is not None
            and abs(one.lon) <= 180  # noqa: PLR2004 - degrees
            and abs(one.lat) < 85  # noqa: PLR2004 - Mercator ends there
        )
        if not (one.place or inside):
            value = quote(f"{one.lon}, {one.lat}")
            message = Text("没有可用的位置", "does not say where it is")
            hint = Text("请写 place，或经纬度 lon、lat", "give place, or lon and lat in degrees")
            issues.append(Issue(file, entry, "callout", value, message, hint))
        if max(abs(one.right), abs(one.down)) > 1:
            value = quote(f"{one.right}, {one.down}")
            message = Text("离所指位置过远", "stands too far from its place")
            hint = Text("right、down 在 -1 与 1 之间", "right and down lie between -1 and 1")
            issues.append(Issue(file, entry, "callout", value, message, hint))
    return issues


def _not_allowed(file: str, entry: str, name: str, value: str, allowed: Sequence[str]) -> Issue:
    listed = Text(f"可用：{'、'.join(allowed)}", f"use one of {', '.join(allowed)}")
    return Issue(
        file, entry, name, quote(value), Text("不是可用的值", "is no value for it"), listed
    )


def _too_long(file: str, entry: str, name: str, value: str) -> list[Issue]:
    most = LONGEST[name]
    if len(value) <= most:
        return []
    message = Text(
        f"有 {len(value)} 字，超过 {most} 字",
        f"has {len(value)} characters, more than {most}",
    )
    return [
        Issue(file, entry, name, quote(value), message, Text("请缩短", "shorten it")),
    ]


def read_briefing(path: Path) -> Briefing:
    """Return the briefing of a TOML file.

    Raises
    ------
    AtlasError
        With every fault of the file; places and facts that are gone are no fault, they are told
        when the briefing is composed.
    """
    file = TomlFile(path, path.name)
    values = dict(file.data)
    issues: list[Issue] = []
    parts: list[PartChoice] = []
    for line, table in file.tables("part"):
        part = to_record(PartChoice, table, issues, file=file, line=line)
        parts += [part] if part else []
    issues += file.issues
    values.pop("part", None)
    briefing = None if issues else to_record(Briefing, values, issues, file=file)
    if briefing is not None:
        briefing = cleaned(replace(briefing, part=tuple(parts)))
        issues += briefing_issues(briefing, file=path.name)
    if issues or briefing is None:
        raise AtlasError(issues)
    return briefing


def briefing_toml(briefing: Briefing, earlier: str = "") -> str:
    """Return a briefing as the text of its TOML file; what is as usual is left out.

    Parameters
    ----------
    briefing
        The briefing to keep.
    earlier
        Text of the briefing file that is written over: its comments, its order and its spelling
        of what stays the same are kept. Parts keep theirs by their position.
    """
    import tomlkit
    from tomlkit.items import AoT

    document = tomlkit.parse(earlier) if earlier else tomlkit.document()
    if not earlier:
        document.add(tomlkit.comment(_HEAD))
    usual = Briefing()
    own = ("title", "subtitle", "note", "language", "page", "orientation", "layout", "mode")
    for name in (*own, "office", "approval", "address", "date"):
        value = getattr(briefing, name)
        _put(document, name, None if value == getattr(usual, name) else value)
    _put(document, "own", list(briefing.own) or None)
    if not earlier:
        document.add(tomlkit.nl())
    tables = document.get("part")
    if not isinstance(tables, AoT):
        document.pop("part", None)
        tables = tomlkit.aot()
        document["part"] = tables
    del tables[len(briefing.part) :]
    for number, part in enumerate(briefing.part):
        if number == len(tables):
            tables.append(tomlkit.table())
        for name in ("kind", "title", "text", "state"):
            _put(tables[number], name, getattr(part, name) or None)
        _put(tables[number], "spotlight", list(part.spotlight) or None)
        _put(tables[number], "dim", None if part.dim else False)
        _put_callouts(tables[number], part.callout)
    _put(document, "seen", None if briefing.seen is None else _seen_table(briefing.seen))
    return tomlkit.dumps(document)


def _seen_table(seen: Snapshot) -> Table:
    import tomlkit

    table = tomlkit.table()
    table.add("date", seen.date)
    table.add("data", seen.data)
    facts = tomlkit.array()
    facts.extend([list(fact) for fact in seen.facts])
    table.add("facts", facts.multiline(multiline=True))
    return table


def _put_callouts(table: Table, callouts: Sequence[CalloutChoice]) -> None:
    """Set the callouts of a part; those that stay as they are are not touched."""
    import tomlkit

    usual = CalloutChoice("")
    wanted = [
        {
            name: getattr(one, name)
            for name in ("text", "place", "lon", "lat", "right", "down")
            if getattr(one, name) != getattr(usual, name)
        }
        for one in callouts
    ]
    found = table.get("callout")
    if (found.unwrap() if found is not None else []) == wanted:
        return
    table.pop("callout", None)
    if wanted:
        made = tomlkit.aot()
        for values in wanted:
            one = tomlkit.table()
            one.update(values)
            made.append(one)
        table.add("callout", made)


def _put(table: TOMLDocument | Table, name: str, value: Any) -> None:  # noqa: ANN401 - TOML's
    """Set, replace or, with ``None``, take out a value; one that stays is not touched."""
    import tomlkit

    if value is None:
        table.pop(name, None)
    elif isinstance(value, str) and "\n" in value:
        if table.get(name) != value:
            table[name] = tomlkit.string(value, multiline=True)
    elif table.get(name) != value:
        table[name] = value


def state_of(screen: Screen) -> str:
    """Return a screen as a part keeps it: its address without the language."""
    query = replace(screen, language="zh").to_query()
    return urlencode(query, doseq=True, safe=":")


def screen_of(atlas: Atlas, part: PartChoice) -> tuple[Screen, list[Issue]]:
    """Return the screen that a part shows, and what of it the atlas does not have."""
    query = parse_qs(part.state.lstrip("?"))
    screen, issues = read_query(atlas, query)
    strange = [key for key in query if key not in _KEYS]
    return screen, issues + [unknown(_KEY, key, _KEYS, file="URL") for key in strange]


def with_editions(atlas: Atlas, screen: Screen) -> Screen:
    """Return a screen whose page of changes names the pair of editions that it shows."""
    if screen.view != "evolve" or screen.ask.get("from") or screen.ask.get("to"):
        return screen
    old, new = usual_editions(atlas)
    return replace(screen, ask={**screen.ask, "from": old, "to": new})


def shows_own(briefing: Briefing) -> bool:
    """Tell whether a briefing shows anything of the office's own data."""
    return bool(briefing.own) or any(part.kind == "implementation" for part in briefing.part)


def parts_for(screen: Screen) -> tuple[PartChoice, ...]:
    """Return the parts that carry out what is on screen: it, its designations and its sources."""
    kind = _KIND_OF_VIEW.get(screen.view, "map")
    if kind == "compare" and screen.ask.get("sub") in SUB_PAGES:
        kind = screen.ask["sub"]
    if kind == "map" and screen.focus and ":" in screen.focus:
        kind = "place"
    plain = replace(screen, view="map", focus="", compared=(), ask={})
    first = PartChoice(kind, state=state_of(_only(screen, kind)))
    lists = (PartChoice("list", state=state_of(plain)),) if kind == "map" else ()
    about = plain
    if kind == "place":
        # The documents of what is said of the place, not of the whole selection.
        about = replace(plain, selection=replace(plain.selection, places=(screen.focus,)))
    if kind == "implementation":
        # One page, whose rows name their clauses.
        return (first,)
    return (first, *lists, PartChoice("sources", state=state_of(about)))


def _only(screen: Screen, kind: str) -> Screen:
    """Return a screen without what another kind of part would ask."""
    keys: Mapping[str, tuple[str, ...]] = {
        "evolve": ("from", "to"),
        "find": ("q", "w"),
        "map": ("shade",),
        "multiples": ("sub", "shade"),
        "chain": ("sub", "w", "shade"),
    }
    # Which own rows are shown goes with every map.
    asked_for = (*keys.get(kind, ()), "own", "stages")
    asked = {key: value for key, value in screen.ask.items() if key in asked_for}
    return replace(
        screen,
        view="map",
        focus=screen.focus if kind == "place" else "",
        compared=screen.compared if kind in {"compare", "find"} else (),
        ask=asked,
    )


def city_briefing(
    city: str, *, language: str = "zh", selection: Selection | None = None
) -> Briefing:
    """Return the briefing of one city: its profile and its sources."""
    chosen = selection or Selection()
    profile = state_of(Screen(chosen, focus=city))
    about = state_of(Screen(replace(chosen, places=(city,))))
    parts = (PartChoice("place", state=profile), PartChoice("sources", state=about))
    return Briefing(language=language, part=parts)
