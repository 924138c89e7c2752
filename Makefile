# Everything a developer does. `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
VENV ?= .venv
BIN := $(VENV)/bin

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
	@$(PYTHON) -c 'import sys; sys.exit("Pijar needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".") if sys.version_info < (3, 11) else 0'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what runs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev-installed: $(VENV)/.run-installed requirements-dev.txt
	@echo "Installing what tests ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

install: $(VENV)/.dev-installed

var/static/staticfiles.json: $(VENV)/.run-installed $(shell find lms/static -type f)
	@echo "Compressing styles and scripts ..."
	@$(BIN)/python manage.py collectstatic --noinput -v0
	@touch $@

run: var/static/staticfiles.json
	@PORT=$(PORT) DJANGO_SETTINGS_MODULE=lms.settings.dev $(BIN)/python manage.py run_demo

test: $(VENV)/.dev-installed
	@$(BIN)/python -m pytest

lint: $(VENV)/.dev-installed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m pytest -q -p no:randomly tests/docs

format: $(VENV)/.dev-installed
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

bench: $(VENV)/.dev-installed
	@$(BIN)/python -m tests.bench

screenshots: $(VENV)/.dev-installed
	@$(BIN)/python -m tests.screenshots

compile: $(VENV)/.dev-installed
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --no-header --group dev -c requirements.txt -o requirements-dev.txt

messages: $(VENV)/.dev-installed
	@$(BIN)/python manage.py update_messages

ci:
	@bash .ci/run
