"""Briefings are named by what they hold, and write over nothing unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing import batch
from cluster_atlas.briefing.briefing import Briefing, PartChoice, city_briefing
from cluster_atlas.briefing.parts import compose_brief
from cluster_atlas.cli.brief_run import RunOptions, run
from cluster_atlas.values.issues import AtlasError
from tests.conftest import ROOT, TODAY


def _job(state: str, stem: str = "超高清视频") -> batch.Job:
    return batch.Job(stem, stem, Briefing(date=TODAY, part=(PartChoice("sources", state=state),)))


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.svg"))


def _run(folder: Path, **filters: tuple[str, ...]) -> None:
    options = {f"filter_{name}": values for name, values in filters.items()}
    run(ROOT, None, "svg", folder, RunOptions(day=TODAY), options | {"layout": "one-page"})


def test_two_industries_are_two_files(tmp_path: Path) -> None:
    _run(tmp_path, industry=("轨道交通装备",))
    _run(tmp_path, cluster=("uhd",))
    assert _names(tmp_path) == ["超高清视频.svg", "轨道交通装备.svg"]


def test_another_briefing_of_a_name_gets_a_number(tmp_path: Path, atlas: Atlas) -> None:
    (done,) = batch.run(atlas, [_job("cluster=uhd")], ["svg"], tmp_path)
    first = (tmp_path / next(iter(done.files))).read_bytes()
    batch.run(atlas, [_job("cluster=software")], ["svg"], tmp_path)
    assert _names(tmp_path) == ["超高清视频 (2).svg", "超高清视频.svg"]
    assert (tmp_path / "超高清视频.svg").read_bytes() == first
    # The same again is kept, and made anew in its own place.
    (again,) = batch.run(atlas, [_job("cluster=uhd")], ["svg"], tmp_path)
    assert again.kept
    batch.run(atlas, [_job("cluster=uhd")], ["svg"], tmp_path, again=True)
    assert len(_names(tmp_path)) == 2


def test_a_file_of_the_users_own_is_left_until_force_is_given(tmp_path: Path, atlas: Atlas) -> None:
    mine = tmp_path / "超高清视频.svg"
    mine.write_text("my own", encoding="utf-8")
    (done,) = batch.run(atlas, [_job("cluster=uhd")], ["svg"], tmp_path)
    assert list(done.files) == ["超高清视频 (2).svg"]
    assert mine.read_text(encoding="utf-8") == "my own"
    batch.run(atlas, [_job("cluster=uhd")], ["svg"], tmp_path, again=True, force=True)
    assert mine.read_text(encoding="utf-8") != "my own"


def test_a_saved_briefing_is_written_over_only_by_itself(tmp_path: Path) -> None:
    saved = tmp_path / "a.toml"
    saved.write_text("title = 'mine'\n", encoding="utf-8")
    with pytest.raises(AtlasError) as caught:
        run(ROOT, None, "svg", tmp_path, RunOptions(day=TODAY, save=saved), {})
    assert "--force" in caught.value.issues[0].sentence("zh")
    assert saved.read_text(encoding="utf-8") == "title = 'mine'\n"


def test_the_name_is_that_of_the_first_part(atlas: Atlas) -> None:
    assert compose_brief(atlas, city_briefing("city:440700")).brief.title == "江门市"


def test_a_template_makes_what_its_places_and_editions_say(tmp_path: Path) -> None:
    places = {"filter_place": ("惠州", "东莞")}
    run(ROOT, None, "svg", tmp_path, RunOptions(day=TODAY, template="comparison"), dict(places))
    assert _names(tmp_path) == ["惠州市、东莞市对比.svg"]


@pytest.mark.parametrize(
    ("options", "own"),
    [
        (RunOptions(template="comparison", all_cities=True), {}),
        (RunOptions(), {"from": "2021"}),
        (RunOptions(template="comparison"), {}),
    ],
)
def test_what_a_template_cannot_use_is_refused(
    tmp_path: Path, options: RunOptions, own: dict[str, str]
) -> None:
    with pytest.raises(AtlasError):
        run(ROOT, None, "svg", tmp_path, options, dict(own))
    assert _names(tmp_path) == []
