"""ZIP archives whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# The earliest time that a ZIP archive can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


def reproducible_zip(content: bytes, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """Return a ZIP archive (XLSX, DOCX, PPTX…) without any trace of when and where it was made.

    Parameters
    ----------
    content
        The archive.
    replaced
        New content of some members, by name, where a library insists on the time of day.

    Returns
    -------
    bytes
        The same members in the same order, deflated, each dated 1980-01-01.

    Raises
    ------
    KeyError
        If a member to replace is not in the archive.
    zipfile.BadZipFile
        If ``content`` is no ZIP archive.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    for name, data in (replaced or {}).items():
        if name not in members:
            raise KeyError(name)
        members[name] = data
    return zip_of(members)


def zip_of(members: Mapping[str, bytes]) -> bytes:
    """Return files as a ZIP archive, in their order; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, EPOCH)
            # Otherwise they tell the system on which the archive was made.
            info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(info, data, zipfile.ZIP_DEFLATED, _LEVEL)
    return made.getvalue()
