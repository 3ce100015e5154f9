"""The layers and the legend of one cluster on a map."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cluster_atlas.mapping.arrowcurves import arrow_curves
from cluster_atlas.questions.roles import cities
from cluster_atlas.questions.shading import MEASURES, USUAL, shade
from cluster_atlas.values.colours import Ramp, ramp
from cluster_atlas.values.mapspec import (
    Feature,
    Geometry,
    Layer,
    LayerKind,
    LayerRole,
    LegendEntry,
    LegendKind,
    Position,
    Style,
    area,
    point,
)
from cluster_atlas.values.model import Cluster, Code, Designation, Place, Relation
from cluster_atlas.wording.map_words import HOLLOW
from cluster_atlas.wording.wording import Wording

# Only the town or the county seat of these is known: their symbols are hollow.
_ROUGH = {"town", "county-seat"}

_SYMBOL_SIZE = 11.0
_COMMON_RADIUS = 9.0
_DASHES: dict[str, tuple[float, ...]] = {"supports": (6, 4), "transfers-to": (1.5, 4)}
_NO_TIER = 5


@dataclass(frozen=True)
class ClusterView:
    """The shown designations of one cluster, sorted by what they name.

    Attributes
    ----------
    reader
        Atlas, language and day.
    cluster, facts
        The cluster and its shown designations.
    areas
        Polygons of each unit (EPSG:4326).
    measure
        What the shades stand for, a key of :data:`~cluster_atlas.questions.shading.MEASURES`.
    named
        Designations by the place that they name.
    cities
        Designations by the city that they name, itself or by something in it.
    covered
        Designations by the city that they reach through a region only.
    """

    reader: Wording
    cluster: Cluster
    facts: tuple[Designation, ...]
    areas: Mapping[str, Geometry] = field(repr=False)
    measure: str = USUAL
    named: dict[str, list[Designation]] = field(default_factory=dict)
    cities: dict[str, list[Designation]] = field(default_factory=dict)
    covered: dict[str, list[Designation]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the designations by place and city."""
        atlas = self.reader.atlas
        for fact in self.facts:
            for place in fact.places:
                self.named.setdefault(place, []).append(fact)
            direct = atlas.named_cities(fact)
            for city in direct:
                self.cities.setdefault(city, []).append(fact)
            for city in atlas.covered_cities(fact):
                if city not in direct:
                    self.covered.setdefault(city, []).append(fact)

    @property
    def ramp(self) -> Ramp:
        """Shades of the cluster's colour."""
        return ramp(self.cluster.colour)

    def fill(self, facts: Sequence[Designation]) -> str:
        """Return the fill of a place that facts name."""
        return self.ramp.shades[shade(self.reader.atlas, self.measure, facts) - 1]

    def places(self, *levels: str) -> list[Place]:
        """Return the places of some levels that are named, in order of first mention."""
        found = (self.reader.atlas.places[place] for place in self.named)
        return [place for place in found if place.level in levels]

    def spots(self) -> list[Place]:
        """Return the named parks and sites whose location is known."""
        return [place for place in self.places("park", "site") if is_located(place)]

    def layers(self) -> list[Layer]:
        """Return the cluster's layers; those without a feature are left out."""
        offsets = _offsets(self.spots())
        made = [
            self._layer("cities", "fill", self._city_features(), role="city-tiers"),
            self._layer("counties", "fill", self._county_features()),
            self._layer("regions", "hatch", self._region_features()),
            self._layer("uncertainty", "circle", self._circle_features()),
            self._layer("relations", "line", self._relation_features()),
            self._layer("spots", "point", self._spot_features(offsets)),
        ]
        return [layer for layer in made if layer.features]

    def _layer(
        self, key: str, kind: LayerKind, features: Iterable[Feature], *, role: LayerRole = ""
    ) -> Layer:
        name = self.reader.name(self.cluster)
        group = self.cluster.id
        return Layer(f"{group}-{key}", name, kind, group, tuple(features), role)

    def _city_features(self) -> Iterator[Feature]:
        """Cities that are named carry a tier; those reached through a region can be pointed at."""
        reader = self.reader
        border = Style(fill="#ffffff", fill_opacity=0, stroke=self.ramp.ink, stroke_opacity=0.5)
        for place in reader.atlas.places.values():
            direct, via = self.cities.get(place.id, []), self.covered.get(place.id, [])
            if place.level == "sar":
                direct = self.named.get(place.id, [])
            if place.id not in self.areas or not (direct or via):
                continue
            style = border
            if direct and place.level == "city":
                style = Style(fill=self.fill(direct))
            elif via:
                style = Style(fill="#ffffff", fill_opacity=0)
            yield Feature(
                place.id,
                self.areas[place.id],
                style,
                reader.name(place),
                self._role_rows(direct, via),
                (*reader.records(direct), *reader.records(via)),
                level=place.level,
            )

    def _role_rows(
        self, direct: Sequence[Designation], via: Sequence[Designation] = ()
    ) -> tuple[tuple[str, str], ...]:
        reader = self.reader
        rows = []
        if direct:
            word = reader.text("最强角色", "Strongest role")
            rows.append((word, reader.name(reader.strongest(direct))))
            rows.append((reader.text("点名该地", "Named here"), _count(reader, len(direct))))
        if via:
            rows.append((reader.text("随所在区域", "Through its region"), _count(reader, len(via))))
        return tuple(rows)

    def _county_features(self) -> Iterator[Feature]:
        for place in self.places("county"):
            facts = self.named[place.id]
            if place.id in self.areas:
                yield Feature(
                    place.id,
                    self.areas[place.id],
                    Style(
                        fill=self.fill(facts),
                        stroke=self.ramp.ink,
                        stroke_width=1.3,
                    ),
                    self.reader.name(place),
                    self._role_rows(facts),
                    self.reader.records(facts),
                    level=place.level,
                )

    def _region_features(self) -> Iterator[Feature]:
        """Regions are hatched where their cities carry no tier of their own."""
        for place in self.places("region"):
            silent = (member for member in place.members if member not in self.cities)
            members = [self.areas[member] for member in silent if member in self.areas]
            if members:
                yield Feature(
                    place.id,
                    area(polygon for member in members for polygon in member.coordinates),
                    Style(hatch=self.ramp.shades[2]),
                    self.reader.name(place),
                    (),
                    self.reader.records(self.named[place.id]),
                    level=place.level,
                )

    def _circle_features(self) -> Iterator[Feature]:
        for place in self.spots():
            if place.radius_km:
                style = Style(
                    fill="#ffffff",
                    fill_opacity=0.25,
                    stroke=self.ramp.ink,
                    stroke_opacity=0.85,
                    dash=(3, 3),
                    radius_m=place.radius_km * 1000,
                )
                name = self.reader.name(place)
                yield Feature(place.id, _spot(place), style, name, level=place.level)

    def _spot_features(self, offsets: dict[str, tuple[float, float]]) -> Iterator[Feature]:
        for place in self.spots():
            yield Feature(
                place.id,
                _spot(place),
                self._symbol(place.level, hollow=place.precision in _ROUGH),
                self.reader.name(place),
                self.reader.place_rows(place),
                self.reader.records(self.named[place.id]),
                label=self.reader.short(place),
                offset=offsets.get(place.id, (0.0, 0.0)),
                level=place.level,
            )

    def _symbol(self, level: str, *, hollow: bool) -> Style:
        return Style(
            fill=self.ramp.ink,
            stroke=self.ramp.ink,
            stroke_width=1.4,
            symbol="triangle" if level == "park" else "diamond",
            hollow=hollow,
            size=_SYMBOL_SIZE,
            text=self.ramp.ink,
            text_size=11.5,
        )

    def _relations(self) -> dict[Relation, list[Designation]]:
        found: dict[Relation, list[Designation]] = {}
        for fact in self.facts:
            for relation in fact.relations:
                if relation.from_ != relation.to and self._ends(relation):
                    found.setdefault(relation, []).append(fact)
        return found

    def _ends(self, relation: Relation) -> tuple[Position, Position] | None:
        start, end = self._middle(relation.from_), self._middle(relation.to)
        return (start, end) if start and end and start != end else None

    def _middle(self, place_id: str) -> Position | None:
        """Return a place's point; a region's is the middle of its cities, the province has none."""
        places = self.reader.atlas.places
        place = places[place_id]
        if place.level == "province":
            return None
        members = [places[member] for member in place.members] or [place]
        spots = [(p.lon, p.lat) for p in members if p.lon is not None and p.lat is not None]
        if not spots:
            return None
        lons, lats = zip(*spots, strict=True)
        return (sum(lons) / len(lons), sum(lats) / len(lats))

    def _relation_features(self) -> Iterator[Feature]:
        reader = self.reader
        relations = self._relations()
        found = [(relation, ends) for relation in relations if (ends := self._ends(relation))]
        curves = arrow_curves([ends for _, ends in found])
        for (relation, _), curve in zip(found, curves, strict=True):
            yield Feature(
                f"{relation.type} {relation.from_} {relation.to}",
                curve,
                self._line(relation.type),
                reader.relation(relation),
                (),
                reader.records(relations[relation]),
            )

    def _line(self, relation: str) -> Style:
        return Style(
            stroke=self.ramp.ink,
            stroke_width=1.2,
            stroke_opacity=0.6,
            dash=_DASHES.get(relation, ()),
            arrow="both" if relation == "jointly" else "end",
        )

    def legend(self, subject: str) -> list[LegendEntry]:
        """Return the entries of what is present; ``subject`` names cluster or industry."""
        heading = MEASURES[self.measure].heading.in_language(self.reader.language)
        return [
            self._entry("heading", f"{subject} · {heading}", Style()),
            *self._tier_entries(),
            *self._area_entries(),
            *self._spot_entries(),
            *self._line_entries(),
        ]

    def _entry(self, kind: LegendKind, label: str, style: Style) -> LegendEntry:
        return LegendEntry(self.cluster.id, kind, label, style)

    def _tier_entries(self) -> Iterator[LegendEntry]:
        """One entry per tier that colours a city or county, named by its class or its roles."""
        reader = self.reader
        named = [*self.cities.values(), *(self.named[p.id] for p in self.places("county"))]
        classes = MEASURES[self.measure].classes
        present = {shade(reader.atlas, self.measure, facts) for facts in named}
        for found in sorted(classes, key=lambda found: found.tier):
            if found.tier in present:
                label = found.name.in_language(reader.language)
                style = Style(fill=self.ramp.shades[found.tier - 1], stroke=self.ramp.ink)
                yield self._entry("area", label, style)
        if not classes:
            yield from self._role_entries(named)

    def _role_entries(self, named: Sequence[Sequence[Designation]]) -> Iterator[LegendEntry]:
        reader = self.reader
        shown: dict[str, Code] = {role.id: role for role in map(reader.strongest, named)}
        for tier in range(1, _NO_TIER + 1):
            roles = [
                role
                for key, role in reader.atlas.codes["role"].items()
                if key in shown and (role.tier or _NO_TIER) == tier
            ]
            if roles:
                label = reader.join(reader.name(role) for role in roles)
                style = Style(fill=self.ramp.shades[tier - 1], stroke=self.ramp.ink)
                yield self._entry("area", label, style)

    def _area_entries(self) -> Iterator[LegendEntry]:
        text = self.reader.text
        silent = Style(fill="#ffffff", stroke="#a9b4bd")
        everywhere = cities(self.reader.atlas)
        if any(city not in self.cities and city not in self.covered for city in everywhere):
            yield self._entry("area", text("文件未提及", "Not mentioned"), silent)
        if any(True for _ in self._region_features()):
            style = Style(hatch=self.ramp.shades[2], stroke="#a9b4bd")
            yield self._entry("hatch", text("仅随所在区域提及", "Through its region only"), style)
        if self.places("county"):
            style = Style(stroke=self.ramp.ink, stroke_width=1.3)
            yield self._entry("area", text("点名的县（市、区）", "County named"), style)

    def _spot_entries(self) -> Iterator[LegendEntry]:
        spots = self.spots()
        for level in ("park", "site"):
            if any(place.level == level for place in spots):
                name = self.reader.code("level", level)
                yield self._entry("symbol", name, self._symbol(level, hollow=False))
        rough = {place.level for place in spots if place.precision in _ROUGH}
        styles = [self._symbol(one, hollow=True) for one in ("park", "site") if one in rough]
        if styles:
            label = HOLLOW.in_language(self.reader.language)
            entry = self._entry("symbol", label, styles[0])
            yield replace(entry, also=tuple(styles[1:]))
        circle = next((feature.style for feature in self._circle_features()), None)
        if circle is not None:
            label = self.reader.text("虚圈：位置误差范围", "Dashed ring: uncertainty")
            yield self._entry("circle", label, circle)

    def _line_entries(self) -> Iterator[LegendEntry]:
        present = {relation.type for relation in self._relations()}
        for key, code in self.reader.atlas.codes["relation"].items():
            if key in present:
                yield self._entry("line", self.reader.name(code), self._line(key))


def is_located(place: Place) -> bool:
    """Whether a park or site may be drawn: it has a point, and more than its city is known."""
    return place.is_located


def _spot(place: Place) -> Geometry:
    return point(place.lon or 0.0, place.lat or 0.0)


def _count(reader: Wording, number: int) -> str:
    return reader.text(f"{number} 条", str(number))


def _offsets(places: Iterable[Place]) -> dict[str, tuple[float, float]]:
    """Return offsets in pixels that spread symbols which stand on the same point in a ring."""
    same: dict[tuple[float | None, float | None], list[str]] = {}
    for place in places:
        same.setdefault((place.lon, place.lat), []).append(place.id)
    offsets = {}
    for ids in same.values():
        radius = max(_COMMON_RADIUS, _COMMON_RADIUS * len(ids) / 5)
        for number, key in enumerate(ids if len(ids) > 1 else ()):
            turn = 2 * math.pi * number / len(ids)
            offsets[key] = (round(radius * math.sin(turn), 1), round(-radius * math.cos(turn), 1))
    return offsets
