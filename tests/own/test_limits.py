"""An administrator's limits of imports, and what is said of one that is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cluster_atlas.own.limits import VARIABLE, Limits, read_limits
from cluster_atlas.values.issues import AtlasError


def test_those_that_are_named_are_changed() -> None:
    found = read_limits("rows=5 seconds=300")
    assert (found.rows, found.seconds) == (5, 300)
    assert found.columns == Limits().columns
    assert read_limits("") == Limits()


@pytest.mark.parametrize("text", ["rows", "rows=", "rows=-1", "rows=0", "row=5", "rows=many", "=5"])
def test_one_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(AtlasError) as refused:
        read_limits(f"columns=9 {text}")
    (issue,) = refused.value.issues
    assert text in issue.value
    assert "rows" in issue.sentence("en")


def test_the_command_and_the_process_that_reads_keep_to_them(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    ledger.write_text("项目名称,城市\n" + "虚构项目,江门市\n" * 9, encoding="utf-8")

    def run(limits: str) -> subprocess.CompletedProcess[str]:
        words = ["import", str(ledger), "--as", "projects", "--workspace", str(tmp_path / "w")]
        return subprocess.run(
            [sys.executable, "-m", "cluster_atlas", *words],
            env=os.environ | {VARIABLE: limits},
            capture_output=True,
            text=True,
            check=False,
        )

    refused = run("rows=5")
    assert refused.returncode == 2
    assert "5" in refused.stderr
    wrong = run("rows=five")
    assert wrong.returncode == 2
    assert "rows=five" in wrong.stderr
    assert "Traceback" not in refused.stderr + wrong.stderr
    assert run("rows=9").returncode == 0
