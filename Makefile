# From scraped pages to datasets to charts. `make help` lists what can be asked.
PYTHON ?= python3
RAW    ?= datasets/raw
OUT    ?= datasets
VENV   := .venv
BIN    := $(VENV)/bin
TOOL   := $(BIN)/python -m toolkit
# JupyterLab asks no server for news or newer versions
QUIET  := {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}

.DEFAULT_GOAL := datasets
.DELETE_ON_ERROR:

datasets: $(VENV)/.stamp ## build the datasets from the pages in datasets/raw (or RAW=folder); only what changed
	@$(TOOL) build $(RAW) --out $(OUT)

$(VENV)/.stamp: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked dependencies (once, a minute or two)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

test: $(VENV)/.stamp ## run every test, the linters and the type checker
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy
	@$(BIN)/python -m pytest -n auto

lab: datasets ## open the notebooks in JupyterLab
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@printf '%s\n' '$(QUIET)' > $(VENV)/share/jupyter/lab/settings/overrides.json
	@$(BIN)/jupyter lab --notebook-dir=notebooks

report: datasets ## write report/index.html, one page to send to a colleague
	@$(TOOL) report --datasets $(OUT) --out report/index.html

evaluate: $(VENV)/.stamp ## precision, recall and F1 with intervals against the gold; refuses to sink below the floors
	@$(TOOL) evaluate

benchmark: $(VENV)/.stamp ## speed as ratios, measured in one run
	@$(BIN)/python -m tests.benchmarks

review: datasets ## draw a seeded sample of rows to check by hand
	@$(TOOL) review --datasets $(OUT)

export: datasets ## CSV, Stata and metadata files beside the datasets
	@$(TOOL) export --datasets $(OUT)

clean: ## remove everything that can be rebuilt
	@rm -rf $(OUT)/*.parquet $(OUT)/manifest.json $(OUT)/shards report

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: datasets test lab report evaluate benchmark review export clean help
