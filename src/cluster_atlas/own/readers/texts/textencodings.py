"""The encoding of a text that does not say it, judged by the characters that come out."""

from __future__ import annotations

import codecs
import csv
import re
from functools import cache

from cluster_atlas.atlas.spelling import READINGS

# Marks at the beginning of a text; the longer ones first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In the order in which they are taken where they fit alike.
_CANDIDATES = ("gb18030", "utf-8", "big5hkscs")
# Bytes that are judged, and how much of the text must be of everyday's characters.
_SAMPLE, _LEAST, _MOST = 65_536, 0.3, 0.7
_LATIN = "cp1252"
# Common in names and tables of Hong Kong, Macau and Taiwan, and not written so on the mainland.
_TRADITIONAL = (
    "東廣門區縣鎮鄉圍灣龍馬鳥車電機產業園積號稱項資額萬億畝頃號碼話電郵傳眞真聯繫絡單位負責總經理處長"
    "會計劃書開發建設備註說明類別級屬標準時間間點線樓廠倉庫儲運輸進岀貿貨幣銀錢財務稅銷購買賣價養殖農漁"
    "醫藥學與關於為應從來過還這個們對數據圖視頻網絡軟體裝製造鐵鋁銅塑膠紙纖維織衣鞋傢俱燈飾環保護節約綠"
    "風險質檢驗測試實際準確認證監規則標題錄記憶體腦歲號術創新興動態勢競爭優勝陽陰陸島嶼濱潭涌圳荃葵觀塘"
    "紅藍黃綠銅鑼黃竹坑薄扶林鰂魚筲箕赤柱灘澳氹臺灣臺北臺中臺南雲嘉義彰苗栗縣南投屏蘭蓮馬連嶼媽氹離島"
    "國際聯貫穿橋樑隧鐘錶館齋廳閣億萬參閱詳細節餘剩餘損虧盈債權組織結構強華擬寫條約簽訂辦關係寶貝貴賓"
)
_PUNCTUATION = "（），、：。；《》“”·—％＋－／０１２３４５６７８９"


def found_encoding(content: bytes) -> str:
    """Return the encoding of a text.

    A mark at its beginning decides; then UTF-16 by its noughts, then UTF-8 where all of it is
    valid. Else each candidate is judged by how many of its characters are those of place names and
    products; GB18030 is taken where two fit alike, since short texts in it are valid Big5 as well.

    Returns
    -------
    str
        Name of a codec; of a text without Chinese that is no UTF-8, ``cp1252``.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if b"\0" in content[:_SAMPLE] and (name := _wide(content[:_SAMPLE])):
        return name
    sample = _sample(content)
    scores = {name: _score(sample, name) for name in _CANDIDATES}
    best = max(scores, key=lambda name: scores[name])
    if _is_utf8(content):
        # So are a few words of GB18030, 联通 or 坪山: as letters that nobody writes.
        return best if best == "gb18030" and scores[best] >= 2 * _LEAST else "utf-8"
    return best if scores[best] >= _LEAST else _LATIN


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide(content: bytes) -> str:
    """Return which UTF-16 a text without a mark is: noughts stand beside its commas and digits."""
    content = content[: len(content) // 2 * 2]
    even, odd = content[::2].count(0), content[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    # One of a pair of bytes is never 0 in such a text.
    if min(even, odd):
        return ""
    text = content.decode(name, "replace")
    known = sum(character < "\x7f" or character in _common() for character in text)
    return name if known > _MOST * len(text) and "\ufffd" not in text[:-1] else ""


def _sample(content: bytes) -> bytes:
    """Return the lines from the first one on that is not plain ASCII, and some from the middle."""
    first = re.search(rb"[\x80-\xff]", content)
    start = content.rfind(b"\n", 0, first.start()) + 1 if first else 0
    middle = content.find(b"\n", (start + len(content)) // 2) + 1
    return content[start : start + _SAMPLE] + content[middle : middle + _SAMPLE]


def _score(sample: bytes, encoding: str) -> float:
    """Return which part of what is not ASCII are characters of everyday use; faults count off."""
    text = sample.decode(encoding, "replace")
    others = [character for character in text if character > "\x7f"]
    if not others:
        return 0.0
    everyday, common = _everyday(), _common()
    good = sum(
        1.0 if character in everyday else 0.5 if character in common else 0.0
        for character in others
    )
    return (good - others.count("\ufffd")) / len(others)


@cache
def _everyday() -> frozenset[str]:
    """Return the characters of names of places and products, and the punctuation of tables."""
    with READINGS.open(encoding="utf-8", newline="") as file:
        characters = {character for row in csv.reader(file) for character in row[-1]}
    return frozenset(characters) | frozenset(_TRADITIONAL + _PUNCTUATION)


@cache
def _common() -> frozenset[str]:
    """Return the 3,755 characters of the first level of GB 2312, which is ordered by use."""
    rows = range(0xB0, 0xD8)
    pairs = bytes(byte for row in rows for cell in range(0xA1, 0xFF) for byte in (row, cell))
    return frozenset(pairs.decode("gb2312", "ignore"))
