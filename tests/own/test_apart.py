"""Files read in a process of their own: the same tables, and why there are none."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cluster_atlas.own.apart import _apart, list_apart, read_apart
from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.reading import list_tables, read_file
from cluster_atlas.own.sourcetable import ReadOptions
from cluster_atlas.values.issues import AtlasError


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "4f1c"
    path.write_text("项目名称,投资\n甲,1\n乙,2\n", encoding="utf-8")
    return path


def die(path: Path, _options: ReadOptions, _name: str) -> None:
    os._exit(len(path.name))


def said(error: AtlasError) -> str:
    (issue,) = error.issues
    return issue.sentence("en")


def test_what_is_read_is_as_read_here(table: Path) -> None:
    options = ReadOptions()
    assert read_apart(table, options, "台账.csv") == read_file(table, options, "台账.csv")
    assert list_apart(table, options, "台账.csv") == list_tables(table, options, "台账.csv")


def test_a_refusal_is_that_of_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "4f1c"
    path.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(AtlasError) as here:
        read_file(path)
    with pytest.raises(AtlasError) as apart:
        read_apart(path)
    assert apart.value.issues == here.value.issues


def test_time_and_memory_are_limited_and_told(table: Path) -> None:
    options = ReadOptions(limits=replace(DEFAULT_LIMITS, seconds=0.01))
    with pytest.raises(AtlasError) as error:
        read_apart(table, options, "台账.csv")
    assert said(error.value).startswith("台账.csv: took longer than 0 s to read")
    if Path("/proc/self/statm").is_file():
        options = ReadOptions(limits=replace(DEFAULT_LIMITS, memory_bytes=1024 * 1024))
        with pytest.raises(AtlasError) as error:
            read_apart(table, options, "台账.csv")
        assert said(error.value).startswith("台账.csv: took more than 1 MB to read")


def test_a_reader_that_dies_is_told(table: Path) -> None:
    with pytest.raises(AtlasError) as error:
        _apart(die, table, ReadOptions(), "台账.csv")
    assert said(error.value).startswith("台账.csv: broke its reader")
