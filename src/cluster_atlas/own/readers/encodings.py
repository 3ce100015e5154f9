"""The encoding of Chinese text: as files spell its name, and as its characters give it away."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from cluster_atlas.atlas.spelling import READINGS
from cluster_atlas.values.issues import AtlasError, Issue, Text, quote

UTF_8 = "utf-8"
GB = "gb18030"
BIG5 = "big5hkscs"
WESTERN = "cp1252"

# Bytes by which a text is judged.
_SAMPLE = 65_536
_REPLACED = "\ufffd"
# So much more counts an encoding that the file names.
_DECLARED = 0.1
# And UTF-8 where all of it is valid and some of it characters of three bytes.
_SURE = 0.3
# The part of a text without a mark at its beginning that must be of common characters.
_MOST = 0.7

# Marks at the beginning of a text; the longer ones first.
_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

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

# What the addresses, names and land uses of an office are made of, beside the names of places and
# products; in the other way of writing, what is common in names and tables of Hong Kong and Macao.
_SIMPLIFIED = (
    "广东省市区县镇乡村街道路号大北西上下工业园地块用途面积编号名称项目企业公司有限产基集团科技位置单土住宅商"
    "绿公共设施建规划类型代码备注年月日期状态是否第一二三四五六七八九十人民政府局中心小学校医院站场厂"
)
_TRADITIONAL = (
    "東廣門區縣鎮鄉圍灣龍馬鳥車電機產業園積號稱項資額萬億畝頃號碼話電郵傳眞真聯繫絡單位負責總經理處長"
    "會計劃書開發建設備註說明類別級屬標準時間間點線樓廠倉庫儲運輸進岀貿貨幣銀錢財務稅銷購買賣價養殖農漁"
    "醫藥學與關於為應從來過還這個們對數據圖視頻網絡軟體裝製造鐵鋁銅塑膠紙纖維織衣鞋傢俱燈飾環保護節約綠"
    "風險質檢驗測試實際準確認證監規則標題錄記憶體腦歲號術創新興動態勢競爭優勝陽陰陸島嶼濱潭涌圳荃葵觀塘"
    "紅藍黃綠銅鑼黃竹坑薄扶林鰂魚筲箕赤柱灘澳氹臺灣臺北臺中臺南雲嘉義彰苗栗縣南投屏蘭蓮馬連嶼媽氹離島"
    "國際聯貫穿橋樑隧鐘錶館齋廳閣億萬參閱詳細節餘剩餘損虧盈債權組織結構強華擬寫條約簽訂辦關係寶貝貴賓"
    "崗鹽羅禪順鶴編團態場頭韶慶茂湛綠"
)
_PUNCTUATION = "（），、：。；《》“”·—％＋－／０１２３４５６７８９"
# What stands alone between the letters of a Western text, and how much that counts.
_LONE_ACCENT = 0.55
_ACCENTED = re.compile("[à-öø-ýßÄÖÜÉ°²³·×±µ½–—‘’“”…•€£©®™\u0100-\u017f\u0391-\u03c9]")
# Rare characters say a little of Chinese, letters of others and accents in a row nothing; what no
# text has tells against an encoding.
_KINDS = (
    (re.compile("[\u2010-\u2027\u3000-\u303f\uff00-\uffef]"), 0.3),
    (re.compile("[\u0370-\u04ff\u3041-\u30ff\uac00-\ud7a3]"), 0.3),
    (re.compile("[\u4e00-\u9fff]"), 0.1),
    (_ACCENTED, 0.0),
    (re.compile("[\ufffd\ue000-\uf8ff]"), -1.0),
)
_UNUSUAL = -0.5
# What hardly any text of another encoding is as UTF-8.
_SURELY_UTF_8 = re.compile("[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]|[\u0370-\u04ff]{3}")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
# Where a character surely begins: digits and signs are hardly ever the second byte of one.
_BEGINNING = re.compile(rb"(?<=[\x00-\x3f])[\x80-\xff]")
_RUNS = re.compile(r"[^\x00-\x7f]+")


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
        name = codecs.lookup(spelling.strip()).name
        # Some of what Python calls codecs are no encodings of text, as base64.
        b" ".decode(name, "replace")
    except (LookupError, ValueError):
        return ""
    return name


def told_encoding(spelling: str, file: str) -> str:
    """Return the Python name of the encoding that a user tells; empty where none is told.

    Raises
    ------
    AtlasError
        Where it is not known.
    """
    name = codec(spelling)
    if spelling.strip() and not name:
        message = Text("不认识的编码", "is no encoding that is known")
        hint = Text("如 GB18030、UTF-8、Big5", "as GB18030, UTF-8, Big5")
        raise AtlasError([Issue(file, "", "", quote(spelling), message, hint)])
    return name


def found_encoding(content: bytes, declared: Sequence[str] = ()) -> str:
    """Return the encoding of a whole text, whose mark it may still have.

    A mark at its beginning decides; then UTF-16 by its noughts; else it is :func:`judged`.

    Parameters
    ----------
    content
        The text.
    declared
        As of :func:`judged`.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if b"\0" in content[:_SAMPLE] and (name := _wide(content[:_SAMPLE])):
        return name
    return judged(_samples(content), declared)


def judged(samples: Iterable[bytes], declared: Sequence[str] = ()) -> str:
    """Return the encoding in which texts read best as Chinese.

    Whether UTF-8 is valid does not decide: 坪山 and 台山 in GBK are valid UTF-8, as letters that
    nobody writes. GB18030 is taken where two fit alike, since short texts in it are valid Big5.

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
        A Python name: the first declared, or ``utf-8``, where all is ASCII; of a Western text that
        is no UTF-8, ``cp1252``.
    """
    taken: list[bytes] = []
    size = 0
    for sample in samples:
        if not sample.isascii():
            taken.append(sample)
            size += len(sample)
            if size > 2 * _SAMPLE:
                break
    named = [name for name in declared if name]
    if not taken:
        return named[0] if named else UTF_8
    text = b"\n".join(taken)
    candidates = dict.fromkeys([*named, GB, UTF_8, BIG5, WESTERN])
    return max(candidates, key=lambda name: _likeness(text, name) + _DECLARED * (name in named))


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


def _wide(content: bytes) -> str:
    """Return which UTF-16 a text without a mark is: noughts stand beside its commas and digits."""
    content = content[: len(content) // 2 * 2]
    even, odd = content[::2].count(0), content[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    # One of a pair of bytes is never 0 in such a text.
    if min(even, odd):
        return ""
    text = content.decode(name, "replace")
    known = sum(character < "\x7f" or character in _common(GB) for character in text)
    return name if known > _MOST * len(text) and _REPLACED not in text[:-1] else ""


def _samples(content: bytes) -> list[bytes]:
    """Return what begins with the first byte that is not ASCII, and some from the middle."""
    first = _NOT_ASCII.search(content)
    if first is None:
        return []
    start = first.start()
    middle = _BEGINNING.search(content, (start + len(content)) // 2)
    return [content[one.start() : one.start() + _SAMPLE] for one in (first, middle) if one]


def _likeness(raw: bytes, encoding: str) -> float:
    """Return how much a text reads as people write: 1 at best, −1 at worst.

    A Chinese character is rarely alone, a letter of the West with an accent nearly always.
    """
    text = raw.decode(encoding, errors="replace")
    runs = _RUNS.findall(text)
    alone = Counter(run for run in runs if len(run) == 1)
    joined = Counter("".join(run for run in runs if len(run) > 1))
    weight = sum(_weight(one) * number for one, number in joined.items())
    weight += sum(_weight_alone(one) * number for one, number in alone.items())
    sure = encoding == UTF_8 and _REPLACED not in text and _SURELY_UTF_8.search(text)
    return weight / max(1, alone.total() + joined.total()) + _SURE * bool(sure)


def _weight_alone(character: str) -> float:
    if _ACCENTED.match(character):
        return _LONE_ACCENT
    weight = _weight(character)
    return weight / 2 if weight > 0 else weight


@cache
def _weight(character: str) -> float:
    if character in _everyday():
        return 1.0
    if character in _common(GB):
        return 0.5
    if character in _common(BIG5):
        return 0.4
    return next((weight for signs, weight in _KINDS if signs.match(character)), _UNUSUAL)


@cache
def _everyday() -> frozenset[str]:
    """Return the characters of names of places and products, and the punctuation of tables."""
    with READINGS.open(encoding="utf-8", newline="") as file:
        characters = {character for row in csv.reader(file) for character in row[-1]}
    return frozenset(characters) | frozenset(_SIMPLIFIED + _TRADITIONAL + _PUNCTUATION)


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
