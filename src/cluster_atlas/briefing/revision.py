"""What a saved briefing showed, and what changed since: facts added, gone and different."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing.briefing import Briefing, Snapshot
from cluster_atlas.values.issues import Issue
from cluster_atlas.values.model import Designation
from cluster_atlas.wording.statements import Reader

_DIGITS = 8
_TITLE, _ROLE, _STATUS, _REST = range(1, 5)


def with_snapshot(
    atlas: Atlas, briefing: Briefing, facts: Sequence[Designation], day: dt.date
) -> Briefing:
    """Return a briefing that remembers what it shows, for the day on which it is run again."""
    shown = tuple(_remembered(fact) for fact in facts)
    return replace(briefing, seen=Snapshot(day, atlas.data_hash, shown))


def _remembered(fact: Designation) -> tuple[str, str, str, str, str]:
    """Return id, title, role, status and a digest of all else that a reader would see."""
    rest = repr((fact.places, fact.industries, fact.clause, fact.target, fact.relations))
    digest = hashlib.sha256(rest.encode()).hexdigest()[:_DIGITS]
    return (fact.id, fact.title, fact.role, fact.status, digest)


def change_sentences(
    atlas: Atlas, briefing: Briefing, facts: Sequence[Designation], gone: Sequence[Issue]
) -> tuple[str, ...]:
    """Return what changed since a briefing was saved, one sentence each.

    Parameters
    ----------
    atlas
        The atlas as it is now.
    briefing
        The saved briefing.
    facts
        The designations that it shows now.
    gone
        Places and filter values of its parts that the atlas no longer has.
    """
    reader = Reader(atlas, briefing.language, atlas.today)
    lost = tuple(issue.sentence(briefing.language) for issue in gone)
    if briefing.seen is None:
        return lost
    return (*lost, *_since(reader, briefing.seen, {fact.id: fact for fact in facts}))


def _since(reader: Reader, seen: Snapshot, now: dict[str, Designation]) -> Iterator[str]:
    text, atlas = reader.text, reader.atlas
    told = list(_differences(reader, seen, now))
    if told and seen.data != atlas.data_hash:
        yield text(
            f"数据版本由 {seen.data}（{seen.date}）变为 {atlas.data_hash}",
            f"Data changed from {seen.data} ({seen.date}) to {atlas.data_hash}",
        )
    elif told:
        yield text(f"自 {seen.date} 保存以来", f"Since it was saved on {seen.date}")
    yield from told


def _differences(reader: Reader, seen: Snapshot, now: dict[str, Designation]) -> Iterator[str]:
    text = reader.text
    before = {fact[0]: fact for fact in seen.facts}
    for key, fact in now.items():
        if key not in before:
            title = text(fact.title, fact.title_en or fact.title)
            yield text(
                f"新增：{title}（{reader.clause(fact)}）",
                f"Added: {title} ({reader.clause(fact)})",
            )
    for key, was in before.items():
        if key in now:
            yield from _changed(reader, now[key], was)
            continue
        title = was[_TITLE]
        if key in reader.atlas.fact_by_id:
            yield text(f"不再符合筛选：{title}", f"No longer selected: {title}")
        else:
            yield text(f"已不在数据中：{title}（{key}）", f"Gone from the data: {title} ({key})")


def _changed(reader: Reader, fact: Designation, was: Sequence[str]) -> Iterator[str]:
    is_now = _remembered(fact)
    if tuple(was) == is_now:
        return
    text = reader.text
    parts = []
    if was[_TITLE] != fact.title:
        parts.append(text(f"原题“{was[_TITLE]}”", f"was titled “{was[_TITLE]}”"))
    for at, kind, name in (
        (_ROLE, "role", text("角色", "role")),
        (_STATUS, "status", text("状态", "status")),
    ):
        if was[at] != is_now[at]:
            old = reader.atlas.codes[kind].get(was[at])
            before = reader.name(old) if old else was[at]
            parts.append(f"{name} {before} → {reader.code(kind, is_now[at])}")
    if was[_REST] != is_now[_REST]:
        parts.append(text("地点、产业、目标或条款有改动", "places, industries, target or clause"))
    title = text(fact.title, fact.title_en or fact.title)
    said = text("；", "; ").join(parts)
    yield text(f"有改动：{title}：{said}", f"Changed: {title}: {said}")
