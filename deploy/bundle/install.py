"""Install the bundle beside this file into the folder ``venv``, without a network.

Only the standard library is there when this runs, and pip as one of the bundle's wheels.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / "venv"
# Written last: an installation that was stopped is made anew.
STAMP = ENVIRONMENT / "installed"
BUILT_FOR = "@PLATFORM@"


class InstallError(Exception):
    """The bundle cannot be installed; says why and what to do, in both languages."""


def main() -> int:
    """Install, and say what was refused in one sentence."""
    # The pages of Windows consoles know no Chinese; nothing may fail for a character.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        check_machine()
        print("正在安装，不需要网络 · Installing, without a network …", flush=True)
        install()
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "安装已中断；再运行一次即从头安装 · Stopped; run it again to install.", file=sys.stderr
        )
        return 130
    print("安装完成 · Installed.", flush=True)
    return 0


def check_machine(python: str = "", machine: str = "") -> None:
    """Refuse a Python that the wheels are not for.

    Parameters
    ----------
    python
        What Python was built for, as :func:`sysconfig.get_platform` tells it; this one if empty.
    machine
        The processor, as :func:`platform.machine` tells it; this one if empty.

    Raises
    ------
    InstallError
        If system, processor or width of Python differ from the bundle's.
    """
    names = {"win-amd64": "windows-x86_64", "win32": "windows, 32 bit"}
    found = python or sysconfig.get_platform()
    found = names.get(found, found)
    if found.startswith("macosx"):
        # One Python may be for both processors there.
        found = f"macos-{machine or platform.machine()}"
    if found != BUILT_FOR:
        raise InstallError(
            f"此安装包用于 {BUILT_FOR}，这里的 Python 是 {found}；请换用相应的安装包 · "
            f"This bundle is for {BUILT_FOR}, Python here is for {found}; take the bundle for it"
        )


def install() -> None:
    """Make the environment and put the wheels into it, each held to its SHA-256.

    Raises
    ------
    InstallError
        If the folder cannot be written, or a wheel is missing, changed or not for this Python.
    """
    try:
        # Some distributions leave out the pip that an environment would get; ours is a wheel.
        # Links as ``python -m venv`` makes them: a copied Python may not find its library.
        venv.create(ENVIRONMENT, clear=True, with_pip=False, symlinks=os.name != "nt")
    except OSError as error:
        raise InstallError(
            f"不能写入 {ENVIRONMENT}（{error.strerror}）；请把整个文件夹拷到可写的位置 · "
            f"{ENVIRONMENT} cannot be written ({error.strerror}); copy the whole folder to a "
            "place that can be written"
        ) from error
    folder = "Scripts" if platform.system() == "Windows" else "bin"
    python = ENVIRONMENT / folder / ("python.exe" if folder == "Scripts" else "python")
    (pip,) = HERE.glob("wheels/pip-*.whl")
    # Settings of the machine may name an index; nothing but the wheels here is asked.
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [
            *(str(python), "-I", "-X", "utf8", str(pip / "pip"), "--isolated", "install"),
            *("--no-index", "--find-links", str(HERE / "wheels"), "--no-deps"),
            *("--require-hashes", "--only-binary=:all:", "--no-cache-dir", "--quiet"),
            *("--disable-pip-version-check", "-r", str(HERE / "requirements.txt")),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = done.stdout.strip()
        raise InstallError(
            "软件包不能安装：磁盘已满、文件被改动，或系统过旧（Linux 需 glibc 2.28 以上）· "
            "The packages cannot be installed: the disk is full, a file was changed, or the "
            f"system is too old (Linux needs glibc 2.28 or newer):\n{said}"
        )
    STAMP.write_text(f"{platform.python_version()}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
