# One entry for everything; .ci/run and the commit hook call the same targets.

VENV := .venv
STAMP := $(VENV)/installed-$(shell cksum < pyproject.toml | tr ' ' '-')
PYTEST := $(VENV)/bin/python -m pytest
TESTS ?= tests

# The environment is made by the first interpreter that can, preferably one that also imports `uno`,
# the bridge to LibreOffice: without it the Calc tests are skipped. `make venv PYTHON=…` proposes
# another; an environment that is there keeps its own.
PYTHONS = $(PYTHON) python3 /usr/bin/python3 python3.11 python3.12 python3.13 python3.14
MAKES_VENV := import sys, venv, ensurepip; assert sys.version_info >= (3, 11)
IMPORTS_UNO := sys.path.append("/usr/lib/python3/dist-packages"); import uno

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench soak docs clean venv

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: venv ## show the main job on real institutions, leave its workbooks in demo/
	$(VENV)/bin/fidesk demo --output demo

test: venv ## run the tests on two cores (a part: TESTS=tests/unit)
	$(PYTEST) -n 2 $(TESTS)

lint: venv ## check style, types and walls
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: venv ## measure speed and memory (tests/benchmarks/bench_*.py)
	$(PYTEST) -o 'python_files=bench_*.py' --capture=no tests/benchmarks

soak: venv ## run the random, racing and crashing tests at their full counts
	FIDESK_SOAK=1 $(PYTEST) -n 2 -m soak $(TESTS)

docs: venv ## write the generated documents, then check every link
	$(VENV)/bin/python -m workbooks.document > docs/sheets.new && mv docs/sheets.new docs/sheets.md
	$(PYTEST) -q tests/unit/test_style.py -k documents

clean: ## remove what the other targets left behind (not the environment)
	rm -rf demo build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

venv: $(STAMP) ## make the private environment in .venv (at once when pyproject.toml is unchanged)

# The stamp is named after what pyproject.toml says, so that a repeat needs neither pip nor network.
$(STAMP): | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@rm -f $(VENV)/installed-*
	@touch $@

$(VENV)/bin/python:
	@for wanted in '$(MAKES_VENV); $(IMPORTS_UNO)' '$(MAKES_VENV)'; do \
	    for candidate in $(PYTHONS); do \
	        if "$$candidate" -c "$$wanted" 2> /dev/null; then \
	            echo "$$candidate -m venv $(VENV)"; exec "$$candidate" -m venv $(VENV); \
	        fi; \
	    done; \
	done; \
	echo 'FI Desk needs Python 3.11 or newer that can make virtual environments:' \
	    'install it (on Debian and Ubuntu: apt-get install python3 python3-venv).' >&2; \
	exit 1
