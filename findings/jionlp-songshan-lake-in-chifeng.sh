#!/usr/bin/env bash
# jionlp 1.5.31: the parser of addresses puts zones of Guangdong into other provinces. It takes the
# first division whose name, without 区 or 市, begins a text or stands in it: 松山湖高新区, a zone of
# Dongguan, is 松山区 of Chifeng in Inner Mongolia and "湖高新区"; 南沙开发区 of Guangzhou lies in the
# South China Sea; every 合作区 is 合作市 in Gansu and "区". No score and no warning tell it from a right
# answer. With the city before the name the first two are right; the last is so with a city only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'jionlp==1.5.31' 'jiojio==1.2.8' 'zipfile36==0.1.3' 'numpy==2.4.6' 'requests==2.34.2'
"$folder/venv/bin/python" - <<'PYTHON' 2>/dev/null
from importlib.metadata import version

import jionlp

print("jionlp", version("jionlp"))
ASTRAY = {
    "松山湖高新区": ("内蒙古自治区", "赤峰市", "松山区", "湖高新区"),
    "南沙开发区": ("海南省", "三沙市", "南沙区", "开发区"),
    "横琴粤澳深度合作区": ("甘肃省", "甘南藏族自治州", "合作市", "区"),
    "深汕特别合作区鹅埠镇": ("甘肃省", "甘南藏族自治州", "合作市", "区鹅埠镇"),
}
RIGHT = {
    "东莞松山湖高新区": ("广东省", "东莞市"),
    "广州南沙开发区": ("广东省", "广州市"),
    "珠海横琴粤澳深度合作区": ("广东省", "珠海市"),
}


def parsed(text):
    found = jionlp.parse_location(text)
    return tuple(found[key] for key in ("province", "city", "county", "detail"))


for text, wrong in ASTRAY.items():
    print(f"{text}: {' '.join(parsed(text))}")
    assert parsed(text) == wrong, parsed(text)
for text, home in RIGHT.items():
    print(f"{text}: {' '.join(one or '–' for one in parsed(text))}")
    assert parsed(text)[:2] == home, parsed(text)
print("four names of zones in Guangdong, none of them in Guangdong")
PYTHON
