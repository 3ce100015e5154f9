#!/usr/bin/env bash
# segno 1.6.6: the QR codes of 东莞 and 江门 say 荳懆時 and 豎滄葎. Names that Shift_JIS cannot write are
# encoded in UTF-8; where those bytes happen to look like pairs of Shift_JIS (a name of two characters
# has three such pairs), the code is marked as kanji, and a reader that goes by the standard decodes
# them as Japanese. Encoding "utf-8" named, or with the marker of the character set (ECI), it is the
# same, and 茂名 is lost as well; 东莞市 and 深圳 are right. Read here by zxing-cpp 3.1.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'segno==1.6.6' 'zxing-cpp==3.1.1' 'numpy==2.4.6' 'pillow==12.0.0'
"$folder/venv/bin/python" - <<'PYTHON'
import io
from importlib.metadata import version

import segno
import zxingcpp
from PIL import Image

print("segno", version("segno"), "zxing-cpp", version("zxing-cpp"))
CITIES = (
    "广州 深圳 珠海 汕头 佛山 韶关 河源 梅州 惠州 汕尾 东莞 中山 江门 阳江 湛江 茂名 肇庆 清远 潮州 揭阳 云浮"
).split()


def read(text, **options):
    picture = io.BytesIO()
    segno.make_qr(text, **options).save(picture, kind="png", scale=8, border=4)
    (found,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    return found.text


def lost(**options):
    return {city: read(city, **options) for city in CITIES if read(city, **options) != city}


cases = {
    "as usual": lost(),
    "encoding utf-8": lost(encoding="utf-8"),
    "utf-8 with ECI": lost(encoding="utf-8", eci=True),
    "byte mode": lost(encoding="utf-8", mode="byte"),
    "with 市": {c: read(f"{c}市") for c in CITIES if read(f"{c}市") != f"{c}市"},
}
for name, found in cases.items():
    print(f"{name:15} {found}")
assert segno.make_qr("江门").mode == "kanji"
assert cases["as usual"] == {"东莞": "荳懆時", "江门": "豎滄葎"}
assert set(cases["encoding utf-8"]) == set(cases["utf-8 with ECI"]) == {"东莞", "江门", "茂名"}
assert not cases["byte mode"]
assert not cases["with 市"]
print("two of 21 cities are another text in their QR code, as usual; three with UTF-8 asked for")
PYTHON
