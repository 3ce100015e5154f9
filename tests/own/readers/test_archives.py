"""Archives are held against the limits before anything of them is unpacked."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from cluster_atlas.own.limits import DEFAULT_LIMITS
from cluster_atlas.own.readers.archive import check_archive, unpack
from cluster_atlas.values.issues import AtlasError


def written(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    path = folder / "brought.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def with_raw_names(path: Path, names: dict[str, bytes]) -> Path:
    """Write other bytes of the same length in the place of names, as packers of old do."""
    raw = path.read_bytes()
    for name, other in names.items():
        assert len(name) == len(other)
        raw = raw.replace(name.encode(), other)
    path.write_bytes(raw)
    return path


def refused(path: Path, **limits: int) -> list[str]:
    with pytest.raises(AtlasError) as caught:
        check_archive(path, replace(DEFAULT_LIMITS, **limits), "资料.zip")
    assert all(issue.file == "资料.zip" for issue in caught.value.issues)
    return [issue.message.en for issue in caught.value.issues]


@pytest.mark.parametrize(
    "name", ["../out.shp", "a/../../out.shp", "/etc/out.shp", "C:/out.shp", "..\\out.shp"]
)
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(written(tmp_path, (name, b"x"))) == ["leads out of its folder"]


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.shp")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refused(written(tmp_path, (link, b"other.shp"))) == ["is a link and no file"]


def test_archives_inside_are_refused(tmp_path: Path) -> None:
    found = refused(written(tmp_path, ("a/inner.zip", b"PK"), ("inner.RAR", b"R")))
    assert found == ["is an archive inside the archive"] * 2


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ("a.shp", b"secret"))
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert refused(path) == ["is encrypted"]


def test_bounds_stand_in_the_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, *((f"{number}.txt", b"x" * 1000) for number in range(5)))
    assert refused(path, entries=4) == ["holds more than 4 files"]
    assert refused(path, expanded_bytes=4999) == ["is larger than 0 MB when unpacked"]
    assert refused(path, file_bytes=10) == ["is larger than 0 MB"]
    many = written(tmp_path, ("blank.dbf", b" " * 11_000_000))
    assert refused(many) == ["unpacks to more than 200 times its size"]
    assert check_archive(written(tmp_path, ("blank.dbf", b" " * 1_000_000)), DEFAULT_LIMITS)


def test_an_entry_larger_than_it_says_is_not_written(tmp_path: Path) -> None:
    path = written(tmp_path, ("a.shp", bytes(5000)))
    raw = path.read_bytes()
    size = struct.pack("<I", 5000)
    path.write_bytes(raw.replace(size, struct.pack("<I", 100)))
    with pytest.raises(AtlasError, match=r"damaged|损坏"):
        unpack(path, DEFAULT_LIMITS, tmp_path / "to")


def test_entries_that_overlap_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ("a.shp", b"content"), ("b.shp", b"content"))
    raw = bytearray(path.read_bytes())
    second = raw.index(b"PK\x01\x02", raw.index(b"PK\x01\x02") + 1)
    raw[second + 42 : second + 46] = struct.pack("<I", 5)
    path.write_bytes(raw)
    assert refused(path) == ["has entries that overlap"]


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    assert refused(path) == ["is no complete zip file"]


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, ("aaaaaaaa/bbbb.shp", b"1"), ("aaaaaaaa/bbbb.dbf", b"2"))
    raw = with_raw_names(path, {"aaaaaaaa": "广州地块".encode("gbk"), "bbbb": "番禺".encode("gbk")})
    found = unpack(raw, DEFAULT_LIMITS, tmp_path / "to")
    assert set(found) == {"广州地块/番禺.shp", "广州地块/番禺.dbf"}
    shp, dbf = found["广州地块/番禺.shp"], found["广州地块/番禺.dbf"]
    assert (shp.read_bytes(), dbf.read_bytes()) == (b"1", b"2")
    assert shp.with_suffix(".dbf") == dbf
    assert str(shp.relative_to(tmp_path / "to")).isascii()


def test_names_in_utf_8_without_its_flag_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, ("aaaaaa.shp", b"1"))
    with_raw_names(path, {"aaaaaa": "番禺".encode()})
    assert [entry.name for entry in check_archive(path, DEFAULT_LIMITS)] == ["番禺.shp"]


def test_the_name_in_unicode_beside_the_systems_is_read(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("__.shp")
    real = "𠮷塱.shp".encode()
    body = b"\x01" + struct.pack("<I", zlib.crc32(b"__.shp")) + real
    info.extra = struct.pack("<HH", 0x7075, len(body)) + body
    path = written(tmp_path, (info, b"1"))
    assert [entry.name for entry in check_archive(path, DEFAULT_LIMITS)] == ["𠮷塱.shp"]


def test_files_of_the_system_are_left_out_and_names_stay_apart(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        ("folder/", b""),
        ("__MACOSX/._a.shp", b"x"),
        ("folder/.DS_Store", b"x"),
        ("folder/甲.shp", b"1"),
        ("folder/乙.shp", b"2"),
        ("folder/甲.shp.xml", b"3"),
        ("folder/无后缀", b"4"),
    )
    found = unpack(path, DEFAULT_LIMITS, tmp_path / "to")
    assert [place.read_bytes() for place in found.values()] == [b"1", b"2", b"3", b"4"]
    assert len(set(found.values())) == 4


def test_an_entry_that_claims_more_than_the_archive_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ("a.shp", b"x" * 500))
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02") + 20
    raw[at : at + 4] = (2**31 - 1).to_bytes(4, "little")
    path.write_bytes(bytes(raw))
    assert "claims to be larger than the archive" in refused(path)
