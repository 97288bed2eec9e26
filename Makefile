# The two lines that a newcomer types are `make demo` and `make test`; everything else serves them.

VENV := .venv
BIN := $(VENV)/bin
# The first Python that runs and is new enough; a shim of that name alone is not enough.
SUITS := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$each -c '$(SUITS)' 2>/dev/null && echo $$each && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check
DEMO := var/demo.duckdb
DEMO_SQL := "SELECT source_name, speaker_name, speaker_text, cue_text, text FROM who_said_what ORDER BY published_at, title, start_char"

.PHONY: help demo test check kills lock benchmarks site sbom audit env env-dev here clean
.DEFAULT_GOAL := help

help:  ## show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: env  ## set up, ingest examples/ and show who said what
	@mkdir -p $(dir $(DEMO))
	@echo "== copydesk ingest examples/ --warehouse $(DEMO)"
	@$(BIN)/python -m flows ingest examples/ --warehouse $(DEMO)
	@echo
	@echo '== copydesk sql $(DEMO_SQL) --warehouse $(DEMO)'
	@$(BIN)/python -m flows sql $(DEMO_SQL) --warehouse $(DEMO)

test: env-dev  ## set up what is missing and run the tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: env-dev  ## lint, types and the tests
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

kills: env-dev  ## kill flows at many more moments than the tests do, and compare what is left (hours)
	@COPYDESK_KILLED_ARTICLES=2000 COPYDESK_KILLS=20 COPYDESK_KILL_SEED=7 $(BIN)/python -m pytest -s tests/flows/test_resume.py -k again
	@COPYDESK_KILLS=50 $(BIN)/python -m pytest -s tests/trust/test_kills.py

benchmarks: env-dev  ## measure, as ratios in one run
	@$(BIN)/python -m pytest tests/benchmarks -o python_files='bench_*.py' -s

site: env-dev  ## build the documentation as a site into var/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	@echo "== open var/site/index.html, or serve the folder"

sbom: env-dev  ## list what is installed, as CycloneDX, into var/sbom.json
	@mkdir -p var
	@$(BIN)/cyclonedx-py environment $(BIN)/python --output-file var/sbom.json
	@echo "== var/sbom.json"

audit: env-dev  ## ask for known vulnerabilities of what requirements.lock pins (needs the network and pip-audit)
	@command -v pip-audit >/dev/null || { echo "pip-audit is missing: pipx install pip-audit"; exit 1; }
	@pip-audit --require-hashes --disable-pip -r requirements.lock

env: $(VENV)/.installed here
env-dev: $(VENV)/.installed-dev here

$(BIN)/python:
	@$(or $(PYTHON),false) -c '$(SUITS)' 2>/dev/null || \
	  { echo "Copydesk needs Python 3.11 to 3.14; name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "== making the environment in $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "python3-venv is missing: install it (Debian: apt install python3-venv) and try again"; exit 1; }

$(VENV)/.installed: requirements.lock | $(BIN)/python
	@echo "== downloading and installing the packages of requirements.lock (about 320 MB, once; one to five minutes)"
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(BIN)/python
	@echo "== downloading and installing the packages of requirements-dev.lock (those that are missing; one to five minutes)"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.installed

# Scripts of an environment hold its folder's name, so a moved checkout has them written again (no network needed).
here: | $(BIN)/python
	@[ "$$(cat $(VENV)/.here 2>/dev/null)" = "$(CURDIR)" ] || { \
	  echo "== linking the copydesk command to this folder" && \
	  $(BIN)/python -m venv --without-pip --upgrade $(VENV) && \
	  $(PIP) install --quiet --no-index --no-deps --no-build-isolation --editable . && \
	  echo "$(CURDIR)" > $(VENV)/.here; }

lock:  ## resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --no-annotate --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --group dev --all-extras --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --no-annotate --quiet --constraint requirements.lock --output-file requirements-dev.lock

clean:  ## remove the environment and what the demo made
	rm -rf $(VENV) var
