"""A map in words, for those who do not see it: what it shows within its frame, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import Feature, LegendEntry, MapSpec, Position, bounds_of

# So many names of one kind are told, of more the first and their number.
MOST_NAMES = 12
# Of the ground that every map has.
_BASE = "base"

_MAP = Text("地图", "Map")
_SPOTS = Text("园区与机构", "Parks and sites")
_COUNTS = Text("定位条数（点名+随区域）", "Designations (named+by region)")
_COUNTIES = Text("区县", "Counties")
_RELATIONS = Text("关系", "Relations")
_CITIES = Text("图中各市", "Cities in view")
_SHADED = Text("着色", "Shaded")
_CALLOUTS = Text("标注", "Notes on it")


def alternative_text(spec: MapSpec) -> str:
    """Return what a map shows, in its language.

    Told are the places within the map's bounds that carry what the legend explains: cities and
    counties by their shade, grids of squares by their counts, parks and sites, relations, and what
    a writer put on it. What stands back, such as the cities round the one that a map is about, is
    not counted.
    """
    told = list(_told(spec))
    heading = next((entry.label for entry in _entries(spec) if entry.kind == "heading"), "")
    names = dict.fromkeys(name for name in (spec.title, heading) if name)
    title = _MAP.in_language(spec.language)
    if spec.language == "en":
        return f"{title}: {', '.join(names)}. " + " ".join(f"{one}." for one in told)
    return f"{title}：{'，'.join(names)}。" + "".join(f"{one}。" for one in told)


def _entries(spec: MapSpec) -> list[LegendEntry]:
    shown = {group.id for group in spec.groups if group.shown}
    return [entry for entry in spec.legend if entry.group in shown]


def _told(spec: MapSpec) -> Iterator[str]:
    """Yield one statement a kind of what is in view."""
    entries, inside = _entries(spec), _Inside(spec)
    colours = {colour for e in entries for colour in (e.style.fill, e.style.stroke) if colour}
    by_shade = [
        (entry.label, names)
        for entry in entries
        if entry.kind in {"area", "hatch"} and (names := inside.shaded(entry))
    ]
    if not entries and (names := inside.coloured()):
        by_shade = [(_SHADED.in_language(spec.language), names)]
    yield from (_line(spec, label, names) for label, names in by_shade)
    counts = [
        feature.label or feature.title
        for feature in inside.features("cells")
        if any(cell.colour in colours for cell in feature.cells)
    ]
    spots = [
        feature.title or feature.label
        for feature in inside.features("point")
        if {feature.style.fill, feature.style.stroke} & colours
    ]
    counties = [f.label for f in inside.features("label") if f.level == "county" and f.label]
    relations = [f.title for f in inside.features("line") if f.title]
    kinds = ((_COUNTS, counts), (_COUNTIES, counties), (_SPOTS, spots), (_RELATIONS, relations))
    for name, found in kinds:
        if found:
            yield _line(spec, name.in_language(spec.language), found)
    if not (by_shade or counts or counties):
        cities = [f.label for f in inside.features("label") if f.level == "city" and f.label]
        if cities:
            yield _line(spec, _CITIES.in_language(spec.language), cities)
    if spec.callouts:
        words = [callout.text for callout in spec.callouts]
        yield _line(spec, _CALLOUTS.in_language(spec.language), words)


def _line(spec: MapSpec, name: str, found: Sequence[str]) -> str:
    """Return names of one kind with their number; of many the first."""
    names = list(dict.fromkeys(found))
    shown, more = names[:MOST_NAMES], len(names) - MOST_NAMES
    if spec.language == "en":
        rest = f" and {more} more" if more > 0 else ""
        return f"{name} ({len(names)}): {'; '.join(shown)}{rest}"
    rest = f"等 {len(names)} 处" if more > 0 else ""
    return f"{name}（{len(names)}）：{'、'.join(shown)}{rest}"


class _Inside:
    """What of a map lies within its bounds."""

    def __init__(self, spec: MapSpec) -> None:
        self._bounds = spec.bounds
        self._layers = spec.visible_layers()
        named = [f for layer in self._layers if layer.kind == "label" for f in layer.features]
        self._names = {feature.id: feature.label for feature in named if feature.label}
        self._spots = {feature.id: next(feature.geometry.positions()) for feature in named}

    def features(self, kind: str) -> list[Feature]:
        """Return the features of layers of a kind that lie in view."""
        return [
            feature
            for layer in self._layers
            if layer.kind == kind
            for feature in layer.features
            if self._holds(feature)
        ]

    def shaded(self, entry: LegendEntry) -> list[str]:
        """Return the names of the areas that look as an entry of the legend says."""
        look = (entry.style.fill, entry.style.hatch)
        return [
            name
            for layer in self._layers
            if layer.group == entry.group and layer.kind in {"fill", "hatch", "border"}
            for feature in layer.features
            if (feature.style.fill, feature.style.hatch) == look
            and (any(look) or feature.style.stroke == entry.style.stroke)
            and (name := self._names.get(feature.id) or feature.title)
            and self._holds(feature)
        ]

    def coloured(self) -> list[str]:
        """Return the names of areas that a small map without a legend fills."""
        return [
            self._names.get(feature.id) or feature.title
            for layer in self._layers
            if layer.kind == "fill" and layer.group != _BASE
            for feature in layer.features
            if feature.level in {"city", "county"} and feature.style.fill_opacity
            if self._holds(feature)
        ]

    def _holds(self, feature: Feature) -> bool:
        west, south, east, north = self._bounds
        lon, lat = self._middle(feature)
        return west <= lon <= east and south <= lat <= north

    def _middle(self, feature: Feature) -> Position:
        if feature.id in self._spots:
            return self._spots[feature.id]
        west, south, east, north = bounds_of([feature.geometry])
        return (west + east) / 2, (south + north) / 2
