"""Parts that show whole clusters: small maps of all of them, one by the stages of its chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cluster_atlas.atlas.selection import SelectionResult, names_a_spot, select
from cluster_atlas.briefing.maps.part_maps import selection_map
from cluster_atlas.briefing.writer import (
    NO_QUESTION,
    PartRequest,
    PartResult,
    Writer,
    empty_note,
    groups_of,
    kind_name,
)
from cluster_atlas.mapping.compose import compose, open_clusters
from cluster_atlas.questions.chain import ChainStage, chain, chain_rows
from cluster_atlas.questions.shading import MEASURES, measure_named
from cluster_atlas.values.briefspec import Part, Table
from cluster_atlas.values.mapspec import MapSpec
from cluster_atlas.values.model import Cluster
from cluster_atlas.wording.naming import counted
from cluster_atlas.wording.numbers import noun, quantity

# What a map of a few centimetres can show.
_SMALL_KINDS = frozenset({"land", "fill", "hatch", "border"})


def multiples_part(request: PartRequest) -> PartResult:
    """Return the province once for each cluster, all in the same classes."""
    atlas, writer = request.atlas, request.writer
    measure = measure_named(request.screen.ask.get("shade", ""))
    present = {fact.cluster for fact in request.selected.facts}
    panels = tuple(
        _panel(request, cluster, measure) for cluster in atlas.clusters if cluster.id in present
    )
    part = Part(
        "multiples",
        kind_name(request),
        summary=request.summary,
        panels=panels,
        remarks=(_key(writer, measure),) if panels else (),
        empty=empty_note(request),
    )
    return PartResult(part, request.selected.facts)


def _panel(request: PartRequest, cluster: Cluster, measure: str) -> MapSpec:
    """Return the map of one cluster with what can be told apart on a small one."""
    writer, atlas = request.writer, request.atlas
    selection = replace(request.selected.selection, clusters=(cluster.id,))
    facts = [fact for fact in request.selected.facts if fact.cluster == cluster.id]
    # As the filter of what is named counts: a centre whose city no plan tells is named as well.
    named = [fact for fact in facts if names_a_spot(atlas, fact)]
    regional = [f for f in facts if atlas.covered_cities(f) and not names_a_spot(atlas, f)]
    cities = len({city for fact in named for city in atlas.named_cities(fact)})
    count = counted(len(named), len(regional), writer.language)
    whose = writer.text(f"点名 {cities} 市", f"{quantity(cities, 'city', 'cities')} named")
    spec = compose(atlas, selection, language=writer.language, shade=measure)
    return replace(
        spec,
        title=writer.name(cluster),
        subtitle=f"{whose} · {count}" if cities else count,
        layers=tuple(layer for layer in spec.layers if layer.kind in _SMALL_KINDS),
        legend=(),
    )


def _key(writer: Writer, measure: str) -> str:
    """Return what the shades of all small maps stand for, darkest first."""
    found = MEASURES[measure]
    names = [c.name for c in sorted(found.classes, key=lambda c: c.tier)]
    if not names:
        roles = sorted(writer.atlas.codes["role"].values(), key=lambda role: role.tier or 5)
        listed = writer.join(writer.name(role) for role in roles)
    else:
        listed = writer.join(name.in_language(writer.language) for name in names)
    heading = found.heading.in_language(writer.language)
    return writer.text(
        f"由深到浅（{heading}）：{listed}；斜线：仅随所在区域提及；白：文件未提及",
        f"Dark to light ({heading}): {listed}; hatched: through its region only; white: not named",
    )


def chain_part(request: PartRequest) -> PartResult:
    """Return one cluster by the stages of its chain: who is named at each, and where nobody is."""
    atlas, writer = request.atlas, request.writer
    left = open_clusters(atlas, request.selected.selection)
    cluster = request.screen.ask.get("w", "") or (left[0] if len(left) == 1 else "")
    if cluster not in atlas.cluster_by_id:
        why = NO_QUESTION.in_language(writer.language)
        return PartResult(Part("chain", kind_name(request), empty=why))
    stages = chain(atlas, cluster, request.selected.facts)
    shown = {fact.id for stage in stages for fact in stage.whole.facts}
    facts = tuple(fact for fact in request.selected.facts if fact.id in shown)
    name = writer.name(atlas.cluster_by_id[cluster])
    part = Part(
        "chain",
        f"{name} · {kind_name(request)}",
        summary=request.summary,
        map=_cluster_map(request, cluster),
        tables=tuple(_stage_tables(writer, stages)),
        groups=tuple(groups_of(writer, facts, None)),
        empty=empty_note(request) if not facts else "",
    )
    return PartResult(part, facts)


def _cluster_map(request: PartRequest, cluster: str) -> MapSpec:
    chosen = replace(request.selected.selection, clusters=(cluster,))
    selected: SelectionResult = select(request.atlas, chosen)
    return selection_map(
        request.atlas, selected, request.writer.language, request.screen.ask.get("shade", "")
    )


def _stage_tables(writer: Writer, stages: Sequence[ChainStage]) -> Iterator[Table]:
    """Yield a table per stage: each industry with the places that are named for it, or its gap."""
    for stage in stages:
        whole, *rows = chain_rows(writer.atlas, (stage,), writer.language)
        heads = list(whole)
        columns = [heads[1], *heads[3:]]
        cells = tuple(
            tuple(_cell(row, column, heads) for column in columns) for row in (rows or [whole])
        )
        named = len(stage.whole.places)
        title = writer.code("stage", stage.stage)
        told = writer.text(
            f"{title} · 点名 {named} 地", f"{title} · {named} {noun(named, 'place')} named"
        )
        yield Table(told, tuple(columns), cells, (1.6, 4.2, 1.4, 1.3, 1.3))


def _cell(row: dict[str, str], column: str, heads: Sequence[str]) -> str:
    """Return a cell; a segment stands a step to the right of its industry."""
    value = row[column]
    return f"　{value}" if column == heads[1] and row[heads[2]] else value
