"""The audit of installed packages: what is locked is installed, under a licence that was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import audit


def test_what_is_installed_is_what_is_locked(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([]) == 0, capsys.readouterr().err


def test_another_version_and_another_licence_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "x.lock"
    lock.write_text("click==0.1\nno-such-package==1.0\nclick==9.9 ; python_version < '3'\n")
    monkeypatch.setattr(audit, "licence", lambda _: "GPL-3.0-only")
    assert audit.main([str(lock)]) == 1
    version, licence = capsys.readouterr().err.splitlines()
    assert "0.1 is locked" in version
    assert '"GPL-3.0-only" is not on the list' in licence


@pytest.mark.parametrize(
    ("named", "allowed"),
    [
        ("MIT", True),
        ("MIT AND PSF-2.0", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_every_licence_of_an_expression_must_be_on_the_list(named: str, allowed: bool) -> None:  # noqa: FBT001
    assert audit.is_allowed(named) is allowed


def test_the_licences_that_metadata_does_not_name_are_few() -> None:
    assert len(audit.READ) <= 3
