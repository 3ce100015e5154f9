"""The fonts that travel with the product have what its texts need."""

from __future__ import annotations

import io
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.drawing import fonts
from cluster_atlas.values.issues import AtlasError


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for field in fields(value) for text in _texts(getattr(value, field.name))]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return []


def test_every_shipped_text_can_be_set(atlas: Atlas) -> None:
    records = (atlas.clusters, atlas.places, atlas.documents, atlas.codes, atlas.sources)
    assert fonts.missing(_texts(records)) == ()


def test_emoji_and_other_scripts_have_a_face_and_what_has_none_is_said() -> None:
    assert [face.key for face, _ in fonts.runs("江A😀שלוםمر")] == [
        "sans",
        "emoji",
        "hebrew",
        "arabic",
    ]
    assert fonts.missing(["江\U000e0041ꦀ\u200d ꦀ"]) == ("\U000e0041", "ꦀ")
    assert fonts.printable("江ꦀ\ufe0f") == "江□"


def test_whole_chinese_faces_are_there_in_both_weights_with_their_licence() -> None:
    for weight in (fonts.REGULAR, fonts.BOLD):
        assert len(fonts._codes(fonts.Face("sans", weight))) > 30_000
    assert fonts.missing("㐀一龥粤镕囧") == ()
    licences = sorted(path.stem for path in fonts.FACES.glob("OFL-*.txt"))
    assert licences == sorted({f"OFL-{p.name[:-11]}" for p in fonts.FACES.glob("*.ttf.gz")})


def test_a_font_that_was_not_built_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FACES", tmp_path)
    with pytest.raises(AtlasError, match="make viewer"):
        fonts._file.__wrapped__(fonts.Face("sans", 400))


@pytest.mark.parametrize("bold", [False, True])
def test_a_subset_has_its_characters_and_their_widths(*, bold: bool) -> None:
    text = "江门轨道ABC123，"
    ((face, _),) = fonts.runs(text, bold=bold)
    font = TTFont(io.BytesIO(fonts.subset(face, text)))
    names = font.getBestCmap()
    assert set(map(ord, text)) <= set(names)
    wide = sum(font["hmtx"][names[ord(c)]][0] for c in text) / font["head"].unitsPerEm
    assert fonts.width(text, 10, bold=bold) == pytest.approx(10 * wide, rel=1e-3)
    assert fonts.subset(face, text) == fonts.subset(face, reversed(text))
    assert "fvar" not in font, "an embedded font is static"


def test_bold_is_heavier() -> None:
    def ink(weight: int) -> int:
        font = TTFont(io.BytesIO(fonts.subset(fonts.Face("sans", weight), "江")))
        glyph = font["glyf"][font.getBestCmap()[ord("江")]]
        glyph.recalcBounds(font["glyf"])
        return len(fonts.subset(fonts.Face("sans", weight), "江")) and sum(
            abs(x) for x, _ in glyph.coordinates
        )

    assert ink(fonts.REGULAR) != ink(fonts.BOLD)
    assert fonts.width("A", 10, bold=True) > fonts.width("A", 10)


@given(st.text(max_size=40))
def test_runs_keep_the_text_and_every_width_adds_up(text: str) -> None:
    shown = fonts.printable(text)
    assert "".join(part for _, part in fonts.runs(shown)) == shown
    assert fonts.width(shown, 9) == pytest.approx(sum(fonts.width(c, 9) for c in shown))
