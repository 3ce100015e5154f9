"""What is wrong in a data folder comes with its cause first, and what follows from it counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cluster_atlas.atlas.atlas import check_folder

Change = Callable[[list[str]], list[str]]


def _with_cells(more: str, first: str = "") -> Change:
    """Return a change that ends each line, and the first one otherwise, in more cells."""
    return lambda lines: [lines[0] + (first or more), *(line + more for line in lines[1:])]


FAULTS: list[tuple[str, Change, str]] = [
    ("semicolons", lambda lines: [line.replace(",", ";") for line in lines], "首行缺少列"),
    ("empty", lambda _: [], "首行缺少列"),
    ("another column", _with_cells(",1", ",note"), "note：不认识的字段"),
    ("too many cells", _with_cells(",x", " "), "应有 14 列"),
    ("one row", lambda lines: [lines[0], lines[1] + ",x", *lines[2:]], "应有 14 列"),
]


@pytest.mark.parametrize(("change", "said"), [fault[1:] for fault in FAULTS])
def test_one_fault_is_one_sentence_and_a_count(folder: Path, change: Change, said: str) -> None:
    path = folder / "geodata" / "places.csv"
    path.write_text("\n".join(change(path.read_text("utf-8").splitlines())), "utf-8")
    first, count = check_folder(folder)
    assert said in first.sentence("zh")
    assert "由此而来的问题" in count.sentence("zh")
    assert int(count.value) >= 1


def test_a_file_that_excel_saved_in_its_own_code_page(folder: Path) -> None:
    path = folder / "geodata" / "places.csv"
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    first, count = check_folder(folder)
    assert "CSV UTF-8" in first.sentence("en")
    assert int(count.value) > 200
    assert (first.file, count.file) == ("geodata/places.csv", "geodata/places.csv")


@pytest.mark.parametrize("more", [",", ",,", ", ,"])
def test_columns_without_a_name_or_a_value_are_none(folder: Path, more: str) -> None:
    path = folder / "geodata" / "places.csv"
    path.write_text("\n".join(_with_cells(more)(path.read_text("utf-8").splitlines())), "utf-8")
    assert not check_folder(folder)


def test_faults_of_their_own_are_listed_each(folder: Path) -> None:
    path = folder / "geodata" / "places.csv"
    header, *lines = path.read_text("utf-8").splitlines()
    broken = [line.replace(",park,", ",perk,").replace(",site,", ",sight,") for line in lines[:8]]
    path.write_text("\n".join([header, *broken, *lines[8:]]), "utf-8")
    found = check_folder(folder)
    assert len({issue.line for issue in found if issue.file == "geodata/places.csv"}) >= 8


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        # Named by geodata/strategic.toml, which is listed before it.
        ("layers/robots.toml", lambda text: text + "x = = 3\n"),
        ("geodata/codes.toml", lambda text: "[[role\n" + text),
        ("geodata/codes.toml", lambda text: "role = 3\n" + text.replace("[[role]]", "[[rolle]]")),
    ],
)
def test_a_broken_toml_file_leads_what_follows_from_it(
    folder: Path, name: str, spoil: Callable[[str], str]
) -> None:
    path = folder / name
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    first, count, *_ = check_folder(folder)
    assert (first.file, count.file) == (name, name)
    assert "由此而来的问题" in count.sentence("zh")
