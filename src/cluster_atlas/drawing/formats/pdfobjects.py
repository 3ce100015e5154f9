"""The objects of a PDF file, and the file that they make together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, Union

import deflate

# Bytes over 127 tell programs that the file is not text.
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

# Of libdeflate; what a higher one saves it takes several times as long for.
_LEVEL = 7

# Objects that are packed together; one is read by unpacking all of its pack.
_PACK = 400


class Name(str):
    """A name: ``/Type``; in ASCII letters, digits and hyphens."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object by its number."""

    number: int


Value: TypeAlias = Union[  # noqa: UP007 - it refers to itself
    bool, int, float, str, bytes, Ref, Sequence["Value"], Mapping[str, "Value"], None
]


@dataclass
class PdfFile:
    """Objects of a file, numbered from 1 in the order in which they are asked for."""

    _values: list[Value] = field(default_factory=list)
    _streams: dict[int, tuple[dict[str, Value], bytes]] = field(default_factory=dict)

    def reserve(self) -> Ref:
        """Return the reference of an object that is put there later."""
        self._values.append(None)
        return Ref(len(self._values))

    def put(self, ref: Ref, value: Value) -> None:
        """Put an object under a reference."""
        self._values[ref.number - 1] = value

    def add(self, value: Value) -> Ref:
        """Add an object."""
        ref = self.reserve()
        self.put(ref, value)
        return ref

    def stream(
        self, content: bytes, entries: Mapping[str, Value] | None = None, *, packed: bool = True
    ) -> Ref:
        """Add a stream, compressed unless it is to be found by programs that know no PDF."""
        ref = self.reserve()
        self._streams[ref.number] = _stream(content, entries or {}, packed=packed)
        return ref

    def content(self, root: Ref, info: Ref) -> bytes:
        """Return the file; the same objects give the same bytes.

        Parameters
        ----------
        root, info
            Its catalogue and its properties.
        """
        where: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        parts, size = [_HEAD], len(_HEAD)
        packs = self._packs(where)
        for number, (entries, content) in (*self._streams.items(), *packs):
            where[number] = (1, size, 0)
            parts.append(_written_stream(number, entries, content))
            size += len(parts[-1])
        last = len(where)
        where[last] = (1, size, 0)
        table = b"".join(
            kind.to_bytes(1, "big") + at.to_bytes(4, "big") + more.to_bytes(2, "big")
            for _, (kind, at, more) in sorted(where.items())
        )
        identity = hashlib.sha256(b"".join(parts)).digest()[:16]
        entries, content = _stream(
            table,
            {
                "Type": Name("XRef"),
                "Size": len(where),
                "W": [1, 4, 2],
                "Root": root,
                "Info": info,
                "ID": [identity, identity],
            },
            packed=True,
        )
        parts += [
            _written_stream(last, entries, content),
            b"startxref\n%d\n%%%%EOF\n" % size,
        ]
        return b"".join(parts)

    def _packs(
        self, where: dict[int, tuple[int, int, int]]
    ) -> list[tuple[int, tuple[dict[str, Value], bytes]]]:
        """Return all objects but streams in packs, and note in which each of them is."""
        plain = [n for n in range(1, len(self._values) + 1) if n not in self._streams]
        packs = []
        for pack, start in enumerate(range(0, len(plain), _PACK), start=len(self._values) + 1):
            numbers = plain[start : start + _PACK]
            written = [pdf_text(self._values[number - 1]) for number in numbers]
            heads, at = [], 0
            for index, (number, text) in enumerate(zip(numbers, written, strict=True)):
                heads.append(f"{number} {at}")
                at += len(text) + 1
                where[number] = (2, pack, index)
            head = " ".join(heads) + "\n"
            entries: dict[str, Value] = {
                "Type": Name("ObjStm"),
                "N": len(numbers),
                "First": len(head),
            }
            content = (head + "\n".join(written)).encode("ascii")
            packs.append((pack, _stream(content, entries, packed=True)))
        return packs


def _stream(
    content: bytes, entries: Mapping[str, Value], *, packed: bool
) -> tuple[dict[str, Value], bytes]:
    if packed:
        content = bytes(deflate.zlib_compress(content, _LEVEL))
        entries = {**entries, "Filter": Name("FlateDecode")}
    return {**entries, "Length": len(content)}, content


def _written_stream(number: int, entries: Mapping[str, Value], content: bytes) -> bytes:
    head = f"{number} 0 obj\n{pdf_text(entries)}\nstream\n".encode("ascii")
    return head + content + b"\nendstream\nendobj\n"


def pdf_text(value: Value) -> str:  # noqa: PLR0911 - one for each kind of value
    """Return a value as it is written in a file, all of it in ASCII.

    Texts that ASCII cannot hold are written in UTF-16.
    """
    if isinstance(value, Name):
        return f"/{value}"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Ref):
        return f"{value.number} 0 R"
    if isinstance(value, bytes):
        return f"<{value.hex()}>"
    if isinstance(value, Mapping):
        return f"<<{''.join(f'/{key} {pdf_text(one)}' for key, one in value.items())}>>"
    if isinstance(value, Sequence):
        return f"[{' '.join(map(pdf_text, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else number(value)


def _string(text: str) -> str:
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"({escaped})"
    return f"<feff{text.encode('utf-16-be', 'replace').hex()}>"


def number(value: float) -> str:
    """Return a number with three decimals at most."""
    return str(value) if isinstance(value, int) else f"{value:.3f}".rstrip("0").rstrip(".")
