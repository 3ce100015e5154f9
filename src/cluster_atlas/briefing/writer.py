"""Who writes a briefing's parts: numbered citations, statements by cluster, what a part asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import SelectionResult
from cluster_atlas.briefing.briefing import KINDS, PartChoice
from cluster_atlas.mapping.compose import filter_words
from cluster_atlas.questions.roles import is_direct, regions_between, strength_of
from cluster_atlas.values.briefspec import Group, Part, Statement
from cluster_atlas.values.colours import ramp, safe_colour
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation, Place
from cluster_atlas.wording.facts import citation, target_text
from cluster_atlas.wording.statements import Reader

FULLNESS = {"established": 4, "building": 3, "priority": 2, "supported": 1, "planned": 0}

NOTHING = Text("没有符合条件的定位，故不出图", "No designation matches, so there is no map")
NO_QUESTION = Text("此部分没有可用的问题", "This part asks nothing that can be answered")


@dataclass(frozen=True)
class Writer(Reader):
    """A reader who numbers what is cited."""

    cited: dict[str, int] = field(default_factory=dict)

    def cite(self, fact: Designation) -> int:
        """Return the number of a designation's clause; the next one at its first mention."""
        return self.cited.setdefault(citation(self.atlas, fact, self.language), len(self.cited) + 1)


@dataclass(frozen=True)
class PartRequest:
    """A part while it is made: the writer's choice, its screen and what is selected there."""

    choice: PartChoice
    screen: Screen
    selected: SelectionResult
    writer: Writer

    @property
    def atlas(self) -> Atlas:
        """The atlas it is read from."""
        return self.writer.atlas

    @property
    def summary(self) -> str:
        """Filters and counts in one line."""
        words = filter_words(self.writer, self.selected, counts=False)
        count = len(self.selected.facts)
        words.append(self.writer.text(f"{count} 条定位", f"{count} designations"))
        return " · ".join(words)


@dataclass(frozen=True)
class PartResult:
    """A part as it was made, and the designations that it shows or rests on."""

    part: Part
    facts: Sequence[Designation] = ()


def kind_name(request: PartRequest) -> str:
    """Return the name of a part's kind."""
    return KINDS[request.choice.kind].in_language(request.writer.language)


def empty_note(request: PartRequest) -> str:
    """Return what to say where nothing is selected; empty where something is."""
    return "" if request.selected.facts else NOTHING.in_language(request.writer.language)


def title_of(writer: Writer, fact: Designation) -> str:
    """Return a designation's title in the writer's language."""
    return writer.text(fact.title, fact.title_en or fact.title)


def spots_of(atlas: Atlas, facts: Iterable[Designation], place: Place | None = None) -> list[Place]:
    """Return the parks and sites that facts name; of a place those that lie in it."""
    ids = dict.fromkeys(key for fact in facts for key in fact.places)
    spots = [atlas.places[key] for key in ids if atlas.places[key].level in {"park", "site"}]
    if place is None or place.level in {"province", "sar"}:
        return spots
    units = {place.id, *place.members}
    return [spot for spot in spots if {spot.city, spot.county} & units]


def groups_of(writer: Writer, facts: Sequence[Designation], place: Place | None) -> Iterator[Group]:
    """Yield the statements by cluster, strongest first; those that name the place before others."""
    atlas = writer.atlas
    strength = strength_of(atlas)

    def rank(fact: Designation) -> tuple[int, ...]:
        through = place is not None and not is_direct(atlas, place.id, fact)
        return (int(through), *strength(fact))

    for cluster in atlas.clusters:
        mine = sorted((fact for fact in facts if fact.cluster == cluster.id), key=rank)
        if mine:
            yield Group(
                writer.name(cluster),
                safe_colour(cluster.colour),
                writer.code("role", mine[0].role),
                tuple(_statement(writer, fact, place) for fact in mine),
            )


def _statement(writer: Writer, fact: Designation, place: Place | None) -> Statement:
    atlas = writer.atlas
    regions = regions_between(atlas, place.id, fact) if place is not None else ()
    via = writer.join(writer.short(atlas.places[region]) for region in regions)
    tier = atlas.codes["role"][fact.role].tier or 5
    colour = atlas.cluster_by_id[fact.cluster].colour
    return Statement(
        id=fact.id,
        title=title_of(writer, fact),
        where=writer.join(writer.short(atlas.places[key]) for key in fact.places),
        what=writer.join(writer.name(atlas.industries[key]) for key in fact.industries),
        role=writer.code("role", fact.role),
        status=writer.code("status", fact.status),
        fullness=FULLNESS[fact.status],
        shade=ramp(colour).shades[tier - 1],
        via=via and writer.text(f"随{via}", f"through {via}"),
        target=target_text(fact, writer.language),
        legal=writer.legal(fact.document),
        cite=writer.cite(fact),
        clause=writer.clause(fact),
    )
