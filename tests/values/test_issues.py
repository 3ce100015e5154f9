"""What can be wrong, as sentences for people."""

from __future__ import annotations

from pathlib import Path

from cluster_atlas.values.issues import QUOTED_LENGTH, quote


def test_a_long_path_is_quoted_by_its_end_and_other_texts_by_their_beginning() -> None:
    path = Path("/" + "a" * 200) / "441500-汕尾市.pdf"
    assert quote(path).endswith("441500-汕尾市.pdf")
    assert quote(str(path)).startswith("/aaa")
    assert len(quote(path)) == len(quote(str(path))) == QUOTED_LENGTH
