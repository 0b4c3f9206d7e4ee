# Two commands do everything on a fresh machine: `make run` and `make test`. `make` alone lists the rest.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
# Tests at a time. Most of them wait for a socket or a browser, so there may be more than cores.
WORKERS ?= 3

# Small arithmetic, many tests: threads of the number library would only fight over two cores.
export OPENBLAS_NUM_THREADS := 1

bin := $(VENV)/bin
# A stamp names the requirements it was made from, so a changed list is installed again and an unchanged one never is.
stamp = $(VENV)/.$(1)-$(firstword $(shell cksum < requirements/$(1).txt))
run_parts := $(call stamp,run)
reader_parts := $(call stamp,reader)
dev_parts := $(call stamp,dev)
postgresql_parts := $(call stamp,postgresql)
notify_parts := $(call stamp,notify)
model_parts := $(call stamp,model)
# Twice quiet: only what went wrong is said. The hashes say what may be installed.
install = @echo "Installing $(1): once, and again when the list changes" && \
	$(bin)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes --requirement $(1)

.DEFAULT_GOAL := help
.PHONY: help run run-postgresql reader notify model beside test catalogue check format lint types imports bench crash docs requirements image clean

help: ## List what you can do here
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-14s %s\n", $$1, $$2}'

run: $(run_parts) ## Start the bot; without any settings, a room in your browser
	@$(MAKE) --no-print-directory beside &
	$(bin)/python -m bot run $(ARGS)

run-postgresql: $(postgresql_parts) ## The same, with the part that speaks to PostgreSQL
	$(bin)/python -m bot run $(ARGS)

reader: $(reader_parts) ## Install the trained readers of views (make run does it beside the running bot)

notify: $(notify_parts) ## Install the part that sends mail by GOV.UK Notify

model: $(model_parts) ## Install the part that asks a language model of yours for drafts

# The bot answers at once, with word lists; whoever reads next after this has the trained readers.
beside:
	@test -e $(reader_parts) || { \
	echo "Installing the trained readers beside the bot, once. Until then it reads by word lists." && \
	nice $(MAKE) --no-print-directory --silent reader >/dev/null && echo "The trained readers are installed. The bot uses them from now on." || \
	echo "The trained readers could not be installed. The bot goes on with word lists; make reader tries again."; }

test: $(dev_parts) ## Run the tests (ARGS="tests/challenges -k round" to choose)
	$(bin)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

catalogue: $(dev_parts) ## Gather every sentence for translators, after you changed one (ARGS=cy to begin Welsh)
	$(bin)/python -m tests.catalogue $(ARGS)

check: format lint types imports test ## All that must hold before a change goes in: format, lint, types, imports, tests

format: $(dev_parts)
	$(bin)/python -m ruff format --check .

lint: $(dev_parts)
	$(bin)/python -m ruff check .

types: $(dev_parts)
	$(bin)/python -m mypy --strict

imports: $(dev_parts)
	$(bin)/lint-imports

bench: $(dev_parts) ## Measure: speed, memory, quality
	$(bin)/python -m benchmarks $(ARGS)

crash: $(dev_parts) ## Kill the bot at every step of its work and see that nothing is lost or said twice
	$(bin)/python -m tests.crash $(ARGS)

docs: ## List the documents, one line each
	@awk 'FNR == 1 {seen = 0} /^# / && !seen {seen = 1; printf "  %-40s %s\n", FILENAME, substr($$0, 3)}' *.md $$(find docs -name '*.md' | sort)

requirements: ## Pin the libraries again from pyproject.toml (ARGS=--upgrade for newer ones)
	requirements/compile $(ARGS)

image: ## Build the container image
	docker build --tag challenger .

clean: ## Throw away the installed libraries and all caches; your database stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './tests/peers/*' -prune -exec rm -rf {} +

$(bin)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "You need Python 3.11 or newer: sudo apt-get install -y python3 python3-venv git make"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python cannot make a place for its libraries yet: sudo apt-get install -y python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(run_parts): | $(bin)/pip
	$(call install,requirements/run.txt)
	@touch $@

$(reader_parts): | $(bin)/pip
	$(call install,requirements/reader.txt)
	@touch $@ $(run_parts)

# PostgreSQL's list, and the tests', hold all of the bot's own, at the same versions.
$(postgresql_parts): | $(bin)/pip
	$(call install,requirements/postgresql.txt)
	@touch $@ $(run_parts) $(reader_parts)

$(notify_parts): | $(bin)/pip
	$(call install,requirements/notify.txt)
	@touch $@ $(run_parts) $(reader_parts)

$(model_parts): | $(bin)/pip
	$(call install,requirements/model.txt)
	@touch $@ $(run_parts) $(reader_parts)

$(dev_parts): | $(bin)/pip
	$(call install,requirements/dev.txt)
	@touch $@ $(run_parts) $(reader_parts) $(postgresql_parts) $(notify_parts) $(model_parts)
