"""How statements mean a place, in counts: those that name it, and those of its region."""

from __future__ import annotations

from cluster_atlas.values.issues import Text

_NAMED = Text("点名", "named")
_NAMING = {"region": Text("随区域", "by region"), "province": Text("全省", "whole province")}


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
