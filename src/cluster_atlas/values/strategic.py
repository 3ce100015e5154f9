"""The province's twenty strategic clusters and the sectors beyond them, covered here or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

_RECORD: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that names the strategic clusters: its title and number."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    title: str
    title_en: str
    number: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A strategic cluster of the province, or an economic sector beyond them.

    Attributes
    ----------
    group
        ``strategic-pillar`` or ``strategic-emerging``; empty for a sector beyond the twenty.
    atlas
        Ids of the atlas's clusters that hold its own plan; empty where the atlas has none.
    near
        Ids of the clusters that come nearest where there is none.
    words
        Common goods, services and trades of what is missing, by which a reader may ask for it.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _RECORD

    id: str
    name: str
    name_en: str
    group: str = ""
    atlas: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """The sectors with the decision that names those of the province."""

    decision: Decision | None = None
    sectors: tuple[Sector, ...] = ()

    def without_clusters(self) -> Programme:
        """Return the same sectors for an atlas that has no cluster yet: none is covered or near."""
        return replace(self, sectors=tuple(replace(s, atlas=(), near=()) for s in self.sectors))

    @property
    def missing(self) -> tuple[Sector, ...]:
        """Sectors without a plan in the atlas."""
        return tuple(sector for sector in self.sectors if not sector.atlas)
