"""What can be wrong with a record, a file or a request, as sentences in Chinese and English."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from cluster_atlas.values.characters import shown

QUOTED_LENGTH = 80
SHORT_LIST = 12


class Text(NamedTuple):
    """One sentence or name in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the wording for ``"zh"`` or ``"en"``."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong: where it stands, what it is, and what to do about it.

    Attributes
    ----------
    file
        File (relative to the data folder) or the name of the option, URL key or output concerned.
    entry
        Record inside the file, for example a designation's id; empty for the file as a whole.
    field
        Field of the record; empty where the whole record is meant.
    value
        The offending value, quoted.
    message, hint
        What is wrong and what to do about it, each one short sentence in both languages.
    line
        Line in the file, counted from 1; ``None`` where it is not known.

    Examples
    --------
    >>> from cluster_atlas.values.issues import Issue, Text
    >>> message, hint = Text("不是可用的年份", "is not a usable year"), Text("如 2024", "as 2024")
    >>> print(Issue("URL", "", "as_of", "20x4", message, hint).sentence("en"))
    URL as_of: is not a usable year "20x4"; as 2024
    """

    file: str
    entry: str
    field: str
    value: str
    message: Text
    hint: Text
    line: int | None = None

    def sentence(self, language: str | None = None) -> str:
        """Return one line: where, what, the quoted value and the hint."""
        chosen = language or message_language()
        place = self.file + (f":{self.line}" if self.line else "")
        about = " ".join(part for part in (self.entry, self.field) if part)
        where = f"{place} {about}".strip()
        value = f"「{self.value}」" if chosen == "zh" else f'"{self.value}"'
        colon, stop = ("：", "；") if chosen == "zh" else (": ", "; ")
        quoted = f" {value}" if self.value else ""
        text = self.message.in_language(chosen)
        return f"{where}{colon}{text}{quoted}{stop}{self.hint.in_language(chosen)}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the issue as plain values, in both languages.

        ``hint`` and ``mend_en`` are the former names of ``hint`` and ``hint_en``; they stay for
        one release.
        """
        return {
            "file": self.file,
            "line": self.line,
            "entry": self.entry,
            "field": self.field,
            "value": self.value,
            "message": self.message.zh,
            "message_en": self.message.en,
            "hint": self.hint.zh,
            "hint_en": self.hint.en,
            "mend": self.hint.zh,
            "mend_en": self.hint.en,
        }


class AtlasError(ValueError):
    """Input that is refused as a whole.

    Attributes
    ----------
    issues
        Every reason at once; the error's text is one sentence per issue, in the language of the
        environment.

    Examples
    --------
    >>> import cluster_atlas as ca
    >>> try:
    ...     ca.select(ca.open_atlas(), ca.Selection(places=["江们"]))
    ... except ca.AtlasError as error:
    ...     print(error.issues[0].sentence("en"))
    place: unknown place "江们"; the nearest known one is "江门"
    """

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("\n".join(issue.sentence() for issue in self.issues))

    def __reduce__(self) -> tuple[type[AtlasError], tuple[Sequence[Issue]]]:
        """Let the error pass between processes with its issues."""
        return type(self), (self.issues,)


def message_language() -> str:
    """Return ``"zh"`` or ``"en"`` by the locale of the environment; Chinese where it is not set."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value and value not in {"C", "POSIX", "C.UTF-8"}:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh"


def quote(value: object) -> str:
    """Return a value as one short line fit to stand inside a sentence; a path keeps its end.

    What is not seen stands there as its code: a message commands no terminal.
    """
    text = shown(" ".join(str(value).split()))
    if len(text) <= QUOTED_LENGTH:
        return text
    if isinstance(value, PurePath):
        return "…" + text[1 - QUOTED_LENGTH :]
    return text[: QUOTED_LENGTH - 1] + "…"


def nearest(value: str, known: Iterable[str], least: float = 0.65) -> str:
    """Return the known name most like ``value``, or an empty string if none is near."""
    # Jaro-Winkler favours a common beginning, as names mistyped near their end have.
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    found = process.extractOne(
        value, list(known), scorer=JaroWinkler.similarity, score_cutoff=least
    )
    return str(found[0]) if found else ""


def unknown(  # noqa: PLR0913 - an issue has that many parts
    kind: Text,
    value: object,
    known: Iterable[str],
    *,
    file: str,
    entry: str = "",
    field: str = "",
    line: int | None = None,
    near: Text | None = None,
) -> Issue:
    """Return the issue of a reference that leads nowhere, naming the nearest known one.

    ``near`` is its name where the caller has looked for it: empty where nothing is near.
    """
    options = list(known)
    if near is None:
        near = Text(*[nearest(str(value), options)] * 2)
    if near.zh:
        hint = Text(f"最接近的是「{near.zh}」", f'the nearest known one is "{near.en}"')
    elif len(options) <= SHORT_LIST:
        hint = Text(f"可用：{'、'.join(options)}", f"use one of {', '.join(options)}")
    else:
        hint = Text("请改用已登记的值", "use one that is listed")
    message = Text(f"未知的{kind.zh}", f"unknown {kind.en}")
    return Issue(file, entry, field, quote(value), message, hint, line)
