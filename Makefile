PYTHON ?= python3
PORT ?= 8000
DIST ?= dist
BIN := .venv/bin
XPRSA := $(BIN)/python -m xprsa
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

.PHONY: help run install test check test-slow prove bench screenshots lock wheel
.DEFAULT_GOAL := run

help: ## these lines
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' $(MAKEFILE_LIST) | awk -F': ' '{ printf "make %-12s %s\n", $$1, $$2 }'

run: .venv/runs ## serve fictitious people on http://127.0.0.1:8000 (PORT=...)
	@PORT=$(PORT) scripts/run

install: .venv/bin/xprsa ## the command .venv/bin/xprsa, and everything that tests and checks need

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "XP RSA needs Python 3.11 or later: make PYTHON=python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (Debian: apt-get install python3-venv)."; exit 1; }

.venv/runs: requirements.txt | .venv/bin/python
	@echo "Installing what XP RSA needs to run ..."
	@$(PIP) install --require-hashes --compile --requirement requirements.txt
	@touch $@

.venv/tests: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes --compile --requirement requirements-dev.txt
	@touch $@ .venv/runs

.venv/bin/xprsa: pyproject.toml | .venv/tests
	@$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@touch $@

test: install ## everything but the wide matrices and the second way of what is tried in two
	@scripts/test-needs
	@$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder --every-page=nu --durations 20 --hypothesis-profile=quick \
	  -m "not slow and not prove"

check: .venv/tests ## style, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test-slow: install ## the wide matrices too, under an hour
	@scripts/test-needs
	@$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder --every-page=nu,axe -m "not prove"

prove: install ## the long runs whose results stand in docs/proofs.md
	@scripts/test-needs
	@$(BIN)/pytest -m prove; proved=$$?; $(BIN)/python -m tests.faults.parts; exit $$proved

bench: .venv/tests ## the ratios of docs/performance.md
	@$(BIN)/python -m benchmarks

screenshots: .venv/tests ## the pictures of the README, taken from the real pages
	@scripts/test-needs
	@$(BIN)/python scripts/screenshots.py

wheel: .venv/tests ## dist/xprsa-*.whl, to install with pip (DIST=...)
	@$(BIN)/python -m hatchling build -t wheel -d $(DIST)

lock: .venv/tests ## write the lists of exact versions again, from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --output-file requirements.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --extra lab --extra parquet --group dev --output-file requirements-dev.txt pyproject.toml
