"""Make the offline bundle: one archive that installs and runs the atlas without a network.

One archive a platform, each for all Pythons that the product runs on::

    python scripts/build_bundle.py                            # for this machine
    python scripts/build_bundle.py --platform windows-x86_64  # or another, or ``all``
    python scripts/build_bundle.py --python 3.12              # smaller: for one Python alone
    python scripts/build_bundle.py --check                    # has the registry every wheel?

The five platforms together take two gigabytes, and an office has one of them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "deploy" / "bundle"
PYTHONS = ("3.11", "3.12", "3.13")
# pyproj has no wheel for an older one on arm64.
OLDEST_MACOS = (14, 0)
# Texts beside the program, and the data that an office may edit.
TEXTS = ("CHANGELOG.md", "LICENSE", "DATA-LICENSE.md", "SECURITY.md")
# What its documents publish it by.
PUBLISHING = ("deploy/nginx.conf", "deploy/cluster-atlas.service")
DATA = ("layers", "geodata")
# The earliest time that a ZIP archive can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)
_PROGRAM, _FILE, _UNIX = 0o100755 << 16, 0o100644 << 16, 3


class BundleError(Exception):
    """The bundle cannot be made; says why and what to do, in both languages."""


@dataclass(frozen=True)
class Platform:
    """A kind of machine.

    Attributes
    ----------
    name
        As in the archive's name.
    tags
        Platform tags of the wheels that it takes, the most particular first.
    marker
        What ``sys.platform``, ``platform_system``, ``platform_machine`` and ``os_name`` are.
    start
        Name of the start script.
    resolver
        Its name for uv.
    pythons
        For which the registry has a wheel of every pin.
    """

    name: str
    tags: tuple[str, ...]
    marker: Mapping[str, str]
    start: str
    resolver: str
    pythons: tuple[str, ...] = PYTHONS


def _linux(machine: str, oldest: int) -> Platform:
    # The C library of Kylin V10, UOS 20, Debian 10 and Ubuntu 20.04 is 2.28 or newer.
    versions = (f"manylinux_2_{minor}_{machine}" for minor in range(28, oldest - 1, -1))
    names = ("manylinux2014",) if oldest > 5 else ("manylinux2014", "manylinux2010", "manylinux1")  # noqa: PLR2004
    return Platform(
        f"linux-{machine}",
        (*versions, *(f"{name}_{machine}" for name in names)),
        _marker("linux", "Linux", machine),
        "start.sh",
        f"{machine}-manylinux_2_28",
    )


def _macos(machine: str, pythons: tuple[str, ...] = PYTHONS) -> Platform:
    resolver = {"arm64": "aarch64-apple-darwin"}.get(machine, f"{machine}-apple-darwin")
    return Platform(
        f"macos-{machine}",
        tuple(mac_platforms(OLDEST_MACOS, machine)),
        _marker("darwin", "Darwin", machine),
        "start.command",
        resolver,
        pythons,
    )


def _marker(system: str, name: str, machine: str) -> dict[str, str]:
    return {
        "sys_platform": system,
        "platform_system": name,
        "platform_machine": machine,
        "os_name": "nt" if system == "win32" else "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


PLATFORMS = {
    found.name: found
    for found in (
        Platform(
            "windows-x86_64",
            ("win_amd64",),
            _marker("win32", "Windows", "AMD64"),
            "start.cmd",
            "x86_64-pc-windows-msvc",
        ),
        _linux("x86_64", 5),
        _linux("aarch64", 17),
        _macos("arm64"),
        # pyproj 3.8, pinned from Python 3.12 on, has no wheel for Macs with Intel's processors.
        _macos("x86_64", ("3.11",)),
    )
}


def this_platform() -> str:
    """Return the name of the platform on which this runs.

    Raises
    ------
    BundleError
        If no bundle is made for it.
    """
    system = {"Darwin": "macos"}.get(platform.system(), platform.system().lower())
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    name = f"{system}-{machine}"
    if name not in PLATFORMS:
        known = ", ".join(PLATFORMS)
        raise BundleError(f"没有用于 {name} 的安装包，可选：· no bundle for {name}; choose {known}")
    return name


def pinned(lock: str, target: Platform, python: str) -> dict[str, str]:
    """Return what a lock file pins for one Python on one platform.

    Parameters
    ----------
    lock
        Text of the lock file.
    target, python
        The platform, and a Python such as ``3.12``.

    Returns
    -------
    dict
        Version by normalised name.
    """
    environment = {**target.marker, "python_version": python, "python_full_version": f"{python}.0"}
    found: dict[str, str] = {}
    for line in lock.splitlines():
        text = line.partition("#")[0].strip()
        if not text:
            continue
        requirement = Requirement(text)
        marker: Marker | None = requirement.marker
        if marker is None or marker.evaluate(dict(environment)):
            (specifier,) = requirement.specifier
            found[canonicalize_name(requirement.name)] = specifier.version
    return found


def takes(target: Platform, python: str) -> frozenset[Tag]:
    """Return the tags of all wheels that one Python on one platform takes."""
    major, minor = map(int, python.split("."))
    tags = list(target.tags)
    return frozenset(
        (
            *cpython_tags((major, minor), platforms=tags),
            *compatible_tags((major, minor), f"cp{major}{minor}", tags),
        )
    )


def faults(names: Iterable[str], lock: str, target: Platform, pythons: Sequence[str]) -> list[str]:
    """Hold file names of wheels against a lock file, both ways.

    Returns
    -------
    list of str
        A pin without a wheel for one of the Pythons, or a wheel that no pin asks for; empty where
        the wheels are just those of the lock file.
    """
    wheels = {name: parse_wheel_filename(name) for name in names}
    needed: set[str] = set()
    found = []
    for python in pythons:
        tags = takes(target, python)
        for package, version in pinned(lock, target, python).items():
            fitting = {
                name
                for name, (distribution, release, _, kinds) in wheels.items()
                if (distribution, str(release)) == (package, version) and kinds & tags
            }
            needed |= fitting
            if not fitting:
                found.append(f"{package} {version}: no wheel for {target.name}, Python {python}")
    return found + [f"{name}: not in the lock file" for name in sorted(set(wheels) - needed)]


def requirements(wheels: Iterable[Path], lock: str, version: str) -> str:
    """Return the list by which the bundle installs: each pin with the SHA-256 of its wheels."""
    hashes: dict[tuple[str, str], list[str]] = {}
    for path in sorted(wheels):
        name, release, _, _ = parse_wheel_filename(path.name)
        hashes.setdefault((name, str(release)), []).append(_digest(path))
    lines = [line.partition("#")[0].strip() for line in lock.splitlines()]
    parts = []
    for line in (f"cluster-atlas=={version}", *filter(None, lines)):
        requirement = Requirement(line)
        (specifier,) = requirement.specifier
        found = hashes.get((canonicalize_name(requirement.name), specifier.version), [])
        # A pin for other systems alone has no wheel here.
        if found:
            parts.append(" \\\n    ".join((line, *(f"--hash=sha256:{value}" for value in found))))
    return "\n".join(parts) + "\n"


def filled(text: str, target: Platform, pythons: Sequence[str], version: str) -> str:
    """Return a template with the bundle's own version, platform and Pythons."""
    tuples = ", ".join(f"({one.replace('.', ', ')})" for one in pythons)
    values = {
        "VERSION": version,
        "PLATFORM": target.name,
        "RANGE": pythons[0] if len(pythons) == 1 else f"{pythons[0]}–{pythons[-1]}",
        "VERSIONS": " ".join(reversed(pythons)),
        "PYTHONS": " ".join(f"python{one}" for one in reversed(pythons)),
        "TUPLES": f"[{tuples}]",
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def own_files(target: Platform, pythons: Sequence[str], version: str) -> dict[str, bytes]:
    """Return what the bundle has besides wheels and documents, by its name in the archive."""
    windows = target.name.startswith("windows")
    start = "start.cmd" if windows else "start.sh"
    made = {}
    for source, name in (
        (start, target.start),
        ("install.py", "install.py"),
        ("python-missing.txt", "python-missing.txt"),
        ("README.txt", "README.txt"),
    ):
        text = filled((TEMPLATES / source).read_text("utf-8"), target, pythons, version)
        if target.name.startswith("macos"):
            text = text.replace("sh start.sh", "sh start.command") if source == start else text
        ending = "\r\n" if windows and not name.endswith(".py") else "\n"
        made[name] = text.replace("\n", ending).encode()
    for name in (*TEXTS, *PUBLISHING):
        made[name] = (ROOT / name).read_bytes()
    for folder in DATA:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                made[f"data/{path.relative_to(ROOT).as_posix()}"] = path.read_bytes()
    return made


def archive_name(target: Platform, pythons: Sequence[str], version: str) -> str:
    """Return the archive's name, which says all that it depends on."""
    some = "" if tuple(pythons) == target.pythons else "-python" + "-".join(pythons)
    return f"cluster-atlas-{version}-offline-{target.name}{some}.zip"


def write_archive(path: Path, top: str, files: Mapping[str, bytes], wheels: Sequence[Path]) -> None:
    """Write the archive with its list of checksums, the same bytes for the same files.

    Parameters
    ----------
    path
        The archive; beside it goes ``….zip.sha256``.
    top
        Its only folder.
    files
        Content by name inside the folder.
    wheels
        What goes into its folder ``wheels``, as it is: wheels are compressed.
    """
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    sums |= {f"wheels/{wheel.name}": _digest(wheel) for wheel in wheels}
    listed = "".join(f"{value}  {name}\n" for name, value in sorted(sums.items())).encode()
    partial = path.with_suffix(".part")
    with zipfile.ZipFile(partial, "w") as archive:
        for name, content in sorted({**files, "SHA256SUMS": listed}.items()):
            program = name.endswith((".sh", ".command"))
            info = _member(f"{top}/{name}", _PROGRAM if program else _FILE)
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
        for wheel in sorted(wheels):
            info = _member(f"{top}/wheels/{wheel.name}", _FILE)
            with wheel.open("rb") as source, archive.open(info, "w") as member:
                shutil.copyfileobj(source, member, 1 << 20)
    partial.replace(path)
    path.with_name(f"{path.name}.sha256").write_text(
        f"{_digest(path)}  {path.name}\n", encoding="ascii"
    )


def _member(name: str, attributes: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.create_system, info.external_attr = _UNIX, attributes
    return info


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def download(target: Platform, pythons: Sequence[str], lock: str, pip: str) -> list[Path]:
    """Return the wheels of a lock file and of pip, fetched from the registry once.

    Raises
    ------
    BundleError
        If the registry lacks one of them, or cannot be reached.
    """
    key = hashlib.sha256("\n".join((lock, pip, *pythons)).encode()).hexdigest()[:12]
    folder = ROOT / "build" / "wheels" / f"{target.name}-{key}"
    if not folder.joinpath("complete").is_file():
        for python in pythons:
            pins = pinned(lock, target, python)
            _pip(
                *("download", "--quiet", "--no-deps", "--only-binary=:all:"),
                *("--implementation", "cp", "--python-version", python, "--dest", str(folder)),
                *(word for tag in target.tags for word in ("--platform", tag)),
                *(f"{name}=={release}" for name, release in pins.items()),
                f"pip=={pip}",
            )
        folder.joinpath("complete").touch()
    return sorted(folder.glob("*.whl"))


def own_wheel(folder: Path) -> Path:
    """Build the product's wheel into a folder and return it.

    Raises
    ------
    BundleError
        If it does not build.
    """
    _pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT))
    (found,) = folder.glob("cluster_atlas-*.whl")
    return found


def _pip(*words: str) -> None:
    """Run pip; warnings are of no use to whoever waits for a bundle."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        wrong = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        said = "\n".join(wrong) or done.stderr.strip()
        raise BundleError(f"软件包不能取得或构建 · packages cannot be fetched or built:\n{said}")


def make(target: Platform, pythons: Sequence[str], site: Path | None, out: Path) -> Path:
    """Make the bundle of one platform and return its archive.

    Parameters
    ----------
    target, pythons
        What it is for.
    site
        Folder of the built documents, or ``None`` to leave them out.
    out
        Folder of the archive.

    Raises
    ------
    BundleError
        If a wheel cannot be had, or the wheels are not those of the lock file.
    """
    chosen = [one for one in target.pythons if one in pythons]
    if not chosen:
        known = ", ".join(target.pythons)
        raise BundleError(f"{target.name} 只用于 · is only for Python {known}")
    version = str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pip = pinned((ROOT / "requirements-dev.lock").read_text("utf-8"), target, chosen[0])["pip"]
    others = download(target, chosen, lock, pip)
    wrong = faults((path.name for path in others), f"{lock}\npip=={pip}\n", target, chosen)
    if wrong:
        raise BundleError("\n".join(wrong))
    work = ROOT / "build" / "bundle"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    wheels = [own_wheel(work), *others]
    files = own_files(target, chosen, version)
    needed = [path for path in wheels if not path.name.startswith("pip-")]
    files["requirements.txt"] = requirements(needed, lock, version).encode()
    if site is not None:
        files |= site_files(site)
    out.mkdir(parents=True, exist_ok=True)
    path = out / archive_name(target, chosen, version)
    write_archive(path, f"cluster-atlas-{version}-{target.name}", files, wheels)
    return path


def site_files(site: Path) -> dict[str, bytes]:
    """Return the built documents by their name in the archive.

    What Sphinx keeps for its next run differs with each run and names folders of this machine; its
    names begin with a dot.
    """
    found = {path.relative_to(site): path for path in sorted(site.rglob("*")) if path.is_file()}
    return {
        f"docs/{name.as_posix()}": path.read_bytes()
        for name, path in found.items()
        if not any(part.startswith(".") for part in name.parts)
    }


def check(targets: Iterable[Platform], pythons: Sequence[str]) -> list[str]:
    """Ask the registry whether it has a wheel of every pin, and return what is missing.

    Only lists of files are fetched, by uv, which reads the lock file as the other machine would.
    """
    missing = []
    for target in targets:
        for python in (one for one in target.pythons if one in pythons):
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-deps"),
                    *("--only-binary", ":all:", "--python-platform", target.resolver),
                    *("--python-version", python, str(ROOT / "requirements.lock")),
                ],
                # What uv takes for the Mac that it resolves for is older than ours.
                env={
                    **os.environ,
                    "MACOSX_DEPLOYMENT_TARGET": f"{OLDEST_MACOS[0]}.{OLDEST_MACOS[1]}",
                },
                capture_output=True,
                text=True,
                check=False,
            )
            print(f"{target.name}, Python {python}: {'no' if done.returncode else 'yes'}")
            if done.returncode:
                missing.append(f"{target.name}, Python {python}: {done.stderr.strip()}")
    return missing


def main() -> int:
    """Make the bundles asked for, or check that they can be made."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--platform", choices=[*PLATFORMS, "all"], help="this machine's, if none")
    options.add_argument("--python", action="append", choices=PYTHONS, help="all three, if none")
    options.add_argument("--site", type=Path, help="folder of the built documents")
    options.add_argument("--out", type=Path, default=ROOT / "dist")
    options.add_argument("--check", action="store_true", help="ask the registry for the wheels")
    chosen = options.parse_args()
    asked = chosen.python or PYTHONS
    try:
        if chosen.check:
            names = PLATFORMS if chosen.platform in {None, "all"} else [chosen.platform]
            missing = check([PLATFORMS[name] for name in names], asked)
            print(*missing, sep="\n", file=sys.stderr)
            return 1 if missing else 0
        names = PLATFORMS if chosen.platform == "all" else [chosen.platform or this_platform()]
        for name in names:
            path = make(PLATFORMS[name], asked, chosen.site, chosen.out)
            print(f"{path} ({path.stat().st_size / 1e6:.0f} MB)")
    except BundleError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
