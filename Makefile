# Every command a contributor needs. Nothing here needs root or leaves the checkout.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
PORT ?= 8000
OUTSIDE := REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true PATH="$(CURDIR)/$(BIN):$$PATH" tests/outside/node_modules/.bin

.PHONY: run install test eval lint contract clients fuzz audit bench bench-growth bench-load bench-slowest release format openapi migration lock clean

run: .venv/ready-to-run  ## migrate, load the seeds, serve on http://127.0.0.1:8000
	$(BIN)/readout init
	$(BIN)/readout serve --port $(PORT)

install: .venv/ready-to-develop  ## the environment with everything; `readout` is in .venv/bin

test: .venv/ready-to-develop  ## every test, on SQLite and on PostgreSQL
	$(BIN)/readout openapi --check
	$(BIN)/pytest -n auto

eval: .venv/ready-to-develop  ## how well the Office of the Historian's records are read: make eval HISTORIAN=dir
	$(BIN)/python tests/eval_historian.py

lint: .venv/ready-to-develop  ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

contract: .venv/ready-for-outside  ## the OpenAPI document is valid, and two linters find nothing in it
	$(BIN)/readout openapi --check
	$(BIN)/openapi-spec-validator openapi/openapi.json
	$(OUTSIDE)/redocly lint --extends recommended-strict --max-problems 100 openapi/openapi.json
	$(OUTSIDE)/spectral lint --ruleset tests/outside/spectral.yaml --fail-severity hint openapi/openapi.json

clients: .venv/ready-for-outside  ## generate clients, check their types, use them on a server
	$(BIN)/pytest -v tests/outside/test_clients.py

fuzz: .venv/ready-for-outside  ## requests that nobody thought of, on both databases
	$(BIN)/pytest -n 2 -v -rP tests/outside/test_fuzz.py

audit: .venv/ready-for-outside  ## known vulnerabilities of what is locked, and of how we write
	$(BIN)/ruff check --select S api schemas models
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/audit.py requirements/*.txt tests/outside/package-lock.json

release: .venv/ready-to-develop  ## keep what this version promises: openapi/released/VERSION.json
	mkdir -p openapi/released
	cp openapi/openapi.json openapi/released/$$($(BIN)/python -c 'from importlib.metadata import version; print(version("readout"))').json

format: .venv/ready-to-develop
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

openapi: .venv/ready-to-develop  ## write openapi/openapi.json anew
	$(BIN)/readout openapi

migration: .venv/ready-to-develop  ## draft a migration: make migration name="Meetings have a venue"
	$(BIN)/python -m models.migrations "$(name)"

SIZE ?= 10000
SIZES ?= 10000 100000

bench: .venv/ready-to-bench  ## compare with FastAPI and with the limits: make bench SIZE=100000
	$(BIN)/python -m bench.run $(SIZE)

bench-growth: .venv/ready-to-bench  ## the latency of every question at several SIZES
	$(BIN)/python -m bench.run growth $(SIZES)

bench-load: .venv/ready-to-bench  ## how fast documents are loaded, and what readers notice: make bench-load SIZE=100000
	$(BIN)/python -m bench.load $(SIZE)

bench-slowest: .venv/ready-to-bench  ## what takes over 100 ms, of every two filters and more: make bench-slowest SIZE=100000
	$(BIN)/python -m bench.slowest $(SIZE)

lock: .venv/ready-to-develop  ## pin every dependency anew, with hashes
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --python-version 3.11 --upgrade \
		--custom-compile-command "make lock" pyproject.toml --extra build -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --python-version 3.11 \
		--custom-compile-command "make lock" pyproject.toml --extra build --extra dev \
		-c requirements/run.txt -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --python-version 3.11 \
		--custom-compile-command "make lock" bench/requirements.in -c requirements/dev.txt -o requirements/bench.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --python-version 3.11 \
		--custom-compile-command "make lock" pyproject.toml --extra build --extra dev --extra outside \
		-c requirements/dev.txt -o requirements/outside.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv

# The checkout itself is installed last, editable, without asking a registry.
.venv/ready-to-run: requirements/run.txt pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

.venv/ready-to-develop: requirements/dev.txt pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@ .venv/ready-to-run

# Node comes from a Python package: the machine's may be too old.
.venv/ready-for-outside: requirements/outside.txt tests/outside/package-lock.json | .venv/ready-to-develop
	$(PIP) install --require-hashes -r requirements/outside.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix tests/outside --loglevel error
	touch $@

# What the benchmark compares with, beside what is installed already.
.venv/ready-to-bench: requirements/bench.txt | .venv/ready-to-develop
	$(PIP) install --require-hashes -r requirements/bench.txt
	touch $@
