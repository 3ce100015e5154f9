"""Issues of a data folder in an order in which they can be mended: causes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cluster_atlas.files.records import NO_TABLES, NOT_TOML
from cluster_atlas.values.issues import Issue, Text

# Of issues that say the same about the same column, so many are listed one by one.
_MOST_ALIKE = 5
# A fault of a column, whatever stands in it.
_NO_COLUMN = Text("不认识的字段", "unknown field")

_Kind = tuple[str, str, str, Text]


def led_by_causes(causes: Sequence[Issue], others: Iterable[Issue]) -> list[Issue]:
    """Return what is wrong in the order of files and lines, what follows from it counted.

    Parameters
    ----------
    causes
        What reading the files found: a file that cannot be read, a record that was dropped.
    others
        What holding the records against each other found.

    Returns
    -------
    list of Issue
        All causes; of others those that do not follow from one. An issue that counts the rest
        stands behind its cause. Issues alike on many lines of a file are counted as well.
    """
    broken = [issue for issue in causes if _is_of_a_file(issue)]
    dropped = {issue.entry: issue for issue in reversed(causes) if issue.entry}
    independent, followers = [], Counter[_Kind]()
    for issue in others:
        cause = broken[0] if broken else dropped.get(issue.value)
        if cause is None:
            independent.append(issue)
        else:
            followers[_kind(cause)] += 1
    found = sorted((*causes, *independent), key=lambda issue: (issue.file, issue.line or 0))
    listed: list[Issue] = []
    for issue in _alike_counted(found):
        kind = _kind(issue)
        listed.append(issue)
        if followers[kind]:
            listed.append(_count_of(followers.pop(kind), issue))
    return listed


def _is_of_a_file(issue: Issue) -> bool:
    """Tell whether nothing of a file, or of a list in it, could be read."""
    return not issue.entry and (issue.line is None or issue.message in {NOT_TOML, NO_TABLES})


def _kind(issue: Issue) -> _Kind:
    """Return what issues alike have in common: the column, or the shape of a row."""
    alike = not issue.field or not issue.value or issue.message == _NO_COLUMN
    return (issue.file, issue.field, "" if alike else f"{issue.entry} {issue.line}", issue.message)


def _alike_counted(issues: Sequence[Issue]) -> list[Issue]:
    """Return issues in their order; of many of a kind only the first, with their count."""
    alike = Counter(map(_kind, issues))
    listed: list[Issue] = []
    for issue in issues:
        count = alike[_kind(issue)]
        if count == 0:
            continue
        if count > _MOST_ALIKE:
            alike[_kind(issue)] = 0
            zh, en = issue.hint.zh, issue.hint.en
            more = Text(f"{zh}（另有 {count - 1} 行同样）", f"{en} ({count - 1} more lines alike)")
            listed.append(replace(issue, hint=more))
        else:
            listed.append(issue)
    return listed


def _count_of(count: int, cause: Issue) -> Issue:
    return Issue(
        cause.file,
        cause.entry,
        "",
        str(count),
        Text("由此而来的问题未逐条列出", "issues that follow from this are not listed"),
        Text("先改正上一条", "mend the one above first"),
        cause.line,
    )
