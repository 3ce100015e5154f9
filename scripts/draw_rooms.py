"""Draws ``docs/images/rooms.svg``: the packages layer by layer, and what imports what.

The layers come from the import contract in ``pyproject.toml``, the arrows from the imports, the
words from each package's docstring. Arrows that follow from others are left out. Run it when a
package or an import between packages is new; a test holds the picture to the code.
"""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "cluster_atlas"
PICTURE = ROOT / "docs" / "images" / "rooms.svg"
LAYER_CONTRACT = "Imports run downward"

WIDTH, BOX_WIDTH, BOX_HEIGHT, ROW_HEIGHT, MARGIN = 1080, 300, 62, 116, 20
WORDS_A_LINE = 46
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
    'font-family="system-ui, sans-serif" fill="{ink}">\n'
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="{rule}"/></marker></defs>'
)
INK, LAND, RULE = "#1f2933", "#f6f4ee", "#8a94a0"


def layers() -> list[list[str]]:
    """Return the packages of each layer, from the top down, without ``__main__``."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    chosen = next(contract for contract in contracts if contract["name"] == LAYER_CONTRACT)
    rows = (
        [name.strip() for name in line.replace(":", "|").split("|")] for line in chosen["layers"]
    )
    return [row for row in rows if row != ["__main__"]]


def imports(names: list[str]) -> dict[str, set[str]]:
    """Return which packages each package imports, itself left out."""
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True)
    found: dict[str, set[str]] = {name: set() for name in names}
    for module in graph.modules:
        importer = _package(module)
        for imported in graph.find_modules_directly_imported_by(module):
            target = _package(imported)
            if importer in found and target in found and importer != target:
                found[importer].add(target)
    return found


def reduced(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the arrows that do not follow from a way over another package."""
    reach: dict[str, set[str]] = {}

    def below(name: str) -> set[str]:
        if name not in reach:
            reach[name] = set().union(arrows[name], *(below(target) for target in arrows[name]))
        return reach[name]

    return {
        name: {t for t in targets if not any(t in below(other) for other in targets - {t})}
        for name, targets in arrows.items()
    }


def purpose(name: str) -> str:
    """Return the first sentence of the docstring of a package or a module."""
    text = ast.get_docstring(ast.parse(_file(name).read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0].replace("``", "")


def draw() -> str:
    """Return the picture as SVG."""
    rows = layers()
    names = [name for row in rows for name in row]
    corners = {
        name: (
            (WIDTH - len(row) * (BOX_WIDTH + MARGIN) + MARGIN) / 2 + at * (BOX_WIDTH + MARGIN),
            MARGIN + number * ROW_HEIGHT,
        )
        for number, row in enumerate(rows)
        for at, name in enumerate(row)
    }
    height = MARGIN + (len(rows) - 1) * ROW_HEIGHT + BOX_HEIGHT + MARGIN
    arrows = reduced(imports(names))
    pairs = [(name, t) for name in names for t in sorted(arrows[name], key=names.index)]
    row_of = {name: number for number, row in enumerate(rows) for name in row}
    short = [(name, t) for name, t in pairs if row_of[t] - row_of[name] == 1]
    drawn = [_short_arrow(corners[name], corners[t]) for name, t in short]
    drawn += [
        _long_arrow(corners[name], corners[t], lane)
        for lane, (name, t) in enumerate(pair for pair in pairs if pair not in short)
    ]
    drawn += [_box(name, *corners[name]) for name in names]
    return "\n".join(
        (
            _HEAD.format(width=WIDTH, height=height, ink=INK, rule=RULE),
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *drawn,
            "</svg>\n",
        )
    )


def _file(name: str) -> Path:
    folder = ROOT / "src" / PACKAGE
    module = folder / f"{name}.py"
    return module if module.is_file() else folder / name / "__init__.py"


def _package(module: str) -> str:
    return module.removeprefix(PACKAGE + ".").partition(".")[0]


def _short_arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return an arrow between boxes of neighbouring layers."""
    x1, y1 = start[0] + BOX_WIDTH / 2, start[1] + BOX_HEIGHT
    x2, y2 = end[0] + BOX_WIDTH / 2, end[1]
    middle = (y1 + y2) / 2
    return _line(
        f"M{x1:.0f} {y1:.0f}C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}"
    )


def _long_arrow(start: tuple[float, float], end: tuple[float, float], lane: int) -> str:
    """Return an arrow over several layers, led down a lane beside the boxes."""
    left = start[0] + BOX_WIDTH / 2 < WIDTH / 2
    shift = 6 * lane
    x1, y1 = start[0] + BOX_WIDTH / 2 + (-40 if left else 40) - shift, start[1] + BOX_HEIGHT
    x2, y2 = end[0] + BOX_WIDTH / 2 + (-40 if left else 40) - shift, end[1]
    beside = 8 + 8 * lane if left else WIDTH - 8 - 8 * lane
    return _line(
        f"M{x1:.0f} {y1:.0f}v{12 + shift}H{beside}V{y2 - 12 - shift:.0f}H{x2:.0f}V{y2:.0f}"
    )


def _line(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="{RULE}" marker-end="url(#tip)"/>'


def _box(name: str, x: float, y: float) -> str:
    title = _file(name).name if _file(name).stem == name else f"{name}/"
    lines = _wrapped(purpose(name))
    words = "".join(
        f'<text x="{x + 12:.0f}" y="{y + 38 + 15 * number:.0f}" font-size="11">'
        f"{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4" '
        f'fill="{LAND}" stroke="{INK}"/>'
        f'<text x="{x + 12:.0f}" y="{y + 20:.0f}" font-size="14" font-weight="700">{title}</text>'
        f"{words}"
    )


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > WORDS_A_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
