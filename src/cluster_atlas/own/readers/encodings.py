"""The encoding of Chinese text: as files spell its name, and as its characters give it away."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

UTF_8 = "utf-8"
GB = "gb18030"
BIG5 = "big5hkscs"
WESTERN = "cp1252"

_SAMPLE = 50_000
_REPLACED = "\ufffd"

# How files name an encoding, without case, spaces, hyphens and underscores.
_SPELLINGS = {
    **dict.fromkeys(("65001", "utf8", "utf", "cp65001", "ansi65001", "unicodeutf8"), UTF_8),
    **dict.fromkeys(
        (
            "936", "cp936", "ms936", "windows936", "ansi936", "oem936", "gbk", "gb2312", "gb231280",
            "gb", "euccn", "hzgb2312", "xgbk", "gb18030", "54936", "windowssimpchinese", "dbcs936",
            "20936", "csgb2312", "csiso58gb231280", "x936",
        ),
        GB,
    ),
    **dict.fromkeys(
        (
            "950", "cp950", "ms950", "windows950", "ansi950", "oem950", "big5", "big5hkscs",
            "big5eten", "windowstradchinese", "951",
        ),
        BIG5,
    ),
    **dict.fromkeys(
        (
            "1252", "cp1252", "windows1252", "ansi1252", "iso88591", "88591", "latin1",
            "windowslatin1", "819", "28591",
        ),
        WESTERN,
    ),
}  # fmt: skip

# What the addresses, names and land uses of an office are made of, in both ways of writing.
_FREQUENT = frozenset(
    "广东省市区县镇乡村街道路号广州深圳珠海汕头佛山韶关河源梅惠尾莞中江门阳湛茂名肇庆清远潮揭云浮"
    "天河越秀荔湾白云黄埔番禺花都南沙从化增城福田罗湖宝安龙岗盐田坪光明禅顺德三高新会台开鹤恩"
    "香港澳横琴前海大北西上下工业园地块用途面积编号名称项目企业公司有限产基集团科技区位置单土住宅商"
    "绿公共设施建规划类型代码备注年月日期状态是否第一二三四五六七八九十人民政府局中心小学校医院站场厂"
    "廣東區縣鎮鄉雲門陽莞遠潮揭灣龍崗鹽寶羅黃禪順會臺開鶴業園塊積編號稱項目產團"
    "類規劃設備註態廠場頭韶關慶茂湛單綠"
)

# Rare characters say nothing, marks of Chinese a little; what no text has tells against it.
_BLOCKS = (
    (re.compile("[\u4e00-\u9fff]"), 0.0),
    (re.compile("[\u3000-\u303f\uff00-\uffef]"), 0.5),
    (re.compile("[\ufffd\ue000-\uf8ff]"), -3.0),
)


def codec(spelling: str) -> str:
    """Return the Python name of an encoding as a file or a person spells it; empty if unknown.

    ``OEM``, ``ANSI`` and the like say nothing about which one it is.
    """
    plain = re.sub(r"[\s_\-]", "", spelling.strip("\ufeff \0\r\n\t\"'")).lower()
    if not plain or plain in {"oem", "ansi", "neutral", "unknown", "none", "system", "default"}:
        return ""
    if plain in _SPELLINGS:
        return _SPELLINGS[plain]
    try:
        return codecs.lookup(spelling.strip()).name
    except (LookupError, ValueError):
        return ""


def judged(samples: Iterable[bytes], declared: Sequence[str] = ()) -> str:
    """Return the encoding in which texts read best as Chinese.

    Parameters
    ----------
    samples
        Texts as bytes; those of ASCII alone say nothing.
    declared
        Encodings that the file names, the most trusted first. One of them wins where it reads
        nearly as well as the best: a single value that was cut does not overthrow it.

    Returns
    -------
    str
        A Python name: the first declared, or ``utf-8``, where all is ASCII.
    """
    taken: list[bytes] = []
    size = 0
    for sample in samples:
        if not sample.isascii():
            taken.append(sample)
            size += len(sample)
            if size > _SAMPLE:
                break
    named = [name for name in declared if name]
    if not taken:
        return named[0] if named else UTF_8
    text = b"\n".join(taken)
    ranked = []
    for place, name in enumerate(dict.fromkeys([*named, UTF_8, GB, BIG5])):
        ranked.append((_likeness(text, name) + (0.3 if name in named else 0), -place, name))
    return max(ranked)[2]


def decoded(raw: bytes, encoding: str) -> tuple[str, bool]:
    """Return a text, and whether every byte of it could be read.

    A character that was cut at the end is dropped; for others stands the mark of what is unknown.
    """
    try:
        return raw.decode(encoding), True
    except UnicodeDecodeError:
        return raw.decode(encoding, errors="replace").rstrip(_REPLACED), False


def decoded_all(raw: Sequence[bytes], encoding: str) -> tuple[list[str | None], list[int]]:
    """Return many texts without the blanks at their ends, and where one could not be read.

    A text of blanks alone is ``None``.
    """
    joined = b"\n".join(raw)
    try:
        # The smaller table is the faster one and says the same of what it has.
        text = joined.decode("gbk" if encoding == GB else encoding)
    except UnicodeDecodeError:
        text = ""
    texts = text.split("\n")
    if len(texts) == len(raw):
        return [one.rstrip(" \0") or None for one in texts], []
    pairs = [decoded(one, encoding) for one in raw]
    return (
        [text.rstrip(" \0") or None for text, _whole in pairs],
        [place for place, (_text, whole) in enumerate(pairs) if not whole],
    )


def _likeness(raw: bytes, encoding: str) -> float:
    """Return how much a text reads like Chinese in an encoding: 3 at best, −3 at worst."""
    text = raw.decode(encoding, errors="replace")
    counts = {one: number for one, number in Counter(text).items() if one > "\x7f"}
    weight = sum(_weight(one) * number for one, number in counts.items())
    return weight / max(1, sum(counts.values()))


@cache
def _weight(character: str) -> float:
    if character in _FREQUENT:
        return 3.0
    if character in _common(GB):
        return 1.0
    if character in _common(BIG5):
        return 0.8
    return next((weight for signs, weight in _BLOCKS if signs.match(character)), -1.0)


@cache
def _common(encoding: str) -> frozenset[str]:
    """Return the characters that a national standard counts as common."""
    first, last, trails = (
        (0xB0, 0xD7, range(0xA1, 0xFF))
        if encoding == GB
        else (0xA4, 0xC6, (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    )
    pairs = bytes(
        byte for lead in range(first, last + 1) for trail in trails for byte in (lead, trail)
    )
    return frozenset(pairs.decode(encoding, errors="ignore"))
