"""Free sites as flat rows in one language, for tables, CSV and JSON."""

from __future__ import annotations

from typing import Any

from cluster_atlas.questions.office.sites import NEEDS, STANDINGS, WANTED, Site, Sites
from cluster_atlas.values.issues import Text
from cluster_atlas.wording.wording import Wording

_HEADS = {
    "rank": Text("序", "rank"),
    "id": Text("编号", "id"),
    "name": Text("载体", "site"),
    "place": Text("地点", "place"),
    "standing": Text("规划", "plans"),
    "ranked": Text("点名之处", "named place"),
    "score": Text("得分", "score"),
    "wanted": Text("意向产业", "wanted industry"),
    "area": Text("可用面积（平方米）", "free area (m²)"),
    "power": Text("供电（千伏安）", "power (kVA)"),
    "price": Text("价格", "price"),
    "by": Text("可用日期", "free from"),
    "untold": Text("未注明", "not told"),
    "clause": Text("依据", "clause"),
}
_NEED_NAMES = {key: _HEADS[key] for key in NEEDS}
_KVA = 1000.0


def site_rows(wording: Wording, sites: Sites, top: int) -> list[dict[str, Any]]:
    """Return one flat row per site, the best first, ``top`` at most."""
    return [
        {
            _HEADS[key].in_language(wording.language): value
            for key, value in _row(wording, site, rank).items()
        }
        for rank, site in enumerate(sites.found[:top], start=1)
    ]


def _row(wording: Wording, site: Site, rank: int) -> dict[str, Any]:
    language, row, candidate = wording.language, site.row, site.candidate
    place = wording.atlas.places.get(row.zone or row.county or row.city)
    power = row.values.get("power")
    return {
        "rank": rank,
        "id": row.id,
        "name": row.name,
        "place": wording.name(place) if place else "",
        "standing": STANDINGS[site.standing].in_language(language),
        "ranked": wording.name(candidate.place) if candidate else "",
        "score": round(candidate.score, 1) if candidate else None,
        "wanted": WANTED[site.wanted].in_language(language),
        "area": site.area,
        "power": power / _KVA if isinstance(power, float) else None,
        "price": row.values.get("price"),
        "by": row.values.get("free_from") or "",
        "untold": wording.join(_NEED_NAMES[key].in_language(language) for key in site.untold),
        "clause": wording.citation(candidate.evidence[0].fact) if candidate else "",
    }
