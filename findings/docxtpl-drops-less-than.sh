#!/usr/bin/env bash
# docxtpl fills a Word file with values. Its manual says that nothing is escaped by default and
# that one may want to escape; so a forgotten escape is a known mistake; but one expects a value
# with "<" to give an invalid file or an error, as broken XML does elsewhere. Instead the sign
# vanishes and the rest stays: 坡度<25度 (a slope below 25 degrees) becomes 坡度25度, 容积率<2.5 becomes
# 容积率2.5; the file that comes out is well-formed. An ampersand is worse: R&D用房 keeps R, and all
# that stands after it in the paragraph and after the paragraph is gone. With autoescape=True all
# of them are right. A planning condition that says "less than" turns into the figure itself, in a
# document that is then sealed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'docxtpl==0.20.2' \
  'python-docx==1.2.0'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import importlib.metadata
import io

import docx
from docxtpl import DocxTemplate


def filled(value, **options):
    template, result = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_paragraph("条件：{{ value }}，不得调整。")
    document.add_paragraph("第二条")
    document.save(template)
    page = DocxTemplate(template)
    page.render({"value": value}, **options)
    page.save(result)
    return [paragraph.text for paragraph in docx.Document(result).paragraphs]


print("docxtpl", importlib.metadata.version("docxtpl"))
FOUND = {
    "坡度<25度": ["条件：坡度25度，不得调整。", "第二条"],
    "容积率<2.5": ["条件：容积率2.5，不得调整。", "第二条"],
}
for value, wrong in FOUND.items():
    print(value, "->", filled(value))
    assert filled(value) == wrong
    assert filled(value, autoescape=True) == [f"条件：{value}，不得调整。", "第二条"]
lost = filled("R&D用房")
print("R&D用房 ->", lost)
assert "不得调整" not in "".join(lost)
assert filled("R&D用房", autoescape=True) == ["条件：R&D用房，不得调整。", "第二条"]
PYTHON
