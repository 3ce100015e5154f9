"""What outputs were opened by which programs: written into docs/compatibility.md by the tests.

A test that opens an output by another program is marked ``opens("DOCX", "LibreOffice")``. With
``make compatibility`` those tests run and the table is written anew; any other run holds the pairs
in the table against the marks.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "compatibility.md"
QGIS_PYTHON = "/usr/bin/python3"

Pair = tuple[str, str]


def _said(*words: str) -> str:
    """Return the first number with a point in what a program says of itself; empty without it."""
    if not shutil.which(words[0]):
        return ""
    result = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    found = re.search(r"\d+(\.\d+)+", result.stdout + result.stderr)
    return found[0] if found else ""


def _gdal() -> str:
    import pyogrio

    return str(pyogrio.__gdal_version_string__)


# How each program says its version; an empty one means that it is not at hand.
PROGRAMS: dict[str, Callable[[], str]] = {
    "Chromium": lambda: _said("chromium", "--version"),
    "Firefox": lambda: _said("firefox", "--version"),
    "GDAL": _gdal,
    "LibreOffice": lambda: _said("soffice", "--version"),
    "PDFium": lambda: version("pypdfium2"),
    "Poppler": lambda: _said("pdftotext", "-v"),
    "QGIS": lambda: _said(QGIS_PYTHON, "-c", "import qgis.core as c; print(c.Qgis.QGIS_VERSION)"),
    "calamine": lambda: version("python-calamine"),
    "openpyxl": lambda: version("openpyxl"),
    "openxml-audit": lambda: version("openxml-audit"),
    "python-docx": lambda: version("python-docx"),
    "python-pptx": lambda: version("python-pptx"),
    "nginx": lambda: _said(shutil.which("nginx") or "/usr/sbin/nginx", "-v"),
}

# What people use and what was not at hand where the table was written.
ABSENT = {
    "HTML": "Firefox、Safari、Edge、360 极速浏览器、微信内置浏览器",
    "DOCX": "Microsoft Word、WPS",
    "PPTX": "Microsoft PowerPoint、WPS",
    "XLSX": "Microsoft Excel、WPS",
    "CSV": "Microsoft Excel、WPS",
    "PDF": "Adobe Acrobat、福昕、veraPDF",
    "SVG": "Adobe Illustrator、Inkscape",
    "KML": "Google Earth、奥维",
    "GeoPackage": "ArcGIS",
    "GeoJSON": "ArcGIS",
    "FlatGeobuf": "ArcGIS",
    "SLD": "GeoServer",
}

_HEAD = """\
# 用什么打开过 · What was opened by what

此表由测试写成（`make compatibility`），请勿手改：每一行都是一组真的用该程序打开输出的测试。
“不在手边”的程序没有试过，不等于打不开。

*Written by the tests (`make compatibility`), not by hand: each row stands for tests that open the
output by that program. What was not at hand was not tried, which does not mean that it fails.*

| 输出 · output | 程序 · program | 版本 · version | 测试 · tests | 结果 · result |
|---|---|---|---|---|
"""
_ABSENT_HEAD = """
## 不在手边 · Not at hand

| 输出 · output | 未试过的程序 · programs not tried |
|---|---|
"""
_RESULTS = {"passed": "打开 · opened", "failed": "失败 · failed", "skipped": "未试 · not tried"}
_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| [^|]* \| \d+ \|", re.MULTILINE)


@dataclass
class Record:
    """What the tests of one run opened.

    Attributes
    ----------
    outcomes
        How many tests passed, failed or were skipped, by output and program.
    """

    outcomes: dict[Pair, dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    def note(self, report: pytest.TestReport) -> None:
        """Take in the outcome of a test that opens something."""
        if report.when == "call" or (report.when == "setup" and report.outcome != "passed"):
            for name, pair in report.user_properties:
                if name == "opens":
                    kind, program = str(pair).split("\t")
                    self.outcomes[kind, program][report.outcome] += 1

    def table(self) -> str:
        """Return the page."""
        rows = []
        for (kind, program), outcomes in sorted(self.outcomes.items()):
            result = next(name for name in ("failed", "passed", "skipped") if outcomes.get(name))
            told = PROGRAMS[program]() or "–"
            tests = outcomes[result]
            rows.append(f"| {kind} | {program} | {told} | {tests} | {_RESULTS[result]} |\n")
        absent = [f"| {kind} | {names} |\n" for kind, names in ABSENT.items()]
        return _HEAD + "".join(rows) + _ABSENT_HEAD + "".join(absent)


def mark_items(items: Iterable[pytest.Item]) -> None:
    """Hand what each test opens along with its report, which comes from another process."""
    for item in items:
        for mark in item.iter_markers("opens"):
            kind, *programs = mark.args
            for program in programs:
                assert program in PROGRAMS, program
                item.user_properties.append(("opens", f"{kind}\t{program}"))


def marked() -> set[Pair]:
    """Return each output with each program that a test says it opens it by."""
    pairs = set()
    mark = re.compile(r"^@pytest\.mark\.opens\(([^)]*)\)", re.MULTILINE)
    for path in (ROOT / "tests").rglob("test_*.py"):
        for words in mark.findall(path.read_text(encoding="utf-8")):
            kind, *programs = re.findall(r'"([^"]+)"', words)
            pairs |= {(kind, program) for program in programs}
    return pairs


def listed() -> set[Pair]:
    """Return the pairs that the table has."""
    return set(_ROW.findall(TABLE.read_text(encoding="utf-8")))
