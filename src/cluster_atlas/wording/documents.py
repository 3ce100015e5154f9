"""Documents and their clauses in words: label, citation, address, legal state, edition."""

from __future__ import annotations

import datetime as dt

from cluster_atlas.values.issues import Text
from cluster_atlas.values.model import Code, Document

# Said of a day of issue that the text does not bear.
ASSUMED = Text("日期为推定", "date assumed")

CHINESE_DIGITS = "零一二三四五六七八九"

# Addresses that stand for a part of a document without a number.
_PARTS = {"0": Text("印发通知", "Cover letter"), "end": Text("文末", "Closing part")}


def has_number(document: Document) -> bool:
    """Whether a document has a number of its own; drafts and explanations have none."""
    return any(letter.isdigit() for letter in document.number)


def document_name(document: Document, language: str) -> str:
    """Return the full title of a document; the Chinese one where there is no English one."""
    return (document.title_en or document.title) if language == "en" else document.title


def short_name(document: Document, language: str) -> str:
    """Return the short title of a document."""
    return (document.short_en or document.short) if language == "en" else document.short


def document_label(document: Document, language: str) -> str:
    """Return what a document is called in short: its number, or its short title without one."""
    return document.number if has_number(document) else short_name(document, language)


def numbered_name(document: Document, language: str) -> str:
    """Return the short title of a document, with its number where it has one."""
    number = f" {document.number}" if has_number(document) else ""
    return short_name(document, language) + number


def citation_head(document: Document, language: str) -> str:
    """Return the document part of a citation: title, number and date.

    《…行动计划（2023—2025年）》（粤工信装备〔2023〕13号，2023年12月29日印发） or
    ``Action Plan … (粤工信装备〔2023〕13号, issued 2023-12-29)``; a date that the text does not
    bear is called assumed.
    """
    number = [document.number] if has_number(document) else []
    assumed = [ASSUMED.in_language(language)] if document.issued_assumed else []
    name = document_name(document, language)
    if language == "en":
        words = (*number, f"issued {document.issued.isoformat()}", *assumed)
        return f"{name} ({', '.join(words)})"
    # A title inside a title has single marks.
    title = name.replace("《", "〈").replace("》", "〉")
    return (
        f"《{title}》（{'，'.join((*number, f'{chinese_date(document.issued)}印发', *assumed))}）"
    )


def issued_words(document: Document, language: str) -> str:
    """Return the day of issue, 2023-12-29; 2023-12-31（日期为推定） where the text bears none."""
    day = document.issued.isoformat()
    if not document.issued_assumed:
        return day
    return f"{day} ({ASSUMED.en})" if language == "en" else f"{day}（{ASSUMED.zh}）"


def chinese_date(day: dt.date) -> str:
    """Return a day as Chinese documents write it: 2023年12月29日."""
    return f"{day.year}年{day.month}月{day.day}日"


def clause_label(address: str, language: str = "zh") -> str:
    """Return the address of a clause as a reader knows it.

    ``4.5.2`` is 四（五）2 or §4.5.2; ``3.1.box1.4`` 三（一）专栏1第4项 or §3.1, Box 1, item 4;
    ``0`` 印发通知 or Cover letter.
    """
    if address in _PARTS:
        return _PARTS[address].in_language(language)
    parts = address.split(".")
    boxed = next((k for k, part in enumerate(parts) if part.startswith("box")), len(parts))
    outside, inside = parts[:boxed], parts[boxed:]
    if language == "en":
        box = [f"Box {inside[0].removeprefix('box')}".strip()] if inside else []
        clause = ".".join(outside)
        head = [f"§{clause}" if clause[:1].isdigit() else clause] if clause else []
        return ", ".join((*head, *box, *(f"item {item}" for item in inside[1:])))
    box = [f"专栏{inside[0].removeprefix('box')}"] if inside else []
    chapter = [_chinese_number(part) for part in outside[:1]]
    section = [f"（{_chinese_number(part)}）" for part in outside[1:2]]
    return "".join((*chapter, *section, *outside[2:], *box, *(f"第{n}项" for n in inside[1:])))


def legal_words(document: Document, superseded: dt.date | None, state: Code) -> Text:
    """Return a legal state of a document with the year that explains it.

    Parameters
    ----------
    document
        The document.
    superseded
        Day on which another one replaced it, or ``None``.
    state
        The state.

    Returns
    -------
    Text
        规划期满 2025, 2024 年被替代, 有效至 2025, 2024 年已有正式稿; the state's name where no
        year explains it.
    """
    end = document.valid_to
    if state.id == "period-ended" and end is not None:
        return Text(f"规划期满 {end.year}", f"Period ended {end.year}")
    if state.id == "superseded" and superseded is not None:
        return Text(f"{superseded.year} 年被替代", f"Superseded {superseded.year}")
    if state.id == "in-force" and end is not None:
        return Text(f"有效至 {end.year}", f"In force to {end.year}")
    if state.id == "finalised" and document.final is not None:
        year = document.final.issued.year
        return Text(f"{year} 年{state.name}", f"{state.name_en} {year}")
    return Text(state.name, state.name_en)


def final_words(document: Document) -> Text:
    """Return what is known of the final text of a draft, empty where nothing is.

    正式稿 2024年3月20日由…印发；据… or ``Final text issued 2024-03-20 by …; according to …``.
    """
    final = document.final
    if final is None:
        return Text("", "")
    issuers = "、".join(final.issuers)
    return Text(
        f"正式稿 {chinese_date(final.issued)}由{issuers}印发；{final.source}",
        f"Final text issued {final.issued.isoformat()} by {issuers}; {final.source_en}",
    )


def _chinese_number(digits: str) -> str:
    """Return 1…99 in Chinese numerals; anything else as it came."""
    if not digits.isdecimal() or len(digits) > 2 or not int(digits):  # noqa: PLR2004 - 1…99
        return digits
    tens, ones = divmod(int(digits), 10)
    head = "" if tens == 0 else ("" if tens == 1 else CHINESE_DIGITS[tens]) + "十"
    return head + (CHINESE_DIGITS[ones] if ones or not tens else "")
