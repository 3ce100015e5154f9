"""The commands that ask: compare, evolve and find."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cluster_atlas.cli.main import cli
from cluster_atlas.values.issues import AtlasError


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def rows(*words: str) -> list[dict[str, object]]:
    result = run(*words, "--format", "json", "--lang", "zh")
    assert result.exception is None, result.exception
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def refused(*words: str) -> str:
    result = run(*words)
    assert isinstance(result.exception, AtlasError)
    return "\n".join(issue.sentence("zh") for issue in result.exception.issues)


def test_compare_holds_two_cities_side_by_side() -> None:
    found = rows("compare", "深圳", "惠州")
    assert list(found[0]) == ["集群", "产业", "深圳市", "惠州市"]
    display = next(r for r in found if r["集群"] == "超高清视频" and not r["产业"])
    assert "—" not in (display["深圳市"], display["惠州市"])


@pytest.mark.parametrize("form", ["table", "md", "csv", "json", "jsonl", "html"])
def test_compare_prints_every_form(form: str) -> None:
    result = run("compare", "深圳", "惠州", "--format", form)
    assert result.exit_code == 0
    assert "深圳" in result.stdout or "440300" in result.stdout


@pytest.mark.parametrize(
    "about", ["facts", "matrix", "pairs", "complement", "crowding", "regions", "relations"]
)
def test_compare_tells_about_the_province(about: str) -> None:
    places = ("深圳", "惠州") if about == "facts" else ()
    assert rows("compare", *places, "--about", about)


def test_compare_respects_filters() -> None:
    found = rows("compare", "深圳", "惠州", "--cluster", "uhd")
    assert {r["集群"] for r in found} == {"超高清视频"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("深圳",), "2"),
        (("深圳", "深圳市"), "同一"),
        (("深圳", "月球"), "月球"),
        (("深圳", "gd-uhd-2023"), "gd-uhd-2023"),
        (("深圳", "惠州", "广州", "东莞", "佛山", "珠海"), "5"),
    ],
)
def test_compare_refuses(words: tuple[str, ...], told: str) -> None:
    assert told in refused("compare", *words)


def test_evolve_lists_what_changed() -> None:
    found = rows("evolve", "gd-electronics-2021", "gd-electronics-2023")
    told = "\n".join(str(r["sentence"]) for r in found)
    assert "6.6" in told
    assert "5.5" in told
    assert len(rows("evolve", "gd-electronics-2021", "gd-electronics-2023", "--kept")) > len(found)


def test_evolve_takes_years() -> None:
    assert rows("evolve", "2021", "2024")


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("gd-electronics-2021", "gd-uhd-2023"),
        ("gd-electronics-2021", "gd-electronics-2021"),
        ("gd-electronics-2021", "2023"),
        ("gd-electronics-2021", "gd-elektronics-2023"),
    ],
)
def test_evolve_refuses(earlier: str, later: str) -> None:
    assert refused("evolve", earlier, later)


def test_find_ranks_places() -> None:
    found = rows("find", "燃料电池", "--top", "3")
    scores = [float(str(r["score"])) for r in found]
    assert scores == sorted(scores, reverse=True)
    # Equal scores share a rank.
    assert [r["rank"] for r in found] == [scores.index(score) + 1 for score in scores]


def test_find_says_what_it_understood() -> None:
    result = run("find", "集成店路设计")
    assert "集成电路设计" in result.stderr
    result = run("find", "zzzqqq")
    assert result.exit_code == 0
    assert "zzzqqq" in result.stderr


@pytest.mark.parametrize(
    "words",
    [("",), ("轨" * 10_000,), ("机器人", "--weight", "luck=1"), ("机器人", "--weight", "x")],
)
def test_find_refuses(words: tuple[str, ...]) -> None:
    assert refused("find", *words)


def test_contradictory_filters_find_nothing_and_say_so() -> None:
    result = run("find", "机器人", "--cluster", "uhd", "--document", "gd-robots-2023")
    assert result.exit_code == 0
    assert result.stderr


def test_an_answer_can_be_written_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert run("find", "燃料电池", "--format", "csv", "--out", str(out)).exit_code == 0
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert table[0]["place"] == "广州市"
    page = tmp_path / "a.html"
    assert run("compare", "深圳", "惠州", "--format", "html", "--out", str(page)).exit_code == 0
    assert "city:441300" in page.read_text(encoding="utf-8")


def records(*words: str) -> Any:
    """Return what a command prints as JSON."""
    return json.loads(run(*words, "--format", "json").output)


def test_search_answers_in_both_languages_and_lists_ranked_hits() -> None:
    found = records("search", "MLCC")[0]
    assert found["kind"] == "industry"
    assert set(found["answer"]) == {"zh", "en"}
    assert [hit["rank"] for hit in found["hits"][:2]] == [1, 1]
    missing = records("search", "化妆品")[0]
    assert missing["kind"] == "outside"
    assert missing["nearest_clusters"]
    assert not records("search", "疫苗")[0]["nearest_clusters"]


def test_scope_lists_what_is_covered_and_what_is_not() -> None:
    found = records("scope")
    assert len(found) == 22
    assert {bool(row["documents"]) for row in found} == {True, False}
