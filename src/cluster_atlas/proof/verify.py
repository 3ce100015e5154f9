"""Designations held against the policy texts: terms stand in their clause, titles do not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.proof.titles import place_names, shared_run
from cluster_atlas.values.issues import Issue, Text, quote

CLAUSE_FILE = "clauses.jsonl"


@dataclass(frozen=True)
class Verification:
    """How many designations were held against their clause, and what did not hold.

    ``warnings`` name the titles that repeat their clause; the facts hold all the same.
    """

    checked: int
    issues: tuple[Issue, ...]
    warnings: tuple[Issue, ...] = ()


def verify(atlas: Atlas, folder: Path) -> Verification:
    """Hold every designation against the policy texts.

    Parameters
    ----------
    atlas
        An open atlas.
    folder
        Holds ``clauses.jsonl`` (``{"document", "clause", "text"}`` a line) and ``<document>.txt``.

    Returns
    -------
    Verification
        Issues name each text that is missing or altered, each clause that is not in it and each
        term that does not stand in its clause. Documents that are there are verified regardless.
        Warnings name each title that shares too long a run with its clause.
    """
    issues: list[Issue] = []
    warnings: list[Issue] = []
    names = place_names(atlas)
    clauses = read_clauses(folder, issues)
    documents = {fact.document for fact in atlas.facts}
    for document in sorted(documents):
        issues += document_issues(folder, document, clauses)
    checked = 0
    for fact in atlas.facts:
        text = clauses.get((fact.document, fact.address))
        if text is None:
            continue
        checked += 1
        file, line = atlas.lines[fact.id]
        issues += [
            Issue(
                file,
                fact.id,
                "terms",
                quote(term),
                Text(f"条款 {fact.clause} 中没有此语", f"does not stand in clause {fact.clause}"),
                Text("请照原文改正，或改正条款号", "correct it by the text, or the clause"),
                line,
            )
            for term in fact.terms
            if term not in text
        ]
        shared = shared_run(fact.title, text, names)
        if shared:
            message = Text("标题照抄条款", "the title repeats its clause")
            hint = Text("请用自己的话改写", "say it in other words")
            warnings.append(Issue(file, fact.id, "title", quote(shared), message, hint, line))
    return Verification(checked, tuple(issues), tuple(warnings))


def read_clauses(folder: Path, issues: list[Issue]) -> dict[tuple[str, str], str]:
    """Return the text of each clause by document and address; faults become issues."""
    path = folder / CLAUSE_FILE
    clauses: dict[tuple[str, str], str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        issues.append(
            Issue(
                CLAUSE_FILE,
                "",
                "",
                quote(folder),
                Text("政策文本目录中没有可读的条款文件", "the policies folder has no such file"),
                Text(
                    "请用 --policies 指向含 clauses.jsonl 的目录", "point --policies at its folder"
                ),
            )
        )
        return clauses
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
            clauses[record["document"], record["clause"]] = str(record["text"])
        except (ValueError, KeyError, TypeError):
            issues.append(
                Issue(
                    CLAUSE_FILE,
                    "",
                    "",
                    quote(line),
                    Text("不是条款记录", "is not a clause record"),
                    Text("请恢复原文件", "restore the file"),
                    number,
                )
            )
    return clauses


def document_issues(
    folder: Path, document: str, clauses: dict[tuple[str, str], str]
) -> list[Issue]:
    """Hold that a text is there, has clauses, and holds each of them word for word."""
    name = f"{document}.txt"
    own = {clause: text for (owner, clause), text in clauses.items() if owner == document}
    if not own:
        message = Text("条款文件中没有此文件", "has no clauses in the clause file")
        hint = Text("请补齐条款文件或改正文件名", "complete the clause file or correct the name")
        return [Issue(CLAUSE_FILE, document, "", "", message, hint)]
    try:
        whole = _squeezed((folder / name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        message = Text("缺少此政策文本", "the text is missing")
        hint = Text("请补上或恢复文件名", "add it or restore its name")
        return [Issue(name, document, "", "", message, hint)]
    message = Text("条款与文本不一致，文本可能被改动", "the clause differs from the text")
    hint = Text("请恢复原文本", "restore the original text")
    return [
        Issue(name, document, "", clause, message, hint)
        for clause, text in own.items()
        if _squeezed(text) not in whole
    ]


def _squeezed(text: str) -> str:
    return "".join(text.split())
