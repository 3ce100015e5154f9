"""Hostile texts, and data in which every free text is one: for every input and output at once.

The texts are harmless. They show whether something takes a text for code, markup, a formula or a
command of the terminal; nothing here is aimed at other people's software.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import rtoml

from cluster_atlas.atlas.atlas import Atlas

# Texts that would run, break out or vanish if anything took them for code.
HOSTILE = (
    "{{7*7}}",
    "{% for x in y %}",
    "{# gone #}",
    "<img src=x onerror=\"document.title='owned'\">",
    "</script><script>document.title='owned'</script>",
    "${1+1}",
    "\"'\\",
    "<!-- -->",
    "=1+1",
    "[a](javascript:alert(1))",
)

# What else one format or another could take for something of its own.
BREAKING = ("]]>", "'); DROP TABLE designations;--", "$[name]", "&lt;b&gt;", "@SUM(A1)", "%s%n{0}")

# Beginnings of a formula in a spreadsheet.
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1")

# Characters that are not seen: commands of a terminal, and marks that turn the reading direction.
UNSEEN = "\x1b[31mred\x07\x9b2J\u202eturned\u2066"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")

# All of them at once.
ALL = " ".join((*HOSTILE, *BREAKING))

_NUMBER = re.compile(r"-?[\d.]*")

# Fields that hold ids, codes and addresses of clauses: another value is no other text but a
# mistake. Whatever field is added and not listed here is free text.
CODED = {
    "adcode", "area_source", "atlas", "city", "clause", "clauses", "cities", "cluster", "colour",
    "county", "datum", "digest", "document", "files", "from", "from_", "gbt", "group", "id",
    "industries", "kind", "level", "members", "near", "parent", "place", "places", "polygons",
    "precision", "reason", "role", "sentence", "sha256", "stage", "status", "supersedes", "to",
    "type", "used_for", "zone",
}  # fmt: skip


def unseen(text: str) -> list[str]:
    """Return the characters of a text that would command a terminal or turn its direction."""
    return _UNSEEN.findall(text)


def changed(
    value: Any, change: Callable[[str], str], name: str = "", *, coded: bool = False
) -> Any:
    """Return a value in which every free text, at whatever depth, is changed.

    Parameters
    ----------
    value
        Dataclasses, mappings, sequences and plain values.
    change
        What becomes of a text.
    name
        Field that holds the value.
    coded
        Whether ids and codes are changed as well.
    """
    if isinstance(value, str):
        return value if not coded and name.replace("-", "_") in CODED else change(value)
    if isinstance(value, dict):
        return {
            key: changed(item, change, _name(key, name), coded=coded) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(changed(item, change, name, coded=coded) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        own = {f.name: changed(getattr(value, f.name), change, f.name) for f in fields(value)}
        return replace(value, **own)
    return value


def _name(key: object, name: str) -> str:
    """Return the name of a mapping's value: its key, unless the keys are ids."""
    return name if not isinstance(key, str) or not re.fullmatch(r"[a-z][a-z_-]*", key) else key


def hostile_atlas(atlas: Atlas, change: Callable[[str], str]) -> Atlas:
    """Return an atlas in which every free text is changed."""
    names = ("clusters", "places", "documents", "codes", "sources", "shapes", "programme")
    spoilt = {name: changed(getattr(atlas, name), change) for name in names}
    clusters = spoilt["clusters"]
    kept = {fact.id for fact in atlas.facts}
    return replace(
        atlas,
        **spoilt,
        facts=tuple(f for c in clusters for f in c.designations if f.id in kept),
        industries={i.id: i for c in clusters for i in c.industries},
    )


def followed(texts: Iterable[str] = (*HOSTILE, *BREAKING), end: str = "") -> Callable[[str], str]:
    """Return what puts one text after the other behind those that it is given.

    Numbers, and what is empty, stay as they are.
    """
    turn = cycle(texts)
    return lambda text: text if _NUMBER.fullmatch(text) else f"{text} {next(turn)}{end}"


def spoil_folder(folder: Path, change: Callable[[str], str], *, coded: bool = False) -> Path:
    """Change every free text of a data folder's own files, or every value; return the folder.

    Boundaries keep their names: they belong to their source, not to who writes the data.
    """
    for path in sorted(folder.glob("layers/*.toml")) + sorted(folder.glob("geodata/**/*.toml")):
        data = rtoml.loads(path.read_text(encoding="utf-8"))
        path.write_text(rtoml.dumps(changed(data, change, coded=coded)), encoding="utf-8")
    for path in sorted(folder.glob("geodata/*.csv")):
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(
                {key: changed(value, change, key, coded=coded) for key, value in row.items()}
                for row in rows
            )
    return folder
