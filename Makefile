# Everything a person or CI does with a checkout; `make help` lists it.
# The first of these Pythons that is 3.11 or later makes .venv.

PYTHONS := python3.13 python3.12 python3.11 python3
BIN := .venv/bin
SEED := 1
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
FLAGSHIP := briefs/us-colombia-2026-02-03
NEWSLETTER := briefs/weekly-2026-02
UV := $(BIN)/uv pip compile - --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --upgrade --quiet \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

# every test starts many processes: with the byte code kept, each of them begins sooner
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo demo-send test check fix accept bench faults lock letters outlines clean system-demo system-test system-bench

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: system-demo .venv/demo ## Build the samples into out/, from nothing
	@$(BIN)/communique build $(FLAGSHIP) $(NEWSLETTER)
	@$(BIN)/communique handout $(FLAGSHIP) --kind handout-pack

demo-send: system-demo .venv/demo ## Mail the sample newsletter to three made-up people on this machine
	@PYTHONPATH=tests $(BIN)/python -m support.demo_send

test: check tests/judges/node_modules/.stamp ## Run everything that CI runs
	@$(BIN)/pytest -n 3 --dist worksteal --quiet

check: system-test .venv/dev ## Run the linters, the type checker and the import contract
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	@$(BIN)/lint-imports

fix: .venv/dev ## Mend and format what the linters can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

accept: .venv/dev tests/judges/node_modules/.stamp ## Rewrite the golden files; read the diff before you commit
	$(BIN)/pytest -n 2 --quiet --accept
	@git status --short tests/golden docs

bench: system-bench .venv/bench ## Time all of it beside what others do, and write tests/benchmarks/RESULTS.md
	@rm -rf build/bench
	$(BIN)/pytest tests/benchmarks/bench_*.py -p no:randomly --quiet --capture=no
	@PYTHONPATH=tests $(BIN)/python -m benchmarks.results

faults: system-test .venv/dev ## Kill the sender 1,000 times over 100,000 people, and print what came of it
	PYTHONPATH=tests $(BIN)/python -m support.faults --people 100000 --kills 1000 --seed $(SEED)
	SEQUENCES=2000 $(BIN)/pytest tests/mailing/test_operators.py --quiet

letters: .venv/dev ## Draw the packs' first letter.docx again
	$(BIN)/python -m communique.packs.letter

outlines: .venv/dev ## Make the outlines of the maps again
	npm install --prefix build/outlines --no-save --ignore-scripts --no-audit --no-fund --loglevel=error world-atlas@2.0.2 i18n-iso-countries@7.14.0
	$(BIN)/python -m communique.figures.outlines build/outlines/node_modules

lock: .venv/dev ## Bring all locks up to date
	@$(BIN)/python tests/support/requirements.py | $(UV) -o requirements.lock
	@$(BIN)/python tests/support/requirements.py dev | $(UV) -c requirements.lock -o requirements-dev.lock
	@$(BIN)/python tests/support/requirements.py dev bench | $(UV) -c requirements-dev.lock -o requirements-bench.lock
	@cd tests/judges && npm update --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error
	@node tests/judges/strip_lock.mjs

clean: ## Remove what was made, .venv too
	rm -rf .venv out .communique build dist tests/judges/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

system-demo system-test system-bench: system-%:
	@.ci/need $*

.venv/bin/python: | system-demo
	@for python in $(PYTHONS); do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        exec $$python -m venv .venv; \
	    fi; \
	done; echo "Python 3.11 or later is needed; none of these is one: $(PYTHONS)" >&2; exit 1

# A stamp stands for "all that the lock lists is in .venv"; the later one holds the earlier.
.venv/demo: requirements.lock pyproject.toml | .venv/bin/python
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock .venv/demo
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@

.venv/bench: requirements-bench.lock .venv/dev
	@$(PIP) --require-hashes --requirement requirements-bench.lock
	@touch $@

tests/judges/node_modules/.stamp: tests/judges/package-lock.json | system-test
	@npm ci --prefix tests/judges --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
