"""Designations in the words of a reader: names, clauses, legal states and records for popups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.values.issues import Text
from cluster_atlas.values.mapspec import Record, Row
from cluster_atlas.values.model import Code, Designation, Place, Relation, clause_label
from cluster_atlas.wording.facts import NO_NUMBER, target_text

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
    "city": Text("所在市", "City"),
    "source": Text("位置来源", "Location source"),
    "inferred": Text("推断", "Inferred"),
}


class Entity(Protocol):
    """Anything with a Chinese and an English name."""

    @property
    def name(self) -> str:
        """Chinese name."""

    @property
    def name_en(self) -> str:
        """English name."""


@dataclass(frozen=True)
class Reader:
    """Somebody who reads an atlas in one language as of one day."""

    atlas: Atlas
    language: str
    day: dt.date
    _records: dict[str, Record] = field(default_factory=dict, repr=False)

    @property
    def english(self) -> bool:
        """Whether the language is English."""
        return self.language == "en"

    def text(self, zh: str, en: str) -> str:
        """Return the wording in the reader's language."""
        return en if self.english else zh

    def name(self, named: Entity) -> str:
        """Return the name of anything; the Chinese one where there is no English one."""
        return (named.name_en or named.name) if self.english else named.name

    def short(self, place: Place) -> str:
        """Return the short name of a place."""
        return (place.label_en or place.label) if self.english else place.label

    def join(self, words: Iterable[str]) -> str:
        """Return words as a list."""
        return (", " if self.english else "、").join(words)

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

    def located(self, place: Place) -> str:
        """Return what a place's location is worth: 点位 ±4 km."""
        word = self.code("precision", place.precision)
        return f"{word} ±{place.radius_km:g} km" if _is_point(place) else word

    def clause(self, fact: Designation) -> str:
        """Return document number and clause address: 粤工信装备〔2023〕13号 四（五）."""
        document = self.atlas.documents[fact.document]
        number = document.number
        if number == NO_NUMBER:
            # Explanations of a plan have no number of their own.
            number = self.text(document.short, document.short_en or document.short)
        address = f"§{fact.address}" if self.english else clause_label(fact.address)
        return f"{number} {address}".strip()

    def relation(self, relation: Relation) -> str:
        """Return a relation as its ends and its kind: 广州 → 珠三角 带动."""
        ends = (self.short(self.atlas.places[end]) for end in (relation.from_, relation.to))
        arrow = " ↔ " if relation.type == "jointly" else " → "
        return f"{arrow.join(ends)} {self.code('relation', relation.type)}"

    def legal(self, document_id: str) -> str:
        """Return the legal state of a document with the year that explains it: 规划期满 2025."""
        state = self.atlas.legal_state(document_id, self.day)
        end = {
            "period-ended": self.atlas.documents[document_id].valid_to,
            "superseded": self.atlas.superseded.get(document_id),
        }.get(state)
        return self.code("legal-state", state) + (f" {end.year}" if end else "")

    def record(self, fact: Designation) -> Record:
        """Return a designation as a record; the same object every time."""
        if fact.id not in self._records:
            title = (fact.title_en or fact.title) if self.english else fact.title
            self._records[fact.id] = Record(fact.id, fact.cluster, title, self._rows(fact))
        return self._records[fact.id]

    def records(self, facts: Iterable[Designation]) -> tuple[Record, ...]:
        """Return designations as records, strongest first."""
        return tuple(self.record(fact) for fact in self.by_strength(facts))

    def place_rows(self, place: Place) -> tuple[Row, ...]:
        """Return what the gazetteer says of a place's location."""
        city = self.atlas.places.get(place.city)
        values = {
            "city": self.name(city) if city else "",
            "precision": self.located(place),
            "source": place.source if _is_point(place) else "",
            "inferred": place.inferred,
        }
        return self._filled(values)

    def _rows(self, fact: Designation) -> tuple[Row, ...]:
        atlas = self.atlas
        values = {
            "industries": self.join(self.name(atlas.industries[i]) for i in fact.industries),
            "role": self.code("role", fact.role),
            "status": self.code("status", fact.status),
            "places": self._places(fact),
            "relations": self.join(self.relation(relation) for relation in fact.relations),
            "target": target_text(fact, self.language),
            "clause": self.clause(fact),
            "legal": self.legal(fact.document),
        }
        return self._filled(values)

    def _places(self, fact: Designation) -> str:
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
