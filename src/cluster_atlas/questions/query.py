"""What a searched text means: the places it names, and the rest as weighted pairs of characters."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import pinyin, tokens
from cluster_atlas.values.answers import Query
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote
from cluster_atlas.values.model import Designation, Industry, Place

# The viewer's query.js holds the same rules; a test holds both to the same answers.
LONGEST_QUERY = 200
STOP_WORDS = frozenset({"and", "for", "in", "of", "on", "the", "to", "with"})

# How much a piece of a word says about a designation, by where the word stands.
FIELD_WEIGHTS = {
    "title": 1.0,
    "industry": 0.95,
    "product": 0.85,
    "segment": 0.5,
    "parent": 0.5,
    "cluster": 0.35,
}

# Where two places bear a name, the one of the earlier level has it.
LEVELS = ("city", "county", "region", "park", "site")

SHORTEST_FUZZY = 4
SHORTEST_PINYIN = 4
ALIKE = 0.6
_LATIN = re.compile(r"[a-z0-9]+")


class Lexicon:
    """All words of one atlas: what each says about which designation, and which names there are."""

    def __init__(self, atlas: Atlas) -> None:
        segments: dict[str, list[Industry]] = {}
        for industry in atlas.industries.values():
            if industry.parent:
                segments.setdefault(industry.parent, []).append(industry)
        self.facts = [_fact_grams(atlas, fact, segments) for fact in atlas.facts]
        counts: dict[str, int] = {}
        for found in self.facts:
            for gram in found:
                counts[gram] = counts.get(gram, 0) + 1
        self.rarity = {gram: rarity(len(self.facts), n) for gram, n in counts.items()}
        self.unknown = rarity(len(self.facts), 0)
        self.terms = _terms(atlas)
        self.places = _place_names(atlas)
        self.spelled = _spelled(atlas, self.places)
        self.latin = sorted(gram for gram in counts if _LATIN.fullmatch(gram))


def lexicon_of(atlas: Atlas) -> Lexicon:
    """Return the words of an atlas; made once."""
    return atlas.derive("lexicon", lambda: Lexicon(atlas))


def rarity(facts: int, containing: int) -> float:
    """Return what a piece says: much where few designations contain it."""
    return math.log(1 + facts / max(containing, 1))


def grams(text: str) -> list[str]:
    """Return a text's pieces: Latin words in the singular, and pairs of other characters."""
    found: list[str] = []
    for token in tokens(text):
        if _LATIN.fullmatch(token):
            if token not in STOP_WORDS:
                found.append(_singular(token))
        elif len(token) == 1:
            found.append(token)
        else:
            found += [token[i : i + 2] for i in range(len(token) - 1)]
    return list(dict.fromkeys(found))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004


def _fact_grams(
    atlas: Atlas, fact: Designation, segments: Mapping[str, list[Industry]]
) -> dict[str, float]:
    """Return the pieces of all words about a designation, each with its greatest weight."""
    cluster = atlas.cluster_by_id[fact.cluster]
    fields: list[tuple[str, Iterable[str]]] = [("title", (fact.title, fact.title_en))]
    for industry in (atlas.industries[i] for i in fact.industries):
        fields.append(("industry", (industry.name, industry.name_en, *industry.synonyms)))
        fields.append(("product", industry.products))
        for segment in segments.get(industry.id, ()):
            fields.append(("segment", (segment.name, segment.name_en, *segment.synonyms)))
            fields.append(("segment", segment.products))
        if industry.parent:
            parent = atlas.industries[industry.parent]
            fields.append(("parent", (parent.name, parent.name_en, *parent.synonyms)))
    fields.append(("cluster", (cluster.name, cluster.name_en)))
    weights: dict[str, float] = {}
    for field, texts in fields:
        weight = FIELD_WEIGHTS[field]
        for gram in (gram for text in texts for gram in grams(text)):
            if weights.get(gram, 0.0) < weight:
                weights[gram] = weight
    return weights


def _terms(atlas: Atlas) -> tuple[str, ...]:
    """Return the names of clusters and industries, and products, as they are searched."""
    names = [cluster.name for cluster in atlas.clusters]
    for industry in atlas.industries.values():
        names += [industry.name, *industry.synonyms, *industry.products]
    found = ("".join(tokens(name)) for name in names)
    return tuple(dict.fromkeys(name for name in found if name and not name.isascii()))


def _place_names(atlas: Atlas) -> dict[str, str]:
    """Return every searched name of a place with its id; the first place that bears it has it."""
    named = {place for fact in atlas.facts for place in fact.places}
    names: dict[str, str] = {}
    places = [p for p in atlas.places.values() if p.level in LEVELS]
    places = [p for p in places if p.level in {"city", "county"} or p.id in named]
    for place in sorted(places, key=lambda place: LEVELS.index(place.level)):
        for name in _names_of(place):
            if len(name) > 1:
                names.setdefault(name, place.id)
    return names


def _names_of(place: Place) -> list[str]:
    """Return the names of a place, each without the blanks in it."""
    named = (place.name, place.label, *place.aliases)
    found = ["".join(tokens(name)) for name in named]
    english = [word for word in tokens(place.label_en) if word not in STOP_WORDS]
    return [*found, "".join(english)]


def _spelled(atlas: Atlas, places: Mapping[str, str]) -> dict[str, str]:
    """Return, by their pinyin written together, the names of places, clusters and industries."""
    found: dict[str, str] = {}
    for level in LEVELS:
        for place in atlas.places.values():
            if place.level == level and "".join(tokens(place.name)) in places:
                _spell(found, (place.name, *place.aliases))
    _spell(found, (cluster.name for cluster in atlas.clusters))
    for industry in atlas.industries.values():
        _spell(found, (industry.name, *industry.synonyms))
    return found


def _spell(found: dict[str, str], names: Iterable[str]) -> None:
    for name in names:
        spelling = pinyin(name)[0]
        if len(spelling) >= SHORTEST_PINYIN:
            found.setdefault(spelling, "".join(tokens(name)))


def understand(atlas: Atlas, text: str) -> Query:
    """Return what a query means.

    Raises
    ------
    AtlasError
        If it holds no word, or is longer than :data:`LONGEST_QUERY`.
    """
    words = tokens(text)
    if not words or len(text) > LONGEST_QUERY:
        raise AtlasError([refusal(text, empty=not words)])
    lexicon = lexicon_of(atlas)
    notes: list[tuple[str, str]] = []
    words = [_read_latin(lexicon, word, notes) for word in words]
    places: list[str] = []
    rest = [left for word in words for left in _take_places(lexicon, word, places)]
    rest = [_corrected(lexicon, word, notes) for word in rest]
    found = grams(" ".join(rest))
    weights = {gram: lexicon.rarity.get(gram, lexicon.unknown) for gram in found}
    return Query(" ".join(words), tuple(dict.fromkeys(places)), weights, tuple(notes))


def refusal(text: str, *, empty: bool) -> Issue:
    """Return why a text cannot be searched for: no word in it, or too long."""
    if empty:
        message, hint = (
            Text("没有可以检索的字词", "holds no word"),
            Text(
                "请写产业、产品或地点，如“氢燃料电池”",
                "name an industry, product or place, such as hydrogen fuel cell",
            ),
        )
    else:
        message = Text(
            f"有 {len(text)} 字，最多 {LONGEST_QUERY} 字",
            f"has {len(text)} characters, {LONGEST_QUERY} are allowed",
        )
        hint = Text("请缩短", "shorten it")
    return Issue("find", "", "query", quote(text), message, hint)


def _read_latin(lexicon: Lexicon, word: str, notes: list[tuple[str, str]]) -> str:
    """Return a Latin word as the atlas writes it: known, spelled in pinyin, or mistyped."""
    if not _LATIN.fullmatch(word) or word in STOP_WORDS or _singular(word) in lexicon.rarity:
        return word
    if word in lexicon.places:
        return word
    if len(word) >= SHORTEST_PINYIN:
        read = lexicon.spelled.get(word) or next(
            (name for spelling, name in lexicon.spelled.items() if spelling.startswith(word)), ""
        )
        if read:
            notes.append((word, read))
            return read
        best = max(((_alike(word, known), known) for known in lexicon.latin), default=(0.0, ""))
        if best[0] >= ALIKE:
            notes.append((word, best[1]))
            return best[1]
    return word


def _alike(one: str, other: str) -> float:
    """Return the share of letter pairs that two words have in common (Dice)."""
    a = [one[i : i + 2] for i in range(len(one) - 1)]
    b = [other[i : i + 2] for i in range(len(other) - 1)]
    if not a or not b:
        return 0.0
    left, common = list(b), 0
    for pair in a:
        if pair in left:
            left.remove(pair)
            common += 1
    return 2 * common / (len(a) + len(b))


def _take_places(lexicon: Lexicon, word: str, places: list[str]) -> list[str]:
    """Note the places that a word names, longest names first, and return what is left of it."""
    if word in lexicon.places:
        places.append(lexicon.places[word])
        return []
    if _LATIN.fullmatch(word):
        return [word]
    for length in range(len(word) - 1, 1, -1):
        for start in range(len(word) - length + 1):
            part = word[start : start + length]
            if part in lexicon.places and not _inside_term(lexicon, word, start, start + length):
                places.append(lexicon.places[part])
                left = (word[:start], word[start + length :])
                return [
                    rest for side in left if side for rest in _take_places(lexicon, side, places)
                ]
    return [word]


def _inside_term(lexicon: Lexicon, word: str, start: int, end: int) -> bool:
    """Tell whether a name is only part of an industry's longer word (南海 in 南海油气)."""
    return any(
        (at := word.find(term)) >= 0 and at <= start and at + len(term) >= end
        for term in lexicon.terms
        if len(term) > end - start
    )


def _corrected(lexicon: Lexicon, word: str, notes: list[tuple[str, str]]) -> str:
    """Return a Chinese word with one character put right, where that makes it a known term."""
    if all(gram in lexicon.rarity for gram in grams(word)) or _LATIN.fullmatch(word):
        return word
    best = ("", "")
    for term in lexicon.terms:
        if len(term) < SHORTEST_FUZZY or len(term) <= len(best[1]) or term in word:
            continue
        window = _window_like(lexicon, word, term)
        if window:
            best = (window, term)
    if not best[0]:
        return word
    notes.append(best)
    return word.replace(best[0], best[1], 1)


def _window_like(lexicon: Lexicon, word: str, term: str) -> str:
    """Return a part of a word that is a term but for one character, which occurs nowhere so."""
    known = set(grams(term))
    for length in (len(term), len(term) - 1, len(term) + 1):
        for start in range(len(word) - length + 1):
            part = word[start : start + length]
            strange = [gram for gram in grams(part) if gram not in known]
            never = all(gram not in lexicon.rarity for gram in strange)
            if strange and never and _one_off(part, term):
                return part
    return ""


def _one_off(written: str, term: str) -> bool:
    """Tell whether two words differ by one character: changed, left out or too many."""
    short, long = sorted((written, term), key=len)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    skip = 1 if len(short) == len(long) else 0
    return short[same + skip :] == long[same + 1 :]
