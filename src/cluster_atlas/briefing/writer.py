"""Who writes a briefing's parts: numbered citations, statements by cluster, what a part asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import SelectionResult
from cluster_atlas.briefing.briefing import KINDS, PartChoice
from cluster_atlas.mapping.compose import filter_words
from cluster_atlas.questions.roles import is_direct, parted, regions_between, strength_of
from cluster_atlas.values.briefspec import Citation, Group, Part, Statement
from cluster_atlas.values.colours import FULLNESS, ramp, safe_colour
from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Designation, Place
from cluster_atlas.values.owndata import OwnData
from cluster_atlas.wording.naming import counted, counted_short, role_through, through
from cluster_atlas.wording.numbers import noun
from cluster_atlas.wording.wording import Wording

NOTHING = Text("没有符合条件的定位，故不出图", "No designation matches, so there is no map")
NO_QUESTION = Text("此部分没有可用的问题", "This part asks nothing that can be answered")


@dataclass(frozen=True)
class Writer(Wording):
    """The wording of a briefing, which numbers what is cited.

    ``cited`` holds the citations so far, by document and clause.
    """

    cited: dict[str, Citation] = field(default_factory=dict)

    def cite(self, fact: Designation) -> int:
        """Return the number of a designation's clause; the next one at its first mention."""
        if fact.clause not in self.cited:
            self.cited[fact.clause] = Citation(
                len(self.cited) + 1,
                self.citation(fact),
                self.citation_head(fact),
                self.clause_label(fact),
            )
        return self.cited[fact.clause].number

    def titled(self, fact: Designation) -> tuple[str, int]:
        """Return a designation's title with its citation, as a cell of a table."""
        return f"{self.title(fact)} ", self.cite(fact)


@dataclass(frozen=True)
class PartRequest:
    """A part while it is made: the writer's choice, its screen and what is selected there.

    ``shown`` are the designations of all other parts, for a part that lists what they rest on;
    ``None`` where there is no other. ``own`` is the office's own data, of which the briefing shows
    the ``own_kinds``.
    """

    choice: PartChoice
    screen: Screen
    selected: SelectionResult
    writer: Writer
    shown: Sequence[Designation] | None = None
    own: OwnData | None = None
    own_kinds: tuple[str, ...] = ()

    @property
    def atlas(self) -> Atlas:
        """The atlas it is read from."""
        return self.writer.atlas

    @property
    def summary(self) -> str:
        """Filters and counts in one line."""
        words = filter_words(self.writer, self.selected, counts=False)
        count = len(self.selected.facts)
        words.append(self.writer.text(f"{count} 条定位", f"{count} {noun(count, 'designation')}"))
        return " · ".join(words)


@dataclass(frozen=True)
class PartResult:
    """A part as it was made, and the designations that it shows or rests on.

    ``brief_remarks`` are its remarks as one page has room for them.
    """

    part: Part
    facts: Sequence[Designation] = ()
    brief_remarks: tuple[str, ...] = ()


def kind_name(request: PartRequest) -> str:
    """Return the name of a part's kind."""
    return KINDS[request.choice.kind].in_language(request.writer.language)


def empty_note(request: PartRequest) -> str:
    """Return what to say where nothing is selected; empty where something is."""
    return "" if request.selected.facts else NOTHING.in_language(request.writer.language)


def spots_of(atlas: Atlas, facts: Iterable[Designation], place: Place | None = None) -> list[Place]:
    """Return the parks and sites that facts name; of a place those that lie in it."""
    ids = dict.fromkeys(key for fact in facts for key in fact.places)
    spots = [atlas.places[key] for key in ids if atlas.places[key].level in {"park", "site"}]
    if place is None or place.level in {"province", "sar"}:
        return spots
    units = {place.id, *place.members}
    return [spot for spot in spots if {spot.city, spot.county} & units]


def city_asked(request: PartRequest) -> Place | None:
    """Return the one city that the filter by place holds, or ``None``."""
    chosen = [request.atlas.places[key] for key in request.selected.selection.places]
    return chosen[0] if len(chosen) == 1 and chosen[0].level == "city" else None


def groups_of(
    writer: Writer,
    facts: Sequence[Designation],
    place: Place | None,
    compared: Sequence[str] = (),
) -> Iterator[Group]:
    """Yield the statements by cluster, strongest first.

    What names the place stands before what comes by its region: clusters and statements alike.
    In a statement's list of places that place, or those compared, stand first.
    """
    subjects = {place.id} if place is not None else set(compared)
    atlas = writer.atlas
    strength = strength_of(atlas)

    def rank(fact: Designation) -> tuple[int, ...]:
        through = place is not None and not is_direct(atlas, place.id, fact)
        return (int(through), *strength(fact))

    found = {
        cluster.id: sorted((fact for fact in facts if fact.cluster == cluster.id), key=rank)
        for cluster in atlas.clusters
    }
    present = [cluster for cluster in atlas.clusters if found[cluster.id]]
    for cluster in sorted(present, key=lambda cluster: rank(found[cluster.id][0])[0]):
        mine = found[cluster.id]
        yield Group(
            writer.name(cluster),
            safe_colour(cluster.colour),
            _lead(writer, mine, place),
            tuple(_statement(writer, fact, place, subjects) for fact in mine),
            *_count(writer, mine, place),
        )


def _lead(writer: Writer, facts: Sequence[Designation], place: Place | None) -> str:
    """Return the role of the first of a cluster's facts, with the region by which it comes."""
    regions = regions_between(writer.atlas, place.id, facts[0]) if place is not None else ()
    role = writer.code("role", facts[0].role)
    return role_through(role, writer.places(regions), writer.language)


def _count(writer: Writer, facts: Sequence[Designation], place: Place | None) -> tuple[str, str]:
    """Return how many facts name a city and how many come by its region, in words and in short.

    Both are empty for no city.
    """
    if place is None or place.level != "city":
        return "", ""
    named, regional = map(len, parted(writer.atlas, place.id, facts))
    return counted(named, regional, writer.language), counted_short(named, regional)


def _statement(
    writer: Writer, fact: Designation, place: Place | None, subjects: Collection[str]
) -> Statement:
    atlas = writer.atlas

    def is_other(key: str) -> bool:
        return key not in subjects and atlas.places[key].city not in subjects

    regions = regions_between(atlas, place.id, fact) if place is not None else ()
    via = through(writer.places(regions), writer.language)
    target = writer.target(fact)
    if via and target:
        # The target of a region is not this place's own.
        whose = writer.places(regions)
        target = writer.text(f"{whose}：{target}", f"{whose}: {target}")
    tier = atlas.codes["role"][fact.role].tier or 5
    colour = atlas.cluster_by_id[fact.cluster].colour
    return Statement(
        id=fact.id,
        title=writer.title(fact),
        where=writer.places(sorted(fact.places, key=is_other)),
        what=writer.industries(fact.industries),
        role=writer.code("role", fact.role),
        status=writer.code("status", fact.status),
        fullness=FULLNESS[fact.status],
        shade=ramp(colour).shades[tier - 1],
        via=via,
        target=target,
        legal=writer.legal(fact.document),
        cite=writer.cite(fact),
        clause=writer.clause(fact),
        via_only=bool(regions) and set(fact.places) <= set(regions),
    )
