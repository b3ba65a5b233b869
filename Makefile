# Thin: each target makes the environment it needs, then calls one script. Python 3.11 and make are enough.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# What is tried for longer by `make fuzz`, beside the readers.
HISTORY := $(addprefix tests/publishing/test_,overwrites.py any_order.py moved_after_approval.py)

.PHONY: help run test lint trust fuzz messages gallery report pictures production image vendor sbom bench lock clean
.DEFAULT_GOAL := help

help: ## show the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: $(VENV)/production.stamp ## serve the tracker on http://127.0.0.1:8000/ (PORT=8001 for another port)
	@exec $(BIN)/python scripts/run.py

test: $(VENV)/dev.stamp ## start PostgreSQL, Redis and Chromium, run all tests; then the database rules on SQLite
	$(BIN)/python scripts/services.py -- $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal --bars=var/bars/test.json $(PYTEST_ARGS)
	TEST_ON=sqlite $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal -m sqlite

lint: $(VENV)/dev.stamp ## style, types, templates, import arrow, migrations, production settings, compose file
	@sh scripts/lint.sh

trust: $(VENV)/dev.stamp ## what is too slow for make test; then a line for every bar of docs/trust.md, with what make test found last
	@ended=0; for part in "--numprocesses=auto --dist=worksteal --bars=var/bars/trust.json -m 'trust and not alone'" \
		"--bars=var/bars/alone.json -m 'trust and alone'"; do \
		eval $(BIN)/python scripts/services.py -- $(BIN)/python -m pytest $$part $(PYTEST_ARGS) || ended=1; \
	done; exit $$ended

fuzz: $(VENV)/dev.stamp ## feed every reader with broken input, each for FUZZ_MINUTES=10
	FUZZ_MINUTES=$${FUZZ_MINUTES:-10} $(BIN)/python scripts/services.py -- \
		$(BIN)/python -m pytest --numprocesses=auto -m trust tests/fuzz $(HISTORY) $(PYTEST_ARGS)

production: $(VENV)/dev.stamp ## what docker-compose.yml runs, without containers: build, start, try, stop
	$(BIN)/python scripts/production.py

image: $(VENV)/dev.stamp ## the image built and confined without containers, in a Debian of its own (needs root and apt; ten minutes)
	$(BIN)/python scripts/image.py

vendor: $(VENV)/dev.stamp ## build the library of charts again and compare it with the one that is kept (needs npm)
	$(BIN)/python scripts/vendor.py

sbom: $(VENV)/dev.stamp ## what a release consists of, as CycloneDX, into var/sbom.json
	$(BIN)/python scripts/sbom.py var/sbom.json

bench: $(VENV)/dev.stamp ## measure the tracker beside its references, write docs/performance.md (BENCH="--small pages" for a try)
	PYTHONPATH=scripts $(BIN)/python -m bench $(BENCH)

gallery: $(VENV)/dev.stamp ## the screenshots of docs/gallery.md, taken anew (needs Chromium)
	$(BIN)/python scripts/gallery.py

report: $(VENV)/dev.stamp ## the report of the shipped framework in six languages, and the pictures of docs/report.md (needs Pango and fonts)
	$(BIN)/python scripts/report_pages.py

pictures: $(VENV)/dev.stamp ## the screenshots of docs/staff.md and the guides, taken anew by the test that tells the story
	TAKE_PICTURES=1 $(BIN)/python scripts/services.py -- $(BIN)/python -m pytest tests/browser/test_story.py

messages: $(VENV)/dev.stamp ## collect the words to translate, compile what is translated (needs gettext)
	$(BIN)/python scripts/messages.py

lock: $(VENV)/dev.stamp ## compile requirements*.txt again, with the newest versions
	@PYTHON=$(BIN)/python sh scripts/lock.sh

clean: ## remove the environment and what tests leave behind; keeps .env and the data in var/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov var/static var/test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/production.stamp: requirements.txt scripts/venv.sh
	@PYTHON=$(PYTHON) sh scripts/venv.sh $(VENV) requirements.txt
	@touch $@

# The development lock holds every production pin as well.
$(VENV)/dev.stamp: requirements-dev.txt scripts/venv.sh
	@PYTHON=$(PYTHON) sh scripts/venv.sh $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/production.stamp
