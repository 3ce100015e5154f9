"""Drawings in DXF: their layers with their state, closed lines as areas, blocks taken apart."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cluster_atlas.own.readers.encodings import codec, judged, told_encoding
from cluster_atlas.own.readers.shapes.drawn import Drawn, broken, drawn_entities
from cluster_atlas.own.readers.shapes.layerfaults import (
    CHECK,
    WRONG_SHAPE,
    check_size,
    no_layer,
    refusal,
)
from cluster_atlas.own.readers.shapes.layers import Layer
from cluster_atlas.own.sourcetable import ReadOptions, SourceTable
from cluster_atlas.values.issues import Text, quote

if TYPE_CHECKING:
    from ezdxf.document import Drawing

LAYER, KIND, TEXT, BLOCK = "图层", "类型", "文字", "图块"

_BINARY = b"AutoCAD Binary DXF\r\n\x1a\0"
_SAVE = Text("请在制图软件中另存为 DXF", "save it anew as DXF in the drawing program")
_FIRST_IN_UTF_8 = "AC1021"
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+(\S+)")
_VERSION = re.compile(rb"\$ACADVER\s+1\s+(AC\d{4})")


@dataclass(frozen=True, slots=True)
class DrawingLayer:
    """A layer of a drawing as its list of layers shows it.

    Attributes
    ----------
    name
        Of the layer.
    entities
        How many stand on it in the model space, those of blocks apart.
    state
        ``shown``, ``off`` or ``frozen``.
    """

    name: str
    entities: int
    state: str


def dxf_layers(path: Path, name: str, options: ReadOptions) -> list[DrawingLayer]:
    """Return the layers of a drawing with their state, by name.

    Parameters
    ----------
    path
        The drawing.
    name
        What the user calls it.
    options
        Encoding and limits.
    """
    document, _mended = _opened(path, name, options)
    counts = Counter(str(entity.dxf.layer) for entity in document.modelspace())
    states = _states(document)
    return [
        DrawingLayer(layer, counts[layer], states.get(layer.casefold(), "shown"))
        for layer in sorted({*counts, *(str(one.dxf.name) for one in document.layers)})
    ]


def read_dxf(path: Path, name: str, options: ReadOptions) -> list[SourceTable]:
    """Read a drawing, as text or binary: a table for each of its layers.

    A :data:`~cluster_atlas.own.sourcetable.Reader`.

    Returns
    -------
    list of SourceTable
        By the name of the layer: layer, kind of entity, text, block, and the attributes of blocks.
        What was left out stands in the notes of the first.
    """
    document, mended = _opened(path, name, options)
    sorted_ = _Sorted(name, options, _states(document))
    for drawn in drawn_entities(document, name, options.limits):
        sorted_.take(drawn)
    layers = sorted_.layers
    wanted = options.table.casefold()
    if wanted and wanted not in layers:
        names = sorted({str(one.dxf.name) for one in document.layers})
        if wanted not in {one.casefold() for one in names}:
            raise no_layer(name, options.table, names)
        layers[wanted] = Layer(name, options.table, options)
    ordered = [layers[key] for key in sorted(layers) if layers[key].shapes or wanted]
    if not ordered:
        message = Text("没有可读的图形", "holds nothing that can be read")
        hint = Text("请打开所需图层", "switch the layers on that are wanted")
        hidden = "、".join(sorted({layer for layer, _state in sorted_.hidden}))
        raise refusal(name, message, hint, hidden)
    _say(ordered[0], document, sorted_)
    if mended:
        message = Text("有损坏，已尽量修复", "is damaged and was mended as far as possible")
        ordered[0].note(message, CHECK)
    known = {"system": _system(document), "encoding": str(document.encoding), "format": "dxf"}
    return [layer.table(**known, hidden=sorted_.state(layer.name) != "shown") for layer in ordered]


@dataclass(slots=True)
class _Sorted:
    """The figures of a drawing by layer, and what was left out of it.

    Attributes
    ----------
    file, options
        Of the drawing.
    states
        Of its layers, by their names without regard to case.
    layers
        What is read, by the same.
    unread
        How many entities of a kind are no figures.
    hidden
        How many figures of a layer are left out, and its state.
    """

    file: str
    options: ReadOptions
    states: dict[str, str]
    layers: dict[str, Layer] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)
    hidden: Counter[tuple[str, str]] = field(default_factory=Counter)

    def state(self, layer: str) -> str:
        """Return the state of a layer; one without an entry in the list is shown."""
        return self.states.get(layer.casefold(), "shown")

    def take(self, drawn: Drawn) -> None:
        """Take a figure, if its layer is shown or is the wanted one."""
        key, wanted = drawn.layer.casefold(), self.options.table.casefold()
        state = "frozen" if drawn.frozen else self.state(key)
        if wanted and key != wanted:
            return
        if state != "shown" and not wanted:
            self.hidden[drawn.layer, state] += 1
        elif drawn.unread:
            self.unread[drawn.unread] += 1
        else:
            if key not in self.layers:
                self.layers[key] = Layer(self.file, drawn.layer, self.options)
            _add(self.layers[key], drawn)


def _add(layer: Layer, drawn: Drawn) -> None:
    if drawn.shape is None:
        layer.lost(WRONG_SHAPE, _SAVE, value=f"{drawn.kind} {drawn.handle}")
    layer.add(
        {
            LAYER: drawn.layer,
            KIND: drawn.kind,
            TEXT: drawn.text or None,
            BLOCK: drawn.block or None,
            **{key: value or None for key, value in drawn.attributes.items()},
        },
        drawn.shape,
        drawn.vertices,
    )


def _say(layer: Layer, document: Drawing, found: _Sorted) -> None:
    """Say what was left out of the drawing."""
    words = {"off": Text("已关闭", "off"), "frozen": Text("已冻结", "frozen")}
    choose = Text("如需读入请选择该图层", "choose the layer if it is wanted")
    for (title, state), number in sorted(found.hidden.items()):
        word = words[state]
        message = Text(
            f"图层「{quote(title)}」{word.zh}，略去 {number:,} 个图形",
            f"has the layer “{quote(title)}” {word.en}; its {number:,} entities are left out",
        )
        layer.note(message, choose)
    for kind, number in sorted(found.unread.items()):
        message = Text(
            f"{number:,} 个 {kind} 不是平面图形，不读入",
            f"has {number:,} {kind}, which are not read",
        )
        layer.note(message, _SAVE)
    paper = sum(
        len(list(one)) - _viewports(one) for one in document.layouts if one.is_any_paperspace
    )
    if paper > 0:
        message = Text(
            f"图纸空间的 {paper:,} 个图形略去", f"has {paper:,} entities in paper space, left out"
        )
        layer.note(message, Text("只读模型空间", "only the model space is read"))


def _viewports(layout: object) -> int:
    return len(layout.query("VIEWPORT"))  # type: ignore[attr-defined]


def _states(document: Drawing) -> dict[str, str]:
    """Return the state of each layer, by its name without regard to case."""
    return {
        str(layer.dxf.name).casefold(): (
            "frozen" if layer.is_frozen() else "off" if layer.is_off() else "shown"
        )
        for layer in document.layers
    }


def _opened(path: Path, name: str, options: ReadOptions) -> tuple[Drawing, bool]:
    """Return the drawing, and whether it was damaged and had to be mended."""
    from ezdxf import recover
    from ezdxf.filemanagement import readfile
    from ezdxf.lldxf.const import DXFStructureError

    check_size(name, path.stat().st_size, options.limits)
    raw = path.read_bytes()
    if raw[:2] == b"AC" and raw[2:6].isdigit():
        message = Text("是 DWG，不是 DXF", "is DWG and no DXF")
        raise refusal(name, message, _SAVE, raw[:6].decode())
    encoding = "" if raw.startswith(_BINARY) else _encoding(raw, name, options)
    del raw
    try:
        try:
            return readfile(path, encoding=encoding or None), False
        except DXFStructureError:
            return recover.readfile(path)[0], True
    except broken() as error:
        message = Text("不是可读的 DXF", "is no readable DXF")
        raise refusal(name, message, _SAVE, str(error).split("\n")[0]) from error


def _encoding(raw: bytes, file: str, options: ReadOptions) -> str:
    """Return the encoding of a drawing of before 2007, whose code page is not always true.

    From 2007 on all is UTF-8, whatever the code page says.
    """
    told = told_encoding(options.encoding, file)
    if told:
        return told
    head = raw[:20_000]
    version = _VERSION.search(head)
    if version is None or version[1].decode() >= _FIRST_IN_UTF_8 or raw.isascii():
        return ""
    page = _CODE_PAGE.search(head)
    declared = codec(page[1].decode(errors="replace")) if page else ""
    return judged(re.findall(rb"[^\x00-\x7f][^\r\n]*", raw[:8_000_000]), [declared])


def _system(document: Drawing) -> str:
    """Return the system that the drawing is placed in, if it says so."""
    geodata = document.modelspace().get_geodata()
    if geodata is None:
        return ""
    try:
        code, _xy = geodata.get_crs()
    except broken():
        return ""
    return f"EPSG:{code}" if code else ""
