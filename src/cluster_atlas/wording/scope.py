"""What the atlas covers of the province's strategic clusters, and what it lacks, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Document
from cluster_atlas.wording.documents import document_label
from cluster_atlas.wording.wording import Wording

_COVERED, _MISSING = Text("已覆盖", "covered"), Text("未覆盖", "not covered")
_BEYOND = Text("二十个集群之外", "beyond the twenty")


def scope_rows(wording: Wording) -> list[dict[str, Any]]:
    """Return one row per strategic cluster of the province, then the atlas's further ones.

    Returns
    -------
    list of dict
        ``id, group, name, covered, documents`` (labels with their years and legal states),
        ``designations`` and ``nearest`` (clusters that come nearest to a missing one).
    """
    atlas = wording.atlas
    rows = []
    named: set[str] = set()
    for sector in atlas.programme.sectors:
        if not sector.group:
            continue
        named |= set(sector.atlas)
        rows.append(
            _row(wording, sector.id, sector.name, sector.name_en, sector.group, sector.atlas)
            | {"nearest": wording.join(_names(wording, () if sector.atlas else sector.near))}
        )
    further = [cluster for cluster in atlas.clusters if cluster.id not in named]
    rows += [_row(wording, c.id, c.name, c.name_en, "", (c.id,)) | {"nearest": ""} for c in further]
    return rows


def _row(  # noqa: PLR0913 - what a row is made of
    wording: Wording, key: str, name: str, name_en: str, group: str, clusters: Iterable[str]
) -> dict[str, Any]:
    atlas, mine = wording.atlas, set(clusters)
    facts = [fact for fact in atlas.facts if fact.cluster in mine]
    documents = dict.fromkeys(fact.document for fact in facts)
    covered = _COVERED if mine else _MISSING
    return {
        "id": key,
        "group": wording.code("group", group) if group else _BEYOND.in_language(wording.language),
        "name": wording.text(name, name_en),
        "covered": covered.in_language(wording.language),
        "documents": wording.join(_edition(wording, atlas.documents[one]) for one in documents),
        "designations": len(facts),
    }


def _edition(wording: Wording, document: Document) -> str:
    """Return a document with its years and its legal state."""
    years = "—".join(str(year) for year in document.period)
    inside = wording.text("，", ", ").join(p for p in (years, wording.legal(document.id)) if p)
    label = document_label(document, wording.language)
    return wording.text(f"{label}（{inside}）", f"{label} ({inside})")


def _names(wording: Wording, clusters: Iterable[str]) -> list[str]:
    return [wording.name(wording.atlas.cluster_by_id[one]) for one in clusters]
