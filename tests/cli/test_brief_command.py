"""``cluster-atlas brief`` as a user calls it."""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
import pytest

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.briefing.briefing import read_briefing
from tests.conftest import run_command


def _text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return "".join(page.get_textpage().get_text_range() for page in document)


def test_a_citys_profile_in_several_formats(tmp_path: Path, atlas: Atlas) -> None:
    out = str(tmp_path)
    words = ("--place", "江门", "--formats", "html,pdf,pptx,docx", "--out", out)
    done = run_command("brief", *words, "--office", "招商局", "--date", "2026-11-20")
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "440700-江门市.docx",
        "440700-江门市.html",
        "440700-江门市.pdf",
        "440700-江门市.pptx",
        "manifest.json",
    ]
    said = _text(tmp_path / "440700-江门市.pdf")
    assert "招商局" in said
    assert "2026-11-20" in said
    assert atlas.data_hash in said
    assert "4 个文件" in done.stdout


def test_a_selection_kept_as_a_file_runs_again_and_tells_what_changed(tmp_path: Path) -> None:
    saved = tmp_path / "轨道.toml"
    first = run_command(
        "brief",
        *("--industry", "轨道交通装备", "--title", "轨道布局", "--note", "**重点**"),
        *("--formats", "pdf", "--out", str(tmp_path), "--save", str(saved)),
    )
    assert first.returncode == 0, first.stderr
    briefing = read_briefing(saved)
    assert briefing.title == "轨道布局"
    assert briefing.seen is not None
    assert len(briefing.seen.facts) == 13
    again = run_command("brief", str(saved), "--formats", "pdf", "--out", str(tmp_path))
    assert again.returncode == 0, again.stderr
    assert again.stderr == "", "nothing changed"
    older = saved.read_text(encoding="utf-8").replace("equipment-rail-base", "gone-for-good")
    saved.write_text(older, encoding="utf-8")
    changed = run_command("brief", str(saved), "--formats", "pdf", "--out", str(tmp_path))
    assert "已不在数据中" in changed.stderr
    assert "新增：全省轨道交通产业基地" in changed.stderr
    assert "gone-for-good" in _text(tmp_path / "轨道.pdf")


def test_several_cities_get_an_index_and_a_failure_names_itself(tmp_path: Path) -> None:
    (tmp_path / "441500-汕尾市.pdf").mkdir()
    done = run_command(
        "brief", *("--place", "汕尾", "--place", "潮州"), "--formats", "pdf", "--out", str(tmp_path)
    )
    assert done.returncode == 1
    assert "未生成 汕尾市" in done.stderr
    assert (tmp_path / "445100-潮州市.pdf").is_file()
    assert (tmp_path / "index.html").is_file()
    english = run_command(
        "brief", "--place", "汕尾", "--formats", "pdf", "--out", str(tmp_path), lang="en_US.UTF-8"
    )
    assert "not made: 汕尾市" in english.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--formats", "gif"), "gif"),
        (("--formats", ","), "不支持的格式"),
        (("--place", "江门", "--title", "长" * 2000), "2000"),
        (("--place", "没有这个市"), "没有这个市"),
        (("--industry", "没有这个产业"), "没有这个产业"),
        (("none.toml",), "none.toml"),
        (("x.toml", "--all-cities"), "不能与简报文件同用"),
        (("x.toml", "--industry", "轨道交通装备"), "不能与简报文件同用"),
        (("--all-cities", "--place", "江门"), "不能与 --all-cities 同用"),
        (("--place", ""), "未知的地点"),
        (("--place", "江门", "--place", "潮州", "--save", "x.toml"), "只能保存一份简报"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = run_command("brief", *words, "--out", str(tmp_path / "out"))
    assert done.returncode in {1, 2}
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("out/*.pdf"))


def test_an_output_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run_command("brief", "--place", "江门", "--out", str(tmp_path / "file" / "a"))
    assert done.returncode == 2
    assert "无法建立输出文件夹" in done.stderr


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "from cluster_atlas.cli.main import main\n"
        "words = ['brief', '--place', '江门', '--formats', 'pdf', '--out', sys.argv[1]]\n"
        "sys.argv = ['cluster-atlas', *words]\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "江门市" in done.stderr
    assert "磁盘" in done.stderr or "disk" in done.stderr
    assert list(tmp_path.glob("*.pdf*")) == []


def test_an_empty_selection_says_so(tmp_path: Path) -> None:
    done = run_command(
        "brief", "--text", "没有这样的词", "--formats", "pdf", "--out", str(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.glob("*.pdf")
    assert "没有符合条件的定位" in _text(path)


def test_a_saved_day_counts_until_another_is_given(tmp_path: Path) -> None:
    path = tmp_path / "早.toml"
    path.write_text(
        'date = 2024-06-01\n[[part]]\nkind = "place"\nstate = "focus=city:445100"\n',
        encoding="utf-8",
    )
    run_command("brief", str(path), "--formats", "pdf", "--out", str(tmp_path))
    said = _text(tmp_path / "早.pdf")
    assert "2024-06-01" in said
    assert "规划期满" not in said
    run_command(
        "brief", str(path), "--formats", "pdf", "--out", str(tmp_path), "--date", "2026-01-02"
    )
    assert "2026-01-02" in _text(tmp_path / "早.pdf")


def test_a_filter_that_is_gone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[[part]]\nkind = "map"\nstate = "industry=gone"\n', encoding="utf-8")
    done = run_command("brief", str(path), "--formats", "pdf", "--out", str(tmp_path))
    assert done.returncode == 0
    assert "gone" in done.stderr


@pytest.mark.parametrize("text", ["a." * 3000 + "b=1", "x=" + "[" * 5000])
def test_a_file_that_nests_without_end_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deep.toml"
    path.write_text(text, encoding="utf-8")
    done = run_command("brief", str(path), "--out", str(tmp_path))
    assert done.returncode == 2
    assert "deep.toml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.soak
def test_a_run_that_is_stopped_ends_soon_and_goes_on_later(tmp_path: Path) -> None:
    words = ["brief", "--all-cities", "--formats", "png", "--out", str(tmp_path), "--jobs", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "cluster_atlas", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    manifest = tmp_path / "manifest.json"
    for _ in range(600):
        if manifest.is_file() or process.poll() is not None:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    made = json.loads(manifest.read_text(encoding="utf-8"))
    assert 0 < len(made) < 21
    written = {path.name[:6] for path in tmp_path.glob("*.png")}
    assert len(written) < 21, "it did not go on to the end"


def test_today_is_the_date_where_none_is_given(tmp_path: Path) -> None:
    run_command("brief", "--place", "潮州", "--formats", "pdf", "--out", str(tmp_path))
    today = dt.date.today().isoformat()  # noqa: DTZ011 - the office's own day is meant
    assert today in _text(tmp_path / "445100-潮州市.pdf")
