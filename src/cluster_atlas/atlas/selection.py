"""A selection of the atlas: what to show, and what each further filter would leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import haystack, occurs, spellings, tokens
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote, unknown
from cluster_atlas.values.model import Designation

DEFAULT_LEGAL_STATES = ("in-force", "period-ended")
MAX_TEXT = 200

# URL key and option name of each filter, and the field that holds its values.
FILTERS = {
    "cluster": "clusters",
    "industry": "industries",
    "status": "statuses",
    "role": "roles",
    "place": "places",
    "document": "documents",
    "legal": "legal_states",
}
FILTER_NAMES = {
    "cluster": Text("集群", "cluster"),
    "industry": Text("产业", "industry"),
    "status": Text("状态", "status"),
    "role": Text("角色", "role"),
    "place": Text("地区", "place"),
    "document": Text("文件", "document"),
    "legal": Text("文件效力", "legal state"),
}


@dataclass(frozen=True)
class Selection:
    """What to show: values of one filter are alternatives, filters add up.

    Attributes
    ----------
    clusters, industries, statuses, roles, places, documents, legal_states
        Ids; empty means all. An industry takes in its segments; a city its counties, parks and
        sites and the regions that name it; a region whatever names it or one of its cities.
        Empty ``legal_states`` means in force or period ended, the last word of the plans.
    as_of
        Year: what was issued by its end, with the legal states of that day; ``None`` is today.
    text
        Words that must all occur: Chinese, English, pinyin or its initials.
    """

    clusters: Sequence[str] = ()
    industries: Sequence[str] = ()
    statuses: Sequence[str] = ()
    roles: Sequence[str] = ()
    places: Sequence[str] = ()
    documents: Sequence[str] = ()
    legal_states: Sequence[str] = ()
    as_of: int | None = None
    text: str = ""

    def __post_init__(self) -> None:
        """Keep values as tuples without doubles, so that equal selections compare equal."""
        for name in FILTERS.values():
            value = getattr(self, name)
            values = (value,) if isinstance(value, str) else tuple(value)
            object.__setattr__(self, name, tuple(dict.fromkeys(values)))
        object.__setattr__(self, "text", self.text.strip()[:MAX_TEXT])

    def to_dict(self) -> dict[str, list[str] | int | str]:
        """Return the filters that are set, by URL key."""
        values: dict[str, list[str] | int | str] = {
            key: list(getattr(self, name)) for key, name in FILTERS.items() if getattr(self, name)
        }
        if self.as_of is not None:
            values["as_of"] = self.as_of
        if self.text:
            values["text"] = self.text
        return values

    def to_query(self) -> dict[str, str | list[str]]:
        """Return the selection as URL parameters; several values of a key as a list."""
        return {
            key: [str(item) for item in value] if isinstance(value, list) else str(value)
            for key, value in self.to_dict().items()
        }


@dataclass(frozen=True)
class SelectionResult:
    """The answer to a selection.

    Attributes
    ----------
    selection
        What was asked.
    facts
        The designations to show, in the order of the atlas.
    bits
        The same as a bit set: bit ``i`` stands for ``atlas.facts[i]``.
    counts
        For each filter and option, how many designations it would show alone, under all other
        filters. Keys are URL keys, then option ids.
    """

    selection: Selection
    facts: tuple[Designation, ...]
    bits: int
    counts: Mapping[str, Mapping[str, int]]


def select(atlas: Atlas, selection: Selection | None = None) -> SelectionResult:
    """Return what a selection shows.

    Parameters
    ----------
    atlas
        An open atlas.
    selection
        Filters; everything where ``None``.

    Raises
    ------
    AtlasError
        If a filter names a value that the atlas does not have.
    """
    chosen = selection or Selection()
    issues = selection_issues(atlas, chosen)
    if issues:
        raise AtlasError(issues)
    index = index_of(atlas)
    day = _day(atlas, chosen.as_of)
    options = index.options | {"legal": index.legal_states(day)}
    parts = {key: _union(options[key], getattr(chosen, name)) for key, name in FILTERS.items()}
    if not chosen.legal_states:
        parts["legal"] = _union(options["legal"], DEFAULT_LEGAL_STATES)
    common = index.issued_by(day) & index.matching(chosen.text)
    bits = common
    for part in parts.values():
        bits &= index.all if part is None else part
    return SelectionResult(
        chosen, index.facts_of(bits), bits, _counts(index.all, common, options, parts)
    )


def selection_issues(atlas: Atlas, selection: Selection, *, file: str = "") -> list[Issue]:
    """Return an issue for each value of a selection that the atlas does not have."""
    index = index_of(atlas)
    known = index.options | {"legal": dict.fromkeys(atlas.codes["legal-state"], 0)}
    issues = [
        unknown(
            FILTER_NAMES[key],
            value,
            [*known[key], *reversed(index.names[key])],
            file=file or FILTER_NAMES[key].en,
            field="" if not file else key,
        )
        for key, name in FILTERS.items()
        for value in getattr(selection, name)
        if value not in known[key]
    ]
    if selection.as_of is not None and not _year_in_range(selection.as_of):
        issues.append(
            Issue(
                file or "as-of",
                "",
                "" if not file else "as_of",
                quote(selection.as_of),
                Text("不是可用的年份", "is not a usable year"),
                Text("请填四位年份，如 2024", "give a year of four digits such as 2024"),
            )
        )
    return issues


def parse_selection(
    atlas: Atlas, values: Mapping[str, Iterable[str]], *, file: str = "URL"
) -> tuple[Selection, list[Issue]]:
    """Return the selection that URL parameters or options ask for, and what was not understood.

    Parameters
    ----------
    atlas
        The atlas whose ids and names count.
    values
        By URL key, the values given: ids, adcodes, Chinese or English names.
    file
        What the issues call the place of the values.

    Returns
    -------
    tuple of Selection and list of Issue
        Unknown values are left out of the selection and stand in the issues.
    """
    index = index_of(atlas)
    issues: list[Issue] = []
    chosen: dict[str, Any] = {}
    for key, name in FILTERS.items():
        found = [(value, index.resolve(key, value)) for value in values.get(key, ()) if value]
        strange: dict[str, Any] = {name: [value for value, known in found if not known]}
        issues += selection_issues(atlas, Selection(**strange), file=file)
        chosen[name] = tuple(known for _, known in found if known)
    year, year_issues = _parse_year(next(iter(values.get("as_of", ())), ""), file)
    text = next(iter(values.get("text", ())), "")
    return Selection(**chosen, as_of=year, text=text), issues + year_issues


def _parse_year(value: str, file: str) -> tuple[int | None, list[Issue]]:
    if not value:
        return None, []
    if value.isascii() and value.isdigit() and _year_in_range(int(value)):
        return int(value), []
    message = Text("不是可用的年份", "is not a usable year")
    hint = Text("请填四位年份，如 2024", "give a year of four digits such as 2024")
    return None, [Issue(file, "", "as_of", quote(value), message, hint)]


def _year_in_range(year: int) -> bool:
    return 1978 <= year <= 2100  # noqa: PLR2004 - no plan is older, none reaches further


def _day(atlas: Atlas, as_of: int | None) -> dt.date:
    """Return the last day of the year asked for, but no day that is yet to come."""
    return atlas.today if as_of is None else min(dt.date(as_of, 12, 31), atlas.today)


def _union(options: Mapping[str, int], values: Iterable[str]) -> int | None:
    """Return the facts of any of the values; ``None`` where the filter is not set."""
    bits = None
    for value in values:
        bits = (bits or 0) | options[value]
    return bits


def _counts(
    everything: int,
    common: int,
    options: Mapping[str, Mapping[str, int]],
    parts: Mapping[str, int | None],
) -> dict[str, dict[str, int]]:
    """Count each option of each filter under the text, the date and all other filters."""
    counts = {}
    for key in options:
        others = common
        for other, part in parts.items():
            if other != key and part is not None:
                others &= part
        counts[key] = {
            option: (others & bits & everything).bit_count()
            for option, bits in options[key].items()
        }
    return counts


class Index:
    """Bit sets over the facts of one atlas: bit ``i`` stands for ``atlas.facts[i]``."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.all = (1 << len(atlas.facts)) - 1
        self.options: dict[str, dict[str, int]] = {
            "cluster": dict.fromkeys((c.id for c in atlas.clusters), 0),
            "industry": dict.fromkeys(atlas.industries, 0),
            "status": dict.fromkeys(atlas.codes["status"], 0),
            "role": dict.fromkeys(atlas.codes["role"], 0),
            "place": dict.fromkeys(atlas.places, 0),
            "document": dict.fromkeys(atlas.documents, 0),
        }
        for number, fact in enumerate(atlas.facts):
            self._enter(fact, 1 << number)
        self.names = self._names()
        self._haystacks: list[str] = []

    def _enter(self, fact: Designation, bit: int) -> None:
        """Set a fact's bit at every option that it belongs to."""
        atlas = self.atlas
        self.options["cluster"][fact.cluster] |= bit
        self.options["status"][fact.status] |= bit
        self.options["role"][fact.role] |= bit
        self.options["document"][fact.document] |= bit
        for industry in fact.industries:
            parent = atlas.industries[industry].parent
            for option in (industry, parent) if parent else (industry,):
                self.options["industry"][option] |= bit
        named = set(atlas.named_cities(fact))
        places = {*fact.places, *atlas.covered_cities(fact)}
        places |= {atlas.places[place].county for place in fact.places} - {""}
        places |= {region.id for region in atlas.places.values() if named & set(region.members)}
        for place in places:
            self.options["place"][place] |= bit

    def _names(self) -> dict[str, dict[str, str]]:
        """Return, for each filter, every name that stands for an option.

        Where two share a name, the one listed first has it.
        """
        atlas = self.atlas
        codes = (("status", "status"), ("role", "role"), ("legal", "legal-state"))
        pairs: dict[str, list[tuple[str, str]]] = {
            "cluster": [(n, c.id) for c in atlas.clusters for n in (c.name, c.name_en)],
            "industry": [
                (n, i.id)
                for i in atlas.industries.values()
                for n in (i.name, i.name_en, *i.synonyms)
            ],
            "place": [
                (n, p.id)
                for p in atlas.places.values()
                for n in (p.name, p.short, p.name_en, p.short_en, p.adcode, *p.aliases)
            ],
            "document": [
                (n, d.id) for d in atlas.documents.values() for n in (d.number, d.title, d.short)
            ],
        } | {
            key: [(n, c.id) for c in atlas.codes[name].values() for n in (c.name, c.name_en)]
            for key, name in codes
        }
        return {
            key: {name.casefold(): option for name, option in reversed(found) if name}
            for key, found in pairs.items()
        }

    def resolve(self, key: str, value: str) -> str:
        """Return the option that an id or a name stands for, or an empty string."""
        known = self.atlas.codes["legal-state"] if key == "legal" else self.options[key]
        return value if value in known else self.names[key].get(value.strip().casefold(), "")

    def legal_states(self, day: dt.date) -> dict[str, int]:
        """Return the facts whose document is in each legal state on a day."""
        states = dict.fromkeys(self.atlas.codes["legal-state"], 0)
        for document, bits in self.options["document"].items():
            states[self.atlas.legal_state(document, day)] |= bits
        return states

    def issued_by(self, day: dt.date) -> int:
        """Return the facts of documents that were issued by a day."""
        bits = 0
        for document, found in self.options["document"].items():
            if self.atlas.documents[document].issued <= day:
                bits |= found
        return bits

    def matching(self, text: str) -> int:
        """Return the facts in which every word of a text occurs."""
        words = tokens(text)
        if not words:
            return self.all if not text else 0
        bits = 0
        for number, hay in enumerate(self.haystacks()):
            if all(occurs(word, hay) for word in words):
                bits |= 1 << number
        return bits

    def haystacks(self) -> list[str]:
        """Return the searchable words of each fact; made at the first search."""
        if not self._haystacks:
            self._haystacks = [fact_words(self.atlas, fact) for fact in self.atlas.facts]
        return self._haystacks

    def facts_of(self, bits: int) -> tuple[Designation, ...]:
        """Return the facts of a bit set, in order."""
        return tuple(fact for i, fact in enumerate(self.atlas.facts) if bits >> i & 1)


def fact_words(atlas: Atlas, fact: Designation) -> str:
    """Return the searchable words of a fact: its own and those of all that it refers to."""
    cluster = atlas.cluster_by_id[fact.cluster]
    document = atlas.documents[fact.document]
    industries = [atlas.industries[i] for i in fact.industries]
    parents = [atlas.industries[i.parent] for i in industries if i.parent]
    cities = [city for city in atlas.named_cities(fact) if city not in fact.places]
    places = [atlas.places[place] for place in (*fact.places, *cities)]
    names = [
        [cluster.name, cluster.name_en],
        *([i.name, i.name_en, *i.synonyms] for i in (*industries, *parents)),
        *([p.name, p.label, p.label_en, *p.aliases] for p in places),
    ]
    own = [fact.title, fact.title_en, fact.id, document.number, document.id, fact.address]
    named = [name for group in names for name in group]
    return haystack([*own, *named, spellings(named)])


def index_of(atlas: Atlas) -> Index:
    """Return the bit sets of an atlas; made once."""
    return atlas.derive("index", lambda: Index(atlas))
