"""A selection of the atlas: what to show, and what each further filter would leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import haystack, occurs, pinyin, spellings, tokens
from cluster_atlas.values.htmltable import table_html
from cluster_atlas.values.issues import AtlasError, Issue, Text, nearest, quote, unknown
from cluster_atlas.values.model import Designation

if TYPE_CHECKING:
    import geopandas as gpd

DEFAULT_LEGAL_STATES = ("in-force", "period-ended")
MAX_TEXT = 200
# So many unknown values of a key are told: to each the nearest name is looked for, and a link may
# hold any number.
MOST_UNKNOWN = 12
ROWS_SHOWN = 10
# How alike, from 0 to 1, what stands in a link must be to what it may have meant.
_NEAR = 0.85

# URL key and option name of each filter, and the field that holds its values.
FILTERS = {
    "cluster": "clusters",
    "industry": "industries",
    "status": "statuses",
    "role": "roles",
    "place": "places",
    "document": "documents",
    "legal": "legal_states",
    "named": "named",
}
FILTER_NAMES = {
    "cluster": Text("集群", "cluster"),
    "industry": Text("产业", "industry"),
    "status": Text("状态", "status"),
    "role": Text("角色", "role"),
    "place": Text("地区", "place"),
    "document": Text("文件", "document"),
    "legal": Text("文件效力", "legal state"),
    "named": Text("点名", "by name"),
}

# Clusters hold industries: one tree, whose options are counted alike, so that no part of it has
# more than the whole.
_TREE = ("cluster", "industry")

# The one value of the filter by name, and what it is called.
BY_NAME = "1"
ONLY_NAMED = Text("仅点名", "Named only")

# Places that stand for many: who is meant by them only is not named.
WIDE_LEVELS = frozenset({"province", "region"})


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
    named
        ``True`` for what names a city, county, park, site or SAR only: neither the whole province
        nor a region alone; a city among ``places`` then takes in only what names it.

    Ids stand for themselves; where an atlas reads the selection (:func:`select` and all that takes
    one) names do as well: Chinese, English or short names, adcodes, numbers of documents.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> atlas = ca.open_atlas()
    >>> by_name = ca.Selection(industries=["轨道交通装备"], places=["江门"])
    >>> ca.select(atlas, by_name).selection.to_dict()
    {'industry': ['rail-equipment'], 'place': ['city:440700']}
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
    named: Sequence[str] | bool = ()

    def __post_init__(self) -> None:
        """Keep values as tuples without doubles, so that equal selections compare equal."""
        for name in FILTERS.values():
            value = getattr(self, name)
            if isinstance(value, bool):
                value = (BY_NAME,) if value else ()
            values = (value,) if isinstance(value, (str, int)) else tuple(value)
            # An adcode may come as a number.
            values = tuple(v if isinstance(v, str) else str(v) for v in values)
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


@dataclass(frozen=True, repr=False)
class SelectionResult:
    """The answer to a selection.

    Attributes
    ----------
    selection
        What was asked, in ids.
    facts
        The designations to show, in the order of the atlas.
    bits
        The same as a bit set: bit ``i`` stands for ``atlas.facts[i]``.
    counts
        For each filter and option, how many designations it would show alone, under all other
        filters; a cluster and an industry each without the other. Keys are URL keys, then option
        ids.
    atlas
        The atlas that was asked.
    day
        The day whose legal states hold: the last of the year asked for, at most today.
    """

    selection: Selection
    facts: tuple[Designation, ...]
    bits: int
    counts: Mapping[str, Mapping[str, int]]
    day: dt.date
    atlas: Atlas = field(compare=False)

    def __repr__(self) -> str:
        """Return one line: how many designations, and what was asked."""
        return f"<SelectionResult: {self._summary()}>"

    def _repr_html_(self) -> str:
        """Return the first designations as a small table, for a notebook."""
        atlas = self.atlas
        rows = [
            (
                fact.title,
                atlas.cluster_by_id[fact.cluster].name,
                "、".join(atlas.places[place].label for place in fact.places),
                atlas.codes["role"][fact.role].name,
                atlas.codes["status"][fact.status].name,
                fact.address,
            )
            for fact in self.facts[:ROWS_SHOWN]
        ]
        headings = ("定位", "集群", "地区", "角色", "状态", "条款")
        rest = len(self.facts) - len(rows)
        return table_html(f"Selection: {self._summary()}", headings, rows, rest=rest)

    def _summary(self) -> str:
        count = f"{len(self.facts)} of {len(self.atlas.facts)} designations"
        filters = (
            f"{key} {'/'.join(map(str, value)) if isinstance(value, list) else value}"
            for key, value in self.selection.to_dict().items()
        )
        return "; ".join([count, *filters])

    def to_frame(self) -> gpd.GeoDataFrame:
        """Return the selected designations as a GeoDataFrame.

        Returns
        -------
        geopandas.GeoDataFrame
            One row per designation and place, EPSG:4326, with the columns of
            :attr:`Atlas.designations`; ``legal_state`` is that of the selection's ``as_of``.

        Examples
        --------
        >>> import cluster_atlas as ca
        >>> rail = ca.select(ca.open_atlas(), ca.Selection(industries=["轨道交通装备"]))
        >>> frame = rail.to_frame()
        >>> set(frame["cluster"]), frame.crs.to_epsg()
        ({'equipment'}, 4326)
        """
        from cluster_atlas.atlas.frames import designation_frame

        atlas, day = self.atlas, _day(self.atlas, self.selection.as_of)
        return designation_frame(
            self.facts, atlas.places, atlas.shapes, lambda key: atlas.legal_state(key, day)
        )


def select(atlas: Atlas, selection: Selection | None = None) -> SelectionResult:
    """Return what a selection shows.

    Parameters
    ----------
    atlas
        An open atlas.
    selection
        Filters, by ids or names; everything where ``None``.

    Returns
    -------
    SelectionResult
        The designations (``facts``), the counts beside every filter, and ``to_frame()``.

    Raises
    ------
    AtlasError
        If a filter names a value that the atlas does not have; its hint is the nearest name.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> atlas = ca.open_atlas()
    >>> bases = ca.select(atlas, ca.Selection(places=["江门"], roles=["base"]))
    >>> len(bases.facts) > 0
    True
    """
    chosen = resolve_selection(atlas, selection or Selection())
    index = index_of(atlas)
    day = _day(atlas, chosen.as_of)
    options = index.options | {"legal": index.legal_states(day)}
    by_name = _union(index.by_name, chosen.places)
    if chosen.named:
        options["place"] = index.by_name
    parts = {key: _union(options[key], getattr(chosen, name)) for key, name in FILTERS.items()}
    if not chosen.legal_states:
        parts["legal"] = _union(options["legal"], DEFAULT_LEGAL_STATES)
    common = index.issued_by(day) & index.matching(chosen.text)
    bits = common
    for part in parts.values():
        bits &= index.all if part is None else part
    counts = _counts(index.all, common, options, parts)
    # A city among the places takes in less once only what names it counts.
    counts["named"] = _counts(index.all, common, options, parts | {"place": by_name})["named"]
    return SelectionResult(chosen, index.facts_of(bits), bits, counts, day, atlas)


def resolve_selection(atlas: Atlas, selection: Selection) -> Selection:
    """Return a selection whose names are ids.

    Raises
    ------
    AtlasError
        If a filter names a value that the atlas does not have; its hint is the nearest name.
    """
    index = index_of(atlas)
    values: dict[str, Any] = {
        name: tuple(index.resolve(key, value) or value for value in getattr(selection, name))
        for key, name in FILTERS.items()
    }
    resolved = replace(selection, **values)
    issues = selection_issues(atlas, resolved)
    if issues:
        raise AtlasError(issues)
    return resolved


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
            near=nearest_option(atlas, key, value) if file == "URL" else None,
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


def nearest_option(atlas: Atlas, key: str, value: str) -> Text:
    """Return the name of the option that an unknown value of a link comes nearest to.

    Ids share their kind and differ in what stands behind it, which may be the name in pinyin.
    """
    index = index_of(atlas)
    kinds: dict[str, Mapping[str, Any]] = {
        "cluster": {cluster.id: cluster for cluster in atlas.clusters},
        "industry": atlas.industries,
        "place": atlas.places,
        "document": atlas.documents,
        "legal": atlas.codes["legal-state"],
    }
    records: Mapping[str, Any] = kinds[key] if key in kinds else atlas.codes.get(key, {})
    named = index.names[key]
    words = {pinyin(name)[0]: option for name, option in reversed(named.items())}
    words |= {option.rpartition(":")[2]: option for option in records} | named
    words.pop("", None)
    sought = value.casefold().rpartition(":")[2]
    near = nearest(sought, words, _NEAR) or nearest(pinyin(sought)[0], words, _NEAR)
    record = records.get(words.get(near, ""))
    if record is None:
        return Text("", "")
    if key == "document":
        return Text(record.short, record.short_en)
    return Text(record.name, record.name_en or record.name)


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
        Unknown values are left out of the selection; the first of each key stand in the issues.
    """
    index = index_of(atlas)
    issues: list[Issue] = []
    chosen: dict[str, Any] = {}
    for key, name in FILTERS.items():
        found = {value: index.resolve(key, value) for value in values.get(key, ()) if value}
        unknown_values = [value for value, known in found.items() if not known]
        strange: dict[str, Any] = {name: unknown_values[:MOST_UNKNOWN]}
        issues += selection_issues(atlas, Selection(**strange), file=file)
        chosen[name] = tuple(dict.fromkeys(known for known in found.values() if known))
    year, year_issues = _parse_year(next(iter(values.get("as_of", ())), ""), file)
    text = next(iter(values.get("text", ())), "")
    return Selection(**chosen, as_of=year, text=text), issues + year_issues


def _parse_year(value: str, file: str) -> tuple[int | None, list[Issue]]:
    if not value:
        return None, []
    # Python itself refuses to read some thousand digits as a number.
    four_digits = value.isascii() and value.isdigit() and len(value) == 4  # noqa: PLR2004
    if four_digits and _year_in_range(int(value)):
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
        own = _TREE if key in _TREE else (key,)
        for other, part in parts.items():
            if other not in own and part is not None:
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
            "named": {BY_NAME: 0},
        }
        # The facts of each place without what only its region brings it.
        self.by_name: dict[str, int] = dict.fromkeys(atlas.places, 0)
        for number, fact in enumerate(atlas.facts):
            self._enter(fact, 1 << number)
        self.names = self._names()

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
        if names_a_spot(atlas, fact):
            self.options["named"][BY_NAME] |= bit
            for place in places - (set(atlas.covered_cities(fact)) - named):
                self.by_name[place] |= bit

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
            "named": [(name, BY_NAME) for name in ONLY_NAMED],
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
        atlas = self.atlas
        return atlas.derive("haystacks", lambda: [fact_words(atlas, fact) for fact in atlas.facts])

    def facts_of(self, bits: int) -> tuple[Designation, ...]:
        """Return the facts of a bit set, in order."""
        return tuple(fact for i, fact in enumerate(self.atlas.facts) if bits >> i & 1)


def names_a_spot(atlas: Atlas, fact: Designation) -> bool:
    """Tell whether a fact names more than regions and the province."""
    return any(atlas.places[place].level not in WIDE_LEVELS for place in fact.places)


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
