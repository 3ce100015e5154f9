#!/usr/bin/env bash
# Excel's Chinese menus offer a date shown as the day of the week: the format aaaa makes 星期三 of
# 1 May 2024, as dddd does in English. In a sheet of visits such a column holds dates, and the
# column beside it, formatted with 年 and 月, is read as dates. This one comes back as 45413:
# python-calamine, which knows the built-in Chinese formats on which others fail, and openpyxl,
# which looks for the letters of a date, take aaaa for the format of a number. The sheet looks the
# same in Excel, and the same date in the next column is one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'python-calamine==0.9.1' 'xlsxwriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
venv/bin/python - <<'PYTHON'
import datetime as dt
from importlib.metadata import version

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

print("python-calamine", version("python-calamine"))
day = dt.date(2024, 5, 1)
formats = ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "aaaa"]
with xlsxwriter.Workbook("visits.xlsx") as book:
    sheet = book.add_worksheet()
    for column, form in enumerate(formats):
        sheet.write_datetime(0, column, day, book.add_format({"num_format": form}))
(row,) = CalamineWorkbook.from_path("visits.xlsx").get_sheet_by_index(0).to_python()
(other,) = openpyxl.load_workbook("visits.xlsx").active.iter_rows(values_only=True)
for form, found, theirs in zip(formats, row, other, strict=True):
    print(f"{form:20} calamine {found!r:28} openpyxl {theirs!r}")
assert row[:2] == [day, day]
assert [when.date() for when in other[:2]] == [day, day]
assert row[2] == other[2] == 45413
PYTHON
