"""Every word by which a reader may ask for something of an atlas, and how well a text fits it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import syllables, tokens, usual_syllables
from cluster_atlas.questions.query import STOP_WORDS
from cluster_atlas.values.model import Place
from cluster_atlas.values.searches import Subject

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
