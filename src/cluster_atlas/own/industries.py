"""Which industries of the atlas a written one means: by name, synonym or GB/T 4754 code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.issues import nearest

# A code of the national classification: a letter for the section, two to four digits.
_CODE = re.compile(r"[A-T]?(\d{2,4})")
_PARTS = re.compile(r"[、,，;；/|\n]+")
_TAIL = re.compile("(产业集群|产业|行业|制造业|制造|业)$")
_SHORTEST = 2


@dataclass(slots=True)
class IndustryNames:
    """Names and codes of an atlas's industries and clusters, each with the ids that bear it."""

    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kept: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)

    def match(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return ids of industries (or clusters, ``cluster:ID``), and the parts that mean none.

        Parameters
        ----------
        text
            One or several, as ``新型显示、C3974``.
        """
        if text not in self.kept:
            found: dict[str, None] = {}
            unknown = []
            for part in filter(None, map(str.strip, _PARTS.split(text))):
                ids = self._one(part)
                found.update(dict.fromkeys(ids))
                if not ids:
                    unknown.append(part)
            self.kept[text] = tuple(found), tuple(unknown)
        return self.kept[text]

    def similar(self, text: str) -> str:
        """Return the known name most like a text; empty where none is near."""
        return nearest(plain(text), self.names)

    def _one(self, part: str) -> tuple[str, ...]:
        name = plain(part)
        for candidate in (name, _TAIL.sub("", name)):
            if candidate in self.names:
                return self.names[candidate]
        code = _CODE.match(unicodedata.normalize("NFKC", part).upper().strip())
        # 3974 显示器件制造: the code decides, from the finest known class upward.
        digits = code[1] if code else ""
        for length in range(len(digits), 1, -1):
            if digits[:length] in self.codes:
                return self.codes[digits[:length]]
        return ()


def industry_names(atlas: Atlas) -> IndustryNames:
    """Return the names of an atlas's industries."""
    found = IndustryNames()
    names: dict[str, dict[str, None]] = {}
    for industry in atlas.industries.values():
        for name in (industry.name, industry.name_en, *industry.synonyms, *industry.products):
            for form in {plain(name), _TAIL.sub("", plain(name))}:
                if len(form) >= _SHORTEST:
                    names.setdefault(form, {})[industry.id] = None
        for code in industry.gbt:
            found.codes[code] = (*found.codes.get(code, ()), industry.id)
    for cluster in atlas.clusters:
        for name in (cluster.name, cluster.name_en):
            for form in {plain(name), _TAIL.sub("", plain(name))}:
                names.setdefault(form, {f"cluster:{cluster.id}": None})
    found.names = {name: tuple(ids) for name, ids in names.items()}
    return found


def plain(text: str) -> str:
    """Return a name in its normal form for comparison."""
    return re.sub(r"[\s·（）()\-与和及]+", "", unicodedata.normalize("NFKC", text)).lower()
