"""The file of offices: read whole, or refused with every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster_atlas.ui.access.offices import office_of, read_offices
from cluster_atlas.values.issues import AtlasError

GOOD = """
[[office]]
name = "甲局"
workspace = "a.atlas"
[[office.member]]
email = "Li@Example.org"
role = "edit"
[[office.member]]
email = "wang@example.org"
[[office]]
name = "乙局"
workspace = "postgresql://atlas@db/own"
schema = "yi"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "offices.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_members_are_found_whatever_their_letters(tmp_path: Path) -> None:
    offices = read_offices(written(tmp_path, GOOD))
    assert [one.name for one in offices] == ["甲局", "乙局"]
    found = office_of(offices, "li@example.ORG")
    assert found is not None
    assert (found[0].name, found[1].role) == ("甲局", "edit")
    found = office_of(offices, "wang@example.org")
    assert found is not None
    assert found[1].role == "read"
    assert office_of(offices, "nobody@example.org") is None


def test_it_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert office_of(read_offices(path), "wang@example.org")
    written(tmp_path, GOOD.replace("wang@", "zhao@x."))
    assert office_of(read_offices(path), "wang@example.org") is None


FAULTS = {
    "no office": ("", "没有单位"),
    "no TOML": ("[[office]\n", "TOML"),
    "no name": ('[[office]]\nworkspace = "a"\n', "缺少必填项"),
    "blank": ('[[office]]\nname = "甲"\nworkspace = " "\n', "为空"),
    "unknown field": ('[[office]]\nname="甲"\nworkspace="a"\nrole="x"\n', "不认识的字段"),
    "no schema": ('[[office]]\nname="甲"\nworkspace="postgresql://x/y"\n', "模式"),
    "schema of a file": ('[[office]]\nname="甲"\nworkspace="a"\nschema="s"\n', "没有模式"),
    "role": (GOOD.replace('"edit"', '"admin"'), "不是可用的角色"),
    "no address": (GOOD.replace("wang@example.org", "王"), "不是邮箱地址"),
    "one place": (
        GOOD.replace("postgresql://atlas@db/own", "./a.atlas").replace('schema = "yi"', ""),
        "同一个工作区",
    ),
    "two offices": (f'{GOOD}[[office.member]]\nemail = "LI@example.org"\n', "一人属于两个单位"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_refuses_the_whole_file(fault: str, tmp_path: Path) -> None:
    text, told = FAULTS[fault]
    with pytest.raises(AtlasError) as caught:
        read_offices(written(tmp_path, text))
    assert told in "\n".join(issue.sentence("zh") for issue in caught.value.issues)


def test_a_file_that_is_not_there_is_refused_and_no_password_is_told(tmp_path: Path) -> None:
    with pytest.raises(AtlasError):
        read_offices(tmp_path / "none.toml")
    twice = '[[office]]\nname="{}"\nworkspace="postgresql://a:secret@db/x"\nschema="s"\n'
    with pytest.raises(AtlasError) as caught:
        read_offices(written(tmp_path, twice.format("甲") + twice.format("乙")))
    assert "secret" not in str(caught.value)
