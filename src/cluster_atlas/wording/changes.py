"""A change between two editions in words: as one sentence and as one flat row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster_atlas.values.answers import Change
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation, Target
from cluster_atlas.wording.documents import short_name
from cluster_atlas.wording.targets import amount, metric_name, spaced
from cluster_atlas.wording.wording import Wording

KIND_NAMES = {
    "changed": Text("改动", "changed"),
    "added": Text("新增", "added"),
    "dropped": Text("不再列入", "dropped"),
    "kept": Text("未变", "kept"),
}
# The page writes the same ones; they tell apart in grey print.
CHANGE_SIGNS = {"added": "＋", "dropped": "－", "changed": "△", "kept": "＝"}
DIFFERENCE_NAMES = {
    "title": Text("表述", "title"),
    "places": Text("地区", "places"),
    "renamed-region": Text("地区改称", "region renamed"),
    "industries": Text("产业", "industries"),
    "role": Text("角色", "role"),
    "status": Text("状态", "status"),
    "target": Text("目标", "target"),
    "relations": Text("关系", "relations"),
}

# Sentences that need nothing but the statement; the viewer fills the same ones.
CHANGE_SENTENCES = {
    "added": Text("新增「{title}」：{what}。", 'Added: "{title}" ({what}).'),
    "dropped": Text("不再列入「{title}」：{what}。", 'Dropped: "{title}" ({what}).'),
    "kept": Text("「{title}」未变。", '"{title}" is unchanged.'),
}

# Said of the comparison of two days; the viewer fills the same one.
LEFT_OUT = Text(
    "只有一个时点有规划，未作比较：{names}。",
    "Not compared, since only one of the two days has a plan: {names}.",
)


def left_out_sentence(wording: Wording, clusters: Iterable[str], documents: Iterable[str]) -> str:
    """Return which clusters and documents two days were not compared in, empty where none."""
    atlas = wording.atlas
    names = [wording.name(atlas.cluster_by_id[key]) for key in clusters]
    names += [short_name(atlas.documents[key], wording.language) for key in documents]
    if not names:
        return ""
    return LEFT_OUT.in_language(wording.language).format(names=wording.join(names))


def sentence(wording: Wording, change: Change) -> str:
    """Return one sentence that says what became of a statement."""
    if change.old is None or change.new is None or change.kind == "kept":
        return _sentence_alone(wording, change)
    said = _parts(wording, change.old, change.new, change)
    head = _head(wording, change.old, change.new, change)
    if wording.english:
        return f"{head}: {'; '.join(said)}{_judgement(wording, change)}."
    return f"{head}：{'；'.join(said)}{_judgement(wording, change)}。"


def row(wording: Wording, change: Change) -> dict[str, Any]:
    """Return a change as one flat row: keys are fixed, values in words.

    Both statements with id, title, places, role, status, target and clause (``old_…``, ``new_…``;
    empty where there is none), ``kind, differences, places_added, places_taken, judged, likeness``
    (per cent, ``None`` where there is no other statement) and ``sentence``.
    """
    language = wording.language
    values: dict[str, Any] = {
        "kind": KIND_NAMES[change.kind].in_language(language),
        "differences": wording.join(
            DIFFERENCE_NAMES[name].in_language(language) for name in change.differences
        ),
    }
    for side, fact in (("old", change.old), ("new", change.new)):
        values |= {f"{side}_{key}": value for key, value in _cells(wording, fact).items()}
    both = change.old is not None and change.new is not None
    return values | {
        "places_added": wording.places(change.places_added),
        "places_taken": wording.places(change.places_taken),
        "judged": change.judged,
        "likeness": percent(change.likeness) if both else None,
        "sentence": sentence(wording, change),
    }


def percent(likeness: float) -> int:
    """Return a likeness of 0 … 1 in whole per cent; 100 only where nothing is unlike."""
    return int(likeness * 100 + 1e-9)


def _cells(wording: Wording, fact: Designation | None) -> dict[str, str]:
    """Return what a row holds of one statement."""
    if fact is None:
        return dict.fromkeys(("id", "title", "places", "role", "status", "target", "clause"), "")
    return {
        "id": fact.id,
        "title": wording.title(fact),
        "places": wording.places(fact.places),
        "role": wording.code("role", fact.role),
        "status": wording.code("status", fact.status),
        "target": wording.target(fact),
        "clause": wording.clause(fact),
    }


def _sentence_alone(wording: Wording, change: Change) -> str:
    """Return the sentence of a statement that stands in one edition only, or in both alike."""
    fact = change.new or change.old
    if fact is None:
        return ""
    what = [
        wording.places(fact.places),
        wording.code("role", fact.role),
        wording.code("status", fact.status),
        *([wording.target(fact)] if fact.target else []),
    ]
    joined = wording.text("，", "; ").join(what)
    template = CHANGE_SENTENCES[change.kind].in_language(wording.language)
    return template.format(title=wording.title(fact), what=joined)


def _head(wording: Wording, old: Designation, new: Designation, change: Change) -> str:
    """Return how the sentence of a changed statement begins: its title, or both of them."""
    before, after = wording.title(old), wording.title(new)
    if "title" not in change.differences or before == after:
        return f"「{after}」" if not wording.english else f'"{after}"'
    # A thing with another role has another name; otherwise it is only put in other words.
    verb = "改称" if "role" in change.differences else "改为"
    return wording.text(f"「{before}」{verb}「{after}」", f'"{before}" becomes "{after}"')


def _parts(wording: Wording, old: Designation, new: Designation, change: Change) -> list[str]:
    """Return what differs, one clause each; what matters and stayed the same comes last."""
    differs = change.differences
    said = [
        *_place_parts(wording, old, change),
        *_region_parts(wording, change),
        *_industry_parts(wording, old, new),
        *_code_parts(wording, old, new, "role", Text("角色", "role")),
        *_code_parts(wording, old, new, "status", Text("状态", "status")),
        *(_target_parts(wording, old, new) if "target" in differs else ()),
        *_relation_parts(wording, change),
    ]
    if not said:
        return [wording.text("其余不变", _nothing_else(wording, old, new))]
    if not {"places", "renamed-region"} & set(differs) and {"title", "role"} & set(differs):
        said.append(wording.text("地区不变", "same places"))
    return said


def _nothing_else(wording: Wording, old: Designation, new: Designation) -> str:
    """Return how English says that only the words changed; they may be the same in English."""
    alike = wording.title(old) == wording.title(new)
    return "worded differently in Chinese" if alike else "nothing else changes"


def _place_parts(wording: Wording, old: Designation, change: Change) -> list[str]:
    added, taken = wording.places(change.places_added), wording.places(change.places_taken)
    if added and taken and len(change.places_taken) == len(old.places):
        return [wording.text(f"地区由{taken}改为{added}", f"places change from {taken} to {added}")]
    said = [wording.text(f"新增{added}", f"adds {added}")] if added else []
    gone = wording.text(f"不再列{taken}", f"no longer lists {taken}")
    return [*said, gone] if taken else said


def _region_parts(wording: Wording, change: Change) -> list[str]:
    return [
        wording.text(
            f"{wording.places(before)}改称{wording.places(after)}",
            f"{wording.places(before)} now called {wording.places(after)}",
        )
        for before, after in change.regions
    ]


def _industry_parts(wording: Wording, old: Designation, new: Designation) -> list[str]:
    def names(industries: tuple[str, ...], others: tuple[str, ...]) -> str:
        return wording.industries(i for i in industries if i not in others)

    added, taken = names(new.industries, old.industries), names(old.industries, new.industries)
    more = [wording.text(f"产业增加{added}", f"industries gain {added}")] if added else []
    less = [wording.text(f"产业减少{taken}", f"industries lose {taken}")] if taken else []
    return more + less


def _code_parts(
    wording: Wording, old: Designation, new: Designation, code: str, name: Text
) -> list[str]:
    before, after = (str(getattr(fact, code)) for fact in (old, new))
    if before == after:
        return []
    first, then = wording.code(code, before), wording.code(code, after)
    return [wording.text(f"{name.zh}由{first}改为{then}", f"{name.en} from {first} to {then}")]


def _target_parts(wording: Wording, old: Designation, new: Designation) -> list[str]:
    before, after = old.target, new.target
    if before and after:
        dated = before.year != after.year
        name = _metric(wording, new, after)
        first, then = (amount(target, wording.language, dated=dated) for target in (before, after))
        if first == then:
            return [wording.text(f"{name}的表述有变", f"{name} is worded differently")]
        return [
            wording.text(
                f"{name}由{spaced(first)}调整为{spaced(then)}", f"{name} from {first} to {then}"
            )
        ]
    if after:
        text = f"{_metric(wording, new, after)} {amount(after, wording.language)}"
        return [wording.text(f"新增{text}", f"now gives {text}")]
    if before:
        text = f"{_metric(wording, old, before)} {amount(before, wording.language)}"
        return [wording.text(f"不再列{text}", f"no longer gives {text}")]
    return []


def _metric(wording: Wording, fact: Designation, target: Target) -> str:
    """Return what is counted; as a goal where the clause does not tell what is there already."""
    goal = fact.status != "established"
    return metric_name(target, wording.language) + (wording.text("目标", " goal") if goal else "")


def _relation_parts(wording: Wording, change: Change) -> list[str]:
    more, less = change.relations_added, change.relations_taken
    gained = wording.join(wording.relation(r) for r in more)
    lost = wording.join(wording.relation(r) for r in less)
    said = [wording.text(f"新增关系 {gained}", f"new relation {gained}")] if more else []
    return said + ([wording.text(f"不再列关系 {lost}", f"relation dropped {lost}")] if less else [])


def _judgement(wording: Wording, change: Change) -> str:
    """Return on what the sameness rests, where it rests on a judgement."""
    if not change.judged:
        return ""
    alike = [
        name
        for name in ("places", "industries", "role", "status")
        if name not in change.differences
    ]
    *names, last = (DIFFERENCE_NAMES[name].in_language(wording.language) for name in alike)
    share = percent(change.likeness)
    if wording.english:
        by = ", ".join(("title", *names))
        return f" (judged to be the same by {by} and {last}; {share}% similar)"
    by = "、".join(("标题", *names))
    return f"（据{by}与{last}判断为同一事项，相似度 {share}%）"
