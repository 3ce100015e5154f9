#!/usr/bin/env bash
# Three neighbouring columns are hidden (opinions, contact, telephone). A workbook says so in one
# element, col min="2" max="4" hidden="1", as ECMA-376 part 1, 18.3.1.13 describes and as Excel
# writes it. openpyxl has column_dimensions["C"].hidden for the question whether a column is
# hidden; one expects the same answer for B, C and D. Only B is hidden; C and D are said to be
# visible. Setting a width for C writes a second col element for a column that the first one
# covers already, and after delete_cols(2) the hidden range stays where it was and covers the
# area, which was visible. A copy "without the hidden columns" therefore gives names and telephone
# numbers away.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'openpyxl==3.1.5' \
  'xlsxwriter==3.3.1'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import io
import re
import zipfile

import openpyxl
import xlsxwriter

HEADINGS = ["地块", "内部意见", "联系人", "电话", "面积"]
source = io.BytesIO()
with xlsxwriter.Workbook(source, {"in_memory": True}) as book:
    page = book.add_worksheet("地块")
    page.write_row(0, 0, HEADINGS)
    page.set_column("B:D", 12, None, {"hidden": True})


def columns(book):
    result = io.BytesIO()
    book.save(result)
    xml = zipfile.ZipFile(result).read("xl/worksheets/sheet1.xml").decode()
    found = re.findall(r"<col [^>]*/>", xml)
    return [
        tuple(int(re.search(f'{key}="(\\d+)"', col)[1]) for key in ("min", "max")) for col in found
    ]


print("openpyxl", openpyxl.__version__, "xlsxwriter", xlsxwriter.__version__)
page = openpyxl.load_workbook(source).active
shown = [cell.value for cell in page[1] if not page.column_dimensions[cell.column_letter].hidden]
print("taken for visible:", shown)
assert shown == ["地块", "联系人", "电话", "面积"]
book = openpyxl.load_workbook(source)
book.active.column_dimensions["C"].width = 20
print("col ranges after a width for C:", columns(book))
assert columns(book) == [(2, 4), (3, 3)]
book = openpyxl.load_workbook(source)
book.active.delete_cols(2)
headings = [cell.value for cell in book.active[1]]
print("headings after delete_cols(2):", headings, "hidden range:", columns(book))
assert columns(book) == [(2, 4)] and headings[3] == "面积"
PYTHON
