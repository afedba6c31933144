# make run    builds every place that has data       make lab    opens JupyterLab
# make test   lint, types and all tests               make lock   renews requirements.txt
# make docs   API pages of analysis in docs/api, its lines of code, and the review's rules (docs/review_rules.md)
# make bundle leaves bundle/ for an office without a network (FOR=windows for Windows, from any system)
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

# a process starts in a third of the time where the modules it imports are compiled already
unexport PYTHONDONTWRITEBYTECODE

# uv does not read pip's settings, and gives up a slow index after 30 s
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif
export UV_HTTP_TIMEOUT ?= 300

# a home that cannot be written has no room for uv's cache either
KEEPS := "$${UV_CACHE_DIR:-$${XDG_CACHE_HOME:-$$HOME/.cache}/uv}"
ifneq ($(shell mkdir -p $(KEEPS) 2>/dev/null && test -w $(KEEPS) && echo yes),yes)
export UV_CACHE_DIR := $(CURDIR)/.venv/.cache
endif

.PHONY: run test fast lab docs lock release bundle

run: $(READY)
	$(BIN)/planbook run

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/nbstripout --keep-metadata-keys metadata.widgets --verify notebooks/*.ipynb
	$(BIN)/python -m pytest

fast: $(READY)
	$(BIN)/python -m pytest -m "not slow"

lab: $(READY)
	$(BIN)/planbook lab

docs: $(READY)
	$(BIN)/python docs/make_api.py
	$(BIN)/python docs/make_review_rules.py

FOR ?= here
PYVERSION ?= $(shell $(PYTHON) -c "import sys; print('%d.%d' % sys.version_info[:2])")
RESOLVE_windows := --python-platform x86_64-pc-windows-msvc
FETCH_windows := --platform win_amd64 --implementation cp

bundle: $(READY)
	rm -rf bundle
	mkdir -p bundle/wheels
	git archive HEAD | tar -x -C bundle
	cp docs/offline/* bundle/
	$(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --generate-hashes --no-deps \
		--python-version $(PYVERSION) $(RESOLVE_$(FOR)) requirements.txt --output-file bundle/requirements-offline.txt
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: \
		--python-version $(PYVERSION) $(FETCH_$(FOR)) -r bundle/requirements-offline.txt --dest bundle/wheels
	@echo "bundle/ for Python $(PYVERSION) on $(FOR): carry it there, run install.sh or install.bat"

$(READY): requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python requirements.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

# the version of planbook/__init__.py, which must head CHANGELOG.md with nothing above it, as a tag on what is committed
release: $(READY)
	git diff --quiet HEAD
	$(BIN)/python -c "import planbook; print(planbook.__version__)" > .release
	grep -q "^## $$(cat .release) " CHANGELOG.md
	! grep -q "^## Not yet released" CHANGELOG.md
	git tag --annotate "v$$(cat .release)" --message "Planbook $$(cat .release)"
	rm .release

lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--extra dev --upgrade pyproject.toml --output-file requirements.txt
