# `make build` and `make test` do all set-up themselves; both need Python 3.11+ and make, no root.
# PYTHON=/path/to/python3 chooses the interpreter; ARGS="..." goes to the command a target runs.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
# Whoever is done takes tests from the other: the long ones stand together, and would be one core's.
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal
RUN_PYTHON := python=$$(PYTHON='$(PYTHON)' sh scripts/find_python.sh) && "$$python"

# Tools that a person installed go before the ones unpacked here.
export PATH := $(PATH):$(CURDIR)/.tools/bin
# Without what Python compiled before, every process of the tests compiles all of them again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

.PHONY: build
build: venv tools ## Set up what is missing, then compile specs/ into build/
	$(BIN)/tcmon build $(ARGS)

.PHONY: validate
validate: venv tools ## Prove the specs with promtool and amtool
	$(BIN)/tcmon validate $(ARGS)

.PHONY: test
test: venv tools ## Set up what is missing, then run every test but the live ones
	$(PYTEST) -m "not live" $(ARGS)

# One at a time: a drill wants the machine for itself.
.PHONY: test-live
test-live: venv tools peers ## Run the tests that need servers and minutes: real faults, real messages
	$(BIN)/python -m pytest -m live $(ARGS)

.PHONY: test-browser
test-browser: venv tools ## Draw the dashboards with Grafana's own libraries; needs Node and npm
	@$(RUN_PYTHON) scripts/setup_browser.py
	cd browser && npx --no-install prettier --check --log-level warn .
	node --test browser/tests/*.test.mjs
	$(BIN)/python -m pytest browser/tests $(ARGS)

.PHONY: check
check: venv tools ## The quick part, under a minute: lint, format, types, fast tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(PYTEST) -q -m "not slow and not live" tests/unit $(wildcard tests/test_*.py) $(ARGS)

.PHONY: bench
bench: venv tools bench-peers ## Measure the speed against promtool and jsonnet; prints ratios
	$(BIN)/python -m benchmarks $(ARGS)

# What is measured against, which nothing else needs.
.PHONY: bench-peers
bench-peers: venv
	@cmp -s requirements-bench.lock .venv/bench.lock || { \
	    $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --no-user \
	        --no-deps --require-hashes --requirement requirements-bench.lock \
	    && cp requirements-bench.lock .venv/bench.lock; }

.PHONY: bench-logging
bench-logging: venv bench-peers ## Measure what a log call costs against other loggers; takes some minutes
	$(BIN)/python -m benchmarks.logging $(ARGS)

.PHONY: bench-tracing
bench-tracing: venv bench-peers ## Measure what spans and requests cost against OpenTelemetry's; takes minutes
	$(BIN)/python -m benchmarks.tracing $(ARGS)

.PHONY: bench-anomaly
bench-anomaly: venv tools ## Measure what baselines and anomalies find; takes some minutes
	$(BIN)/python -m benchmarks.anomaly $(ARGS)

.PHONY: bench-slo
bench-slo: venv tools ## Measure what the rules of an SLO cost in a Prometheus with a month of data
	$(BIN)/python -m benchmarks.slo $(ARGS)

.PHONY: mutants
mutants: venv tools ## Change every rule in small ways: does a test notice? Takes some minutes
	$(BIN)/python -m mutants $(ARGS)

.PHONY: docs
docs: venv ## Write the pages of docs/ and what the library brings along, which follow from code and specs
	$(BIN)/python scripts/generate_docs.py

.PHONY: golden
golden: venv tools ## Write the golden files of tests/ anew
	$(BIN)/python -m tests.versions
	$(BIN)/python -m tests.notifications
	$(BIN)/python -m tests.unit.verifiers.dashboards.messages

.PHONY: venv
venv: ## Make .venv from requirements.lock (nothing to do: a blink)
	@$(RUN_PYTHON) scripts/setup_venv.py

.PHONY: tools
tools: ## Find promtool, amtool and their servers, or unpack them into .tools/
	@$(RUN_PYTHON) scripts/setup_tools.py

.PHONY: tools-latest
tools-latest: ## Build the newest servers and tools with Go, where it is there, to test with
	@$(RUN_PYTHON) scripts/build_latest.py

.PHONY: peers
peers: venv ## Install a collector and build services in Go, where they can be had, to test traces with
	@$(RUN_PYTHON) scripts/setup_peers.py

.PHONY: lock
lock: venv ## Write the lock files anew; ARGS=--upgrade takes newer versions
	@sh scripts/lock.sh $(ARGS)

.PHONY: wheel
wheel: venv ## Build the sdist and the wheel into dist/
	$(BIN)/python -m hatchling build -d dist

.PHONY: clean
clean: ## Remove what set-up made and all caches; build/ is committed and stays
	rm -rf .venv .tools .tcmon dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf browser/node_modules browser/dist browser/.chromium
	find taskcenter_monitor scripts tests benchmarks mutants browser -name __pycache__ -prune -exec rm -rf {} + \
	    2>/dev/null || true
