"""How well a text fits a word: as written, by its sound, its letters, or its English words."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_atlas.questions.search.vocabulary import SHORTEST_REST, Asked, Term

# The viewer's vocabulary.js holds the same rules; a test holds both to the same answers.
# A text that is so much of a cluster's name, at its end or at its beginning, means the cluster.
CLUSTER_PART, CLUSTER_END, CLUSTER_BEGINNING = 0.99, 0.5, 0.6

# Shares of a full fit: a word at the end of a longer one says what kind of thing it is, before
# that only what it is for (a car insurance is no car). Each has its least, and what length adds.
HEAD, ELSEWHERE, BEGUN, INSIDE = (0.55, 0.4), (0.2, 0.5), (0.55, 0.4), (0.5, 0.35)
SKIPPED, PAIRS = (0.6, 0.25), 0.6
SOUNDS_ALIKE, ONE_OFF, STRIPPED = 0.9, 0.75, 0.93
SPELLED, INITIALS, INITIALS_BEGUN = 0.98, 0.85, (0.4, 0.35)
WORD_BEGUN, WORD_LONGER, WORD_MISTYPED = 0.85, 0.75, 0.85
NO_HEAD = 0.6

# Words that say nothing of what is asked for, at the end of a text.
GENERIC = (
    "产业", "行业", "企业", "公司", "厂家", "厂商", "工厂", "制造", "生产", "加工", "项目", "产品",
    "基地", "集群", "机构", "生态", "系统", "设备", "装置", "技术", "服务", "规划", "计划", "政策",
    "布局", "定位", "发展", "业", "厂", "站", "类", "品", "商", "店",
)  # fmt: skip

# Letters that a spelling needs to be looked for inside others, and to be taken as mistyped.
SHORTEST_SPELLED, SHORTEST_MISTYPED, SHORTEST_INITIALS = 4, 7, 3


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
    # Two words of a name say what is asked for, whatever follows: a fuel cell stack, no car loan.
    headless = not fits[-1] and sum(map(bool, fits)) == 1
    return covered * (0.7 + 0.3 * met / len(words)) * (NO_HEAD if headless else 1.0)


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
