#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that a step needs and that are not there yet.
#   system_packages.sh python   a Python that can make virtual environments
#   system_packages.sh test     Chromium and a Chinese font for the browser tests; nginx, behind
#                               which the app stands; PostgreSQL; poppler and LibreOffice, which
#                               open what briefings are handed out as
#   system_packages.sh qgis     QGIS's Python, for the tests of its styles (about 1 GB)
set -euo pipefail

wanted=()
case "${1:?which step: python or test}" in
  python)
    "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3 python3-venv)
    ;;
  test)
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || wanted+=(chromium)
    fc-list :lang=zh 2>/dev/null | grep -q . || wanted+=(fonts-noto-cjk fontconfig)
    command -v pdftotext >/dev/null || wanted+=(poppler-utils)
    [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || wanted+=(nginx-light)
    # Workspaces of several offices on one server: the tests start one of their own on loopback.
    ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || command -v pg_ctl >/dev/null || wanted+=(postgresql)
    for part in calc impress writer; do
      dpkg -s "libreoffice-$part" >/dev/null 2>&1 || wanted+=("libreoffice-$part")
    done
    ;;
  qgis)
    /usr/bin/python3 -c 'import qgis.core' 2>/dev/null || wanted+=(python3-qgis)
    ;;
  *)
    echo "unknown step: $1" >&2
    exit 2
    ;;
esac

[ ${#wanted[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "please install: ${wanted[*]}" >&2
  exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
echo "installing: ${wanted[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
