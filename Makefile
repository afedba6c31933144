# make run    builds every place that has data       make lab    opens JupyterLab
# make test   lint and all tests                      make lock   renews requirements.txt
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run test fast lab lock

run: $(READY)
	$(BIN)/planbook run

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/nbstripout --verify notebooks/*.ipynb
	$(BIN)/python -m pytest

fast: $(READY)
	$(BIN)/python -m pytest -m "not slow"

lab: $(READY)
	$(BIN)/planbook lab

$(READY): requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--extra dev --upgrade pyproject.toml --output-file requirements.txt
