"""How other programs are to draw the atlas's layers: rules in plain values, as on our own map."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.colours import INK, OUTLINE, ramp, safe_colour
from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import Style, grid_columns
from cluster_atlas.values.model import Cluster

Values: TypeAlias = Mapping[str, Any]
Condition: TypeAlias = tuple[str, tuple[str | int, ...]]
Kind = Literal["area", "line", "point"]

TIERS = (1, 2, 3, 4, 5)
FILLED = ("city", "county")
# From line to line across, and the lines' own width, in pixels.
HATCH_GAP, HATCH_WIDTH = 5.7, 1.1
# Only the town or the county seat of these is known: their symbols are hollow.
ROUGH = ("town", "county-seat")
KNOWN = ("site", "boundary")

_HATCHED = Text("随所在区域提及", "Named through its region")
_COUNTY = Text("点名的县（市、区）", "County named")
_SAR = Text("点名的特别行政区", "Special administrative region named")
_HOLLOW = Text("空心：仅知镇街或县区驻地", "hollow: town or county seat only")
_NEIGHBOUR = Text("邻省", "Neighbouring province")
_BORDER, _BORDER_PX = "#a9b4bd", 0.9
# Counties crowd a map of the whole province.
_COUNTY_SCALE = 1_500_000
_LIGHT = "#ffffff"
_STATES = {
    "full": Text("点名该市", "City named"),
    "part": Text("随所在区域", "Through its region"),
    "none": Text("文件未提及", "Not mentioned"),
}
# Squares of the province view: width, and from one to the next, in pixels.
_SQUARE, _STEP, _EMPTY = 8.5, 11.0, "#d3d9de"


@dataclass(frozen=True, slots=True)
class Label:
    """How the text of the field ``field`` is written beside what a rule draws.

    ``below_px`` sets it that far below a point; 0 leaves its side to the program.
    """

    field: str
    colour: str
    size_px: float
    halo: str = "#ffffff"
    bold: bool = False
    priority: int = 5
    below_px: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a legend: which rows it draws, and how.

    Attributes
    ----------
    group, name
        Heading of the legend and the line itself; the heading may be empty.
    kind
        Whether it draws polygons, lines or points.
    test
        Fields with the values that a row must have; all must hold.
    style
        How it is drawn, in screen pixels.
    label
        How it is lettered; ``None`` for no lettering.
    radius_km
        Field with the uncertainty of a point, drawn as a ring; empty for none.
    from_scale
        Denominator of the smallest scale at which it is drawn; 0 for all.
    offset_px
        Pixels to the right and down by which a symbol stands off its point.
    dot
        Colour of a small square inside a hollow one; empty for none.
    """

    group: str
    name: str
    kind: Kind
    test: tuple[Condition, ...]
    style: Style
    label: Label | None = None
    radius_km: str = ""
    from_scale: int = 0
    offset_px: tuple[float, float] = (0.0, 0.0)
    dot: str = ""


def cluster_rules(atlas: Atlas, rows: Iterable[Values], language: str = "zh") -> list[Rule]:
    """Return the rules that draw rows of designations or of clusters as the map does.

    Parameters
    ----------
    atlas
        Whose clusters, colours and roles count.
    rows
        Values with ``cluster``, ``level``, ``tier`` and, for points, ``precision``; only what
        stands in them has a rule.
    language
        ``"zh"`` or ``"en"``, for the legend.

    Returns
    -------
    list of Rule
        Cluster by cluster: regions hatched, one rule per tier in the shade of
        :func:`cluster_atlas.values.colours.ramp`, the outline of counties, and the symbols of
        points.
    """
    present: dict[str, list[Values]] = {}
    for values in rows:
        present.setdefault(values["cluster"], []).append(values)
    return [
        rule
        for cluster in atlas.clusters
        for rule in _RuleBuilder(atlas, cluster, language, present.get(cluster.id, [])).rules()
    ]


def city_rules(atlas: Atlas, language: str = "zh") -> list[Rule]:
    """Return the province view's rules: a grid of squares per city, one per cluster."""
    columns = grid_columns(len(atlas.clusters))
    lines = math.ceil(len(atlas.clusters) / columns)
    label = Label("label", INK, 12.5, bold=True, below_px=lines * _STEP / 2 + 2)
    rules = []
    for number, cluster in enumerate(atlas.clusters):
        line, column = divmod(number, columns)
        offset = ((column - (columns - 1) / 2) * _STEP, (line - (lines - 1) / 2) * _STEP)
        colour = safe_colour(cluster.colour)
        empty = Style(fill=_LIGHT, stroke=_EMPTY, stroke_width=0.9, size=_SQUARE)
        styles = {
            "full": replace(empty, fill=colour, stroke=colour),
            "part": replace(empty, stroke=colour),
            "none": empty,
        }
        for state, style in styles.items():
            rule = Rule(
                cluster.name_en if language == "en" else cluster.name,
                _STATES[state].in_language(language),
                "point",
                (("cluster", (cluster.id,)), ("state", (state,))),
                style,
                label,
                offset_px=offset,
                dot=colour if state == "part" else "",
            )
            rules.append(rule)
    return rules


def unit_rules(atlas: Atlas, language: str = "zh") -> list[Rule]:
    """Return the rules that draw the administrative units as plain ground below the rest."""
    county = Style(stroke=OUTLINE, stroke_width=0.6, stroke_opacity=0.5, dash=(2, 2))
    name = Label("label", INK, 12.5, priority=3)
    drawn = (
        ("context", Style(fill="#f3f1ec", stroke="#d8d3c8", stroke_width=0.8), None),
        ("sar", Style(fill="#efece4", stroke="#b9b4a8", stroke_width=0.8), name),
        ("city", Style(fill="#ffffff", stroke=_BORDER, stroke_width=_BORDER_PX), name),
        ("county", county, None),
        ("province", Style(stroke=OUTLINE, stroke_width=1.3), None),
    )
    names = {code.id: Text(code.name, code.name_en) for code in atlas.codes["level"].values()}
    return [
        Rule(
            "",
            names.get(level, _NEIGHBOUR).in_language(language),
            "area",
            (("level", (level,)),),
            style,
            label,
            from_scale=_COUNTY_SCALE if level == "county" else 0,
        )
        for level, style, label in drawn
    ]


@dataclass(frozen=True)
class _RuleBuilder:
    """Makes the rules of one cluster."""

    atlas: Atlas
    cluster: Cluster
    language: str
    rows: list[Values]

    def rules(self) -> Iterator[Rule]:
        """Yield the rules of what the rows have, bottom first."""
        yield from self._area_rules()
        for level in ("park", "site"):
            for hollow in (False, True):
                precisions = ROUGH if hollow else KNOWN
                if self._any(level, "precision", precisions):
                    yield self._point_rule(level, hollow=hollow)

    def _area_rules(self) -> Iterator[Rule]:
        shades, ink = ramp(self.cluster.colour).shades, ramp(self.cluster.colour).ink
        if self._any("region"):
            yield self._rule(_HATCHED, ("region",), Style(hatch=shades[2]))
        for tier in TIERS:
            if any(self._any(level, "tier", (tier,)) for level in FILLED):
                style = Style(fill=shades[tier - 1], stroke=_BORDER, stroke_width=_BORDER_PX)
                label = Label("label", INK, 12.5, bold=True, priority=8)
                if tier == TIERS[0]:
                    # The darkest shade takes light letters, as on our own map.
                    label = replace(label, colour=_LIGHT, halo=shades[0])
                rule = self._rule(self._roles(tier), FILLED, style, ("tier", (tier,)))
                yield replace(rule, label=label)
        if self._any("sar"):
            yield self._rule(_SAR, ("sar",), Style(stroke=ink, stroke_opacity=0.5))
        if self._any("county"):
            yield self._rule(_COUNTY, ("county",), Style(stroke=ink, stroke_width=1.3))

    def _point_rule(self, level: str, *, hollow: bool) -> Rule:
        code, ink = self.atlas.codes["level"][level], ramp(self.cluster.colour).ink
        name = Text(code.name, code.name_en)
        if hollow:
            name = Text(f"{name.zh}（{_HOLLOW.zh}）", f"{name.en} ({_HOLLOW.en})")
        style = Style(
            fill=ink,
            stroke=ink,
            stroke_width=1.4,
            symbol="triangle" if level == "park" else "diamond",
            hollow=hollow,
            size=11.0,
        )
        rule = self._rule(name, (level,), style, ("precision", ROUGH if hollow else KNOWN))
        label = Label("label", ink, 11.5, priority=6)
        return replace(rule, kind="point", label=label, radius_km="radius_km")

    def _rule(self, name: Text, levels: tuple[str, ...], style: Style, *more: Condition) -> Rule:
        group = Text(self.cluster.name, self.cluster.name_en).in_language(self.language)
        test = (("cluster", (self.cluster.id,)), ("level", levels), *more)
        return Rule(group, name.in_language(self.language), "area", test, style)

    def _roles(self, tier: int) -> Text:
        """Return the names of the roles that have a tier."""
        roles = [r for r in self.atlas.codes["role"].values() if (r.tier or TIERS[-1]) == tier]
        return Text("、".join(r.name for r in roles), ", ".join(r.name_en for r in roles))

    def _any(self, level: str, field: str = "", values: tuple[str | int, ...] = ()) -> bool:
        rows = (row for row in self.rows if row["level"] == level)
        return any(not field or row[field] in values for row in rows)
