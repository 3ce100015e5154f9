"""What tests of the workspace share: a small ledger, and sentences held to their words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cluster_atlas.own.workspace.entries import ImportAbout
from cluster_atlas.own.workspace.workspace import Workspace
from cluster_atlas.values.issues import AtlasError

ABOUT = ImportAbout("台账.xlsx", "李")
LEDGER = pa.table({"name": ["甲", "乙", "丙"], "stage": ["在谈", "签约", None], "cost": [1, 2, 3]})

Store = Callable[[], Workspace]


def refused(
    action: Callable[[], object], *words: str, path: str | Path = "", language: str = "en"
) -> None:
    """Hold that an action is refused by sentences in both languages that say certain words."""
    with pytest.raises(AtlasError) as caught:
        action()
    sentence = " ".join(issue.sentence(language) for issue in caught.value.issues)
    assert [word for word in words if word not in sentence] == [], sentence
    if path:
        assert str(path)[-30:] in sentence
    for issue in caught.value.issues:
        assert issue.message.zh
        assert issue.hint.zh
        assert issue.message.zh != issue.message.en


def values(workspace: Workspace, field: str, kind: str = "projects") -> dict[str, Any]:
    rows = workspace.rows(kind)
    return dict(zip(rows["id"].to_pylist(), rows[field].to_pylist(), strict=True))
