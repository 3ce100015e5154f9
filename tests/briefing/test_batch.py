"""Many briefings in one go: whole, resumable, and no city stops the others."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.selection import select
from cluster_atlas.briefing import batch
from cluster_atlas.briefing.briefing import Briefing, PartChoice, city_briefing
from cluster_atlas.files.outfiles import stem_of
from cluster_atlas.questions.roles import facts_about
from cluster_atlas.values.issues import AtlasError
from tests.conftest import HOSTILE, TODAY

THREE = ("city:440700", "city:441500", "city:445100")


def _jobs(atlas: Atlas) -> list[batch.Job]:
    return batch.city_jobs(atlas, THREE, lambda city: replace(city_briefing(city), date=TODAY))


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for key, value in attrs if key == "href"]


def test_every_job_has_its_files_and_the_index_leads_to_them(atlas: Atlas, tmp_path: Path) -> None:
    report: list[str] = []
    done = batch.run(
        atlas, _jobs(atlas), ["pdf", "pptx"], tmp_path, report=lambda d: report.append(d.job.name)
    )
    assert [one.job.name for one in done] == ["江门市", "汕尾市", "潮州市"]
    assert sorted(report) == sorted(one.job.name for one in done)
    batch.write_index(atlas, done, tmp_path)
    page = (tmp_path / batch.INDEX).read_text(encoding="utf-8")
    links = [unquote(link) for link in _Links(page).links]
    assert sorted(links) == sorted(name for one in done for name in one.files)
    for name in links:
        assert (tmp_path / name).read_bytes()[:4] in {b"%PDF", b"PK\x03\x04"}
    about = [facts_about(atlas, city, select(atlas).facts) for city in THREE]
    assert [one.count for one in done] == [len(facts) for facts in about]
    assert atlas.data_hash in page
    assert "行政区划数据来源：天地图" in page


def test_what_changed_since_it_was_saved_is_told_of_kept_files_too(
    atlas: Atlas, tmp_path: Path
) -> None:
    part = PartChoice("place", state="focus=city:999999")
    job = batch.Job("x", "x", Briefing(date=TODAY, part=(part,)))
    (first,) = batch.run(atlas, [job], ["docx"], tmp_path)
    (again,) = batch.run(atlas, [job], ["docx"], tmp_path)
    assert again.kept
    assert not first.kept
    assert first.changes == again.changes != ()
    assert "city:999999" in first.changes[0]


def test_workers_make_the_same_bytes_as_one_process(atlas: Atlas, tmp_path: Path) -> None:
    one = batch.run(atlas, _jobs(atlas), ["pdf"], tmp_path / "one", workers=1)
    two = batch.run(atlas, _jobs(atlas), ["pdf"], tmp_path / "two", workers=2)
    assert [d.files for d in one] == [d.files for d in two]


def test_a_second_run_keeps_what_is_there_and_mends_what_is_not(
    atlas: Atlas, tmp_path: Path
) -> None:
    jobs = _jobs(atlas)
    first = batch.run(atlas, jobs, ["pdf"], tmp_path, workers=1)
    stamps = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.pdf")}
    again = batch.run(atlas, jobs, ["pdf"], tmp_path, workers=1)
    assert all(one.kept for one in again)
    assert [one.count for one in again] == [one.count for one in first]
    assert stamps == {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.pdf")}

    (tmp_path / "440700-江门市.pdf").write_bytes(b"broken")
    (tmp_path / "441500-汕尾市.pdf").unlink()
    third = batch.run(atlas, jobs, ["pdf"], tmp_path, workers=1)
    assert [one.kept for one in third] == [False, False, True]
    # What is not as it was made is somebody's now: it stays, and the file comes beside it.
    assert [*third[0].files] == ["440700-江门市 (2).pdf"]
    assert [*third[0].files.values()] == [*first[0].files.values()]
    assert [one.files for one in third[1:]] == [one.files for one in first[1:]]

    changed = [replace(job, briefing=replace(job.briefing, office="新单位")) for job in jobs]
    assert not any(one.kept for one in batch.run(atlas, changed, ["pdf"], tmp_path, workers=1))
    assert not any(
        one.kept for one in batch.run(atlas, changed, ["pdf"], tmp_path, workers=1, again=True)
    )


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{", '{"440700-江门市": 3}', '{"440700-江门市": {"key": 1}}']
)
def test_a_broken_manifest_is_no_obstacle(atlas: Atlas, tmp_path: Path, manifest: str) -> None:
    (tmp_path / batch.MANIFEST).write_text(manifest, encoding="utf-8")
    (one,) = batch.run(atlas, _jobs(atlas)[:1], ["svg"], tmp_path)
    assert one.files
    assert json.loads((tmp_path / batch.MANIFEST).read_text(encoding="utf-8"))


@pytest.mark.parametrize("workers", [1, 2])
def test_one_failure_stops_no_other(atlas: Atlas, tmp_path: Path, workers: int) -> None:
    # A folder stands where the file should go.
    (tmp_path / "441500-汕尾市.pdf").mkdir()
    jobs = _jobs(atlas)
    empty = batch.Job("空简报", "empty", Briefing())
    wrong = batch.Job("坏", "wrong", Briefing(part=(PartChoice("song"),)))
    done = batch.run(atlas, [*jobs, empty, wrong], ["pdf"], tmp_path, workers=workers)
    assert [bool(one.files) for one in done] == [True, False, True, False, False]
    assert "441500-汕尾市.pdf" in done[1].issues[0].sentence("zh")
    assert "至少加入一个部分" in done[3].issues[0].sentence("zh")
    batch.write_index(atlas, done, tmp_path)
    page = (tmp_path / batch.INDEX).read_text(encoding="utf-8")
    assert "汕尾市" in page
    assert "无法写入输出文件" in page


def test_a_folder_that_cannot_be_made_is_refused(atlas: Atlas, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AtlasError, match=r"输出文件夹|output folder"):
        batch.run(atlas, _jobs(atlas), ["pdf"], tmp_path / "file" / "out")


def test_names_in_the_index_are_text(atlas: Atlas, tmp_path: Path) -> None:
    done = [
        batch.JobResult(
            batch.Job(text, f"s{i}", Briefing(date=TODAY)), {f"{text[:9]}{i}.pdf": "0"}, 1
        )
        for i, text in enumerate(HOSTILE)
    ]
    batch.write_index(atlas, done, tmp_path)
    found = _Links((tmp_path / batch.INDEX).read_text(encoding="utf-8"))
    assert not {"script", "img"} & set(found.tags)
    assert len(found.links) == len(HOSTILE)
    assert not any(link.startswith("javascript:") for link in found.links)


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("江门市 产业定位", "江门市 产业定位"),
        ("a/b\\c:d*e?f", "a b c d e f"),
        ("../../etc/passwd", "etc passwd"),
        ("甲\n乙\x00丙", "甲 乙 丙"),
        ("\u202egpj.exe", "gpj.exe"),
        ("...", "cluster-atlas"),
        ("", "cluster-atlas"),
        ("长" * 300, "长" * 60),
    ],
)
def test_any_title_makes_a_file_name(title: str, stem: str) -> None:
    assert stem_of(title) == stem


def test_hostile_titles_make_file_names_inside_the_folder(tmp_path: Path) -> None:
    for text in HOSTILE:
        path = tmp_path / f"{stem_of(text)}.pdf"
        path.write_bytes(b"x")
        assert list(tmp_path.iterdir()) == [path]
        path.unlink()
