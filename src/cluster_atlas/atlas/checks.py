"""References and rules that span records: what one file says of another must exist and agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cluster_atlas.atlas.clusterfile import ClusterFile
from cluster_atlas.atlas.gazetteer import ZONE_KINDS, Gazetteer
from cluster_atlas.values.issues import Issue, Text, quote, unknown
from cluster_atlas.values.model import (
    BOUNDARY_SOURCE,
    UNLOCATED,
    Designation,
    Document,
    Industry,
    Place,
)

PLACE = Text("地点", "place")
INDUSTRY = Text("产业", "industry")
ROLE = Text("角色", "role")
STATUS = Text("状态", "status")
DOCUMENT = Text("文件", "document")
CLAUSE = Text("条款", "clause")
CLUSTER = Text("集群", "cluster")

# Every point of the atlas lies here: Guangdong with the Dongsha islands, Hong Kong and Macao.
LON_RANGE = (109.0, 118.0)
LAT_RANGE = (20.0, 26.0)


@dataclass(frozen=True)
class _Origin:
    """Where a record stands, to be carried into its issues."""

    file: str
    entry: str
    line: int | None

    def issue(self, field: str, value: object, message: Text, hint: Text) -> Issue:
        return Issue(self.file, self.entry, field, quote(value), message, hint, self.line)

    def unknown(self, kind: Text, field: str, value: str, known: Iterable[str]) -> Issue:
        return unknown(
            kind, value, known, file=self.file, entry=self.entry, field=field, line=self.line
        )


def reference_issues(
    gazetteer: Gazetteer, files: list[ClusterFile], *, with_shapes: bool = True
) -> list[Issue]:
    """Return every broken reference and broken rule of a data folder.

    Parameters
    ----------
    gazetteer
        The folder's ``geodata/``.
    files
        The folder's ``layers/``.
    with_shapes
        Hold the boundaries to validity as well, which takes a spatial library.
    """
    issues = list(gazetteer.unjoined)
    for document in gazetteer.documents.values():
        issues += _document_issues(document, gazetteer)
    for place in gazetteer.places.values():
        issues += _place_issues(place, gazetteer)
    issues += _credit_issues(gazetteer)
    if with_shapes:
        from cluster_atlas.atlas.boundaries import shape_issues
        from cluster_atlas.atlas.location import point_issues

        faulty = list(shape_issues(gazetteer.shapes, gazetteer.places))
        issues += faulty or point_issues(gazetteer)
    industries = {
        industry.id: industry
        for file in files
        if file.cluster
        for industry in file.cluster.industries
    }
    issues += _programme_issues(gazetteer, [file.cluster.id for file in files if file.cluster])
    seen: dict[str, str] = {}
    for file in files:
        issues += _cluster_issues(file, gazetteer, industries, seen)
    return issues


def _document_issues(document: Document, gazetteer: Gazetteer) -> Iterator[Issue]:
    file, line = gazetteer.lines[document.id]
    here = _Origin(file, document.id, line)
    for other in document.supersedes:
        if other not in gazetteer.documents:
            yield here.unknown(DOCUMENT, "supersedes", other, gazetteer.documents)
    ordered = len(document.period) == 2 and document.period[0] <= document.period[1]  # noqa: PLR2004
    if document.period and not ordered:
        yield here.issue(
            "period",
            list(document.period),
            Text("规划期应为先后两个年份", "must be a first and a last year"),
            Text("请写成 [2023, 2025]", "write it as [2023, 2025]"),
        )
    yield from _final_issues(document, here)
    for clause in sorted({c for c in document.clauses if document.clauses.count(c) > 1}):
        yield here.issue(
            "clauses",
            clause,
            Text("条款编号重复", "duplicate clause"),
            Text("请删去一个", "drop one"),
        )


def _final_issues(document: Document, here: _Origin) -> Iterator[Issue]:
    """Hold that a final text follows a draft, on or after its day."""
    final = document.final
    if final is not None and not document.draft:
        yield here.issue(
            "final",
            final.issued,
            Text("只有征求意见稿才有正式稿", "only a draft has a final text"),
            Text("请设 draft = true，或删去 [final]", "set draft = true, or drop [final]"),
        )
    elif final is not None and final.issued < document.issued:
        yield here.issue(
            "final",
            final.issued,
            Text("正式稿早于征求意见稿", "the final text is older than the draft"),
            Text("请检查两个日期", "check both dates"),
        )


def _programme_issues(gazetteer: Gazetteer, clusters: Iterable[str]) -> Iterator[Issue]:
    known = list(clusters)
    for sector in gazetteer.programme.sectors:
        file, line = gazetteer.lines[sector.id]
        here = _Origin(file, sector.id, line)
        if sector.group and sector.group not in gazetteer.codes["group"]:
            kind = Text("集群类别", "group")
            yield here.unknown(kind, "group", sector.group, gazetteer.codes["group"])
        for name, ids in (("atlas", sector.atlas), ("near", sector.near)):
            for one in ids:
                # An empty layers/ is a new atlas, not one whose every reference is wrong.
                if known and one not in known:
                    yield here.unknown(CLUSTER, name, one, known)


def _place_issues(place: Place, gazetteer: Gazetteer) -> Iterator[Issue]:
    file, line = gazetteer.lines[place.id]
    here = _Origin(file, place.id, line)
    for code_list, value in (("level", place.level), ("precision", place.precision)):
        if value not in gazetteer.codes[code_list]:
            kind = Text({"level": "层级", "precision": "精度"}[code_list], code_list)
            yield here.unknown(kind, code_list, value, gazetteer.codes[code_list])
    references = [("city", place.city), ("county", place.county)]
    references += [("city", city) for city in place.cities]
    references += [("members", member) for member in place.members]
    for name, reference in references:
        if reference and reference not in gazetteer.places:
            yield here.unknown(PLACE, name, reference, _names(gazetteer.places))
    yield from _zone_issues(place, here, gazetteer)
    yield from _point_issues(place, here)


def _zone_issues(place: Place, here: _Origin, gazetteer: Gazetteer) -> Iterator[Issue]:
    """Hold that a zone's code is one of the province and of a known kind, and its county fits."""
    if place.zone and not (re.fullmatch(r"44\d{6}", place.zone, re.ASCII)):
        yield here.issue(
            "code",
            place.zone,
            Text("不是广东的经济功能区代码", "is no code of a zone in Guangdong"),
            Text("应为 44 开头的八位数字", "give eight digits that begin with 44"),
        )
    elif place.zone and place.zone[2:5] not in gazetteer.codes[ZONE_KINDS]:
        kind = Text("经济功能区类别", "kind of zone")
        yield here.unknown(kind, "code", place.zone[2:5], gazetteer.codes[ZONE_KINDS])
    county = gazetteer.places.get(place.county)
    if county is not None and place.city and county.city != place.city:
        yield here.issue(
            "county",
            place.county,
            Text("县区不属于所填的市", "is not in the city given"),
            Text(f"它属于 {county.city}", f"it belongs to {county.city}"),
        )


def _point_issues(place: Place, here: _Origin) -> Iterator[Issue]:
    """Hold that a point has its radius and lies in the frame, and that no other place has one."""
    point = (place.lon, place.lat, place.radius_km)
    if place.level not in {"park", "site"}:
        return
    if place.precision in UNLOCATED and any(value is not None for value in point):
        yield here.issue(
            "precision",
            place.precision,
            Text("此精度的地点不应有坐标", "a place known no better than this has no point"),
            Text("请清空 lon、lat、radius_km", "empty lon, lat and radius_km"),
        )
    elif place.precision in UNLOCATED and place.precision != _known_by(place):
        yield here.issue(
            "precision",
            place.precision,
            Text("精度与所填市县不符", "does not fit the city and county given"),
            Text(f"应为 {_known_by(place)}", f"make it {_known_by(place)}"),
        )
    elif place.precision not in UNLOCATED and any(value is None for value in point):
        yield here.issue(
            "lon",
            "",
            Text("缺少坐标或误差半径", "lacks its point or its uncertainty radius"),
            Text(
                f"请补上，或将精度改为 {_known_by(place)}",
                f"add them, or set the precision to {_known_by(place)}",
            ),
        )
    elif place.lon is not None and place.lat is not None and not _in_frame(place.lon, place.lat):
        yield here.issue(
            "lon",
            f"{place.lon}, {place.lat}",
            Text("坐标不在广东范围", "lies outside Guangdong"),
            Text("请检查经纬度次序与坐标系（WGS84）", "check the order and the datum (WGS84)"),
        )
    if not place.source:
        yield here.issue(
            "source",
            "",
            Text("缺少位置来源", "lacks the source of its location"),
            Text("请写明来源", "say where it comes from"),
        )


def _known_by(place: Place) -> str:
    """Return the precision of a place that has no point."""
    return "county" if place.county else "city-only" if place.all_cities else "unknown"


def _in_frame(lon: float, lat: float) -> bool:
    return LON_RANGE[0] <= lon <= LON_RANGE[1] and LAT_RANGE[0] <= lat <= LAT_RANGE[1]


def _credit_issues(gazetteer: Gazetteer) -> Iterator[Issue]:
    """Hold that the source is there whose credit stands on every map."""
    if BOUNDARY_SOURCE not in gazetteer.sources:
        yield unknown(
            Text("数据来源", "source"),
            BOUNDARY_SOURCE,
            gazetteer.sources,
            file="geodata/sources.toml",
            field="id",
        )


def _cluster_issues(
    file: ClusterFile, gazetteer: Gazetteer, industries: dict[str, Industry], seen: dict[str, str]
) -> Iterator[Issue]:
    cluster = file.cluster
    if cluster is None:
        return
    head = _Origin(file.name, cluster.id, file.text.line_of("group") if file.text else None)
    if cluster.group not in gazetteer.codes["group"]:
        kind = Text("集群类别", "group")
        yield head.unknown(kind, "group", cluster.group, gazetteer.codes["group"])
    entries: tuple[Industry | Designation, ...] = (*cluster.industries, *cluster.designations)
    for entry in entries:
        here = _Origin(file.name, entry.id, file.lines.get(entry.id))
        if entry.id in seen:
            yield here.issue(
                "id",
                entry.id,
                Text("编号重复", "duplicate id"),
                Text(f"已见于 {seen[entry.id]}，请改用别的编号", f"it stands in {seen[entry.id]}"),
            )
        seen[entry.id] = file.name
        if isinstance(entry, Industry):
            yield from _industry_issues(entry, here, gazetteer, industries)
        else:
            yield from _designation_issues(entry, here, gazetteer, industries)


def _industry_issues(
    industry: Industry, here: _Origin, gazetteer: Gazetteer, industries: dict[str, Industry]
) -> Iterator[Issue]:
    if industry.parent and industry.parent not in industries:
        yield here.unknown(INDUSTRY, "parent", industry.parent, _names(industries))
    elif industry.parent and industries[industry.parent].parent:
        yield here.issue(
            "parent",
            industry.parent,
            Text("产业只分两级", "industries have two levels only"),
            Text("请改为上一级产业", "name the upper one"),
        )
    if industry.stage and industry.stage not in gazetteer.codes["stage"]:
        kind = Text("产业链环节", "chain stage")
        yield here.unknown(kind, "stage", industry.stage, gazetteer.codes["stage"])


def _designation_issues(
    fact: Designation, here: _Origin, gazetteer: Gazetteer, industries: dict[str, Industry]
) -> Iterator[Issue]:
    for reference in fact.places:
        if reference not in gazetteer.places:
            yield here.unknown(PLACE, "places", reference, _names(gazetteer.places))
    for reference in fact.industries:
        if reference not in industries:
            yield here.unknown(INDUSTRY, "industries", reference, _names(industries))
    if fact.role not in gazetteer.codes["role"]:
        yield here.unknown(ROLE, "role", fact.role, gazetteer.codes["role"])
    if fact.status not in gazetteer.codes["status"]:
        yield here.unknown(STATUS, "status", fact.status, gazetteer.codes["status"])
    yield from _relation_issues(fact, here, gazetteer)
    yield from _clause_issues(fact, here, gazetteer)
    yield from _empty_issues(fact, here)


def _relation_issues(fact: Designation, here: _Origin, gazetteer: Gazetteer) -> Iterator[Issue]:
    for relation in fact.relations:
        if relation.type not in gazetteer.codes["relation"]:
            kind = Text("关系", "relation")
            yield here.unknown(kind, "relations", relation.type, gazetteer.codes["relation"])
        for end in (relation.from_, relation.to):
            if end not in gazetteer.places:
                yield here.unknown(PLACE, "relations", end, _names(gazetteer.places))


def _empty_issues(fact: Designation, here: _Origin) -> Iterator[Issue]:
    for name in ("places", "terms", "title", "title_en"):
        value = getattr(fact, name)
        parts = value if isinstance(value, tuple) else (value,)
        if not parts or not all(part.strip() for part in parts):
            yield here.issue(
                name.replace("_", "-"),
                "",
                Text("不应为空", "must not be empty"),
                Text("请补上", "fill it in"),
            )


def _clause_issues(fact: Designation, here: _Origin, gazetteer: Gazetteer) -> Iterator[Issue]:
    document = gazetteer.documents.get(fact.document)
    if document is None:
        yield here.unknown(DOCUMENT, "clause", fact.document, gazetteer.documents)
    elif fact.address not in document.clauses:
        yield here.unknown(CLAUSE, "clause", fact.address, document.clauses)


def _names(records: dict[str, Place] | dict[str, Industry]) -> list[str]:
    """Return ids and Chinese names, so that a name typed for an id finds its nearest."""
    return [*records, *(record.name for record in records.values())]
