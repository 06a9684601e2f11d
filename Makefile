# Two commands do all the set-up: `make report` and `make test`. They need python3 (3.11 or newer) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than processors: tests wait half of their time for kernels, servers and browsers.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
INSTALL := $(BIN)/python -m uv pip install --python $(BIN)/python --quiet -c constraints.txt

# What is imported is compiled then and kept: all that is installed would take longer than the first reports. Where
# nobody keeps bytecode, as in many containers, each of some hundred processes would compile kpilib anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test lab bench browser postgres mailserver words constraints clean

report: $(VENV)/.run
	$(BIN)/kpilib run 2026Q3 --as-of 2026-08-21

test: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --nbval-lax kpilib tests notebooks

lab: $(VENV)/.lab
	-git config filter.stripped.clean '$(BIN)/python -m tests.stripped'
	$(BIN)/jupyter lab notebooks

bench: $(VENV)/.test
	$(BIN)/python -m pytest -s -q tests/bench/bench_*.py

# The page tests drive a headless Chromium; without one they are skipped and say so. On Debian this brings it.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

# The tests of warehouses start a PostgreSQL server of their own; without one they are skipped and say so.
postgres:
	@command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 \
	  || { apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null; }

# The tests of the mail start a postfix of their own, in a folder of its own; without one they are skipped and say so.
mailserver:
	@command -v postfix >/dev/null || { apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postfix >/dev/null; }

# The catalogues of the reports' words: what is new waits there for a translation, what is gone is taken out.
words: $(VENV)/.test
	$(BIN)/python -m tests.catalogue

# Newest versions that fit together, for every Python and system at once.
constraints: $(VENV)/.uv
	$(BIN)/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
	  --no-header --no-annotate --output-file constraints.txt pyproject.toml
	$(BIN)/python -m uv pip freeze --python $(BIN)/python | grep '^uv==' >> constraints.txt

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis build dist *.egg-info

$(VENV)/.uv: constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kpilib needs Python 3.11 or newer; name one with: make PYTHON=python3.12 report")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	@touch $@

$(VENV)/.run: $(VENV)/.uv pyproject.toml
	$(INSTALL) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(INSTALL) -e '.[test]'
	@touch $@

$(VENV)/.lab: $(VENV)/.run
	$(INSTALL) -e '.[lab]'
	@touch $@
