"""The page on own data: every trap of reading names the tests that hold it, or says not yet."""

from __future__ import annotations

import ast
import re

import pytest

from cluster_atlas.own.kinds import fields_of, kind_list
from cluster_atlas.own.readers.sniff import FORMATS
from tests.conftest import ROOT

PAGE = (ROOT / "docs/import.md").read_text(encoding="utf-8")
TRAPS = PAGE[PAGE.index("## 读取时的陷阱") :]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TRAPS.splitlines()
    if line.startswith("| ") and not line.startswith("| 会发生什么")
]
_TEST = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


@pytest.fixture(scope="module")
def tests() -> set[tuple[str, str]]:
    """Return the tests there are, by file and name."""
    return {
        (path.name, node.name)
        for folder in ("own", "cli", "atlas")
        for path in (ROOT / "tests" / folder).glob("**/test_*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_trap_has_its_test_or_says_not_yet(tests: set[tuple[str, str]]) -> None:
    assert len(ROWS) > 50
    for row in ROWS:
        assert len(row) == 3, row
        named = _TEST.findall(row[2])
        assert named or "尚未 · not yet" in row[2], row[0]
        assert set(named) <= tests, row[0]


def test_kinds_their_fields_and_formats_are_told() -> None:
    for kind in kind_list().kinds:
        (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` |")]
        for field in fields_of(kind):
            if field.id not in {"city", "county", "address", "zone", "x", "y", "xy", "note"}:
                assert field.private or field.name.zh in line, (kind, field.id)
    told = PAGE.lower()
    for form in FORMATS:
        known = {"gdb-zip": "file geodatabase", "html": "html 表格"}
        assert known.get(form, form.removesuffix("-zip")) in told, form
