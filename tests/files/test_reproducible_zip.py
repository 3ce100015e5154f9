"""An archive tells nothing of when and where it was made."""

from __future__ import annotations

import io
import zipfile

import pytest

from cluster_atlas.files.reproducible_zip import reproducible_zip, zip_of

MEMBERS = {"[Content_Types].xml": b"<Types/>", "a/集群.xml": b"x" * 5000, "core.xml": b"old"}


def made(second: int, system: int = 0) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in MEMBERS.items():
            info = zipfile.ZipInfo(name, (2026, 11, 23, 10, 0, second))
            info.create_system = system
            archive.writestr(info, data)
    return content.getvalue()


def test_time_and_system_leave_no_trace() -> None:
    assert made(0) != made(2, 3)
    assert reproducible_zip(made(0)) == reproducible_zip(made(2, 3)) == zip_of(MEMBERS)


def test_members_stay_as_they_are() -> None:
    with zipfile.ZipFile(io.BytesIO(reproducible_zip(made(0)))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == MEMBERS
        assert archive.namelist() == list(MEMBERS)
        infos = archive.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.compress_type for info in infos} == {zipfile.ZIP_DEFLATED}


def test_a_member_is_replaced_in_its_place() -> None:
    with zipfile.ZipFile(io.BytesIO(reproducible_zip(made(0), {"core.xml": b"new"}))) as archive:
        assert archive.namelist() == list(MEMBERS)
        assert archive.read("core.xml") == b"new"
    with pytest.raises(KeyError, match="strange"):
        reproducible_zip(made(0), {"strange.xml": b""})


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile):
        reproducible_zip(b"no archive")
