"""What a part comes to in one sentence, and the documents that a briefing rests on in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from cluster_atlas.briefing.writer import Writer, spots_of
from cluster_atlas.questions.compare import Comparison, Row
from cluster_atlas.questions.roles import is_direct, names_a_place, strength_of
from cluster_atlas.values.answers import Change
from cluster_atlas.values.model import Designation, Place
from cluster_atlas.wording.naming import glance
from cluster_atlas.wording.numbers import noun

# So many roles, places or industries are named in a sentence; the rest is counted.
_FEW, _SOME = 3, 5


def place_answer(writer: Writer, facts: Sequence[Designation], place: Place) -> str:
    """Return how often the plans name a place, how often its region, and its strongest roles."""
    atlas = writer.atlas
    named = [fact for fact in facts if is_direct(atlas, place.id, fact)]
    through = len(facts) - len(named)
    name = writer.short(place)
    if not named:
        return writer.text(
            f"规划没有点名{name}，{through} 条定位随所在区域。",
            f"The plans do not name {name}; by region: {_counted(through, 'designation')}.",
        )
    clusters = len({fact.cluster for fact in named})
    strongest: dict[tuple[str, str], str] = {}
    for fact in sorted(named, key=strength_of(atlas)):
        what = _subject_of(writer, fact)
        strongest.setdefault((fact.cluster, what), writer.code("role", fact.role))
    roles = [
        writer.text(f"{what}（{role}）", f"{what} ({role})")
        for (_, what), role in list(strongest.items())[:_FEW]
    ]
    if len(strongest) > _FEW:
        more = len(strongest) - _FEW
        roles.append(writer.text(f"另有 {more} 项", f"{more} more"))
    region = (
        writer.text(
            f"，另有 {through} 条定位随所在区域", f", {through} more reach it through regions"
        )
        if through
        else ""
    )
    zh = f"规划点名{name}的定位有 {len(named)} 条，涉及 {clusters} 个集群{region}；最突出的是"
    en = (
        f"The plans name {name} in {_counted(len(named), 'designation')} of "
        f"{_counted(clusters, 'cluster')}{region}; foremost: "
    )
    return writer.text(zh, en) + writer.join(roles) + writer.text("。", ".")


def selection_answer(writer: Writer, facts: Sequence[Designation], subject: str) -> str:
    """Return which cities the plans name for a subject, the strongest role first."""
    atlas = writer.atlas
    named: dict[str, list[Designation]] = {}
    for fact in facts:
        for city in atlas.named_cities(fact):
            named.setdefault(city, []).append(fact)
    if not named:
        return writer.text(
            f"规划就{subject}没有点名任何城市，共 {len(facts)} 条定位。",
            f"For {subject} the plans name no city ({_counted(len(facts), 'designation')}).",
        )
    order = list(atlas.codes["role"])
    by_role: dict[str, list[str]] = {}
    for city in sorted(named, key=lambda key: (-len(named[key]), key)):
        role = writer.strongest(named[city]).id
        by_role.setdefault(role, []).append(writer.short(atlas.places[city]))
    roles = sorted(by_role, key=lambda r: (atlas.codes["role"][r].tier or 5, order.index(r)))
    said = [
        writer.text(
            f"{writer.code('role', role)}：{_listed(writer, by_role[role])}",
            f"{writer.code('role', role)}: {_listed(writer, by_role[role])}",
        )
        for role in roles[:_FEW]
    ]
    if rest := sum(len(by_role[role]) for role in roles[_FEW:]):
        said.append(writer.text(f"其他角色 {rest} 个市", f"in other roles: {rest}"))
    spots = len(spots_of(atlas, facts))
    parks = writer.text(f"、{spots} 处园区与机构", f" and {_counted(spots, 'park or site')}")
    zh = f"规划就{subject}点名 {len(named)} 个市{parks if spots else ''}。"
    cities = f"{len(named)} {noun(len(named), 'city', 'cities')}"
    en = f"For {subject} the plans name {cities}{parks if spots else ''}. "
    return writer.text(zh, en) + writer.text("；", "; ").join(said) + writer.text("。", ".")


def compare_answer(writer: Writer, comparison: Comparison) -> str:
    """Return how much the places share, named and with their regions, and what each has alone.

    The numbers are those of the viewer's line above a comparison.
    """
    names = writer.join(writer.short(writer.atlas.places[key]) for key in comparison.places)
    named = [row for row in comparison.shared if row.named]
    clusters, industries, _ = rows_by_kind(named)
    some = (
        _first(writer, row_names(writer, clusters)),
        _first(writer, row_names(writer, industries)),
    )
    parts = [
        glance(writer.language, "named", _sizes(named), name=names, names=some),
        glance(writer.language, "shared", _sizes(comparison.shared)),
    ]
    for key, rows in comparison.only.items():
        name = writer.short(writer.atlas.places[key])
        parts.append(glance(writer.language, "only", _sizes(rows), name=name))
    return writer.text(f"{'；'.join(parts)}。", f"{'; '.join(parts)}.")


def _sizes(rows: Iterable[Row]) -> tuple[int, int]:
    """Return how many rows are clusters, and how many are industries."""
    clusters, industries, _ = rows_by_kind(rows)
    return len(clusters), len(industries)


def rows_by_kind(rows: Iterable[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the clusters among rows, the industries, and what else is said of a cluster.

    The last are designations that name no industry, of clusters that the other two leave out:
    beside its cluster or an industry of it such a row says nothing more.
    """
    rows = list(rows)
    clusters = [row for row in rows if row.industry is None]
    industries = [row for row in rows if row.industry]
    told = {row.cluster for row in (*clusters, *industries)}
    others = [row for row in rows if row.industry == "" and row.cluster not in told]
    return clusters, industries, others


def evolve_answer(
    writer: Writer, old: str, new: str, counts: Sequence[tuple[str, int]], told: Sequence[Change]
) -> str:
    """Return how many statements changed between two editions, and the cities most touched."""
    touched: dict[str, int] = {}
    for change in told:
        if change.kind == "kept":
            continue
        both = (fact for fact in (change.old, change.new) if fact is not None)
        for city in {city for fact in both for city in writer.atlas.named_cities(fact)}:
            touched[city] = touched.get(city, 0) + 1
    order = sorted(touched, key=lambda key: (-touched[key], key))[:_SOME]
    cities = writer.join(
        f"{writer.short(writer.atlas.places[key])} {touched[key]}" for key in order
    )
    numbers = writer.join(
        writer.text(f"{name} {count}", f"{count} {name}") for name, count in counts
    )
    zh = f"由{old}到{new}：{numbers}" + (f"；变化最多：{cities}" if cities else "")
    en = f"From {old} to {new}: {numbers}" + (f"; most changes: {cities}" if cities else "")
    return writer.text(f"{zh}。", f"{en}.")


def find_answer(writer: Writer, text: str, ranked: Sequence[tuple[str, str]]) -> str:
    """Return the first of the places found and those behind it."""
    (first, reason), *rest = ranked
    others = writer.join(name for name, _ in rest[: _SOME - 1])
    zh = f"“{text}”首选{first}：{reason}" + (f"其后：{others}。" if others else "")
    en = f"“{text}”: first {first}. {reason}" + (f" Then {others}." if others else "")
    return writer.text(zh, en)


def basis_line(writer: Writer, documents: Iterable[str]) -> str:
    """Return documents in short by their legal state, the state first: 规划期满 2025：….

    Parameters
    ----------
    writer
        On the day whose legal states hold.
    documents
        Ids of documents.
    """
    by_state: dict[str, list[str]] = {}
    used = set(documents)
    for key in writer.atlas.documents:
        if key in used:
            by_state.setdefault(writer.legal(key), []).append(writer.document(key))
    said = writer.text("；", "; ").join(
        f"{state}{writer.text('：', ': ')}{writer.join(names)}" for state, names in by_state.items()
    )
    count = len(used)
    head = writer.text(f"依据 {count} 份文件。", f"Based on {_counted(count, 'document')}. ")
    return f"{head}{said}" if said else ""


def _subject_of(writer: Writer, fact: Designation) -> str:
    """Return what a designation is about: its industries, else its cluster."""
    if fact.industries:
        more = len(fact.industries) - _FEW
        if more < 1:
            return writer.industries(fact.industries)
        some = writer.industries(fact.industries[:_FEW])
        return some + writer.text(f"等 {len(fact.industries)} 项", f" and {more} more")
    return writer.name(writer.atlas.cluster_by_id[fact.cluster])


def row_names(writer: Writer, rows: Iterable[Row]) -> list[str]:
    """Return what rows of a comparison are called, each name once and for one thing."""
    atlas = writer.atlas
    used = Counter(writer.name(cluster) for cluster in atlas.clusters)
    used.update(writer.name(industry) for industry in atlas.industries.values())

    def name_of(row: Row) -> str:
        cluster = writer.name(atlas.cluster_by_id[row.cluster])
        if row.industry is None:
            return cluster
        if not row.industry:
            return writer.text(f"{cluster}（未分产业）", f"{cluster} (no industry named)")
        name = writer.name(atlas.industries[row.industry])
        # Several clusters have an industry of one name.
        return (
            writer.text(f"{name}（{cluster}）", f"{name} ({cluster})") if used[name] > 1 else name
        )

    return [name_of(row) for row in rows]


def _listed(writer: Writer, names: Sequence[str]) -> str:
    more = writer.text(f"等 {len(names)} 个", f" and {len(names) - _SOME} more")
    return writer.join(names[:_SOME]) + (more if len(names) > _SOME else "")


def _first(writer: Writer, names: Sequence[str]) -> str:
    """Return the first names of which the number is told before them."""
    more = writer.text("等", f" and {len(names) - _FEW} more")
    return writer.join(names[:_FEW]) + (more if len(names) > _FEW else "")


def _counted(count: int, one: str) -> str:
    """Return a number and its English noun."""
    return f"{count} {noun(count, one, one.replace(' or ', 's or ') + 's')}"


def strongest_first(writer: Writer, facts: Iterable[Designation]) -> list[Designation]:
    """Return designations, those that name a place before others, the strongest first."""
    strength = strength_of(writer.atlas)
    return sorted(facts, key=lambda fact: (not names_a_place(writer.atlas, fact), *strength(fact)))
