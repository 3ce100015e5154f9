"""How statements mean a place, in counts: those that name it, and those of its region."""

from __future__ import annotations

from cluster_atlas.values.issues import Text
from cluster_atlas.wording.numbers import noun

_NAMED = Text("点名", "named")
_NAMING = {"region": Text("随区域", "by region"), "province": Text("全省", "whole province")}
# What compared places have: named in all, in common by region, in one alone; as in the viewer.
SET_NAMES = {
    "all-named": Text("都点名", "All named"),
    "by-region": Text("共有，随区域", "In common through regions"),
    "only": Text("只有{name}", "Only {name}"),
}


def counted(named: int, regional: int, language: str) -> str:
    """Return two counts in words: 点名 13 · 随区域 39; the second only where it says anything."""
    if language == "en":
        words = [f"named {named}", f"by region {regional}"]
    else:
        words = [f"点名 {named}", f"随区域 {regional}"]
    return " · ".join(words if regional or not named else words[:1])


def counted_short(named: int, regional: int) -> str:
    """Return two counts where there is little room: 13+39, or 13 where nothing comes by region."""
    return f"{named}+{regional}" if regional else str(named)


def naming_word(level: str, language: str) -> str:
    """Return how a place of a level is named: itself, or as many places at once."""
    return _NAMING.get(level, _NAMED).in_language(language)


def through(regions: str, language: str) -> str:
    """Return by which regions a place is meant: 随珠三角; empty for none."""
    if not regions:
        return ""
    return f"through {regions}" if language == "en" else f"随{regions}"


def role_through(role: str, regions: str, language: str) -> str:
    """Return a role with the regions by which a place has it: 随珠三角 核心区."""
    between = ": " if language == "en" else " "
    return between.join(word for word in (through(regions, language), role) if word)


def glance(
    language: str,
    key: str,
    counts: tuple[int, int],
    *,
    name: str = "",
    names: tuple[str, str] = ("", ""),
) -> str:
    """Return how much compared places have, as a phrase of its own.

    Parameters
    ----------
    language
        ``"zh"`` or ``"en"``.
    key
        ``named``: what names all of them; ``shared``: with what comes through regions; ``only``:
        industries that one of them alone has.
    counts
        How many clusters, and how many industries.
    name
        The places that are named, or the one place.
    names
        What paper puts behind the numbers of ``named``: some of the clusters, of the industries.
    """
    clusters, industries = counts
    some = f"{clusters} {noun(clusters, 'cluster')}"
    what = f"{industries} {noun(industries, 'industry', 'industries')}"
    zh, en = (
        tuple(form.format(one) if one else "" for one in names) for form in ("（{}）", " ({})")
    )
    words = {
        "named": Text(
            f"规划都点名{name}的有 {clusters} 个集群{zh[0]}和 {industries} 个产业{zh[1]}",
            f"{name}. In common by name: {some}{en[0]}, {what}{en[1]}",
        ),
        "shared": Text(
            f"连同随区域的定位，共有 {clusters} 个集群和 {industries} 个产业",
            f"with regions: {some}, {what}",
        ),
        "only": Text(f"只有{name}有定位的产业 {industries} 个", f"{name} only: {what}"),
    }
    return words[key].in_language(language)
