#!/usr/bin/env bash
# Plans speak in approximate numbers: 三五年 is "three to five years", 五六家 "five or six firms", 一两个
# "one or two", 三四百亩 "three or four hundred mu"; GB/T 15835-2011 has approximate numbers (概数)
# written in Chinese digits, without a pause mark between the two. cn2an offers transform() for
# whole sentences and refuses or warns of what it does not understand. These it rewrites without a
# warning into exact numbers ten times too large: 35年, 56家, 12个; and in the other direction the
# date 2025-01-02 becomes 二千零二十五负一负二 ("two thousand and twenty-five, minus one, minus two"). A
# target of a plan that is read with it is wrong and looks like one that was written with digits.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'cn2an==0.5.24'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import importlib.metadata
import warnings

import cn2an

warnings.simplefilter("error")
print("cn2an", importlib.metadata.version("cn2an"))
EXPECTED = {
    "力争用三五年时间建成": "力争用35年时间建成",
    "培育五六家龙头企业": "培育56家龙头企业",
    "建设一两个示范园区": "建设12个示范园区",
}
for text, wrong in EXPECTED.items():
    found = cn2an.transform(text)
    print(text, "->", found)
    assert found == wrong
exact = cn2an.transform("力争用三十五年时间建成")
print("three to five and thirty-five are one text now:", exact)
assert exact == EXPECTED["力争用三五年时间建成"]
date = cn2an.transform("2025-01-02印发", "an2cn")
print("2025-01-02印发 ->", date)
assert date == "二千零二十五负一负二印发"
PYTHON
