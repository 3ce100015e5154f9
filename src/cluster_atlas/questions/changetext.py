"""A change between two editions as one sentence and as one flat row, made of the facts."""

from __future__ import annotations

from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.questions.sameness import Change, changed_relations, renamed_regions
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation, Target
from cluster_atlas.wording.facts import AFTER_THE_NUMBER, target_text
from cluster_atlas.wording.statements import Reader

KIND_NAMES = {
    "changed": Text("改动", "changed"),
    "added": Text("新增", "added"),
    "dropped": Text("不再列入", "dropped"),
    "kept": Text("未变", "kept"),
}
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

# What the plans put before or behind a number, where English has a word for it.
_QUALIFIERS = {
    "约": "about ",
    "近": "nearly ",
    "左右": "about ",
    "超": "over ",
    "突破": "over ",
    "以上": "at least ",
    "不少于": "at least ",
}


def sentence(atlas: Atlas, change: Change, language: str = "zh") -> str:
    """Return one sentence that says what became of a statement.

    Parameters
    ----------
    atlas
        The atlas that the change is of.
    change
        What became of the statement.
    language
        ``"zh"`` or ``"en"``.
    """
    reader = Reader(atlas, language, atlas.today)
    if change.old is None or change.new is None:
        return _came_or_went(reader, change)
    if change.kind == "kept":
        title = _title(reader, change.new)
        return reader.text(f"「{title}」未变。", f'"{title}" is unchanged.')
    said = _parts(reader, change.old, change.new, change)
    head = _head(reader, change.old, change.new, change)
    if reader.english:
        return f"{head}: {'; '.join(said)}{_judgement(reader, change)}."
    return f"{head}：{'；'.join(said)}{_judgement(reader, change)}。"


def row(atlas: Atlas, change: Change, language: str = "zh") -> dict[str, Any]:
    """Return a change as one flat row: keys are fixed, values in the language.

    Both statements with id, title, places, role, status, target and clause (``old_…``, ``new_…``;
    empty where there is none), ``kind, differences, places_added, places_taken, judged, likeness``
    (per cent, ``None`` where there is no other statement) and ``sentence``.
    """
    reader = Reader(atlas, language, atlas.today)
    values: dict[str, Any] = {
        "kind": KIND_NAMES[change.kind].in_language(language),
        "differences": reader.join(
            DIFFERENCE_NAMES[name].in_language(language) for name in change.differences
        ),
    }
    for side, fact in (("old", change.old), ("new", change.new)):
        values |= {f"{side}_{key}": value for key, value in _cells(reader, fact).items()}
    both = change.old is not None and change.new is not None
    return values | {
        "places_added": _places(reader, change.places_added),
        "places_taken": _places(reader, change.places_taken),
        "judged": change.judged,
        "likeness": percent(change.likeness) if both else None,
        "sentence": sentence(atlas, change, language),
    }


def percent(likeness: float) -> int:
    """Return a likeness of 0 … 1 in whole per cent; 100 only where nothing is unlike."""
    return int(likeness * 100 + 1e-9)


def _cells(reader: Reader, fact: Designation | None) -> dict[str, str]:
    """Return what a row holds of one statement."""
    if fact is None:
        return dict.fromkeys(("id", "title", "places", "role", "status", "target", "clause"), "")
    return {
        "id": fact.id,
        "title": _title(reader, fact),
        "places": _places(reader, fact.places),
        "role": reader.code("role", fact.role),
        "status": reader.code("status", fact.status),
        "target": target_text(fact, reader.language),
        "clause": reader.clause(fact),
    }


def _came_or_went(reader: Reader, change: Change) -> str:
    """Return the sentence of a statement that stands in one edition only."""
    fact = change.new or change.old
    if fact is None:
        return ""
    what = [
        _places(reader, fact.places),
        reader.code("role", fact.role),
        reader.code("status", fact.status),
    ]
    if fact.target:
        name = fact.target.metric_en if reader.english else fact.target.metric
        what.append(f"{name} {_amount(reader, fact.target, dated=True)}")
    title = _title(reader, fact)
    if reader.english:
        verb = "Added" if change.kind == "added" else "Dropped"
        return f'{verb}: "{title}" ({"; ".join(what)}).'
    return f"{KIND_NAMES[change.kind].zh}「{title}」：{'，'.join(what)}。"


def _head(reader: Reader, old: Designation, new: Designation, change: Change) -> str:
    """Return how the sentence of a changed statement begins: its title, or both of them."""
    before, after = _title(reader, old), _title(reader, new)
    if "title" not in change.differences or before == after:
        return f"「{after}」" if not reader.english else f'"{after}"'
    # A thing with another role has another name; otherwise it is only put in other words.
    verb = "改称" if "role" in change.differences else "改为"
    return reader.text(f"「{before}」{verb}「{after}」", f'"{before}" becomes "{after}"')


def _parts(reader: Reader, old: Designation, new: Designation, change: Change) -> list[str]:
    """Return what differs, one clause each; what matters and stayed the same comes last."""
    differs = change.differences
    said = [
        *_place_parts(reader, old, change),
        *_region_parts(reader, old, new),
        *_industry_parts(reader, old, new),
        *_code_parts(reader, old, new, "role", Text("角色", "role")),
        *_code_parts(reader, old, new, "status", Text("状态", "status")),
        *(_target_parts(reader, old, new) if "target" in differs else ()),
        *(_relation_parts(reader, old, new) if "relations" in differs else ()),
    ]
    if not said:
        return [reader.text("其余不变", _nothing_else(reader, old, new))]
    if not {"places", "renamed-region"} & set(differs) and {"title", "role"} & set(differs):
        said.append(reader.text("地区不变", "same places"))
    return said


def _nothing_else(reader: Reader, old: Designation, new: Designation) -> str:
    """Return how English says that only the words changed; they may be the same in English."""
    alike = _title(reader, old) == _title(reader, new)
    return "worded differently in Chinese" if alike else "nothing else changes"


def _place_parts(reader: Reader, old: Designation, change: Change) -> list[str]:
    added, taken = _places(reader, change.places_added), _places(reader, change.places_taken)
    if added and taken and len(change.places_taken) == len(old.places):
        return [reader.text(f"地区由{taken}改为{added}", f"places change from {taken} to {added}")]
    said = [reader.text(f"新增{added}", f"adds {added}")] if added else []
    gone = reader.text(f"不再列{taken}", f"no longer lists {taken}")
    return [*said, gone] if taken else said


def _region_parts(reader: Reader, old: Designation, new: Designation) -> list[str]:
    return [
        reader.text(
            f"{_places(reader, before)}改称{_places(reader, after)}",
            f"{_places(reader, before)} now called {_places(reader, after)}",
        )
        for before, after in renamed_regions(reader.atlas, old, new)
    ]


def _industry_parts(reader: Reader, old: Designation, new: Designation) -> list[str]:
    def names(industries: tuple[str, ...], others: tuple[str, ...]) -> str:
        chosen = (reader.atlas.industries[i] for i in industries if i not in others)
        return reader.join(reader.name(industry) for industry in chosen)

    added, taken = names(new.industries, old.industries), names(old.industries, new.industries)
    more = [reader.text(f"产业增加{added}", f"industries gain {added}")] if added else []
    less = [reader.text(f"产业减少{taken}", f"industries lose {taken}")] if taken else []
    return more + less


def _code_parts(
    reader: Reader, old: Designation, new: Designation, code: str, name: Text
) -> list[str]:
    before, after = (str(getattr(fact, code)) for fact in (old, new))
    if before == after:
        return []
    first, then = reader.code(code, before), reader.code(code, after)
    return [reader.text(f"{name.zh}由{first}改为{then}", f"{name.en} from {first} to {then}")]


def _target_parts(reader: Reader, old: Designation, new: Designation) -> list[str]:
    before, after = old.target, new.target
    if before and after:
        dated = before.year != after.year
        name = _metric(reader, new, after)
        first, then = (_amount(reader, target, dated=dated) for target in (before, after))
        if first == then:
            return [reader.text(f"{name}的表述有变", f"{name} is worded differently")]
        return [
            reader.text(
                f"{name}由{_spaced(first)}调整为{_spaced(then)}", f"{name} from {first} to {then}"
            )
        ]
    if after:
        text = f"{_metric(reader, new, after)} {_amount(reader, after, dated=True)}"
        return [reader.text(f"新增{text}", f"now gives {text}")]
    if before:
        text = f"{_metric(reader, old, before)} {_amount(reader, before, dated=True)}"
        return [reader.text(f"不再列{text}", f"no longer gives {text}")]
    return []


def _metric(reader: Reader, fact: Designation, target: Target) -> str:
    """Return what is counted; as a goal where the clause does not tell what is there already."""
    goal = fact.status != "established"
    name = target.metric_en if reader.english else target.metric
    return name + (reader.text("目标", " goal") if goal else "")


def _amount(reader: Reader, target: Target, *, dated: bool) -> str:
    """Return a number with its unit, and its year if asked for: 约 1.4 万亿元（2025 年）."""
    value = f"{target.value:.12g}"
    if reader.english:
        number = _QUALIFIERS.get(target.qualifier, "") + _english_number(value, target.unit_en)
        return number + (f" ({target.year})" if dated and target.year else "")
    number = value + target.unit if target.unit == "%" else f"{value} {target.unit}"
    if target.qualifier in AFTER_THE_NUMBER:
        number += target.qualifier
    elif target.qualifier:
        number = target.qualifier + (number if target.qualifier[-1] == "至" else _spaced(number))
    return number + (f"（{target.year} 年）" if dated and target.year else "")


def _english_number(value: str, unit: str) -> str:
    """Return a number with its unit: CNY 5.5 trillion, 6%, 4000 × CNY 100 million, 29 years."""
    if unit == "CNY trillion":
        return f"CNY {value} trillion"
    if unit == "%":
        return value + unit
    manifold = any(letter.isdigit() for letter in unit)
    return f"{value} × {unit}" if manifold else f"{value} {unit}".strip()


def _spaced(text: str) -> str:
    """Return a text with a space before it where it begins with a digit, as Chinese print has."""
    return f" {text}" if text[:1].isdigit() else text


def _relation_parts(reader: Reader, old: Designation, new: Designation) -> list[str]:
    more, less = changed_relations(reader.atlas, old, new)
    gained = reader.join(reader.relation(r) for r in more)
    lost = reader.join(reader.relation(r) for r in less)
    said = [reader.text(f"新增关系 {gained}", f"new relation {gained}")] if more else []
    return said + ([reader.text(f"不再列关系 {lost}", f"relation dropped {lost}")] if less else [])


def _judgement(reader: Reader, change: Change) -> str:
    """Return on what the sameness rests, where it rests on a judgement."""
    if not change.judged:
        return ""
    alike = [
        name
        for name in ("places", "industries", "role", "status")
        if name not in change.differences
    ]
    *names, last = (DIFFERENCE_NAMES[name].in_language(reader.language) for name in alike)
    share = percent(change.likeness)
    if reader.english:
        by = ", ".join(("title", *names))
        return f" (held to be the same by {by} and {last}; {share}% alike)"
    by = "、".join(("标题", *names))
    return f"（据{by}与{last}判断为同一事项，相似度 {share}%）"


def _title(reader: Reader, fact: Designation) -> str:
    return (fact.title_en or fact.title) if reader.english else fact.title


def _places(reader: Reader, places: tuple[str, ...]) -> str:
    return reader.join(reader.short(reader.atlas.places[place]) for place in places)
