"""Tables for a terminal: aligned by what a terminal shows, and unable to tell it anything."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cluster_atlas.cli.output import cell_width, show
from tests.conftest import run_command


def test_chinese_takes_two_cells_and_columns_stand_under_each_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show([{"id": "a", "name": "江门市"}, {"id": "bcd", "name": "x"}], "table")
    assert capsys.readouterr().out == "id   name\n───────────\na    江门市\nbcd  x\n"


def test_what_is_wider_than_the_terminal_is_folded_and_nothing_is_lost(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    title, words = "轨道交通产业基地" * 40, "one two " * 60
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    show([{"id": "a", "title": title, "words": words}], "table")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_width, lines)) <= 200
    text = "".join(lines[2:])
    assert sum(sign in "轨道交通产业基地" for sign in text) == len(title)
    assert text.split().count("one") == 60, "words stay whole"


def test_programs_get_one_line_per_row(capsys: pytest.CaptureFixture[str]) -> None:
    show([{"id": "a", "title": "轨道交通产业基地" * 40}], "table")
    assert len(capsys.readouterr().out.splitlines()) == 3


def _read(path: Path) -> str:
    if path.suffix == ".xlsx":
        return "\n".join(str(row) for row in load_workbook(path).worksheets[0].values)
    return path.read_text("utf-8")


QUESTIONS = (
    ("find", "转向架", "--top", "2"),
    ("compare", "惠州", "东莞"),
    ("evolve", "2020", "2023"),
)


@pytest.mark.parametrize(
    ("question", "named"), list(zip(QUESTIONS, ("江门", "惠州", "广东"), strict=True))
)
def test_the_ending_of_a_file_is_its_format(
    question: tuple[str, ...], named: str, tmp_path: Path
) -> None:
    starts = {"csv": "\ufeff", "json": "[", "jsonl": "{", "md": "|", "html": "<!doctype html>"}
    for ending in (*starts, "txt", "xlsx"):
        path = tmp_path / f"answer.{ending}"
        done = run_command(*question, "--out", str(path))
        assert done.returncode == 0, done.stderr
        assert _read(path).lower().startswith(starts.get(ending, "")), ending
        assert ending == "html" or named in _read(path), ending


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "x.foo"), "看不出输出格式 「x.foo」"),
        (("--out", "x"), "看不出输出格式 「x」"),
        (("--out", "x.csv", "--format", "json"), "与 --format json 不一致 「x.csv」"),
        (("--format", "xlsx"), "需要写入文件"),
    ],
)
def test_an_ending_that_says_nothing_or_another_is_refused(
    question: tuple[str, ...], words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = run_command(*question, *words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


COMMAND = (sys.executable, "-m", "cluster_atlas", "find", "转向架", "--top", "2")


def test_no_character_ends_a_command_after_its_work() -> None:
    asked = subprocess.run(
        COMMAND, capture_output=True, env=os.environ | {"PYTHONIOENCODING": "cp1252"}, check=False
    )
    assert asked.returncode == 0, asked.stderr
    assert "\\u6c5f\\u95e8" in asked.stdout.decode("cp1252"), "its code stands for a character"
    plain = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    words = [*COMMAND[:4], "zhuanxiangjia"]
    unasked = subprocess.run(words, capture_output=True, env=plain, check=False)
    assert unasked.returncode == 0, unasked.stderr
    assert "规划期满" in unasked.stdout.decode("utf-8"), "another program gets UTF-8"


def test_a_closed_stream_and_a_broken_pipe_are_quiet() -> None:
    words = " ".join(map(shlex.quote, COMMAND))
    for ending in (">&-", ">&- 2>&-", "| head -c 1"):
        done = subprocess.run(("sh", "-c", f"{words} {ending}"), capture_output=True, check=False)
        assert done.stderr == b"", ending


@pytest.mark.parametrize("sign", ["\x1b[31m", "\r", "\n", "\x07", "\u202e"])
def test_no_value_steers_the_terminal(sign: str, capsys: pytest.CaptureFixture[str]) -> None:
    show([{"id": f"a{sign}b"}], "table")
    assert sign[0] not in capsys.readouterr().out.replace("\n", "", 3)
