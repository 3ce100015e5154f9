"""The parts of a text: places, roles, statuses, legal states, and what else it asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import tokens
from cluster_atlas.questions.query import STOP_WORDS
from cluster_atlas.questions.search.vocabulary import place_terms_of, vocabulary_of
from cluster_atlas.values.searches import Subject
from cluster_atlas.wording.replies import CODE_LISTS

# The viewer's parts.js holds the same rules; a test holds both to the same answers.
# A name of these is taken out of a text that asks for more than the place.
AREAS = ("city", "county", "region")

# Words beside names: what they ask for; those of the empty key only join the others.
ASIDES = {
    "changes": ("演变", "变化", "change", "changes"),
    "named": ("点名", "仅点名", "named"),
    "": (
        "有哪些", "有没有", "哪些城市", "哪些地方", "哪些", "对比", "比较", "只看", "谁是",
        "的定位", "重叠", "一起", "和", "与", "及", "的", "是", "吗", "vs", "versus", "compare",
        "only", "overlap", "overlaps",
    ),
}  # fmt: skip

# Stands where a name was taken out; no searched text holds it.
_TAKEN = "\0"
# Two years beside a place ask what changed between them.
_YEARS = re.compile(r"((?:19|20)\d\d)(?: 年[到至]?)? ((?:19|20)\d\d)(?: 年)?")
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
    years
        The two years between which it asks for changes, the earlier first.
    """

    within: tuple[str, ...]
    codes: tuple[Subject, ...]
    changes: bool
    rest: str
    years: tuple[str, ...] = ()


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
    years = _YEARS.fullmatch(rest)
    span: tuple[str, ...] = ()
    if within and years and years[1] != years[2]:
        changes, rest, span = True, "", tuple(sorted(years.groups()))
    if not (within or codes or (changes and rest)):
        return Parts((), (), changes=False, rest=whole)
    if codes and rest and "".join(rest.split()) not in keys:
        # Beside a word that nobody knows, a base or a project is a part of that word.
        left = _take_names(atlas, whole, _area_names(atlas), [])
        return Parts(within, (), changes=False, rest=" ".join(left))
    if within and codes and codes[0].kind != "named":
        codes = (*codes, Subject("named", "1"))
    return Parts(within, codes, changes=changes, rest=rest, years=span)


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
