#!/bin/sh
# 启动图谱；首次运行时先安装，不需要网络。 · Starts the atlas; installs it first, without a network.
#   sh start.sh              打开图谱 · open the atlas
#   sh start.sh check        任何一条 cluster-atlas 命令 · any command of cluster-atlas
# 指定 Python · to name a Python: PYTHON=/usr/bin/python3.12 sh start.sh
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if [ ! -e "$here/venv/installed" ]; then
  fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in @TUPLES@)' 2>/dev/null
  }
  python=${PYTHON:-}
  if [ -n "$python" ] && ! fits "$python"; then
    echo "PYTHON=$python 不能用：没有这个程序，或不是 Python @RANGE@ · PYTHON=$python cannot be used: it is not there, or no Python @RANGE@" >&2
    exit 1
  fi
  for candidate in @PYTHONS@ python3 python; do
    [ -z "$python" ] || break
    if fits "$candidate"; then python=$candidate; fi
  done
  if [ -z "$python" ]; then
    cat "$here/python-missing.txt" >&2
    exit 1
  fi
  "$python" "$here/install.py"
fi
[ $# -gt 0 ] || set -- serve
exec "$here/venv/bin/python" -m cluster_atlas --data "$here/data" "$@"
