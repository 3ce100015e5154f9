"""What a map shows, told in words to those who do not see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import (
    OWN_GROUP,
    Feature,
    Layer,
    LayerKind,
    LegendEntry,
    LegendKind,
    MapSpec,
    bounds_of,
)
from cluster_atlas.wording.numbers import noun

# Names that are listed of each line of the legend; the rest is counted.
_MOST = 12

# What the numbers beside the names of cities are.
NUMBERS = Text("数字：点名+随区域", "number: named+by region")

# The layers that each kind of line may explain; a square of a grid is a symbol's colour.
_EXPLAINED: dict[LegendKind, tuple[LayerKind, ...]] = {
    "area": ("fill", "hatch", "border"),
    "hatch": ("fill", "hatch", "border"),
    "line": ("line",),
    "symbol": ("point",),
    "cell": ("point",),
}

# The group of what every map has.
_GROUND = "base"

_MAP = Text("地图：", "Map: ")
_COUNTED = Text("各市定位条数（点名+随区域）", "Designations by city (named+by region)")
_SHADED = Text("着色", "Shaded")
_CALLOUTS = Text("标注", "Callouts")
_NOTHING = Text("图中没有符合条件的地点", "nothing that was asked for is on it")


def map_words(spec: MapSpec) -> str:
    """Return what a map shows as a few sentences: its subject, then what each colour and sign is.

    Only what the map is about counts: not what lies outside its frame or stands back, and not what
    its notes say of things that are not drawn.

    Parameters
    ----------
    spec
        The map; groups that are not shown at the start are left out, as on paper.

    Returns
    -------
    str
        One line in the map's language.
    """
    language = spec.language
    subject = [spec.title, *spec.subtitle.split(" · ")]
    about = " · ".join(dict.fromkeys(text for text in subject if text))
    stop, colon = {"zh": ("。", "："), "en": (". ", ": ")}[language]
    told = [f"{head}{colon}{names}" for head, names in _lines(spec)]
    said = told or [_NOTHING.in_language(language)]
    return (_MAP.in_language(language) + stop.join([about, *said]) + stop).strip()


def _lines(spec: MapSpec) -> Iterator[tuple[str, str]]:
    """Yield the lines of the legend that something on the map goes with, and what does."""
    layers = spec.visible_layers()
    names = _names(layers)
    shown = [(layer, f) for layer in layers for f in layer.features if _is_shown(spec, f)]
    numbers = [f.label for layer, f in shown if layer.role == "counts" and f.label]
    if numbers:
        yield _COUNTED.in_language(spec.language), _listed(numbers, spec.language)
    groups = {group.id for group in spec.groups if group.shown}
    heading, comma = "", {"zh": "，", "en": ", "}[spec.language]
    for entry in spec.legend:
        if entry.group not in groups:
            continue
        if entry.kind == "heading":
            heading = f"{entry.label}{comma}"
            continue
        found = [names.get(f.id, "") for layer, f in shown if _goes_with(entry, layer, f)]
        # An arrow's name ends in what arrows of its kind mean.
        named = dict.fromkeys(name.removesuffix(f" {entry.label}") for name in found if name)
        if named:
            yield heading + entry.label, _listed(list(named), spec.language)
            heading = ""
    # One of many small maps has no legend of its own.
    areas = [names.get(f.id, "") for layer, f in shown if _is_shade(layer, f)]
    if not spec.legend and areas:
        yield _SHADED.in_language(spec.language), _listed(areas, spec.language)
    if spec.callouts:
        said = [callout.text for callout in spec.callouts]
        yield _CALLOUTS.in_language(spec.language), _listed(said, spec.language)


def _names(layers: Sequence[Layer]) -> dict[str, str]:
    """Return what features are called: by their lettering unless it is cut, else by their title.

    Lettering may say more than a title, such as a rank.
    """
    titles = {f.id: f.title for layer in layers for f in layer.features if f.title}
    labels = {
        f.id: f.label
        for layer in layers
        if layer.kind in {"label", "point"} and layer.role != "counts"
        for f in layer.features
        if f.label and not f.label.endswith("…")
    }
    return titles | labels


def _is_shown(spec: MapSpec, feature: Feature) -> bool:
    """Tell whether the map is about a feature: it lies in the frame and does not stand back."""
    if feature.aside:
        return False
    west, south, east, north = spec.bounds
    left, low, right, high = bounds_of([feature.geometry])
    return left < east and right > west and low < north and high > south


def _is_shade(layer: Layer, feature: Feature) -> bool:
    """Tell whether a feature is an area filled for what the map is about."""
    filled = layer.kind == "fill" and layer.group != _GROUND and feature.style.fill_opacity
    return bool(filled) and feature.level in {"city", "county"}


def _goes_with(entry: LegendEntry, layer: Layer, feature: Feature) -> bool:
    """Tell whether a line of the legend explains a feature."""
    meant, drawn = entry.style, feature.style
    if layer.group != entry.group or layer.kind not in _EXPLAINED.get(entry.kind, ()):
        return False
    if entry.kind == "symbol":
        # A hollow symbol is one of those that are told by their shape.
        # Own projects are told by their fill.
        alike = meant.fill == drawn.fill or entry.group != OWN_GROUP
        return meant.symbol == drawn.symbol and not meant.hollow and alike
    if entry.kind == "line":
        return (meant.dash, meant.arrow) == (drawn.dash, drawn.arrow)
    look = (meant.fill, meant.hatch)
    if not any(look):
        return (meant.stroke, meant.stroke_width) == (drawn.stroke, drawn.stroke_width)
    return look == (drawn.fill if drawn.fill_opacity else "", drawn.hatch)


def _listed(names: Sequence[str], language: str) -> str:
    """Return names in a row, the first of many, with how many there are."""
    # English names have commas of their own.
    comma = {"zh": "、", "en": "; "}[language]
    row = comma.join(names[:_MOST])
    more = len(names) - _MOST
    if more <= 0:
        return row
    if language == "en":
        return f"{row} and {more} {noun(more, 'other')}"
    return f"{row}等 {len(names)} 个"
