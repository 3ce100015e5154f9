"""Workbooks under a password, opened with the one that the user gives."""

from __future__ import annotations

import io

from cluster_atlas.values.issues import AtlasError, Issue, Text

# Excel's own, for a workbook that is only protected against changes.
_DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - known to everybody


def is_encrypted(content: bytes) -> bool:
    """Tell whether a file of Microsoft's or of WPS is under a password."""
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import FileFormatError

    try:
        return bool(OfficeFile(io.BytesIO(content)).is_encrypted())
    except (FileFormatError, OSError, ValueError):
        return False


def decrypted(content: bytes, file: str, password: str) -> bytes:
    """Return a workbook without its password.

    Raises
    ------
    AtlasError
        Where none was given, it is the wrong one, or the way of encryption is not known.
    """
    for tried in dict.fromkeys((password or _DEFAULT_PASSWORD, _DEFAULT_PASSWORD)):
        if (opened := _opened(content, tried)) is not None:
            return opened
    if password:
        message = Text("密码不对", "has another password than the one given")
        hint = Text("请核对大小写和全角半角", "mind capitals and full-width characters")
    else:
        message = Text("有打开密码", "is under a password")
        hint = Text("请填写密码，或去掉密码后另存", "give the password or save a copy without it")
    raise AtlasError([Issue(file, "", "", "", message, hint)])


def _opened(content: bytes, password: str) -> bytes | None:
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    target = io.BytesIO()
    try:
        book = OfficeFile(io.BytesIO(content))
        book.load_key(password=password)
        book.decrypt(target)
    except (InvalidKeyError, DecryptionError, FileFormatError, OSError, ValueError):
        return None
    return target.getvalue()
