# Ayron: `make run` opens it, `make test` proves it. Everything else is listed by `make help`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEVELOPED := $(VENV)/.developed

.DEFAULT_GOAL := help
.PHONY: help run demo install test test-all check format bench snapshots lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

run: $(INSTALLED) ## install what is needed and open Ayron
	@$(BIN)/ayron

demo: $(INSTALLED) ## open Ayron on throw-away data and the sandbox: no account, no network
	@$(BIN)/ayron demo

install: $(INSTALLED) ## make the environment at .venv, with the program at .venv/bin/ayron

$(INSTALLED): requirements-build.lock requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Ayron needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing Ayron into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-build.lock
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --no-build-isolation --no-deps -e .
	@$(BIN)/python -m compileall -q app screens widgets store sync billing reports
	@touch $@

$(DEVELOPED): $(INSTALLED) requirements-dev.lock
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements-dev.lock
	@touch $@

test: $(DEVELOPED) ## run the tests (the slower cases are left to `make test-all`)
	@$(BIN)/python -m pytest -n 2 -m "not slow" $(ARGS)

test-all: $(DEVELOPED) ## run every test, the slower cases too
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(DEVELOPED) ## format, lint, types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(DEVELOPED) ## put the code into its format
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

bench: $(INSTALLED) ## measure the speed goals as ratios (minutes)
	@$(PYTHON) bench/run.py $(ARGS)

snapshots: $(DEVELOPED) ## accept the screens as they are now
	@$(BIN)/python -m pytest tests/snapshots --snapshot-update $(ARGS)

lock: $(DEVELOPED) ## pin the dependencies again from the .in files
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes -o requirements-build.lock requirements-build.in
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes -o requirements.lock requirements.in
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes -c requirements.lock -o requirements-dev.lock requirements-dev.in

clean: ## remove the environments and the caches
	@rm -rf $(VENV) .bench-venv .bench-peers .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
