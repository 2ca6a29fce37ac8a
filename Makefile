# Needs Python 3.11 or newer and make; all else is fetched. The work is done in hub/bootstrap/.
PYTHON ?= python3
BIN := .venv/bin
BOOTSTRAP := $(PYTHON) -m hub.bootstrap
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url
# A file's tests share a server; in their own order, as files of few tests are the slowest and would be the last.
BY_FILE := -n 2 --dist loadfile --no-loadscope-reorder
# What each run leaves for test-times.
RECORD := --junitxml=var/test-times
# Checks need settings, but no database of anybody's.
CHECKED := HUB_ENVIRONMENT=test HUB_DATABASE_URL=sqlite:///:memory:

.PHONY: help demo password test test-all test-rest test-postgresql test-long test-times lint bench relevance elasticsearch schema release-schema lock clean develop

help: ## Say what there is (this)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

demo: ## Serve the hub with demonstration content on http://localhost:8000 (HUB_PORT chooses another port)
	@$(BOOTSTRAP) demo

password: ## Give the demo's editor a new password and print it
	@HUB_ENVIRONMENT=development $(BIN)/python manage.py create_demo_editor --reset

test: develop ## Run the quick tests (SQLite; under three minutes on two cores)
	$(BIN)/python -m pytest -n 2 -m "not postgresql and not browser and not slow and not elasticsearch" $(RECORD)/quick.xml

test-all: test test-rest test-postgresql ## Run every test, on SQLite and on PostgreSQL, with Redis, Elasticsearch and Chromium

test-rest: develop ## Run what `make test` leaves out on SQLite: Chromium, Elasticsearch and the slow ones
	$(BIN)/python -m pytest $(BY_FILE) -m "not postgresql and (browser or slow or elasticsearch)" $(RECORD)/rest.xml

test-postgresql: develop ## Run what depends on the database (locks, SQL, JSON, sequences) on a PostgreSQL cluster made for it
	$(BIN)/python -m tests.postgresql -- pytest $(BY_FILE) $(RECORD)/postgresql.xml

test-long: export TESTS_SIZE := 1
test-long: develop ## Run benchmarks, a million rows, full matrices and soak tests at full size, for hours (CI: at 1/100)
	$(BIN)/python -m pytest -m "long and not postgresql" $(RECORD)/long.xml
	$(BIN)/python -m tests.postgresql -- pytest -m long $(RECORD)/long-postgresql.xml

test-times: ## Say where the time of the last runs of tests went: by package, file, fixture and test
	@$(BIN)/python -m tests.times

lint: develop ## Check style, types, imports between packages, migrations, Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(CHECKED) $(BIN)/mypy .
	$(BIN)/lint-imports
	-@$(BIN)/codespell --quiet-level 3 --count . > /dev/null # the words of plain-english.txt that are left
	$(CHECKED) $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/hadolint Dockerfile
	@$(BOOTSTRAP) check-frontend

bench: develop ## Measure GraphQL and how soon search finds what is published; prints tables
	$(BIN)/python -m bench

relevance: develop ## Judge search on the demonstration content; fail below the floors of bench/judged/
	$(BIN)/python -m bench.judged

elasticsearch: develop ## Serve a cluster of three nodes and print its addresses; Ctrl-C ends it (needs Java 17 and Maven)
	@$(BIN)/python -m tests.elasticsearch serve

schema: develop ## Write the GraphQL schema's SDL and the list of what editions hold (tests/publishing/formats/)
	$(CHECKED) $(BIN)/python manage.py export_schema graphql_api.schema.published --path graphql_api/schema.graphql
	$(CHECKED) $(BIN)/python -m tests.publishing.formats.shape

release-schema: schema ## Make today's SDL the released one, and tell partners' feed what that changes (at each release)
	$(CHECKED) $(BIN)/python -m tests.schema_release

lock: develop ## Take the newest versions that pyproject.toml allows into the locks
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) --group node --output-file requirements-node.lock

clean: ## Delete what was made, but not var/ (the demo's content)
	rm -rf .venv frontend/node_modules frontend/dist tests/npm/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

develop:
	@$(BOOTSTRAP) develop
