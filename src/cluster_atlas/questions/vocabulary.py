"""Every word by which a reader may ask for something of an atlas, and how well a text fits it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import syllables, tokens, usual_syllables
from cluster_atlas.questions.query import STOP_WORDS
from cluster_atlas.values.model import Place
from cluster_atlas.values.searches import Subject
from cluster_atlas.wording.replies import CODE_LISTS

# The viewer's vocabulary.js holds the same rules; a test holds both to the same answers.
# How much a word says of what it stands for.
WEIGHTS = {
    "name": 1.0,
    "synonym": 0.98,
    "place": 0.97,
    "product": 0.95,
    "title": 0.9,
    "plan": 0.8,
}

# Words of the plans by the clause that has them; scripts/list_plan_words.py lists them.
PLAN_WORDS = "geodata/plan_words.csv"

# A text that is so much of a cluster's name, at its end or at its beginning, means the cluster.
CLUSTER_PART, CLUSTER_END, CLUSTER_BEGINNING = 0.99, 0.5, 0.6

# Shares of a full fit: a word at the end of a longer one says what kind of thing it is, before
# that only what it is for (a car insurance is no car). Each has its least, and what length adds.
HEAD, ELSEWHERE, BEGUN, INSIDE = (0.55, 0.4), (0.2, 0.5), (0.55, 0.4), (0.5, 0.35)
SKIPPED, PAIRS = (0.6, 0.25), 0.6
SOUNDS_ALIKE, ONE_OFF, STRIPPED = 0.9, 0.75, 0.93
SPELLED, INITIALS, INITIALS_BEGUN = 0.98, 0.85, (0.4, 0.35)
WORD_BEGUN, WORD_LONGER, WORD_MISTYPED = 0.85, 0.75, 0.85
NO_HEAD, NO_HEAD_OF_MANY = 0.6, 0.8

# Words that say nothing of what is asked for, at the end of a text.
GENERIC = (
    "产业", "行业", "企业", "公司", "厂家", "厂商", "工厂", "制造", "生产", "加工", "项目", "产品",
    "基地", "集群", "机构", "生态", "系统", "设备", "装置", "技术", "服务", "规划", "计划", "政策",
    "布局", "定位", "发展", "业", "厂", "站", "类", "品", "商", "店",
)  # fmt: skip

# Names of zones as people shorten them; the longer ones first.
SHORTER = (
    ("高新技术产业开发区", "高新区"),
    ("高技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("产业转移工业园区", "产业园"),
    ("产业转移工业园", "产业园"),
    ("工业园区", "工业园"),
    ("产业园区", "产业园"),
    ("综合保税区", "综保区"),
)
_ZONE_ENDS = {usual for _, usual in SHORTER}
PROVINCE = "广东"
SHORTEST_REST = 3

# Letters that a spelling needs to be looked for inside others, and to be taken as mistyped.
SHORTEST_SPELLED, SHORTEST_MISTYPED, SHORTEST_INITIALS = 4, 7, 3

_LATIN = re.compile(r"[a-z0-9]+")
_AND = re.compile("[与和]")


class Term(NamedTuple):
    """A word: as it is searched, as it is written, what it stands for, what it says of that."""

    key: str
    written: str
    subject: Subject
    weight: float
    words: tuple[str, ...]
    spelled: str
    initials: str


class Asked(NamedTuple):
    """A text as it is compared with terms."""

    key: str
    words: tuple[str, ...]
    spelled: str
    pairs: frozenset[str]

    @property
    def latin(self) -> bool:
        """Whether it holds Latin letters and digits only."""
        return bool(_LATIN.fullmatch(self.key))


def vocabulary_of(atlas: Atlas) -> tuple[Term, ...]:
    """Return all words of an atlas but those of places; made once."""
    return atlas.derive("vocabulary", lambda: tuple(_subject_terms(atlas)))


def place_terms_of(atlas: Atlas) -> tuple[Term, ...]:
    """Return all names of an atlas's places, as people write them; made once."""
    return atlas.derive("place-terms", lambda: tuple(_place_terms(atlas)))


def asked(text: str) -> Asked:
    """Return a text as it is compared."""
    found = tokens(text)
    # Characters beyond the basic plane have no place in any name.
    key = "".join(c for word in found for c in word if c <= "\uffff")
    pairs = frozenset(key[i : i + 2] for i in range(len(key) - 1))
    return Asked(key, _words(found), usual_syllables(key).replace(" ", ""), pairs)


def _words(found: Iterable[str]) -> tuple[str, ...]:
    """Return the Latin words of a text in the singular."""
    return tuple(_singular(w) for w in found if _LATIN.fullmatch(w) and w not in STOP_WORDS)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004


def _term(written: str, subject: Subject, weight: float, read: str | None = None) -> Term:
    found = tokens(written)
    key = "".join(found)
    parts = (usual_syllables(written) if read is None else read).split()
    # Digits and letters inside a Chinese name are spelled as they are.
    whole = len(parts) == len(key)
    return Term(
        key,
        written,
        subject,
        weight,
        _words(found) if key.isascii() else (),
        "".join(parts) if whole else "",
        "".join(part[0] for part in parts) if whole else "",
    )


def _subject_terms(atlas: Atlas) -> Iterator[Term]:
    """Yield the words of all subjects; of equal ones the first wins."""
    yield from _cluster_terms(atlas)
    yield from _sector_terms(atlas)
    yield from _industry_terms(atlas)
    for fact in atlas.facts:
        if fact.industries:
            yield _term(fact.title, Subject("industry", fact.industries[0]), WEIGHTS["title"])
    for clause, words in plan_words(atlas):
        for word in words:
            yield _term(word, Subject("clause", clause), WEIGHTS["plan"])


def _cluster_terms(atlas: Atlas) -> Iterator[Term]:
    for cluster in atlas.clusters:
        subject = Subject("cluster", cluster.id)
        for name in (cluster.name, cluster.name_en):
            yield _term(name, subject, WEIGHTS["name"], syllables(name))
        for part in _AND.split(cluster.name):
            yield _term(part, subject, WEIGHTS["synonym"])


def _sector_terms(atlas: Atlas) -> Iterator[Term]:
    for sector in atlas.programme.sectors:
        cluster = next(iter(sector.atlas), "")
        subject = Subject("cluster", cluster) if cluster else Subject("sector", sector.id)
        for name in (sector.name, sector.name_en):
            yield _term(name, subject, WEIGHTS["synonym"])
        for word in sector.words:
            yield _term(word, subject, WEIGHTS["product"])


def _industry_terms(atlas: Atlas) -> Iterator[Term]:
    for industry in atlas.industries.values():
        subject = Subject("industry", industry.id)
        for name in (industry.name, industry.name_en):
            yield _term(name, subject, WEIGHTS["name"], syllables(name))
        for name in industry.synonyms:
            yield _term(name, subject, WEIGHTS["synonym"], syllables(name))
        for name in industry.products:
            yield _term(name, subject, WEIGHTS["product"])


def plan_words(atlas: Atlas) -> Iterator[tuple[str, list[str]]]:
    """Yield clauses with their words; an office's own folder need not have any."""
    path = atlas.folder / PLAN_WORDS
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["clause"].partition("#")[0] in atlas.documents:
                yield row["clause"], row["words"].split("|")


def _place_terms(atlas: Atlas) -> Iterator[Term]:
    for place in atlas.places.values():
        if place.level in {"province", "sar"}:
            continue
        subject = Subject("place", place.id)
        weight = WEIGHTS["name"] if place.level in {"city", "county"} else WEIGHTS["place"]
        for name in (place.name, *place.aliases):
            yield _term(name, subject, weight, syllables(name))
        for name in (place.label, place.label_en, *_shorter_names(atlas, place)):
            yield _term(name, subject, weight)


def _shorter_names(atlas: Atlas, place: Place) -> list[str]:
    """Return what people call a park: without province and city, with its city before it."""
    if place.level not in {"park", "site"}:
        return []
    city = atlas.places[place.city].label if place.city in atlas.places else ""
    found: list[str] = []
    for name in (place.name, *place.aliases):
        short = name
        for long, usual in SHORTER:
            short = short.replace(long, usual)
        bare = short
        for head in (f"{PROVINCE}省", PROVINCE, f"{city}市", city):
            if head and bare.startswith(head) and len(bare) - len(head) >= SHORTEST_REST:
                bare = bare[len(head) :]
        # What is left of 珠海高新区 without its city names no zone any more.
        found += [short, *([bare, city + bare] if bare not in _ZONE_ENDS else [])]
    return list(dict.fromkeys(found))


def fit(text: Asked, term: Term) -> float:
    """Return how well a text fits a term, 0 to 1, before the term's weight."""
    if not term.key:
        return 0.0
    if text.key == term.key:
        return 1.0
    if term.subject.kind == "cluster" and _is_part(text.key, term):
        return CLUSTER_PART
    if text.latin:
        return max(_spelled_fit(text.key, term), _english_fit(text.words, term.words))
    return max(_written_fit(text, term), _sound_fit(text, term))


def _is_part(q: str, term: Term) -> bool:
    """Tell whether a text is the better part of a cluster's name or of its pinyin."""
    whole = term.spelled if q.isascii() else term.key
    if len(q) < 2 or not whole or (q.isascii() and len(q) < SHORTEST_SPELLED):  # noqa: PLR2004
        return False
    length = len(q) / len(whole)
    return (whole.endswith(q) and length >= CLUSTER_END) or (
        whole.startswith(q) and length >= CLUSTER_BEGINNING
    )


def _of(share: tuple[float, float], length: float) -> float:
    return share[0] + share[1] * length


def _written_fit(text: Asked, term: Term) -> float:
    """Return the fit of a Chinese text by its characters."""
    q, t = text.key, term.key
    if term.words or t.isascii():
        # An English term inside a Chinese text: its words stand there one by one.
        held = bool(term.words) and set(term.words) <= set(text.words)
        return _of(HEAD, len(t) / len(q)) if held else 0.0
    if len(t) > 1 and t in q:
        return _of(HEAD if q.endswith(t) else ELSEWHERE, len(t) / len(q))
    if len(q) > 1 and q in t:
        begun = t.startswith(q) or t.endswith(q)
        return _of(BEGUN if begun else INSIDE, len(q) / len(t))
    pairs = len(text.pairs) + len(t) - 1
    return PAIRS * 2 * sum(t[i : i + 2] in text.pairs for i in range(len(t) - 1)) / max(pairs, 1)


def _sound_fit(text: Asked, term: Term) -> float:
    """Return the fit of a Chinese text that is mistyped: sounds alike, or one character is off."""
    q, t = text.key, term.key
    if len(q) > 2 and term.spelled and len(q) == len(t) and text.spelled == term.spelled:  # noqa: PLR2004
        return SOUNDS_ALIKE
    return ONE_OFF if len(t) > 3 and len(q) > 3 and not t.isascii() and one_off(q, t) else 0.0  # noqa: PLR2004


def one_off(one: str, other: str) -> bool:
    """Tell whether two words differ by one character: changed, left out or too many."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(long) - len(short) > 1:
        return False
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def _spelled_fit(q: str, term: Term) -> float:
    """Return the fit of Latin letters to a name's pinyin or its initials."""
    spelled, initials = term.spelled, term.initials
    if not spelled:
        return 0.0
    if q == spelled:
        return SPELLED
    best = 0.0
    if len(q) >= SHORTEST_INITIALS:
        if q == initials:
            best = INITIALS
        elif len(q) >= SHORTEST_SPELLED and (initials.startswith(q) or initials.endswith(q)):
            best = _of(INITIALS_BEGUN, len(q) / len(initials))
    if len(q) >= SHORTEST_SPELLED and (spelled.startswith(q) or spelled.endswith(q)):
        best = max(best, _of(BEGUN, len(q) / len(spelled)))
    elif len(spelled) >= SHORTEST_SPELLED and spelled in q:
        share = HEAD if q.endswith(spelled) else ELSEWHERE
        best = max(best, _of(share, len(spelled) / len(q)))
    elif len(q) >= SHORTEST_MISTYPED and one_off(q, spelled):
        best = max(best, ONE_OFF)
    return best


def _english_fit(asked_words: tuple[str, ...], words: tuple[str, ...]) -> float:
    """Return the fit of English words; the last one says what kind of thing is meant."""
    if not words or not asked_words:
        return 0.0
    fits = [max(_word_fit(mine, other) for other in words) for mine in asked_words]
    met = sum(any(_word_fit(mine, other) for mine in asked_words) for other in words)
    covered = sum(fits) / len(fits)
    # Two words of a name say more of what is asked for than one: a fuel cell stack, a car loan.
    headless = NO_HEAD if sum(map(bool, fits)) == 1 else NO_HEAD_OF_MANY
    return covered * (0.7 + 0.3 * met / len(words)) * (1.0 if fits[-1] else headless)


def _word_fit(mine: str, other: str) -> float:
    if mine == other:
        return 1.0
    if len(mine) > 2 and other.startswith(mine):  # noqa: PLR2004
        return WORD_BEGUN
    if len(other) > 3 and mine.startswith(other):  # noqa: PLR2004
        return WORD_LONGER
    if min(len(mine), len(other)) > 3 and one_off(mine, other):  # noqa: PLR2004
        return WORD_MISTYPED
    return 0.0


def skipped_fit(q: str, name: str) -> float:
    """Return the fit of a name of which characters were left out, first and last kept in order."""
    if len(q) < SHORTEST_REST or q.isascii() or len(q) >= len(name) or q[0] != name[0]:
        return 0.0
    at = 0
    for character in q:
        at = name.find(character, at) + 1
        if not at:
            return 0.0
    return _of(SKIPPED, len(q) / len(name))


def without_generic(text: str) -> Iterator[str]:
    """Yield a text without the words at its end that say nothing, one after the other."""
    while True:
        end = next((word for word in GENERIC if text.endswith(word)), "")
        text = text[: len(text) - len(end)]
        if not end or len(text) < 2:  # noqa: PLR2004 - a single character means too much
            return
        yield text


# The parts of a text; the viewer's parts.js holds the same rules.
# A name of these is taken out of a text that asks for more than the place.
AREAS = ("city", "county", "region")

# Words beside names: what they ask for; those of the empty key only join the others.
ASIDES = {
    "changes": ("演变", "变化", "change", "changes"),
    "named": ("点名", "仅点名", "named"),
    "": (
        "有哪些", "有没有", "哪些城市", "哪些地方", "哪些", "对比", "比较", "只看", "谁是",
        "的定位", "和", "与", "及", "的", "是", "吗", "vs", "versus", "compare", "only",
    ),
}  # fmt: skip

# Stands where a name was taken out; no searched text holds it.
_TAKEN = "\0"
_GAPS = re.compile(f"[ {_TAKEN}]+")


class Parts(NamedTuple):
    """What a text is made of.

    Attributes
    ----------
    within
        Ids of places, in the order of the text; without those that hold another of them.
    codes
        Roles, statuses, legal states, and whether only what is named counts.
    changes
        Whether it asks for what changed between editions.
    rest
        What is left.
    """

    within: tuple[str, ...]
    codes: tuple[Subject, ...]
    changes: bool
    rest: str


def parts_of(atlas: Atlas, text: str) -> Parts:
    """Return the parts of a text; all of it is the rest where it is one name itself."""
    found = tokens(text)
    whole = " ".join(found)
    words = atlas.derive("part-words", lambda: _part_words(atlas))
    keys = atlas.derive("term-keys", lambda: _keys(atlas))
    if "".join(found) in keys and whole not in words:
        return Parts((), (), changes=False, rest=whole)
    asides: list[Subject] = []
    left = _take_names(atlas, whole, atlas.derive("part-names", lambda: _part_names(atlas)), asides)
    pieces = [_take_edges(piece, words, keys, asides) for piece in left]
    rest = " ".join(filter(None, pieces))
    codes = tuple(one for one in asides if one.kind not in {"", "changes", "place"})
    changes = any(one.kind == "changes" for one in asides)
    within = _innermost(atlas, [one.id for one in asides if one.kind == "place"])
    if not (within or codes or (changes and rest)):
        return Parts((), (), changes=False, rest=whole)
    if codes and rest and "".join(rest.split()) not in keys:
        # Beside a word that nobody knows, a base or a project is a part of that word.
        left = _take_names(atlas, whole, _area_names(atlas), [])
        return Parts(within, (), changes=False, rest=" ".join(left))
    if within and codes and codes[0].kind != "named":
        codes = (*codes, Subject("named", "1"))
    return Parts(within, codes, changes=changes, rest=rest)


def _part_names(atlas: Atlas) -> dict[str, Subject]:
    """Return what is taken out wherever it stands: names of areas, and Latin words."""
    words = atlas.derive("part-words", lambda: _part_words(atlas))
    latin = [(word, subject) for word, subject in words.items() if word.isascii()]
    return _longest_first([*_area_names(atlas).items(), *latin])


def _part_words(atlas: Atlas) -> dict[str, Subject]:
    """Return the words of roles, statuses, legal states and asides, longest first."""
    return _longest_first([*_code_words(atlas), *_aside_words()])


def _code_words(atlas: Atlas) -> Iterator[tuple[str, Subject]]:
    """Yield the names of codes and of their halves, English ones in the plural, too."""
    for kind, code_list in CODE_LISTS.items():
        for code in atlas.codes[code_list].values():
            names = code.name.split("·")
            names = [code.name, *names, *(f"{name}区" for name in names)]
            for name in (*names, code.name_en, f"{code.name_en}s"):
                yield " ".join(tokens(name)), Subject(kind, code.id)


def _aside_words() -> Iterator[tuple[str, Subject]]:
    for kind, words in ASIDES.items():
        for word in (*words, *(() if kind else sorted(STOP_WORDS))):
            yield word, Subject(kind, "1" if kind == "named" else "")


def _longest_first(found: Sequence[tuple[str, Subject]]) -> dict[str, Subject]:
    """Return names with their meanings; of equal names the first has its own."""
    return dict(sorted(dict(reversed(found)).items(), key=lambda entry: -len(entry[0])))


def _keys(atlas: Atlas) -> frozenset[str]:
    """Return every name that a text may be by itself."""
    terms = (*vocabulary_of(atlas), *place_terms_of(atlas))
    known = {key for term in terms for key in (term.key, term.spelled)}
    # The better part of a cluster's name is one, too.
    ends = {
        term.key[at:]
        for term in vocabulary_of(atlas)
        if term.subject.kind == "cluster"
        for at in range(1, len(term.key) // 2 + 1)
    }
    return frozenset(known | ends)


def _area_names(atlas: Atlas) -> dict[str, Subject]:
    """Return the names of cities, counties and regions, longest names first."""
    return atlas.derive("area-names", lambda: _list_area_names(atlas))


def _list_area_names(atlas: Atlas) -> dict[str, Subject]:
    found = [
        (name, term.subject)
        for term in place_terms_of(atlas)
        if atlas.places[term.subject.id].level in AREAS
        for name in (" ".join(tokens(term.written)), term.spelled)
        if len(name) > 1
    ]
    return _longest_first(found)


def _take_names(
    atlas: Atlas, text: str, names: Mapping[str, Subject], found: list[Subject]
) -> list[str]:
    """Return the pieces of a text between the names in it; note these in the order of the text."""
    places: list[tuple[int, Subject]] = []
    left = f" {text} "
    for name, subject in names.items():
        # Latin names stand between blanks.
        sought = f" {name} " if name.isascii() else name
        if sought in left and (name.isascii() or not _inside_term(atlas, left, name)):
            places.append((left.index(sought), subject))
            left = left.replace(sought, sought.replace(name, _TAKEN * len(name)))
    found += [subject for _, subject in sorted(places, key=lambda place: place[0])]
    return [piece for piece in _GAPS.split(left) if piece]


def _inside_term(atlas: Atlas, text: str, name: str) -> bool:
    """Tell whether a name is only a part of a longer word of an industry (南海 in 南海油气)."""
    return any(
        len(term.key) > len(name) and name in term.key and term.key in text
        for term in vocabulary_of(atlas)
        if term.weight > 0.9  # noqa: PLR2004 - titles name places
    )


def _take_edges(
    piece: str, words: Mapping[str, Subject], keys: frozenset[str], found: list[Subject]
) -> str:
    """Return a piece without the words at its edges, and note them; a code leaves a known name."""
    for word, subject in words.items():
        for rest in (piece.removesuffix(word), piece.removeprefix(word)):
            if rest == piece or word.isascii():
                continue
            if not rest or subject.kind in {"", "changes"} or rest in keys:
                found.append(subject)
                return _take_edges(rest, words, keys, found) if rest else ""
    return piece


def _innermost(atlas: Atlas, places: Iterable[str]) -> tuple[str, ...]:
    """Return places without those that hold another of them: 广州 南沙 asks for 南沙."""
    found = list(dict.fromkeys(places))
    return tuple(
        one for one in found if not any(other != one and atlas.holds(one, other) for other in found)
    )
