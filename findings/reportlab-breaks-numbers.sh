#!/usr/bin/env bash
# reportlab's user guide gives a paragraph style wordWrap="CJK" for Chinese text. GB/T 15834-2011
# (section 5.1) says what a Chinese line may not do: begin with a comma, a full stop or a closing
# mark, or end with an opening quotation mark or bracket; GB/T 15835-2011 keeps a number in one
# line. With wordWrap="CJK" lines do all three: 6.6万亿元 is printed as "6." at the end of a line and
# "6万亿元" on the next, an opening “ ends a line, and where a closing bracket is hung into the
# margin the comma after it begins the next line. Latin words are not cut, so the rule for them is
# there. Figures that are torn apart are easily read wrongly, and official documents are checked
# against these rules. Seen in the lines that the paragraph itself computes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'reportlab==5.1.0' \
  'pillow==13.0.0'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import reportlab
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def lines(text, width):
    style = ParagraphStyle("zh", fontName="STSong-Light", fontSize=10, leading=14, wordWrap="CJK")
    paragraph = Paragraph(text, style)
    paragraph.wrap(width, 1000)
    return [line[1][0] for line in paragraph.blPara.lines]


print("reportlab", reportlab.__version__)
TEXT = (
    "到2025年，广东省新一代电子信息产业营业收入达到6.6万亿元"
    "（其中规上工业5.2万亿元），打造产业集群。"
)
narrow, wide = lines(TEXT, 60), lines(TEXT, 100)
print(*narrow, sep=" | ")
print(*wide, sep=" | ")
assert any(a.endswith("6.") and b.startswith("6万亿元") for a, b in zip(narrow, narrow[1:]))
assert any(line.startswith("，") for line in wide)
quoted = lines("加快建设广州、深圳、珠海：（一）第一，《规划》；“五链”协同", 65)
print(*quoted, sep=" | ")
assert any(line.endswith("“") for line in quoted)
PYTHON
