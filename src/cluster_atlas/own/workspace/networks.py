"""Whether a folder lies on another machine, where files of a log cannot be shared."""

from __future__ import annotations

import sys
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_NETWORKS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs", "davfs"}
_REMOTE_DRIVE = 4


def is_on_network(folder: Path, mounts: Path = _MOUNTS) -> bool:
    """Tell whether a folder lies on a network share, as far as the system says.

    Parameters
    ----------
    folder
        Absolute path.
    mounts
        The kernel's list of what is mounted where.
    """
    if sys.platform == "win32":
        import ctypes

        drive = folder.drive
        kind = ctypes.windll.kernel32.GetDriveTypeW(drive + "\\")
        return drive.startswith("\\\\") or kind == _REMOTE_DRIVE
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    kinds: dict[Path, str] = {}
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        # Blanks in a path stand there as octal codes.
        kinds[Path(point.replace("\\040", " "))] = kind
    for above in (folder, *folder.parents):
        if above in kinds:
            return kinds[above] in _NETWORKS
    return False
