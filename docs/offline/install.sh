#!/bin/sh
# Installs planbook from the wheels beside this file; no network is asked. Needs Python 3.11 or newer with venv.
set -eu
cd "$(dirname "$0")"
"${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels \
    --require-hashes --no-deps -r requirements-offline.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
touch .venv/.ready
echo "装好了。生成页面：.venv/bin/planbook run"
