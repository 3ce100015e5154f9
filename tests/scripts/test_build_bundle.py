"""The offline bundle: the wheels of the lock file, start scripts, a run without a network."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.bundle import install
from scripts import build_bundle as bundle
from tests.conftest import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
LINUX = bundle.PLATFORMS["linux-x86_64"]
PAIRS = [(found, python) for found in bundle.PLATFORMS.values() for python in found.pythons]


def _names(target: bundle.Platform, *pythons: str) -> set[str]:
    """Return file names of wheels that would fit the lock file."""
    return {
        f"{name.replace('-', '_')}-{version}-{tag}-{tag}-{target.tags[-1]}.whl"
        for python in pythons
        for tag in (python.replace("3.", "cp3"),)
        for name, version in bundle.pinned(LOCK, target, python).items()
    }


@pytest.mark.parametrize("target", bundle.PLATFORMS.values(), ids=lambda one: one.name)
def test_the_wheels_are_held_against_the_lock_both_ways(target: bundle.Platform) -> None:
    names = _names(target, *target.pythons)
    assert bundle.faults(names, LOCK, target, target.pythons) == []
    first, *_ = sorted(_names(target, "3.11"))
    package, version, *_ = first.split("-")
    assert bundle.faults(names - {first}, LOCK, target, target.pythons) == [
        f"{package} {version}: no wheel for {target.name}, Python 3.11"
    ]
    strange = "left_pad-1.0-py3-none-any.whl"
    told = bundle.faults(names | {strange}, LOCK, target, target.pythons)
    assert told == [f"{strange}: not in the lock file"]


def test_a_wheel_of_another_system_or_a_newer_python_does_not_count() -> None:
    lock = "x==1.0\n"
    for name in (
        "x-1.0-cp311-cp311-win_amd64.whl",
        "x-1.0-cp313-abi3-manylinux_2_17_x86_64.whl",
        "x-1.0-cp311-cp311-manylinux_2_34_x86_64.whl",
        "x-1.0-cp311-cp311-musllinux_1_2_x86_64.whl",
    ):
        lacking, left = bundle.faults([name], lock, LINUX, ["3.11"])
        assert "no wheel" in lacking
        assert "not in the lock" in left


def test_markers_are_those_of_the_other_machine() -> None:
    at = {(found.name, python): bundle.pinned(LOCK, found, python) for found, python in PAIRS}
    assert "watchdog" in at["windows-x86_64", "3.12"]
    assert "watchdog" not in at["macos-arm64", "3.12"]
    assert at["linux-x86_64", "3.11"]["numpy"] != at["linux-x86_64", "3.12"]["numpy"]


def test_the_list_names_every_wheel_with_its_digest(tmp_path: Path) -> None:
    names = _names(LINUX, "3.12") | {"cluster_atlas-0.1.0-py3-none-any.whl"}
    for name in names:
        tmp_path.joinpath(name).write_text(name)
    listed = bundle.requirements(tmp_path.iterdir(), LOCK, "0.1.0")
    for name in names:
        assert f"--hash=sha256:{hashlib.sha256(name.encode()).hexdigest()}" in listed
    assert listed.startswith("cluster-atlas==0.1.0 \\\n    --hash=sha256:")
    assert "python_full_version < '3.12'" not in listed, "no pin without a wheel"


@pytest.mark.parametrize("target", bundle.PLATFORMS.values(), ids=lambda one: one.name)
def test_the_start_scripts_are_filled_in_and_fit_their_system(target: bundle.Platform) -> None:
    files = bundle.own_files(target, target.pythons, "9.9")
    start = files[target.start].decode()
    assert {name for name in files if name.startswith("start.")} == {target.start}
    for name in (target.start, "install.py", "README.txt", "python-missing.txt"):
        assert not re.findall(r"@[A-Z]+@", files[name].decode()), name
    for python in target.pythons:
        assert f"({python.replace('.', ', ')})" in start
    assert {"data/layers/uhd.toml", "data/geodata/units.csv", "LICENSE"} <= set(files)
    assert {"SECURITY.md", "deploy/nginx.conf", "deploy/cluster-atlas.service"} <= set(files)
    if target.start == "start.cmd":
        assert start.isascii(), "read in the code page of the machine"
        assert start.count("\r\n") == start.count("\n")
        labels = set(re.findall(r"(?m)^:(\w+)", start))
        assert set(re.findall(r"goto (\w+)", start)) <= labels
    else:
        assert "\r" not in start
        done = subprocess.run(
            ["sh", "-n"], input=start, text=True, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_the_same_files_give_the_same_archive(tmp_path: Path) -> None:
    wheel = tmp_path / "cluster_atlas-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    files = bundle.own_files(LINUX, ["3.12"], "0.1.0")
    files = {name: files[name] for name in ("start.sh", "README.txt", "data/layers/uhd.toml")}
    made = []
    for number in range(2):
        path = tmp_path / str(number) / bundle.archive_name(LINUX, ["3.12"], "0.1.0")
        path.parent.mkdir()
        bundle.write_archive(path, "top", files, [wheel])
        made.append(path.read_bytes())
        os.utime(wheel, (number, number))
    assert made[0] == made[1]
    assert path.name == "cluster-atlas-0.1.0-offline-linux-x86_64-python3.12.zip"
    (told, name) = path.with_name(f"{path.name}.sha256").read_text("ascii").split()
    assert (told, name) == (hashlib.sha256(made[0]).hexdigest(), path.name)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("top/start.sh").external_attr >> 16 == 0o100755
        listed = dict(
            line.split("  ")[::-1] for line in archive.read("top/SHA256SUMS").decode().splitlines()
        )
        held = {name.removeprefix("top/") for name in archive.namelist()} - {"SHA256SUMS"}
        assert set(listed) == held
        assert all(
            hashlib.sha256(archive.read(f"top/{name}")).hexdigest() == value
            for name, value in listed.items()
        )


def test_documents_built_in_two_folders_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for number in ("one", "two"):
        source = tmp_path / number / "docs"
        source.mkdir(parents=True)
        source.joinpath("conf.py").write_text('project = "x"\nextensions = ["myst_parser"]\n')
        source.joinpath("index.md").write_text("# 首页\n\n[另一页](other.md)\n")
        source.joinpath("other.md").write_text("# 另一页\n\n```{toctree}\nindex\n```\n")
        site = tmp_path / number / "site"
        words = ["-m", "sphinx", "-b", "html", "-q", "-E", str(source), str(site)]
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        files = bundle.site_files(site)
        assert {"docs/index.html", "docs/searchindex.js"} <= set(files)
        assert [name for name in files if str(tmp_path).encode() in files[name]] == []
        path = tmp_path / f"{number}.zip"
        bundle.write_archive(path, "top", files, [])
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_an_installation_that_is_stopped_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(install, "check_machine", lambda: None)
    monkeypatch.setattr(install, "install", stopped)
    assert install.main() == 130
    (line,) = capsys.readouterr().err.splitlines()
    assert "再运行一次" in line
    assert "run it again" in line


def test_a_wrong_machine_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    right = {
        "windows-x86_64": ("win-amd64", "ARM64"),  # emulated, as its wheels are
        "linux-x86_64": ("linux-x86_64", "x86_64"),
        "linux-aarch64": ("linux-aarch64", "aarch64"),
        "macos-arm64": ("macosx-11.0-universal2", "arm64"),
        "macos-x86_64": ("macosx-10.13-universal2", "x86_64"),
    }
    assert set(right) == set(bundle.PLATFORMS)
    others = [*right.values(), ("win32", "AMD64"), ("win-arm64", "ARM64"), ("linux-i686", "i686")]
    for name, found in right.items():
        monkeypatch.setattr(install, "BUILT_FOR", name)
        install.check_machine(*found)
        for other in others:
            if other != found:
                with pytest.raises(install.InstallError, match=name) as refused:
                    install.check_machine(*other)
                assert len(str(refused.value).splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("file").touch()
    monkeypatch.setattr(install, "ENVIRONMENT", tmp_path / "file" / "venv")
    with pytest.raises(install.InstallError, match="cannot be written"):
        install.install()


@pytest.mark.parametrize("named", ["", "/nonexistent/python3", "false"])
def test_without_a_python_the_start_script_says_what_to_install(tmp_path: Path, named: str) -> None:
    for name, content in bundle.own_files(LINUX, LINUX.pythons, "9.9").items():
        if "/" not in name:
            tmp_path.joinpath(name).write_bytes(content)
    # Another Python that would do is not taken for the one that was named.
    for name in ("sh", "cat", "dirname", "false", *(["python3"] if named else [])):
        tmp_path.joinpath("bin").mkdir(exist_ok=True)
        tmp_path.joinpath("bin", name).symlink_to(shutil.which(name) or name)
    done = subprocess.run(
        ["sh", tmp_path / "start.sh", "check"],
        env={"PATH": str(tmp_path / "bin"), "PYTHON": named},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "3.11–3.13" in done.stderr
    assert (f"PYTHON={named} " if named else "README.txt") in done.stderr
    assert not tmp_path.joinpath("venv").exists()


def _interpreters() -> dict[str, str]:
    """Return the Pythons of this machine that the product runs on, by their version."""
    found = {}
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    for version in bundle.PYTHONS:
        paths = [*map(str, versions.glob(f"{version}.*/bin/python"))]
        paths += filter(None, [shutil.which(f"python{version}")])
        for path in paths:
            done = subprocess.run([path, "-c", ""], capture_output=True, check=False)
            if done.returncode == 0:
                found[version] = path
                break
    return found


@pytest.fixture(scope="module")
def bundled() -> Path:
    """Return the archive for this machine."""
    target = bundle.PLATFORMS[bundle.this_platform()]
    return bundle.make(target, target.pythons, None, ROOT / "build" / "tested")


# Runs in a namespace that has a loopback alone; each line is one thing that a reader does.
_OFFLINE = """
set -e
ip link set lo up
sh start.sh --version
sh start.sh check
sh start.sh export '江门 1.html' --place 江门
sh start.sh brief --place 江门 --formats pdf,docx
sh start.sh serve --no-open --port 8599 >serve.log 2>&1 &
server=$!
"$PYTHON" - <<'END'
import time, urllib.request
for _ in range(120):
    try:
        print(urllib.request.urlopen("http://127.0.0.1:8599/").status)
        break
    except OSError:
        time.sleep(0.5)
END
kill $server
"""


@pytest.mark.soak
@pytest.mark.skipif(platform.system() != "Linux", reason="network namespaces are Linux's")
@pytest.mark.parametrize("version", bundle.PYTHONS)
def test_it_installs_and_runs_where_there_is_no_network(
    version: str, bundled: Path, tmp_path: Path
) -> None:
    python = _interpreters().get(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    place = tmp_path / "离线 目录"
    shutil.unpack_archive(bundled, place)
    (folder,) = place.iterdir()
    done = subprocess.run(
        ["unshare", "-rn", "sh", "-c", _OFFLINE],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHON": python,
            "LANG": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "venv" / "installed").read_text("utf-8").startswith(version)
    assert done.stdout.rstrip().endswith("200")
    assert (folder / "江门 1.html").stat().st_size > 100_000
    # A folder that was moved goes on to work: its environment is found by its place.
    moved = folder.rename(folder.with_name("moved"))
    again = subprocess.run(
        ["sh", "start.sh", "check"], cwd=moved, capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr


@pytest.mark.soak
def test_a_changed_wheel_is_not_installed(bundled: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(bundled, tmp_path)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    (wheel,) = folder.glob("wheels/click-*.whl")
    wheel.write_bytes(wheel.read_bytes() + b" ")
    done = subprocess.run(
        [sys.executable, "install.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "click" in done.stderr
    assert not (folder / "venv" / "installed").exists()


@pytest.mark.soak
def test_the_registry_has_a_wheel_of_every_pin_for_every_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert bundle.check(bundle.PLATFORMS.values(), bundle.PYTHONS) == []
    assert capsys.readouterr().out.count(": yes") == len(PAIRS)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, str], None]:
    """Return a function that sets what a program that asks the registry answers."""

    def answer(code: int, said: str) -> None:
        done = SimpleNamespace(returncode=code, stderr=said)
        monkeypatch.setattr(bundle, "subprocess", SimpleNamespace(run=lambda *_, **__: done))

    return answer


def test_what_the_registry_lacks_is_named(
    registry: Callable[[int, str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    registry(1, "WARNING: x\nERROR: No matching distribution found for pyproj==3.8.0\n")
    (told,) = bundle.check([LINUX], ["3.12"])
    assert "linux-x86_64, Python 3.12" in told
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    with pytest.raises(bundle.BundleError, match=r"pyproj==3\.8\.0") as refused:
        bundle.download(LINUX, ["3.12"], LOCK, "26.3")
    assert "WARNING" not in str(refused.value)


def test_an_intel_mac_takes_the_python_that_has_all_wheels() -> None:
    with pytest.raises(bundle.BundleError, match=r"3\.11"):
        bundle.make(bundle.PLATFORMS["macos-x86_64"], ["3.13"], None, ROOT / "build")
