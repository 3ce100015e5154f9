#!/bin/sh
# 启动图谱；首次运行时先安装，不需要网络。 · Starts the atlas; installs it first, without a network.
#   sh start.sh              打开图谱 · open the atlas
#   sh start.sh check        任何一条 cluster-atlas 命令 · any command of cluster-atlas
# 指定 Python · to name a Python: PYTHON=/usr/bin/python3.12 sh start.sh
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if [ ! -e "$here/venv/installed" ]; then
  python=
  for candidate in ${PYTHON:+"$PYTHON"} @PYTHONS@ python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] not in @TUPLES@)' 2>/dev/null; then
      python=$candidate
      break
    fi
  done
  if [ -z "$python" ]; then
    cat "$here/python-missing.txt" >&2
    exit 1
  fi
  "$python" "$here/install.py"
fi
[ $# -gt 0 ] || set -- serve
exec "$here/venv/bin/python" -m cluster_atlas --data "$here/data" "$@"
