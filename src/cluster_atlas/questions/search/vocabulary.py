"""Every word by which a reader may ask for something of an atlas."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import syllables, tokens, usual_syllables
from cluster_atlas.files.records import read_csv
from cluster_atlas.questions.query import STOP_WORDS
from cluster_atlas.values.issues import AtlasError, Issue
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


def candidates(atlas: Atlas, forms: Sequence[Asked], *, places: bool) -> Sequence[Term]:
    """Return the terms that could fit a text, in the order of the vocabulary.

    Parameters
    ----------
    atlas
        An open atlas.
    forms
        The text, and shorter forms of it.
    places
        Whether names of places are asked for, or all other words.
    """
    terms = place_terms_of(atlas) if places else vocabulary_of(atlas)
    if any(form.latin for form in forms):
        # Letters stand in letters anywhere.
        return terms
    name = "place-marks" if places else "vocabulary-marks"
    numbers = atlas.derive(name, lambda: _numbers_by_mark(terms))
    marks = set().union(*map(_marks, forms))
    found = {number for mark in marks for number in numbers.get(mark, ())}
    return [terms[number] for number in sorted(found)]


def _numbers_by_mark(terms: Sequence[Term]) -> dict[str, list[int]]:
    """Return the numbers of the terms that have a mark."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, term in enumerate(terms):
        marks = {term.key, term.spelled, *term.words, *_first(term.key)}
        if not term.key.isascii():
            marks |= {term.key[i : i + 2] for i in range(len(term.key) - 1)}
        for mark in marks:
            found[mark].append(number)
    return dict(found)


def _marks(text: Asked) -> set[str]:
    """Return what a Chinese text must share with a term that fits it, one of them at least."""
    return {*text.pairs, text.key, text.spelled, *text.words, *_first(text.key)} - {""}


def _first(key: str) -> tuple[str, ...]:
    """Return the mark of a first character, which a name keeps of which others were left out."""
    return (f"^{key[0]}",) if key and not key.isascii() else ()


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
    """Yield clauses with their words; an office's own folder need not have any.

    Raises
    ------
    AtlasError
        If the file cannot be read.
    """
    path = atlas.folder / PLAN_WORDS
    if not path.is_file():
        return
    issues: list[Issue] = []
    rows = list(read_csv(path, PLAN_WORDS, issues, ("clause", "words")))
    if issues:
        raise AtlasError(issues)
    for _, row in rows:
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
