# Everything a person or a machine does with this checkout. `make help` lists it.
#
# Set-up happens by itself: two stamp files in .venv follow pyproject.toml and constraints.txt, one for what opsflow
# runs on and one for what its developers add.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# Bytecode is part of a fast start, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE
# These would run another opsflow, or this one on somebody's store.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV OPSFLOW_STORE OPSFLOW_CONFIG

PYTHON ?= python3
WORKERS ?= auto
DEMO ?= .venv/demo.opsflow.db

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --constraint constraints.txt

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("opsflow needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	@echo "make: creating .venv"
	@$(PYTHON) -m venv .venv

.venv/run.stamp: pyproject.toml constraints.txt src/opsflow/version.py scripts/opsflow | .venv/bin/python
	@echo "make: installing opsflow into .venv"
	@$(INSTALL) --editable .
	@$(BIN)/python -m compileall -q src/opsflow
	@touch $@

.venv/dev.stamp: .venv/run.stamp
	@echo "make: installing the development tools into .venv"
	@$(INSTALL) --editable '.[dev]'
	@touch $@

.PHONY: setup demo test quick lint types contracts docs bench format constraints clean help

setup: .venv/dev.stamp ## install opsflow and its development tools into .venv

demo: .venv/run.stamp ## make a demonstration store and look at it: the board, what is next, one item
	@scripts/demo $(BIN)/python $(DEMO)

test: setup ## run every test; ARGS="tests/cli -k undo" runs some
	@$(BIN)/python -m compileall -q src/opsflow
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(ARGS)

quick: setup ## run the tests that are not marked slow; ARGS="tests/cli -k undo" runs some
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m 'not slow' $(ARGS)

lint: setup ## check style and layout
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup ## check types
	@$(BIN)/mypy

contracts: setup ## check the directions of imports
	@$(BIN)/lint-imports --no-logo

docs: setup ## check the links of the documentation
	@$(BIN)/python scripts/check_links.py
	@$(BIN)/python scripts/docs --check

# A board of a million items takes minutes to make: name it to `python -m benchmarks.board`.
BOARDS := $(filter-out 0 1000000,$(or $(SIZES),100 1000 10000 100000))
bench: setup ## measure commands, work in bulk and the board; SIZES="100 10000" measures these sizes
	@$(BIN)/python -m compileall -q src/opsflow
	@$(BIN)/python -m benchmarks $(SIZES)
	@$(if $(BOARDS),$(BIN)/python -m benchmarks.board $(BOARDS),echo "The board is measured at other sizes than 0 and 1000000.")

format: setup ## put the code into the one layout, and mend what of its style a tool can
	@$(BIN)/ruff check --quiet --fix --exit-zero .
	@$(BIN)/ruff format --quiet .

constraints: ## take the newest versions that pyproject.toml allows into constraints.txt
	@PYTHON=$(PYTHON) scripts/constraints

clean: ## remove .venv and everything that tools leave behind
	@rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

help: ## say this
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name says; do printf '  make %-12s %s\n' "$$name" "$$says"; done
