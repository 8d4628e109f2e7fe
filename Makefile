# make demo   crawl the news site of fixtures/site/ and show what came of it; needs no network
#             once the Python packages are installed
# make test   lint, types and tests, as the continuous integration runs them
# make clean  remove what the two made
#
# A virtual environment is made in .venv. PYTHON chooses the interpreter: make test PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test clean

demo: .venv/installed
	@$(BIN)/python fixtures/demo.py

test: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	    "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + \
	    ". Name another: make $(MAKECMDGOALS) PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml setup.py \
    $(shell find scraper -name "*.pyx" -o -name "*.pxd")
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find scraper -name "_*.c" -delete -o -name "_*.so" -delete
	find output -mindepth 1 ! -name .gitkeep -delete
