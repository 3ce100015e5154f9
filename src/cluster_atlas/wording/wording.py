"""The wording of an atlas in one language as of one day: every word said about a fact or place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Protocol, Self

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import Record, Row
from cluster_atlas.values.model import Code, Designation, Place, Relation
from cluster_atlas.wording.documents import (
    citation_head,
    clause_label,
    document_label,
    document_name,
    final_words,
    issued_words,
    legal_words,
)
from cluster_atlas.wording.numbers import number
from cluster_atlas.wording.targets import target_words

_FIELDS = {
    "industries": Text("产业", "Industry"),
    "role": Text("角色", "Role"),
    "status": Text("状态", "Status"),
    "places": Text("地点", "Place"),
    "relations": Text("关系", "Relation"),
    "target": Text("目标", "Target"),
    "clause": Text("依据", "Clause"),
    "legal": Text("效力", "Legal state"),
    "precision": Text("精度", "Precision"),
    "zone": Text("开发区", "Economic zone"),
    "city": Text("所在市", "City"),
    "source": Text("位置来源", "Location source"),
    "inferred": Text("推断", "Inferred"),
}
# A designation with its citation, to be pasted into another text; the viewer fills the same one.
STATEMENT_WORDS = Text(
    "{places}：{title}（{role}，{status}）。{citation}。",
    "{places}: {title} ({role}, {status}). {citation}.",
)


class Entity(Protocol):
    """Anything with a Chinese and an English name."""

    @property
    def name(self) -> str:
        """Chinese name."""

    @property
    def name_en(self) -> str:
        """English name."""


@dataclass(frozen=True)
class Wording:
    """What is said of an atlas in one language, ``"zh"`` or ``"en"``, as of one day."""

    atlas: Atlas
    language: str
    day: dt.date
    _records: dict[str, Record] = field(default_factory=dict, repr=False)

    @property
    def english(self) -> bool:
        """Whether the language is English."""
        return self.language == "en"

    def on(self, day: dt.date) -> Self:
        """Return the same wording as of another day."""
        return self if day == self.day else replace(self, day=day, _records={})

    def text(self, zh: str, en: str) -> str:
        """Return the wording in its language."""
        return en if self.english else zh

    def name(self, named: Entity) -> str:
        """Return the name of anything; the Chinese one where there is no English one."""
        return (named.name_en or named.name) if self.english else named.name

    def short(self, place: Place) -> str:
        """Return the short name of a place."""
        return (place.label_en or place.label) if self.english else place.label

    def join(self, words: Iterable[str]) -> str:
        """Return words as a list; English ones that hold a comma stand between semicolons."""
        if not self.english:
            return "、".join(words)
        names = list(words)
        return ("; " if any(", " in name for name in names) else ", ").join(names)

    def code(self, code_list: str, key: str) -> str:
        """Return the name of a coded word."""
        return self.name(self.atlas.codes[code_list][key])

    def field(self, key: str) -> str:
        """Return the label of a field."""
        return _FIELDS[key].in_language(self.language)

    def role(self, fact: Designation) -> Code:
        """Return the role of a designation."""
        return self.atlas.codes["role"][fact.role]

    def strongest(self, facts: Iterable[Designation]) -> Code:
        """Return the strongest role among designations; of equals the first of the code list."""
        order = list(self.atlas.codes["role"])
        roles = (self.role(fact) for fact in facts)
        return min(roles, key=lambda role: (role.tier or 5, order.index(role.id)))

    def by_strength(self, facts: Iterable[Designation]) -> list[Designation]:
        """Return designations with the strongest roles first."""
        return sorted(facts, key=lambda fact: self.role(fact).tier or 5)

    def title(self, fact: Designation) -> str:
        """Return the title of a designation."""
        return (fact.title_en or fact.title) if self.english else fact.title

    def places(self, ids: Iterable[str]) -> str:
        """Return the short names of places as a list."""
        return self.join(self.short(self.atlas.places[place]) for place in ids)

    def industries(self, ids: Iterable[str]) -> str:
        """Return the names of industries as a list."""
        return self.join(self.name(self.atlas.industries[industry]) for industry in ids)

    def located(self, place: Place) -> str:
        """Return what a place's location is worth: 点位 ±4 km."""
        word = self.code("precision", place.precision)
        return f"{word} ±{number(place.radius_km or 0)} km" if _is_point(place) else word

    def document(self, document_id: str) -> str:
        """Return what a document is called in short: its number, or its short title without one."""
        return document_label(self.atlas.documents[document_id], self.language)

    def document_title(self, document_id: str) -> str:
        """Return the full title of a document."""
        return document_name(self.atlas.documents[document_id], self.language)

    def citation_head(self, fact: Designation) -> str:
        """Return the document part of a designation's citation: title, number and date."""
        return citation_head(self.atlas.documents[fact.document], self.language)

    def clause_label(self, fact: Designation) -> str:
        """Return the address of a designation's clause: 四（五）."""
        return clause_label(fact.address, self.language)

    def address(self, address: str) -> str:
        """Return the address of any clause: 四（五）."""
        return clause_label(address, self.language)

    def citation(self, fact: Designation) -> str:
        """Return the citation of a designation: title, number and date of the document, clause."""
        comma = self.text("，", ", ")
        return f"{self.citation_head(fact)}{comma}{self.clause_label(fact)}"

    def statement(self, fact: Designation) -> str:
        """Return a designation with its citation: 江门：…（产业基地，…）。《…》（…），四（五）."""
        return STATEMENT_WORDS.in_language(self.language).format(
            places=self.places(fact.places),
            title=self.title(fact),
            role=self.code("role", fact.role),
            status=self.code("status", fact.status),
            citation=self.citation(fact),
        )

    def clause(self, fact: Designation) -> str:
        """Return the citation in short: 粤工信装备〔2023〕13号 四（五）."""
        return f"{self.document(fact.document)} {self.clause_label(fact)}"

    def target(self, fact: Designation) -> str:
        """Return a designation's target as one phrase, empty where it has none."""
        return target_words(fact.target, self.language)

    def relation(self, relation: Relation) -> str:
        """Return a relation as its ends and its kind: 广州 → 珠三角 带动."""
        ends = (self.short(self.atlas.places[end]) for end in (relation.from_, relation.to))
        arrow = " ↔ " if relation.type == "jointly" else " → "
        return f"{arrow.join(ends)} {self.code('relation', relation.type)}"

    def legal(self, document_id: str) -> str:
        """Return the legal state of a document with the year that explains it: 规划期满 2025."""
        return self.legal_state(document_id, self.atlas.legal_state(document_id, self.day))

    def legal_state(self, document_id: str, state: str) -> str:
        """Return a legal state, given by its code, as it is said of a document."""
        document = self.atlas.documents[document_id]
        superseded = self.atlas.superseded.get(document_id)
        code = self.atlas.codes["legal-state"][state]
        return legal_words(document, superseded, code).in_language(self.language)

    def issued(self, document_id: str) -> str:
        """Return the day on which a document was issued, and whether that is assumed."""
        return issued_words(self.atlas.documents[document_id], self.language)

    def final(self, document_id: str) -> str:
        """Return what is known on the day of a draft's final text, empty where nothing is."""
        finalised = self.atlas.legal_state(document_id, self.day) == "finalised"
        words = final_words(self.atlas.documents[document_id])
        return words.in_language(self.language) if finalised else ""

    def record(self, fact: Designation) -> Record:
        """Return a designation as a record; the same object every time."""
        if fact.id not in self._records:
            self._records[fact.id] = Record(
                fact.id, fact.cluster, self.title(fact), self._rows(fact)
            )
        return self._records[fact.id]

    def records(self, facts: Iterable[Designation]) -> tuple[Record, ...]:
        """Return designations as records, strongest first."""
        return tuple(self.record(fact) for fact in self.by_strength(facts))

    def place_rows(self, place: Place) -> tuple[Row, ...]:
        """Return what the gazetteer says of a place's location."""
        kind = self.atlas.codes["zone-kind"].get(place.zone[2:5])
        values = {
            "zone": f"{self.name(kind)} · GB/T 37028 {place.zone}" if kind else "",
            "city": self.join(self.name(self.atlas.places[city]) for city in place.all_cities),
            "precision": self.located(place),
            "source": place.source if _is_point(place) else "",
            "inferred": place.inferred,
        }
        return self._filled(values)

    def _rows(self, fact: Designation) -> tuple[Row, ...]:
        values = {
            "industries": self.industries(fact.industries),
            "role": self.code("role", fact.role),
            "status": self.code("status", fact.status),
            "places": self._located_places(fact),
            "relations": self.join(self.relation(relation) for relation in fact.relations),
            "target": self.target(fact),
            "clause": self.clause(fact),
            "legal": self.legal(fact.document),
        }
        return self._filled(values)

    def _located_places(self, fact: Designation) -> str:
        """Return the places of a designation, with what their location is worth in brackets."""
        places = (self.atlas.places[place] for place in fact.places)
        alike = (
            (worth, self.join(self.short(place) for place in group))
            for worth, group in groupby(places, key=self.located)
        )
        return self.join(self.text(f"{n}（{worth}）", f"{n} ({worth})") for worth, n in alike)

    def _filled(self, values: dict[str, str]) -> tuple[Row, ...]:
        return tuple((self.field(key), value) for key, value in values.items() if value)


def _is_point(place: Place) -> bool:
    """Whether a place is known by a point with an uncertainty, rather than by its boundary."""
    return place.level in {"park", "site"} and place.lon is not None and bool(place.radius_km)
