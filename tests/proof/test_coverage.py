"""Sentences that name a place: cited, waived or open, on small made-up texts."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.proof.coverage import (
    COLUMNS,
    REASONS,
    UNCUT,
    WAIVED_FILE,
    Coverage,
    Spellings,
    coverage,
    digest_of,
    read_waivers,
    rows,
    split_sentences,
    tables,
)
from cluster_atlas.values.issues import Issue
from cluster_atlas.values.model import Designation, Document
from scripts import waive
from tests.conftest import ROOT, run_here

CITED = "江门造船。"
OPEN = "珠海养鱼。"
PLAIN = "鱼在水里。"
OFFICE = "（省厅牵头，江门市、珠海市政府按职责分工负责）"
TEXTS = {"plan-a": {"0": "致广东省厅。", "1": CITED + OPEN + PLAIN + OFFICE, "2": "我省有鱼。"}}

Row = tuple[object, ...]


@pytest.fixture
def small(atlas: Atlas, tmp_path: Path) -> Atlas:
    """Return the shipped places with one made-up plan and one fact of it."""
    document = Document(
        "plan-a", "计划", "Plan", "计划", "Plan", "", (), dt.date(2024, 1, 1), ("0", "1", "2")
    )
    fact = Designation(
        "a-ships", ("city:440700",), (), "base", "priority", "造船", "Ships", "plan-a#1", ("江门",)
    )
    (tmp_path / "data" / "geodata").mkdir(parents=True)
    return replace(atlas, folder=tmp_path / "data", facts=(fact,), documents={"plan-a": document})


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return write_texts(tmp_path / "policies", TEXTS)


@pytest.fixture
def hold(small: Atlas, policies: Path) -> Callable[..., Coverage]:
    """Return a function that holds the texts against the fact and the given waived rows."""

    def run(*waived: Row) -> Coverage:
        with (small.folder / WAIVED_FILE).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *waived])
        return coverage(small, policies)

    return run


@pytest.fixture(scope="module")
def spellings(atlas: Atlas) -> Spellings:
    return Spellings(atlas.places.values())


def write_texts(folder: Path, texts: dict[str, dict[str, str]]) -> Path:
    """Write a policies folder: the clause file and one text per document."""
    folder.mkdir()
    with (folder / "clauses.jsonl").open("w", encoding="utf-8") as file:
        for document, clauses in texts.items():
            for clause, text in clauses.items():
                record = {"document": document, "clause": clause, "text": text}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
            whole = "\n".join(clauses.values())
            (folder / f"{document}.txt").write_text(whole, encoding="utf-8")
    return folder


def row(clause: str, number: int, text: str, word: str, reason: str) -> Row:
    return ("plan-a", clause, number, digest_of(text), word, reason)


def states(result: Coverage) -> dict[tuple[str, int], str]:
    return {sentence.key[1:]: sentence.state for sentence in result.sentences}


def only(result: Coverage) -> Issue:
    (issue,) = result.issues
    return issue


WAIVED = row("1", 2, OPEN, "珠海", "framing")


def test_cited_and_open(hold: Callable[..., Coverage]) -> None:
    result = hold()
    assert result.issues == ()
    # The third sentence names no place; the bracket names 江门 and is not cited by that.
    found = {("0", 1): "open", ("1", 1): "cited", ("1", 2): "open", ("1", 4): "open"}
    assert states(result) == found | {("2", 1): "open"}
    assert result.sentences[1].facts == ("a-ships",)


def test_waived(hold: Callable[..., Coverage]) -> None:
    result = hold(
        WAIVED,
        row("0", 1, "致广东省厅。", "广东省", "letterhead"),
        row("1", 4, OFFICE, "江门市|珠海市", "responsible-office"),
        row("2", 1, "我省有鱼。", "我省", "whole-province"),
    )
    assert result.issues == ()
    assert set(states(result).values()) == {"cited", "waived"}
    assert {sentence.reason for sentence in result.sentences} >= {"framing", "letterhead"}


def test_no_file_waives_nothing(small: Atlas, policies: Path) -> None:
    result = coverage(small, policies)
    assert not result.issues
    assert "waived" not in states(result).values()


@pytest.mark.parametrize(
    ("bad", "column", "says"),
    [
        (row("1", 1, CITED, "江门", "framing"), "sentence", "a-ships"),
        (row("1", 3, PLAIN, "", "framing"), "word", "未提地点"),
        (row("1", 9, OPEN, "珠海", "framing"), "sentence", "第 2 句"),
        (row("7", 1, OPEN, "珠海", "framing"), "sentence", "0 句"),
        (row("1", 4, OPEN, "珠海", "framing"), "digest", "第 2 句"),
        (row("1", 2, "珠海养虾。", "珠海", "framing"), "digest", "已变"),
        (row("1", 2, OPEN, "珠海", "whole-province"), "reason", "不符"),
        (row("1", 2, OPEN, "珠海", "letterhead"), "reason", "不符"),
        (row("1", 2, OPEN, "珠海", "responsible-office"), "reason", "不符"),
        (row("1", 2, OPEN, "珠海", "frame"), "reason", "framing"),
        (row("1", 2, OPEN, "江门", "framing"), "word", "珠海"),
        (("plan-b", "1", 2, digest_of(OPEN), "珠海", "framing"), "document", "plan-a"),
        (("plan-a", "1", "two", digest_of(OPEN), "珠海", "framing"), "sentence", "4 句"),
    ],
)
def test_a_row_that_does_not_hold(
    hold: Callable[..., Coverage], bad: Row, column: str, says: str
) -> None:
    result = hold(bad)
    issue = only(result)
    assert (issue.file, issue.line, issue.field) == (WAIVED_FILE, 2, column)
    assert says in issue.sentence("zh")
    assert issue.hint.en
    assert "waived" not in states(result).values()


def test_a_row_given_twice(hold: Callable[..., Coverage]) -> None:
    result = hold(WAIVED, WAIVED)
    assert only(result).line == 3
    assert states(result)["1", 2] == "waived"


def test_other_columns(hold: Callable[..., Coverage], small: Atlas, policies: Path) -> None:
    hold(WAIVED)
    path = small.folder / WAIVED_FILE
    path.write_text(path.read_text("utf-8").replace("reason", "why", 1), encoding="utf-8")
    assert "why" in only(coverage(small, policies)).value


def test_an_altered_text(hold: Callable[..., Coverage], policies: Path) -> None:
    path = policies / "clauses.jsonl"
    path.write_text(path.read_text("utf-8").replace("养鱼", "养虾"), encoding="utf-8")
    result = hold(WAIVED)
    assert [issue.file for issue in result.issues] == ["plan-a.txt", WAIVED_FILE]
    assert states(result)["1", 2] == "open"
    assert states(result)["1", 1] == "cited"


def test_a_text_that_is_renamed(hold: Callable[..., Coverage], policies: Path) -> None:
    (policies / "plan-a.txt").rename(policies / "plan-a-old.txt")
    result = hold(WAIVED)
    assert {issue.entry for issue in result.issues} == {"plan-a", "plan-a-old"}
    assert {sentence.key[0] for sentence in result.sentences} == {"plan-a"}
    assert states(result)["1", 2] == "waived"


def test_a_document_that_is_missing(hold: Callable[..., Coverage], policies: Path) -> None:
    path = policies / "clauses.jsonl"
    path.write_text('{"document": "plan-b", "clause": "1", "text": "潮州。"}', encoding="utf-8")
    (policies / "plan-a.txt").rename(policies / "plan-b.txt")
    (policies / "plan-b.txt").write_text("潮州。", encoding="utf-8")
    # The row of the missing document cannot be judged and is not blamed.
    assert only(result := hold(WAIVED)).entry == "plan-a"
    assert [sentence.words for sentence in result.sentences] == [("潮州",)]


def test_no_clause_file(hold: Callable[..., Coverage], policies: Path) -> None:
    (policies / "clauses.jsonl").unlink()
    result = hold(WAIVED)
    assert only(result).file == "clauses.jsonl"
    assert result.sentences == ()


def test_a_new_document_is_open(small: Atlas, tmp_path: Path) -> None:
    new = {"plan-new": {"1": "江门造船；珠海养鱼。鱼。"}}
    result = coverage(small, write_texts(tmp_path / "more", TEXTS | new))
    assert not result.issues
    own = [sentence for sentence in result.sentences if sentence.key[0] == "plan-new"]
    assert [(one.key[2], one.state) for one in own] == [(1, "open"), (2, "open")]


def test_a_new_text_that_is_not_cut(small: Atlas, policies: Path) -> None:
    (policies / "plan-new.txt").write_text("标题\n江门造船。\n珠海养鱼", encoding="utf-8")
    result = coverage(small, policies)
    assert only(result).entry == "plan-new"
    own = [sentence for sentence in result.sentences if sentence.key[0] == "plan-new"]
    assert [one.key[1:] for one in own] == [(UNCUT, 2), (UNCUT, 3)]
    assert {one.state for one in own} == {"open"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("濒临南海，发展海工", ""),
        ("佛山南海造车", "佛山南海"),
        ("南海区与顺德造车", "南海区 顺德"),
        ("光明、宝安、龙岗办厂", "宝安 龙岗"),
        ("新兴产业与云浮新兴的石材", "云浮新兴"),
        ("新兴县、汕尾城区、主城区", "新兴县 汕尾城区"),
        ("龙门铣床、提高要求、公开平台、资金平台、云安全", ""),
        ("新丰稀土，更新丰富", "新丰"),
        ("增城传感器，新增城市", "增城"),
        ("中山大学与中山市、孙中山", "中山大学 中山市"),
        ("珠海一号卫星在珠海", "珠海"),
        ("广深佛莞、深莞惠与广佛惠", "广深佛莞 深莞惠 广佛惠"),
        ("河梅、粤东西北、深港、珠中江", "河梅 粤东西北 深港 珠中江"),
        ("粤港澳大湾区、粤港澳、港澳、湾区", "粤港澳大湾区 粤港澳 港澳 湾区"),
        ("穗深两地；在莞企业", "穗 莞"),
        ("我省、全省、省内，在粤投资", "我省 全省 省内 粤"),
        ("粤办〔2020〕1号，节省内存，安全省心", ""),
        ("项目在深落地，在深入推进中，在深圳", "在深 深圳"),
        ("我市资本市场与全市场", "我市"),
        ("推广清洁生产，推广深加工，推广东西", ""),
        ("湖南山河，海南海口，上海珠宝", ""),
        ("东莞松山湖和肇庆大旺", "东莞 松山湖 肇庆大旺"),
        ("中大型企业", ""),
        ("珠江东岸电子信息产业带", "珠江东岸电子信息产业带"),
        ("南方海洋科学与工程广东省实验室", "南方海洋科学与工程广东省实验室"),
        ("XGRTX与GRT频道", "GRT"),
        ("北京、上海、长三角、有条件的地市", ""),
    ],
)
def test_spellings(spellings: Spellings, text: str, words: str) -> None:
    assert spellings.find(text) == tuple(words.split())


@pytest.mark.parametrize(
    ("clause", "text", "apt"),
    [
        ("0", "江门。", ("letterhead",)),
        ("end", "广东省厅印发", ("letterhead", "whole-province")),
        ("3.1", OFFICE, ("responsible-office",)),
        ("3.1", "服务我省" + OFFICE, ("whole-province",)),
        ("3.1", "江门造船" + OFFICE, ()),
        ("3.1", "（广州）造船（省厅牵头，珠海市配合。）", ()),
        ("3.1", "鱼（镇区）多（责任单位：市厅，深圳海关）", ("responsible-office",)),
    ],
)
def test_reasons_by_form(
    spellings: Spellings, clause: str, text: str, apt: tuple[str, ...]
) -> None:
    assert spellings.apt_reasons(clause, text) == apt


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("一、标题江门造船。珠海养鱼；鱼。", 3),
        ("“江门造船。”珠海养鱼！（省厅负责。）", 3),
        ("标题\n\n江门造船;珠海养鱼", 3),
        ("  \n ", 0),
    ],
)
def test_split(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


ALPHABET = "江门南海区佛山。；！？;\n “”（）负责牵头我省穗A"


@given(st.text(ALPHABET))
def test_sentences_lose_nothing(text: str) -> None:
    parts = split_sentences(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part in text for part in parts)


@given(st.text(ALPHABET), st.integers(0, 60))
def test_white_space_changes_no_digest(text: str, at: int) -> None:
    assert digest_of(text[:at] + " \n" + text[at:]) == digest_of(text)


@given(text=st.text(ALPHABET))
def test_words_stand_in_their_text(spellings: Spellings, text: str) -> None:
    words = spellings.find(text)
    assert all(word in text for word in words)
    assert len(set(words)) == len(words)


def test_tables_and_rows(hold: Callable[..., Coverage]) -> None:
    result = hold(WAIVED)
    (_, counts, _), (_, waived, _), (_, still_open, columns) = tables(result)
    assert counts == [{"document": "plan-a", "cited": 1, "waived": 1, "open": 3}]
    assert [line["reason"] for line in waived] == ["framing"]
    assert "text" in columns
    assert [line["text"] for line in still_open][1] == OFFICE
    plain = rows(result)
    assert len(plain) == 5
    assert not any("text" in line for line in plain)
    assert json.loads(json.dumps(plain))[1]["facts"] == ["a-ships"]


def test_the_script_proposes_rows(folder: Path, tmp_path: Path) -> None:
    texts = write_texts(tmp_path / "policies", {"plan-a": TEXTS["plan-a"] | {"3": "潮州。"}})
    words = ("--document", "plan-a", "--policies", str(texts), "--data", str(folder))
    done = run_here(waive.main, "waive.py", *words)
    assert done.returncode == 0
    header, *lines = csv.reader(done.stdout.splitlines())
    assert tuple(header) == COLUMNS
    assert [line[-1] for line in lines] == [
        *("letterhead", "", "", "responsible-office", "whole-province", "")
    ]
    assert OPEN not in done.stdout


def test_shipped_rows(atlas: Atlas) -> None:
    issues: list[Issue] = []
    waivers = read_waivers(ROOT / WAIVED_FILE, issues)
    assert issues == []
    for waiver in waivers:
        document, clause, number = waiver.key
        assert clause in atlas.documents[document].clauses
        assert number > 0
        assert len(waiver.digest) == 8
        assert waiver.words
        assert waiver.reason in REASONS
