#!/usr/bin/env bash
# tomlkit is chosen because its readme promises that it preserves all comments and the order of
# elements. In a file of [[designation]] tables, each with a comment above it that says where it
# comes from, the first table is removed with pop(0); one expects its comment to go with it, or
# both to stay. The comment above a table belongs to the end of the table before it, however: the
# comment of the removed one stays and now stands above the second table, whose own comment is
# gone. Inserting a table in front of the second parts it from its comment in the same way. A
# source that is noted for one fact is then noted for another one, and the file reads as if
# somebody had written it so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv --without-pip "$folder/venv"
python3 -m pip --python "$folder/venv/bin/python" install --quiet --no-compile \
  'tomlkit==0.15.2'
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import importlib.metadata

import tomlkit

TEXT = """\
# source: plan of 2021, clause 3
[[designation]]
id = "rail"

# source: plan of 2023, clause 7
[[designation]]
id = "display"
"""
print("tomlkit", importlib.metadata.version("tomlkit"))
document = tomlkit.parse(TEXT)
assert tomlkit.dumps(document) == TEXT
document["designation"].pop(0)
removed = tomlkit.dumps(document)
print("--- first table removed\n" + removed, end="")
assert removed == '# source: plan of 2021, clause 3\n[[designation]]\nid = "display"\n'
document = tomlkit.parse(TEXT)
document["designation"].insert(1, {"id": "robot"})
inserted = tomlkit.dumps(document)
print("--- a table inserted between\n" + inserted, end="")
lines = [line for line in inserted.splitlines() if line]
assert lines[lines.index("# source: plan of 2023, clause 7") + 2] == 'id = "robot"'
PYTHON
