# Every target works from a fresh clone: each one that needs the environment makes it first.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp-dev
MODELS := models/work/venv

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-fast lint docs models golden bench bench-names bench-batch wheel sbom fuzz audit-deps clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3,11) <= sys.version_info[:2] < (3,14) else "qa-scorer needs Python 3.11, 3.12 or 3.13; this is %d.%d. Run: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV) (a few minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(STAMP) ## make .venv with everything that is needed

demo: $(STAMP) ## score an example IMR, leave demo/report.html
	@mkdir -p demo
	@$(BIN)/qa-scorer score examples/adult-a.docx --case examples/adult-a.case.toml
	@$(BIN)/qa-scorer score examples/adult-a.docx --case examples/adult-a.case.toml --format html --output demo/report.html
	@echo "The full report is in demo/report.html: open it in a browser."

test: $(STAMP) ## all tests, slow and browser ones included
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m "slow or not slow" -n auto

test-fast: $(STAMP) ## the fast tests only
	$(BIN)/python -m pytest -n auto

lint: $(STAMP) ## ruff and mypy, strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(STAMP) ## write the generated pages of docs/ again
	@$(BIN)/python -m qa_scorer.training.docs
	@$(BIN)/python -m qa_scorer.training.licences

$(MODELS)/.stamp: requirements/run.txt requirements/models.txt
	@test -x $(MODELS)/bin/python || $(PYTHON) -m venv $(MODELS)
	@echo "Installing what training needs into $(MODELS) (several minutes the first time) ..."
	@$(MODELS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(MODELS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python -r requirements/models.txt
	@touch $@

models: $(MODELS)/.stamp ## train all models again, in an environment of its own (requirements/models.txt)
	@$(MODELS)/bin/python -m qa_scorer.training.make

golden: $(STAMP) ## write the golden reports again; read the diff before you commit it
	@$(BIN)/python -m pytest -q tests/golden --update-golden -m "slow or not slow"

bench: $(STAMP) ## speed and memory of one document
	@$(BIN)/python tests/bench/bench.py

bench-names: $(STAMP) ## the names detector beside Presidio
	@$(BIN)/python tests/bench/bench_names.py

bench-batch: $(STAMP) ## speed, memory and scaling of many documents
	@$(BIN)/python tests/bench/bench_batch.py

wheel: $(STAMP) ## build dist/*.whl
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

sbom: $(STAMP) ## software bill of materials (CycloneDX) in dist/sbom.json
	@mkdir -p dist && $(BIN)/cyclonedx-py environment $(BIN)/python --of JSON -o dist/sbom.json && echo dist/sbom.json

fuzz: $(STAMP) ## ten minutes of broken files; FUZZ_SECONDS=60 for less
	@$(BIN)/python tests/hostile/fuzz.py --seconds $${FUZZ_SECONDS:-600}

audit-deps: $(STAMP) ## known faults of the locked dependencies
	@$(BIN)/pip-audit -r requirements/run.txt --require-hashes --disable-pip

clean: ## remove what the targets made
	rm -rf demo dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
