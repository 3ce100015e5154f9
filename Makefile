# Two commands for everybody: `make serve` opens the atlas, `make test` proves it.
# Both make what they need first: a virtual environment in .venv and, for the tests, Chromium.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= python3

# What prettier formats, besides what ESLint and tsc check.
SCRIPTS := "src/cluster_atlas/web/viewer/**/*.{js,ts}" "src/cluster_atlas/mapping/*.{js,ts}" eslint.config.js

.PHONY: serve test check lint types structure bench lock install

serve: $(VENV)/.installed
	$(BIN)/cluster-atlas serve

test: $(VENV)/.installed-dev
	@bash scripts/system_packages.sh test
	$(MAKE) --no-print-directory lint types structure check
	$(BIN)/pytest

check: $(VENV)/.installed-dev
	$(BIN)/cluster-atlas check

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	node_modules/.bin/eslint .
	node_modules/.bin/prettier --check $(SCRIPTS)

types: $(VENV)/.installed-dev
	$(BIN)/mypy
	node_modules/.bin/tsc -p .

structure: $(VENV)/.installed-dev
	$(BIN)/lint-imports

bench: $(VENV)/.installed-bench
	@bash scripts/system_packages.sh test
	$(BIN)/python -m bench

# The lock file names versions and hashes, and no index address.
lock: $(VENV)/.python
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra bench -c requirements.lock --universal --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements-dev.lock

$(VENV)/.python:
	@bash scripts/system_packages.sh python
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python requirements.lock pyproject.toml
	$(BIN)/pip install --quiet -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/pip install --quiet -r requirements-dev.lock
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	@touch $@
