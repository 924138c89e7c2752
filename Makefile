# Everything a developer does. `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
VENV ?= .venv
BIN := $(VENV)/bin
VAR := $(or $(PIJAR_VAR_DIR),var)
# More words for pytest: make test ARGS="tests/media -k range"
ARGS ?=
CHECK_PYTHON := import sys; sys.version_info >= (3, 11) or sys.exit( \
	"Pijar needs Python 3.11 or newer; this is " + sys.version.split()[0] + \
	". Name another one: make run PYTHON=python3.13")

.PHONY: help install run test lint format bench screenshots compile messages ci

help:
	@echo "make run          the site with demo data on http://127.0.0.1:$(PORT)"
	@echo "make test         every test; says what it skips for want of a browser or PostgreSQL"
	@echo "make lint         layers, types, formats, templates, docs"
	@echo "make bench        sizes, queries and speed against the budgets"
	@echo "make screenshots  the key pages as PNG in docs/screenshots/"
	@echo "make ci           what the build server runs"

# The stamps say which pins are installed, so that a second run starts at once.
$(VENV)/.run-installed: requirements.txt
	@test -x $(BIN)/python || { $(PYTHON) -c '$(CHECK_PYTHON)' && $(PYTHON) -m venv $(VENV); } \
		|| { rm -f $(BIN)/python; exit 1; }
	@echo "Installing what runs ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev-installed: $(VENV)/.run-installed requirements-dev.txt
	@echo "Installing what tests ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

install: $(VENV)/.dev-installed

OUR_STATIC := $(shell find lms courses media podcasts -path '*/static/*' -type f)
$(VAR)/static/staticfiles.json: $(VENV)/.run-installed $(OUR_STATIC)
	@echo "Compressing styles and scripts ..."
	@DJANGO_SETTINGS_MODULE=lms.settings.dev $(BIN)/python manage.py collectstatic --noinput -v0
	@touch $@

run: $(VAR)/static/staticfiles.json
	@PORT=$(PORT) DJANGO_SETTINGS_MODULE=lms.settings.dev $(BIN)/python manage.py run_demo

# An independent reader of our feeds; without Node the tests that need it say so.
PARTYTIME := tests/podcasts/partytime
$(PARTYTIME)/node_modules/.package-lock.json: $(PARTYTIME)/package-lock.json
	@if command -v node >/dev/null && command -v npm >/dev/null; then \
		cd $(PARTYTIME) && npm ci --silent --no-audit --no-fund --ignore-scripts; fi

test: $(VENV)/.dev-installed $(PARTYTIME)/node_modules/.package-lock.json
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev-installed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/djade --check --target-version 5.2 $$(find templates lms/templates -name '*.html')
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m pytest -q -n0 tests/docs tests/lms/settings/test_documented.py

format: $(VENV)/.dev-installed
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $$(find templates lms/templates -name '*.html')

bench: $(VENV)/.dev-installed
	@$(BIN)/python -m tests.bench

screenshots: $(VENV)/.dev-installed
	@$(BIN)/python -m tests.screenshots

compile: $(VENV)/.dev-installed
	@$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --fork-strategy fewest --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --fork-strategy fewest --no-header --group dev -c requirements.txt -o requirements-dev.txt

# Ours are made from the source; lms/wagtail_locale fills Wagtail's gaps and is kept by hand.
CATALOGS := lms/locale/id/LC_MESSAGES/django.po courses/locale/id/LC_MESSAGES/django.po
messages: $(VENV)/.dev-installed
	@$(BIN)/python manage.py makemessages --locale id --add-location file --no-wrap --no-obsolete \
		--ignore var --ignore tests --ignore docs
	@sed -i.old '/^"POT-Creation-Date/d' $(CATALOGS) && rm -f $(addsuffix .old,$(CATALOGS))
	@$(BIN)/python manage.py compilemessages --locale id --ignore var --ignore '.venv*'

ci:
	@bash .ci/run
