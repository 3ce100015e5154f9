"""An office's own rows as tables and words in one language, for files, paper and screens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.own.kinds import Field, fields_of, kind_list, value_names
from cluster_atlas.questions.office.ownrows import CLUSTER, select_own
from cluster_atlas.values.characters import legible
from cluster_atlas.values.issues import AtlasError, Text, unknown
from cluster_atlas.values.model import UNLOCATED
from cluster_atlas.values.owndata import OwnData, OwnRow
from cluster_atlas.wording.colophon import COMMAND
from cluster_atlas.wording.numbers import number
from cluster_atlas.wording.wording import Wording

OWN_DATA = Text("本单位自有数据", "the office's own data")
NO_STAGE = Text("阶段未填", "no stage told")
_KIND, _STAGE = Text("自有数据类别", "kind of own data"), Text("阶段", "stage")
_HEADS = {
    "layer": Text("图层", "Layer"),
    "stage": Text("阶段", "Stage"),
    "industries": Text("产业", "Industries"),
    "city": Text("所在市", "In the city"),
    "county": Text("所在县（市、区）", "In the county"),
    "zone": Text("所在园区（功能区）", "In the zone"),
    "lon": Text("经度（WGS84）", "Longitude (WGS84)"),
    "lat": Text("纬度（WGS84）", "Latitude (WGS84)"),
    "precision": Text("位置精度", "Precision"),
    "radius_km": Text("不确定半径（公里）", "Uncertainty (km)"),
    "area_m2": Text("图形面积（平方米）", "Area of its shape (m²)"),
    "id": Text("编号", "Id"),
    "source": Text("来源", "Source"),
}
# What a value is in, by the type of its field.
_UNITS = {
    "area": Text("平方米", "m²"),
    "money": Text("元", "yuan"),
    "power": Text("伏安", "VA"),
}
# From here on money is told in hundreds of millions and in millions of yuan.
_LARGE, _MILLION, _TEN_THOUSAND = 1e7, 1e6, 1e4
_SQUARE_KM = 1e6
# Characters of a name on paper.
_LONGEST_NAME = 60
# Of a degree: a tenth of a metre.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class OwnTable:
    """Own rows of one kind as cells.

    Attributes
    ----------
    kind, title
        Id of the kind and its name.
    names, headings
        Of its columns: for programs, and for readers with the unit; each once.
    rows
        Text, number, ISO date or ``None``.
    """

    kind: str
    title: str
    names: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def shown_own(
    atlas: Atlas,
    data: OwnData,
    selection: Selection,
    kinds: Sequence[str] = (),
    stages: Sequence[str] = (),
) -> OwnData:
    """Return what a selection of designations shows of an office's own data.

    Parameters
    ----------
    atlas, data, selection
        As :func:`~cluster_atlas.questions.office.ownrows.select_own` takes them.
    kinds, stages
        Ids; all where empty.

    Raises
    ------
    AtlasError
        If a kind or a stage is not known.
    """
    known = (kind_list().kinds, [stage.id for stage in kind_list().stages])
    issues = [
        unknown(what, value, there, file="own")
        for what, values, there in zip((_KIND, _STAGE), (kinds, stages), known, strict=True)
        for value in values
        if value not in there
    ]
    if issues:
        raise AtlasError(issues)
    rows = select_own(atlas, data, selection, ",".join(kinds), ",".join(stages))
    return replace(data, rows=rows)


def is_located(row: OwnRow) -> bool:
    """Tell whether a row may be drawn: it has a shape or a point, and more than its unit is known.

    A point that stands for a whole county or city is none.
    """
    has_point = row.lon is not None and row.lat is not None
    return bool(row.shape) or (has_point and row.precision not in UNLOCATED)


def own_table(wording: Wording, kind: str, rows: Sequence[OwnRow], source: str = "") -> OwnTable:
    """Return rows of a kind as a table.

    Parameters
    ----------
    wording
        Names everything; what the atlas does not have stands by its id.
    kind
        Id of the kind.
    rows
        All of that kind.
    source
        What the last column says in each row; no such column where empty.
    """
    columns = [
        ("name", [row.name for row in rows]),
        *([("layer", [row.layer for row in rows])] if kind == "layer" else []),
        *([("stage", [stage_name(row.stage, wording) for row in rows])] if _staged(kind) else []),
    ]
    values = [
        (name, [_flat(row.values.get(name)) for row in rows]) for name in value_names(kind, rows)
    ]
    rest: list[tuple[str, list[Any]]] = [
        ("industries", [industry_names(wording, row) for row in rows]),
        ("city", [place_name(wording, row.city) for row in rows]),
        ("county", [place_name(wording, row.county) for row in rows]),
        ("zone", [place_name(wording, row.zone) for row in rows]),
        ("lon", [_degrees(row.lon) for row in rows]),
        ("lat", [_degrees(row.lat) for row in rows]),
        ("precision", [_precision(wording, row.precision) for row in rows]),
        ("radius_km", [row.radius_km for row in rows]),
        ("area_m2", [None if row.area_m2 is None else round(row.area_m2, 1) for row in rows]),
        ("id", [row.id for row in rows]),
        *([("source", [source] * len(rows))] if source else []),
    ]
    # What nothing is known of takes no column.
    rest = [(n, cells) for n, cells in rest if any(one not in (None, "") for one in cells)]
    fields = {one.id: one for one in fields_of(kind)}
    language = wording.language
    headings = [
        fields["name"].name.in_language(language),
        *(_HEADS[name].in_language(language) for name, _ in columns[1:]),
        *(_value_heading(fields.get(name), name, language) for name, _ in values),
        *(_HEADS[name].in_language(language) for name, _ in rest),
    ]
    every = [*columns, *values, *rest]
    return OwnTable(
        kind,
        kind_name(kind, language),
        tuple(each_once([name for name, _ in every])),
        tuple(each_once(headings)),
        tuple(zip(*(cells for _, cells in every), strict=True)),
    )


def own_source(wording: Wording, data: OwnData) -> dict[str, str]:
    """Return what a list of sources says of own data, by the keys of its fields."""
    return {
        "kind": OWN_DATA.in_language(wording.language),
        "name": data.name,
        "detail": counts_words(wording, data),
        "credit": OWN_DATA.in_language(wording.language),
        "version": str(data.revision),
    }


def own_credit(wording: Wording, data: OwnData) -> str:
    """Return whom own rows are owed to, in a line with the edition that they stand beside."""
    edition = f"{COMMAND} {wording.atlas.data_hash} · {wording.day.isoformat()}"
    return f"{own_name(wording, data)} · {edition}"


def own_name(wording: Wording, data: OwnData) -> str:
    """Return whose rows they are, and of which revision: 本单位自有数据（台账，第 3 版）."""
    revision = wording.text(f"第 {data.revision} 版", f"revision {data.revision}")
    told = wording.text("，", ", ").join(filter(None, (data.name, revision)))
    whose = OWN_DATA.in_language(wording.language)
    return wording.text(f"{whose}（{told}）", f"{whose} ({told})")


def counts_words(wording: Wording, data: OwnData) -> str:
    """Return how many rows of each kind there are: 项目 12、载体与地块 5."""
    counts = data.count()
    return wording.join(
        f"{kind_name(kind, wording.language)} {counts[kind]}"
        for kind in kind_list().kinds
        if counts[kind]
    )


def kind_name(kind: str, language: str) -> str:
    """Return the name of a kind."""
    return kind_list().kinds[kind].name.in_language(language)


def stage_name(stage: str, wording: Wording) -> str:
    """Return the name of a stage; of one that is not on the list, what the ledger says."""
    named = {one.id: one.name for one in kind_list().stages}
    return named[stage].in_language(wording.language) if stage in named else stage


def industry_names(wording: Wording, row: OwnRow) -> str:
    """Return the names of a row's industries; a whole cluster stands by its own name."""
    return wording.join(_industry_name(wording, one) for one in row.industries)


def place_name(wording: Wording, place: str) -> str:
    """Return the name of a place, or its id where the atlas does not have it."""
    known = wording.atlas.places.get(place)
    return wording.name(known) if known else place


def money_words(wording: Wording, yuan: float) -> str:
    """Return an amount of money as it is said: 12.5 亿元, 300 万元; 1250 million yuan."""
    if wording.english:
        return f"{number(round(yuan / _MILLION, 2))} million yuan"
    if abs(yuan) >= _LARGE:
        return f"{number(round(yuan / 1e8, 2))} 亿元"
    return f"{number(round(yuan / _TEN_THOUSAND, 2))} 万元"


def area_words(wording: Wording, square_metres: float) -> str:
    """Return an area as it is said: 12000 平方米, 2.5 平方公里."""
    if abs(square_metres) >= _SQUARE_KM:
        return f"{number(round(square_metres / _SQUARE_KM, 2))} {wording.text('平方公里', 'km²')}"
    return f"{number(round(square_metres))} {wording.text('平方米', 'm²')}"


def investment_of(row: OwnRow) -> float | None:
    """Return the investment of a project in yuan; ``None`` where the ledger says none."""
    value = row.values.get("investment")
    return float(value) if isinstance(value, int | float) else None


def short_name(row: OwnRow, language: str) -> str:
    """Return what a row is called where there is little room; of one without a name, its kind."""
    name = row.name or row.layer or kind_name(row.kind, language)
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def told_rows(wording: Wording, row: OwnRow) -> Iterator[tuple[str, str]]:
    """Yield what a map says of a row: headings and values as text."""
    table = own_table(wording, row.kind, [row])
    hidden = {"name", "lon", "lat", "id"}
    for name, heading, value in zip(table.names, table.headings, table.rows[0], strict=True):
        if name not in hidden and value not in (None, ""):
            yield heading, number(value) if isinstance(value, int | float) else str(value)


def each_once(names: Iterable[str]) -> Iterator[str]:
    """Yield names, those that were there before, in whatever case, with a number."""
    seen: set[str] = set()
    for name in names:
        one, count = name, 1
        while one.casefold() in seen:
            count += 1
            one = f"{name} ({count})"
        seen.add(one.casefold())
        yield one


def _degrees(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _staged(kind: str) -> bool:
    return any(one.type == "stage" for one in fields_of(kind))


def _value_heading(field: Field | None, name: str, language: str) -> str:
    """Return a value's heading: of a field with its unit, of a file's own column as it was."""
    if field is None:
        return legible(name)
    head, unit = field.name.in_language(language), _UNITS.get(field.type)
    if unit is None:
        return head
    said = unit.in_language(language)
    return f"{head} ({said})" if language == "en" else f"{head}（{said}）"


def _industry_name(wording: Wording, one: str) -> str:
    atlas = wording.atlas
    if one.startswith(CLUSTER):
        cluster = atlas.cluster_by_id.get(one.removeprefix(CLUSTER))
        return wording.name(cluster) if cluster else one
    return wording.name(atlas.industries[one]) if one in atlas.industries else one


def _precision(wording: Wording, precision: str) -> str:
    known = wording.atlas.codes["precision"]
    return wording.name(known[precision]) if precision in known else precision


def _flat(value: Any) -> Any:  # noqa: ANN401 - any plain value
    return "；".join(map(str, value)) if isinstance(value, list | tuple) else value
