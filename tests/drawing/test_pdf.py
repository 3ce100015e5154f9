"""A PDF opened by another program and held against PDF/A-3a (ISO 19005-3), rule by rule.

No validator of that standard is at hand: what is not looked at here is not known to hold.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageCms

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing.briefing import Briefing, city_briefing
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.briefing.templates import from_template
from cluster_atlas.drawing.formats.pdf import render_pdf
from cluster_atlas.drawing.formats.pdfmetadata import srgb_profile
from cluster_atlas.drawing.formats.pdfobjects import Name, Value, pdf_text
from cluster_atlas.drawing.shapes import About, Contour, Page, Paragraph, Shape, Span, Tag
from cluster_atlas.drawing.typeset import text_box
from cluster_atlas.values.briefspec import Brief
from tests.conftest import TODAY, with_soak

NOTE = "# 要点\n第一段文字。\n\n- 第一条\n- second item " + "words that wrap round " * 12
CITY, PLACES = "city:440700", ("city:441300", "city:441900")

# Every kind of document in one of the languages, both languages on paper and on slides.
KINDS: dict[str, Callable[[Atlas], Briefing]] = {
    "card, A4, zh": lambda _: replace(
        city_briefing(CITY), office="江门市投资促进局", note=NOTE, address="https://atlas.example/"
    ),
    "changes, A4 landscape, en": lambda atlas: replace(
        from_template(atlas, "change-report", Screen(), language="en"), orientation="landscape"
    ),
    "one page, A3, en": lambda atlas: replace(
        from_template(atlas, "industry-page", Screen(), language="en"), page="A3"
    ),
    "comparison, one page, zh": lambda atlas: from_template(
        atlas, "comparison", Screen(Selection(places=PLACES))
    ),
    "slides, 16:9, zh": lambda _: replace(
        city_briefing(CITY), page="16:9", orientation="landscape"
    ),
    "maps, 16:9, en": lambda atlas: from_template(
        atlas,
        "three-maps",
        Screen(Selection(industries=("rail-equipment", "new-display"))),
        language="en",
    ),
}

USUAL = ("card, A4, zh", "changes, A4 landscape, en", "one page, A3, en", "slides, 16:9, zh")

# Operators that set nothing and mark the page.
PAINTING = {"S", "s", "f", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"'}
ELSEWHERE = {"Do", "sh", "BI", "EI", "k", "K", "g", "G", "cs", "CS", "sc", "SC", "scn", "SCN", "ri"}
# What stands in what (ISO 32000-1, 14.8.4); everything else in the document itself.
PARENTS = {
    "LI": {"L"},
    "Caption": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
    "TR": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "P": {"Document", "LBody"},
}


@dataclass
class Element:
    """An element as another program sees it: its kind, what it says, what stands in it."""

    kind: str
    node: Any
    parent: str
    kids: list[Element]
    text: str

    def below(self) -> Iterator[Element]:
        """Yield what stands in it, in the order in which it is read."""
        for kid in self.kids:
            yield kid
            yield from kid.below()


@dataclass
class File:
    """A document and what it was made from."""

    brief: Brief
    content: bytes

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        """The document, opened."""
        return pikepdf.open(io.BytesIO(self.content))

    @cached_property
    def pages(self) -> list[list[tuple[str, list[Any]]]]:
        """Operators with their operands, page by page."""
        return [
            [(str(one.operator), list(one.operands)) for one in pikepdf.parse_content_stream(page)]
            for page in self.pdf.pages
        ]

    @cached_property
    def fonts(self) -> dict[str, Any]:
        """Fonts by the names that pages have for them."""
        resources: Any = self.pdf.pages[0].obj.Resources
        return {str(key): font for key, font in resources.Font.items()}

    @cached_property
    def characters(self) -> dict[str, dict[int, str]]:
        """By font, what each of its glyphs is."""
        found = {}
        for key, font in self.fonts.items():
            _, _, content = font.ToUnicode.read_bytes().partition(b"endcodespacerange")
            told = re.findall(rb"^<(\w{4})> <(\w+)>$", content, re.MULTILINE)
            found[key] = {
                int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
                for glyph, text in told
            }
        return found

    @cached_property
    def marks(self) -> list[dict[int, str]]:
        """Page by page, the text of each stretch by its number; of artifacts by -1."""
        found = []
        for page in self.pages:
            said: dict[int, str] = {}
            number, font = -1, ""
            for operator, operands in page:
                if operator == "BDC":
                    number = int(operands[1].MCID)
                    said.setdefault(number, "")
                elif operator == "BMC":
                    number = -1
                elif operator == "Tf":
                    font = str(operands[0])
                elif operator == "Tj":
                    codes = bytes(operands[0])
                    glyphs = [int.from_bytes(codes[n : n + 2]) for n in range(0, len(codes), 2)]
                    said[number] = said.get(number, "") + "".join(
                        self.characters[font][glyph] for glyph in glyphs
                    )
            found.append(said)
        return found

    @cached_property
    def document(self) -> Element:
        """The root of its structure."""
        pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}

        def element(node: Any, parent: str) -> Element:
            kids, text = [], ""
            for kid in _listed(node.get("/K")):
                if isinstance(kid, int):
                    text += self.marks[pages[node.Pg.objgen]][kid]
                elif "/MCID" in kid:
                    text += self.marks[pages[kid.Pg.objgen]][int(kid.MCID)]
                else:
                    kids.append(element(kid, str(node.S)[1:]))
                    text += kids[-1].text
            return Element(str(node.S)[1:], node, parent, kids, text)

        root: Any = self.pdf.Root.StructTreeRoot
        return element(root.K, "")

    def elements(self, *kinds: str) -> list[Element]:
        """Return the elements of some kinds, or all."""
        return [one for one in self.document.below() if not kinds or one.kind in kinds]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


_MADE: dict[str, File] = {}


@pytest.fixture(params=with_soak(USUAL, ((kind,) for kind in KINDS)))
def file(request: pytest.FixtureRequest, atlas: Atlas) -> File:
    """Return a document of each kind."""
    return _made(request.param, atlas)


def _made(kind: str, atlas: Atlas) -> File:
    """Return a document; each is made once."""
    if kind not in _MADE:
        made = Outputs(atlas, replace(KINDS[kind](atlas), date=TODAY))
        _MADE[kind] = File(made.brief, made.pdf)
    return _MADE[kind]


def test_the_file_is_whole_and_has_an_identity(file: File) -> None:
    assert re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}\n", file.content)
    assert file.content.endswith(b"%%EOF\n")
    assert file.pdf.check_pdf_syntax() == []
    first, second = file.pdf.trailer.ID
    assert bytes(first) == bytes(second)
    assert len(bytes(first)) == 16
    assert not file.pdf.is_encrypted
    # The keywords stand on lines of their own (6.1.7, 6.1.9).
    streams = file.content.count(b"endstream")
    assert file.content.count(b"\nendstream\nendobj\n") == streams
    assert len(re.findall(rb"\d+ 0 obj\n<<.*?>>\nstream\n", file.content)) == streams


def test_the_catalogue_tells_language_tags_and_title(file: File) -> None:
    root: Any = file.pdf.Root
    assert str(root.Lang) == {"zh": "zh-CN", "en": "en"}[file.brief.language]
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert root.StructTreeRoot.Type == "/StructTreeRoot"
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names", "/OCProperties", "/Perms"} & set(root)
    for page in file.pdf.pages:
        assert not {"/AA", "/Annots", "/PresSteps"} & set(page.obj)
        assert page.obj.Tabs == "/S"


def test_properties_and_xmp_say_the_same(file: File) -> None:
    info: Any = file.pdf.docinfo
    with file.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("3", "A")
        assert said.pdfa_status == "3A"
        assert said["dc:title"] == str(info.Title) == file.brief.title
        assert said["dc:creator"] == [str(info.Author)]
        assert said["dc:description"] == str(info.Subject)
        assert said["dc:language"] == {str(file.pdf.Root.Lang)}
        assert said["xmp:CreatorTool"] == str(info.Creator)
        assert said["pdf:Producer"] == str(info.Producer)
        day = f"{TODAY.isoformat()}T00:00:00Z"
        assert said["xmp:CreateDate"] == said["xmp:ModifyDate"] == day
    assert str(info.CreationDate) == str(info.ModDate) == f"D:{TODAY:%Y%m%d}000000Z"
    stream: Any = file.pdf.Root.Metadata
    assert (stream.Type, stream.Subtype) == ("/Metadata", "/XML")
    assert "/Filter" not in stream, "programs that know no PDF find it"


def test_colours_are_told_by_a_profile(file: File) -> None:
    (intent,) = file.pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert int(intent.DestOutputProfile.N) == 3
    assert intent.DestOutputProfile.read_bytes() == srgb_profile()
    used = Counter(operator for page in file.pages for operator, _ in page)
    assert not ELSEWHERE & set(used), "all colours are RGB, and nothing is drawn elsewhere"
    resources: Any = file.pdf.pages[0].obj.Resources
    assert set(resources.keys()) <= {"/Font", "/ExtGState"}
    for state in resources.ExtGState.values():
        assert set(state.keys()) <= {"/ca", "/CA"}
        assert all(0 <= float(value) <= 1 for value in state.values())


def test_every_font_is_embedded_and_can_be_copied_from(file: File) -> None:
    used = {str(operands[0]) for page in file.pages for op, operands in page if op == "Tf"}
    assert used <= set(file.fonts)
    for key, font in file.fonts.items():
        assert "Noto" in str(font.BaseFont)
        assert (font.Subtype, font.Encoding) == ("/Type0", "/Identity-H")
        (inner,) = font.DescendantFonts
        assert (inner.Subtype, inner.CIDToGIDMap) == ("/CIDFontType2", "/Identity")
        assert inner.BaseFont == inner.FontDescriptor.FontName == font.BaseFont
        program = TTFont(io.BytesIO(inner.FontDescriptor.FontFile2.read_bytes()))
        assert not {"name", "post", "cmap"} & set(program.keys()), "nothing is there unused"
        told = _widths(inner.W)
        order, upem = program.getGlyphOrder(), program["head"].unitsPerEm
        for glyph, character in file.characters[key].items():
            assert character not in {"\0", "\ufeff", "\ufffe"}
            assert 0 < glyph < len(order)
            width = program["hmtx"][order[glyph]][0] * 1000 / upem
            assert told.get(glyph, 1000) == pytest.approx(width, abs=0.5)


def _widths(listed: Any) -> dict[int, float]:
    numbers = list(listed)
    found: dict[int, float] = {}
    for first, last, width in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        found |= dict.fromkeys(range(int(first), int(last) + 1), float(width))
    return found


def test_all_that_is_painted_is_marked_once(file: File) -> None:
    root: Any = file.pdf.Root.StructTreeRoot
    numbers = list(root.ParentTree.Nums)
    parents = {int(n): list(mine) for n, mine in zip(numbers[::2], numbers[1::2], strict=True)}
    for page, operators in zip(file.pdf.pages, file.pages, strict=True):
        deep, mine = 0, []
        for operator, operands in operators:
            if operator in {"BDC", "BMC"}:
                deep += 1
                if operator == "BDC":
                    mine.append((int(operands[1].MCID), str(operands[0])))
                else:
                    assert operands[0] == "/Artifact"
            elif operator == "EMC":
                deep -= 1
            assert deep in {0, 1}
            assert deep == 1 or operator not in PAINTING
        assert deep == 0
        owners = parents[int(page.obj.StructParents)]
        assert [number for number, _ in mine] == list(range(len(owners)))
        for (number, kind), owner in zip(mine, owners, strict=True):
            assert str(owner.S) == kind
            here = [
                kid if isinstance(kid, int) else int(kid.MCID)
                for kid in _listed(owner.K)
                if isinstance(kid, int)
                or ("/MCID" in kid and kid.get("/Pg", owner.get("/Pg")) == page.obj)
            ]
            assert number in here


def test_elements_stand_where_they_may(file: File) -> None:
    for element in file.elements():
        assert element.parent in PARENTS.get(element.kind, {"Document"}), element.kind
        assert str(element.node.P.S) == f"/{element.parent}"
        assert element.kids or element.text or element.kind in {"TD", "Figure"}, element.kind
    for item in file.elements("LI"):
        assert [kid.kind for kid in item.kids] in (["LBody"], ["Lbl", "LBody"])


def test_headings_leave_no_level_out(file: File) -> None:
    levels = [int(one.kind[1]) for one in file.elements("H1", "H2", "H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert file.elements("H1")[0].text == file.brief.title
    parts = [_squeezed(part.title) for part in file.brief.parts if part.title != file.brief.title]
    if file.brief.digest is None:
        said = [_squeezed(one.text) for one in file.elements("H2")]
        assert [title for title in said if title in parts] == parts


def test_tables_have_a_heading_and_even_rows(file: File) -> None:
    tables = file.elements("Table")
    if file.brief.digest is None:
        wanted = [bool(table.rows) for part in file.brief.parts for table in part.tables]
        # Beside a map on a slide the counts of a table may have no room.
        beside = [
            bool(table.rows)
            for part in file.brief.parts
            if part.kind == "map" and file.brief.page == "16:9"
            for table in part.tables
        ]
        assert sum(wanted) - sum(beside) <= len(tables) <= sum(wanted)
    for table in tables:
        head, *rows = table.kids
        assert {cell.kind for cell in head.kids} == {"TH"}
        assert all(cell.node.A.Scope == "/Column" for cell in head.kids)
        assert {len(row.kids) for row in rows} == {len(head.kids)}
        assert {cell.kind for row in rows for cell in row.kids} == {"TD"}


def test_every_map_says_what_it_shows(file: File) -> None:
    said = [str(figure.node.Alt) for figure in file.elements("Figure")]
    digest = file.brief.digest
    specs = [digest.map] if digest else [part.map for part in file.brief.parts]
    named = {"zh": "地图：", "en": "Map: "}[file.brief.language]
    assert sum(text.startswith(named) for text in said) == sum(spec is not None for spec in specs)
    assert all(text.startswith((named, "二维码: https://")) for text in said)
    sizes = [page.mediabox for page in file.pdf.pages]
    for figure in file.elements("Figure"):
        left, bottom, right, top = (float(edge) for edge in figure.node.A.BBox)
        assert 0 <= left < right <= max(float(size[2]) for size in sizes)
        assert 0 <= bottom < top <= max(float(size[3]) for size in sizes)


def test_what_is_read_comes_in_the_order_of_the_briefing(file: File) -> None:
    brief = file.brief
    said = _squeezed(file.document.text)
    expected = [brief.title, *(note.text for note in brief.notes), brief.basis]
    if brief.digest is None:
        for part in brief.parts:
            expected += [] if part.title == brief.title else [part.title]
            expected += [statement.title for statement in part.statements()]
        # By document; of each the first clause stands at its head.
        heads = {citation.document: citation for citation in reversed(brief.citations)}
        order = dict.fromkeys(citation.document for citation in brief.citations)
        expected += [heads[document].document for document in order]
    else:
        basis = expected.pop()
        expected += [brief.digest.answer]
        expected += [s.title for group in brief.digest.groups for s in group.statements][:3]
        expected += [basis]
    at = 0
    for text in expected:
        found = said.find(_squeezed(text), at)
        assert found >= 0, (text, said[at : at + 200])
        at = found + len(_squeezed(text))


def test_what_every_page_repeats_is_no_content(file: File) -> None:
    said = _squeezed(file.document.text)
    numbers = len(file.pdf.pages)
    for number, marks in enumerate(file.marks, start=1):
        repeated = _squeezed(marks[-1])
        assert _squeezed(file.brief.edition) in repeated
        assert _squeezed(file.brief.credits[0]) in repeated
        assert f"{number}/{numbers}" in repeated
    assert _squeezed(file.brief.edition) not in said
    # Sources name whom to credit in their table.
    paragraphs = [_squeezed(element.text) for element in file.elements("P")]
    assert _squeezed(file.brief.credits[0]) not in paragraphs
    assert "（续）" not in said
    assert "(continued)" not in said


def test_bullets_and_words_at_the_ends_of_lines(atlas: Atlas) -> None:
    elements = _made("card, A4, zh", atlas).elements("LI")
    items = [one for one in elements if one.kids[0].kind == "Lbl"]
    assert [one.kids[1].text for one in items] == [
        "第一条",
        "second item " + ("words that wrap round " * 12).strip(),
    ]


def test_the_profile_is_srgb() -> None:
    made = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    assert made.profile.version == pytest.approx(4.2)
    assert made.profile.copyright == "No copyright, use freely"
    ramp = Image.new("RGB", (256, 2))
    for step in range(256):
        ramp.putpixel((step, 0), (step, step, step))
        ramp.putpixel((step, 1), (step, 255 - step, step * 7 % 256))
    same: Any = ImageCms.profileToProfile(ramp, made, ImageCms.createProfile("sRGB"))
    pairs = zip(ramp.tobytes(), same.tobytes(), strict=True)
    assert max(abs(before - after) for before, after in pairs) <= 1


def test_a_page_without_words_or_content_is_a_file() -> None:
    line = Shape((Contour(((10, 10), (40, 40)), closed=False),), stroke="#000000", hatch="#ff0000")
    dot = Shape((Contour(((20, 20),)),), stroke="#000000", stroke_width=4)
    about = About(date="2026-11-23")
    blank = text_box(10, 10, 80, [Paragraph((Span(" "),)), Paragraph((Span(""),))], plate="#ffffff")
    for items in ((), (line, dot), (blank, line)):
        content = render_pdf([Page(100, 100, items)], about)
        assert pikepdf.open(io.BytesIO(content)).check_pdf_syntax() == []
        assert len(pypdfium2.PdfDocument(content)) == 1


def test_values_are_written_so_that_they_are_read_back() -> None:
    said = "a (b) \\ 江门 😀\n\ud800"
    value: Value = {"A": [said, "plain (1) \\", b"\0\xff", Name("N"), True, None, -1, 0.5, 1e-9]}
    written = pdf_text(value)
    assert written.isascii()
    read: Any = pikepdf.Object.parse(written.encode())
    assert str(read.A[0]) == said.replace("\ud800", "?")
    assert [str(read.A[1]), bytes(read.A[2]), read.A[3]] == ["plain (1) \\", b"\0\xff", "/N"]
    assert [read.A[4], read.A[5], int(read.A[6])] == [True, None, -1]
    assert [float(read.A[7]), float(read.A[8])] == [0.5, 0.0]


def test_a_paragraph_goes_on_in_the_next_column_with_a_space() -> None:
    tag = Tag("P")
    ends = ("Known by city", "or county", "only；", "其余", "of it")
    boxes = [text_box(10, 10, 150, [Paragraph((Span(text),))], tag=tag) for text in ends]
    pages = [Page(200, 100, (box,)) for box in boxes]
    file = File(None, render_pdf(pages, About(date="2026-11-23")))  # type: ignore[arg-type]
    (paragraph,) = file.elements()
    assert paragraph.text == "Known by city or county only；其余of it"


def test_lines_of_a_text_are_spaced_as_its_words() -> None:
    spans = (Span("word " * 30 + "字" * 40, 9),)
    page = Page(200, 400, (text_box(10, 10, 120, [Paragraph(spans)]),))
    content = render_pdf([page], About(date="2026-11-23", title="x\r\ny\x00"))
    pdf = pikepdf.open(io.BytesIO(content))
    assert str(pdf.docinfo.Title) == "x y"
    text = File(None, content).document.text  # type: ignore[arg-type]
    assert text == spans[0].text
