# Everything that is done to Rampsmith from outside. The set-up runs by itself, once, and again
# only when pyproject.toml or constraints.txt has changed.

PYTHON ?= python3
WORKERS ?= 2

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
READY := .venv/ready
FRAMEWORKS := .venv/frameworks
SITE := .venv/site

# Each worker takes a row of tests and lets the other help in the end, because tests of one file
# share a window. SLOWEST=60 lists so many of the slowest at the end.
SLOWEST ?=
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(if $(SLOWEST),--durations=$(SLOWEST))

# The same examples at every run: what passed once passes again.
export PYTHONHASHSEED := 0
# Each child process, and the next run, would otherwise compile all modules and tests again.
unexport PYTHONDONTWRITEBYTECODE

# The workers share the cores; torch's own threads would only wait for each other.
quick test test-long tests: export OMP_NUM_THREADS := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run quick test test-long bench pictures pages docs check format-check lint types layers tests format clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name what; \
		do printf '%-18s %s\n' "$$name" "$$what"; done

setup: $(READY) ## make .venv with the tested versions of everything

run: $(READY) ## open the designer on the starter design; without a display do the job headless
	@$(BIN)/python examples/make_run.py

quick: format-check lint types layers ## check without windows, child processes, proofs and long searches; few examples
	$(PYTEST) -m "not long" --quick

test: check ## run the checks and all tests but the long ones
test-long: $(READY) $(FRAMEWORKS) ## run the long tests: soak, many examples, frameworks, a real X window
	HYPOTHESIS_PROFILE=long $(PYTEST) -m long

bench: $(READY) ## print a table of ratios for each benchmark
	@$(BIN)/python -m benchmarks

check: format-check lint types layers tests ## do what make test does

pictures: $(READY) ## draw the pictures and the film of the window in docs/ again
	@$(BIN)/python -m docs.icons
	@$(BIN)/python -m docs.film
	@$(BIN)/python -m docs.pictures

pages: $(READY) ## write what the documentation says of each preset and each shape
	@$(BIN)/python -m docs.pages

docs: $(READY) $(SITE) ## make a site of docs/ in out/site, without a warning
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict -f .mkdocs.yml

format-check: $(READY) ## fail where the formatter would change something
	$(BIN)/ruff format --check .

lint: $(READY) ## look for faults in the sources
	$(BIN)/ruff check .

types: $(READY) ## check the types
	$(BIN)/mypy --num-workers $(WORKERS)

layers: $(READY) ## check that imports go down only and that the packages are complete
	$(BIN)/python -m pytest -q -m "not long" tests/test_layers.py tests/test_packaging.py

tests: $(READY) ## run the tests but for the long ones
	$(PYTEST) -m "not long"

format: $(READY) ## format the sources and mend what ruff can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

clean: ## remove .venv, out and every cache
	rm -rf .venv out build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The messages come before pip does anything, in words that old Pythons understand too.
$(READY): pyproject.toml constraints.txt
	@command -v "$(PYTHON)" >/dev/null || { echo "Rampsmith needs Python 3.11 or newer, and $(PYTHON) is not installed: name one by make PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rampsmith needs Python 3.11 or newer, and $(PYTHON) is older: name another by make PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "Rampsmith needs Python's venv module, which $(PYTHON) lacks; on Debian: apt install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv; this takes a minute or two the first time."
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt setuptools
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[test]'
	@touch $(READY)

# Lightning and Accelerate, which only the long tests need.
$(FRAMEWORKS): $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[test,frameworks]'
	@touch $(FRAMEWORKS)

# What makes the site, which only `make docs` needs.
$(SITE): $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[test,docs]'
	@touch $(SITE)
