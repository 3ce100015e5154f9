"""Formulas that no program has computed yet, computed by LibreOffice where there is one."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

# The profile is new each time: computes on load, follows no link, runs no macro.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_PROGRAMS = ("soffice", "libreoffice")
# What the program needs of the environment; a proxy that answers nothing keeps it off the network.
_KEPT = ("PATH", "SYSTEMROOT", "LANG")
_NOWHERE = "http://127.0.0.1:9"


def recalculated(content: bytes, seconds: float) -> bytes | None:
    """Return an XLSX file with its formulas computed.

    Parameters
    ----------
    content
        The file; it must not refer to anything outside.
    seconds
        How long the program may take.

    Returns
    -------
    bytes or None
        XLSX; ``None`` where LibreOffice is missing, fails or takes too long.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        source = folder / "in" / "book.xlsx"
        source.parent.mkdir()
        source.write_bytes(content)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(source),
        ]
        if not _ran(command, folder, seconds):
            return None
        made = folder / "out" / "book.xlsx"
        return made.read_bytes() if made.is_file() else None


def _ran(command: list[str], folder: Path, seconds: float) -> bool:
    """Run a program and what it starts, for so long; tell whether it ended well."""
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
    environment |= {"HOME": str(folder), "http_proxy": _NOWHERE, "https_proxy": _NOWHERE}
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed program, paths of our own
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        # The program is a script that waits for another: both are of its session.
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        return False
