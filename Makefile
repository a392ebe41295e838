PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/.installed
JOBS ?= 2
KIT ?= build/kit

.DEFAULT_GOAL := help
.PHONY: help install refresh generated test machine lint format bench kit lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# The scripts of a virtual environment name its folder in full: after a move it is made again.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

install: $(STAMP) ## Make .venv with the locked dependencies and pycog

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("pycog needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) tests/machine.py run
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@printf '%s' '$(CURDIR)' > $@

refresh: install ## Recalculate the committed CAMIEG annexes
	$(VENV)/bin/pycog refresh workbooks/camieg-2012-2015

generated: install ## Write every generated file again: cases, listings, documents, workbooks
	$(RUN) -m docs.generate
	$(VENV)/bin/pycog build workbooks

test: machine lint ## Check the code, then run the tests
	$(RUN) -m pytest -n $(JOBS)

machine: ## Bring the programs that tests need (Chromium, LibreOffice...), where it may
	@$(PYTHON) tests/machine.py test

lint: install ## Check style, formatting and types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

format: install ## Rewrite the code in the project's format
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

bench: install ## Measure the refresh and the network view against other programs, the assistant, one formula and the list of conventions
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement benchmarks/requirements.lock
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(VENV)-bench/bin/python benchmarks/refresh.py
	$(VENV)-bench/bin/python benchmarks/one_annex.py
	$(VENV)-bench/bin/python benchmarks/odd_workbooks.py
	$(VENV)-bench/bin/python benchmarks/batch.py
	$(VENV)-bench/bin/python benchmarks/sheets.py
	$(VENV)-bench/bin/python benchmarks/consolidation.py
	$(VENV)-bench/bin/python benchmarks/dialogue.py
	$(VENV)-bench/bin/python benchmarks/formulas.py
	$(VENV)-bench/bin/python benchmarks/conventions.py

kit: install ## Pack the offline kit for Windows, Linux and macOS into KIT=build/kit
	$(RUN) .ci/kit/make_kit.py $(KIT)

lock: ## Renew the lock files (needs uv)
	uv pip compile $(LOCK) --extra server --extra desktop --extra test --group build --output-file requirements.lock pyproject.toml
	uv pip compile $(LOCK) --extra server --group build --output-file requirements-server.lock pyproject.toml
	uv pip compile $(LOCK) --extra server --extra encryption --group kit --constraint requirements.lock --output-file requirements-kit.lock pyproject.toml
	uv pip compile $(LOCK) --extra test --extra bench --group build --output-file benchmarks/requirements.lock pyproject.toml

LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

clean: ## Remove the environments and the caches
	rm -rf $(VENV) $(VENV)-bench build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
