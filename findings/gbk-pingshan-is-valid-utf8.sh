#!/usr/bin/env bash
# "UTF-8 where it is valid, else GBK" is how programs tell the encodings of Chinese tables apart,
# since hardly any GBK text is valid UTF-8 by chance. Names of this province are: 坪山 and 台山,
# 霞山 and 平远 in GBK are two pairs of bytes each of which UTF-8 reads as one letter. A list of
# counties by their short names, one of these a line, opens without an error as ƺɽ or ̨ɽ: pandas
# and polars, which take UTF-8 unless told otherwise and would stop at any other county, say
# nothing. charset-normalizer, which weighs more than validity, is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'pandas==3.1.1' 'polars==2.1.0' 'charset-normalizer==3.5.2'
cd "$folder"
venv/bin/python - <<'PYTHON'
import pandas as pd
import polars as pl
from charset_normalizer import from_bytes

names = ["坪山", "台山", "霞山", "平远"]
text = "name,visits\n" + "".join(f"{name},{n}\n" for n, name in enumerate(names))
with open("counties.csv", "wb") as file:
    file.write(text.encode("gbk"))
by_pandas = pd.read_csv("counties.csv")["name"].tolist()
by_polars = pl.read_csv("counties.csv")["name"].to_list()
best = from_bytes(text.encode("gbk")).best()
print("pandas", pd.__version__, by_pandas)
print("polars", pl.__version__, by_polars)
print("charset-normalizer", best and best.encoding)
assert by_pandas == by_polars
assert best is not None and best.encoding == "gb18030"
assert not set(by_pandas) & set(names)
assert [name.encode("utf-8").decode("gbk") for name in by_pandas] == names
PYTHON
