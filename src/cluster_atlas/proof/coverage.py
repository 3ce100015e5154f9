"""Sentences of the policy texts that name a place: cited by a designation, waived, or open."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.checks import DOCUMENT
from cluster_atlas.files.records import read_csv
from cluster_atlas.proof.verify import document_issues, read_clauses
from cluster_atlas.values.issues import Issue, Text, quote, unknown
from cluster_atlas.values.model import Place

WAIVED_FILE = "geodata/waived.csv"
COLUMNS = ("document", "clause", "sentence", "digest", "word", "reason")
DIGEST_LENGTH = 8

# Why a sentence that names a place may stand without a designation.
REASONS = {
    "letterhead": Text("版头、印发通知、引言或落款", "letterhead, preamble or colophon"),
    "responsible-office": Text("只见于责任单位括注", "only in the bracket of responsible offices"),
    "whole-province": Text("泛指全省（全市），不指某地", "the whole territory, no place in it"),
    "outside-guangdong": Text("讲的是省外（境外）", "is about a place outside Guangdong"),
    "repeated": Text("同一条款另有一句已引用", "said by another, cited sentence of the clause"),
    "framing": Text("背景或引导语，未给地点定位", "background that gives the place no role"),
}
REASON = Text("豁免理由", "reason to waive")
DROP = Text("请删去此行", "drop the row")
# These hold by form, so a row that gives one is held to it.
STATES = ("cited", "waived", "open")
MECHANICAL = ("letterhead", "responsible-office", "whole-province")
FRONT_AND_BACK = ("0", "end")
# The address of a text that nobody has cut into clauses yet.
UNCUT = "text"

# A text's own territory as a whole; 我市 and its like stand in the texts of a city.
WHOLE = ("我省", "全省", "省内", "本省", "粤", "我市", "全市", "本市")

# Spellings that are no name in geodata/: joined short forms, the parts of 一核一带一区, and areas
# that everybody knows. One-character forms of cities count inside these only; 穗 and 莞 mean
# nothing else and stand alone.
JOINED = (
    *("湾区", "双区", "粤港澳", "粤港", "粤澳", "港澳", "深港", "港深", "珠澳", "琴澳"),
    *("广深佛莞", "广深", "深莞惠", "广佛惠", "广佛肇", "广佛", "珠中江", "汕潮揭", "河梅"),
    *("广梅", "深汕", "穗", "莞", "珠三角", "珠江口", "粤东", "粤西", "粤北", "粤东西北"),
    *("一核一带一区", "东西两翼", "东翼", "西翼", "沿海", "北部"),
    *("横琴", "前海", "河套", "琶洲", "松山湖", "仲恺", "大亚湾", "大旺", "大南海"),
)

# Counties whose short name is a common word or straddles two: 新兴产业, 龙门铣床, 提高要求,
# 创新会展, 公开平台, 资金平台, 普惠城乡, 云安全, 天河二号, the sea 南海. They count by their full
# name or behind their city (佛山南海); a list (光明、宝安、龙岗) is found by its other members.
ORDINARY = (
    *("城区", "新兴", "光明", "和平", "南海", "高明", "高要", "新会", "白云", "天河", "清新"),
    *("紫金", "龙门", "江海", "江城", "云城", "英德", "四会", "平远", "连山", "连平", "阳春"),
    *("海丰", "开平", "金平", "惠城", "惠来", "云安", "始兴", "大埔", "龙湖"),
)

# Words that hold a spelling and name no place; geodata/ overrules them (a site 中山大学).
NOT_PLACES = (
    *("中山大学", "孙中山", "珠海一号", "南沙群岛", "北部湾", "北汽福田", "福田汽车"),
    *("海南", "湖南", "河南", "云南", "上海"),  # 海南海口, 湖南山河
    *("推广东", "推广深", "推广佛", "节省", "安全省", "本市场", "全市场"),
    *("新丰富", "新增城", "从化学", "从化工", "从化解", "从化石", "江门户"),
)

# Parks and sites carry nicknames of two characters (中大) that occur inside words (中大型).
SHORTEST_SITE = 3
# Texts name an institution without its branch: 南方海洋科学与工程广东省实验室（珠海）.
_BRANCH = re.compile(r"（[^（）]{2,5}）\Z")

# 粤发〔2023〕7号 is a number; 在深 is in 深圳 unless 深 begins another word.
_NUMBER = r"(?P<number>粤\w{1,8}[〔\[])"
_IN_SHENZHEN = r"[在驻来留赴]深(?![圳入化度海层刻水空远冷蓝加耕挖])"

# A sentence ends with one of these marks, with the quotes and brackets behind it, or with its line.
_SENTENCE = re.compile(r"[^。；！？;!?\n]*(?:[。；！？;!?]+[”’」』）)》]*|\n|\Z)")
# The bracket that closes a clause: （省工业和信息化厅牵头，广州市政府按职责分工负责）.
_OFFICES = re.compile(r"[（(][^（(。；]*(?:牵头|负责|配合|责任单位)[^。；]*[）)]?。?[）)]?\s*\Z")


# Document, clause, and number of the sentence in the clause from 1.
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that names a place, and what became of it.

    ``text`` is read from the folder and stored nowhere; ``words`` are the spellings of places in
    it; ``apt`` the reasons that fit it by form; ``facts`` the designations that cite it;
    ``reason`` why it is waived, if it is.
    """

    key: Key
    text: str = field(repr=False)
    words: tuple[str, ...]
    apt: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    reason: str = ""

    @property
    def state(self) -> str:
        """``cited``, ``waived`` or ``open``."""
        return "cited" if self.facts else "waived" if self.reason else "open"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A row of ``geodata/waived.csv``."""

    key: Key
    digest: str
    words: tuple[str, ...]
    reason: str
    line: int

    def issue(self, column: str, value: object, message: Text, hint: Text) -> Issue:
        """Return an issue of this row."""
        entry = "#".join(self.key[:2])
        return Issue(WAIVED_FILE, entry, column, quote(value), message, hint, self.line)

    def unknown(self, kind: Text, column: str, value: str, known: Iterable[str]) -> Issue:
        """Return the issue of a value of this row that leads nowhere."""
        return unknown(kind, value, known, file=WAIVED_FILE, field=column, line=self.line)


@dataclass(frozen=True)
class Coverage:
    """Every sentence that names a place, in the order of the texts, and what is wrong."""

    sentences: tuple[Sentence, ...]
    issues: tuple[Issue, ...]


def coverage(atlas: Atlas, folder: Path) -> Coverage:
    """Hold every sentence of the policy texts that names a place against the atlas.

    Parameters
    ----------
    atlas
        An open atlas; ``geodata/waived.csv`` is read from its folder.
    folder
        Holds ``clauses.jsonl`` and ``<document>.txt``, also of documents unknown to the atlas.

    Returns
    -------
    Coverage
        A sentence is cited when a term of a designation of its clause stands in it, waived when
        a sound row of ``geodata/waived.csv`` says so, and open otherwise. Issues name texts that
        are missing, renamed or altered, and rows that do not hold.
    """
    issues: list[Issue] = []
    clauses = read_clauses(folder, issues)
    if not clauses:
        return Coverage((), tuple(issues))
    uncut = _uncut_texts(folder, clauses)
    documents = {*atlas.documents, *(document for document, _ in clauses)}
    documents |= {path.stem for path in folder.glob("*.txt")}
    for document in sorted(documents):
        issues += document_issues(folder, document, clauses)
    clauses |= {(document, UNCUT): text for document, text in uncut.items()}
    sentences = list(_naming_sentences(atlas, clauses))
    waivers = read_waivers(atlas.folder / WAIVED_FILE, issues)
    faults = list(_waiver_issues(waivers, sentences, clauses, documents))
    faulty = {fault.line for fault in faults}
    reasons = {waiver.key: waiver.reason for waiver in waivers if waiver.line not in faulty}
    judged = (replace(one, reason=reasons.get(one.key, "")) for one in sentences)
    return Coverage(tuple(judged), (*issues, *faults))


def split_sentences(text: str) -> list[str]:
    """Cut a clause at 。；！？ (full or half width) and at line ends.

    Closing quotes and brackets stay with their sentence, a heading with the one that follows it;
    the bracket of responsible offices behind the last full stop is a sentence of its own.
    """
    return [part for part in _SENTENCE.findall(text) if part.strip()]


def digest_of(sentence: str) -> str:
    """Return the first digits of the SHA-256 of a sentence without its white space."""
    squeezed = "".join(sentence.split())
    return hashlib.sha256(squeezed.encode()).hexdigest()[:DIGEST_LENGTH]


class Spellings:
    """All spellings of places (names, short names, aliases and ours), the longest first."""

    def __init__(self, places: Iterable[Place]) -> None:
        by_id = {place.id: place for place in places}
        owned = [
            (place.level, name) for place in by_id.values() for name in _own_names(place, by_id)
        ]
        self._whole = {*WHOLE, *(name for level, name in owned if level == "province")}
        names = {*WHOLE, *JOINED, *(name for _, name in owned)}
        self._silent = set(NOT_PLACES) - names
        longest_first = sorted(names | self._silent, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join([_NUMBER, _IN_SHENZHEN, *map(_bounded, longest_first)]))

    def find(self, text: str) -> tuple[str, ...]:
        """Return the spellings of places in a text, each once, in their order."""
        found = (match for match in self._pattern.finditer(text) if not match["number"])
        words = dict.fromkeys(match[0] for match in found)
        return tuple(word for word in words if word not in self._silent)

    def apt_reasons(self, clause: str, text: str) -> tuple[str, ...]:
        """Return the reasons that fit a naming sentence by its form alone."""
        words = self.find(_OFFICES.sub("", text))
        holds = (clause in FRONT_AND_BACK, not words, bool(words) and self._whole.issuperset(words))
        return tuple(reason for reason, held in zip(MECHANICAL, holds, strict=True) if held)


def _own_names(place: Place, places: Mapping[str, Place]) -> list[str]:
    """Return the spellings that mean this place wherever they occur."""
    names = [place.name, place.short, *place.aliases]
    if place.level in {"park", "site"}:
        names += [_BRANCH.sub("", name) for name in names]
        return [name for name in names if len(name) >= SHORTEST_SITE]
    if place.short in ORDINARY:
        city = places[place.city]
        names += [owner + place.short for owner in (city.name, city.short)]
        # Also where 城区 is the full name.
        return [name for name in names if name not in ORDINARY]
    return [name for name in names if name]


def _bounded(name: str) -> str:
    """Return a name as a pattern; one in Latin letters is no part of a longer word."""
    head = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
    tail = r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
    return head + re.escape(name) + tail


def _naming_sentences(atlas: Atlas, clauses: Mapping[tuple[str, str], str]) -> Iterator[Sentence]:
    """Yield every sentence that names a place, with the designations that cite it."""
    spellings = Spellings(atlas.places.values())
    facts = defaultdict(list)
    for fact in atlas.facts:
        facts[fact.document, fact.address].append(fact)
    for (document, clause), whole in clauses.items():
        for number, text in enumerate(split_sentences(whole), start=1):
            words = spellings.find(text)
            if words:
                # A term in the bracket of responsible offices says nothing.
                body = _OFFICES.sub("", text)
                citing = (
                    fact.id
                    for fact in facts[document, clause]
                    if any(term in body for term in fact.terms)
                )
                apt = spellings.apt_reasons(clause, text)
                yield Sentence((document, clause, number), text, words, apt, tuple(citing))


def _uncut_texts(folder: Path, clauses: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Return the texts without clauses, except those of a document under another name."""
    own = defaultdict(list)
    for (document, _), clause in clauses.items():
        own[document].append("".join(clause.split()))
    missing = [parts for name, parts in own.items() if not (folder / f"{name}.txt").exists()]
    texts = {}
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        squeezed = "".join(text.split())
        renamed = any(all(part in squeezed for part in parts) for parts in missing)
        if path.stem not in own and not renamed:
            texts[path.stem] = text
    return texts


def read_waivers(path: Path, issues: list[Issue]) -> list[Waiver]:
    """Read the waived sentences; a folder without the file waives none.

    Parameters
    ----------
    path
        CSV with the columns :data:`COLUMNS`; several words are joined with ``|``.
    issues
        List that receives rows that cannot be read.
    """
    waivers: list[Waiver] = []
    if not path.exists():
        return waivers
    for line, row in read_csv(path, WAIVED_FILE, issues):
        if tuple(row) != COLUMNS:
            message = Text("列名不符", "has other columns")
            hint = Text(f"应为 {','.join(COLUMNS)}", f"they are {','.join(COLUMNS)}")
            issues.append(Issue(WAIVED_FILE, "", "", quote(",".join(row)), message, hint, 1))
            break
        number = int(row["sentence"]) if row["sentence"].isdecimal() else 0
        words = tuple(word for word in row["word"].split("|") if word)
        key = (row["document"], row["clause"], number)
        digest = row["digest"].zfill(DIGEST_LENGTH)  # a spreadsheet drops leading zeros
        waivers.append(Waiver(key, digest, words, row["reason"], line))
    return waivers


def _waiver_issues(
    waivers: Iterable[Waiver],
    sentences: Iterable[Sentence],
    clauses: Mapping[tuple[str, str], str],
    documents: set[str],
) -> Iterator[Issue]:
    """Yield what is wrong with each row: its references, its text, its need, its reason."""
    naming = {sentence.key: sentence for sentence in sentences}
    parts = {address: split_sentences(text) for address, text in clauses.items()}
    present = {document for document, _ in clauses}
    seen: set[Key] = set()
    for waiver in waivers:
        document, clause, number = waiver.key
        if waiver.reason not in REASONS:
            yield waiver.unknown(REASON, "reason", waiver.reason, REASONS)
        if waiver.key in seen:
            message = Text("此句已豁免", "is waived already")
            yield waiver.issue("sentence", number, message, DROP)
        elif document not in documents:
            yield waiver.unknown(DOCUMENT, "document", document, sorted(documents))
        elif document in present:
            # A document of the atlas whose text is missing has an issue of its own.
            own = parts.get((document, clause), [])
            yield from _row_issues(waiver, own, naming.get(waiver.key))
        seen.add(waiver.key)


def _row_issues(waiver: Waiver, own: list[str], sentence: Sentence | None) -> Iterator[Issue]:
    """Yield what is wrong with a row, given the sentences of its clause and its own."""
    number = waiver.key[2]
    digests = [digest_of(text) for text in own]
    if not 1 <= number <= len(own):
        message = Text(f"条款中只有 {len(own)} 句", f"sentences of the clause: {len(own)}")
        yield waiver.issue("sentence", number, message, _moved(waiver, digests))
    elif waiver.digest != digests[number - 1]:
        message = Text("摘要与原文不符，原文已变", "differs from the text, which has changed")
        yield waiver.issue("digest", waiver.digest, message, _moved(waiver, digests))
    elif sentence is None:
        yield waiver.issue("word", "|".join(waiver.words), Text("此句未提地点", "no place"), DROP)
    elif sentence.facts:
        message = Text("此句已被引用，无需豁免", "needless: the sentence is cited")
        yield waiver.issue("sentence", sentence.facts[0], message, DROP)
    elif waiver.reason in MECHANICAL and waiver.reason not in sentence.apt:
        message = Text("理由与此句不符", "the reason does not fit the sentence")
        hint = Text("请补定位或改理由", "add a designation or correct the reason")
        yield waiver.issue("reason", waiver.reason, message, hint)
    elif not set(sentence.words) <= set(waiver.words):
        message = Text("此句还提到别的地点", "the sentence names other places too")
        named = "|".join(sentence.words)
        hint = Text(f"请重读此句；现提到 {named}", f"read it again; it names {named}")
        yield waiver.issue("word", "|".join(waiver.words), message, hint)


def _moved(waiver: Waiver, digests: list[str]) -> Text:
    """Return the mend of a row whose sentence is not where it says."""
    if waiver.digest in digests:
        now = digests.index(waiver.digest) + 1
        return Text(f"该句现为第 {now} 句", f"it is sentence {now} now")
    return Text("请重读此句后更新或删去此行", "read the sentence again, then renew or drop the row")


def rows(result: Coverage, *, text: bool = False) -> list[dict[str, Any]]:
    """Return one row per sentence, with its text where asked for."""
    return [
        {
            "state": sentence.state,
            **dict(zip(("document", "clause", "sentence"), sentence.key, strict=True)),
            "digest": digest_of(sentence.text),
            "words": list(sentence.words),
            "reason": sentence.reason,
            "facts": list(sentence.facts),
            **({"text": sentence.text} if text else {}),
        }
        for sentence in result.sentences
    ]


def tables(result: Coverage) -> list[tuple[Text, list[dict[str, Any]], tuple[str, ...]]]:
    """Return what people read as title, rows and columns: counts, waived, open."""
    sentences = rows(result, text=True)
    tally = Counter((row["document"], row["state"]) for row in sentences)
    documents = dict.fromkeys(row["document"] for row in sentences)
    counts = [{"document": d, **{state: tally[d, state] for state in STATES}} for d in documents]
    waived = [row for row in sentences if row["state"] == "waived"]
    still_open = [row for row in sentences if row["state"] == "open"]
    where = ("document", "clause", "sentence", "words")
    return [
        (
            Text("各文件提到地点的句数", "sentences that name a place"),
            counts,
            ("document", *STATES),
        ),
        (Text("已豁免", "waived"), waived, (*where, "reason")),
        (Text("未引用也未豁免", "neither cited nor waived"), still_open, (*where, "text")),
    ]
