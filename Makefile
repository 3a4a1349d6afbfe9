# The two commands for a newcomer: `make run` and `make test`. Each sets up what it needs.
# Any Python from 3.11 on will do: make PYTHON=python3.12 run

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2

ifdef CI
export HYPOTHESIS_PROFILE ?= ci
else
export HYPOTHESIS_PROFILE ?= dev
endif
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: run test lint browser bench soak oracles lock help

run: $(READY) ## Open the app in the browser, on made-up data
	$(BIN)/recourse run --demo

test: lint ## Everything that has to pass: lint, then the tests, those in the browser too
	$(PYTEST) -m "not oracles"

lint: $(READY) ## ruff, mypy and the arrows between the folders
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

browser: $(READY) ## Only the tests that drive a real browser (they need Chromium)
	$(PYTEST) tests/browser

bench: $(READY) ## Measure speed and memory
	$(BIN)/python -m benchmarks

soak: $(READY) ## Every test without a browser, the long ones too, over ten thousand random worlds each
	HYPOTHESIS_PROFILE=soak $(PYTEST) -m "not browser and not oracles"

oracles: $(READY) ## Compare with published studies: make oracles RECOURSE_ORACLES=folder
	$(PYTEST) -m oracles

lock: $(READY) ## Choose the newest versions again and write requirements.lock
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --quiet --output-file requirements.lock
	rm -rf $(VENV)-lock

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Installed from the lock alone, by hash; the checkout itself is then linked in, not copied.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Recourse needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation \
	  --config-settings editable_mode=compat -e .
	@touch $@
