# Needs Python 3.11 or newer and make; everything else is downloaded. The work is done in hub/bootstrap/.
PYTHON ?= python3
BIN := .venv/bin
BOOTSTRAP := $(PYTHON) -m hub.bootstrap
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url
# The tests of a file share a server. Not in xdist's order: files with few tests are the slowest and would come last.
BY_FILE := -n 2 --dist loadfile --no-loadscope-reorder
# Each run's record for test-times.
RECORD := --junitxml=var/test-times
# Checks need settings, but no real database.
CHECKED := HUB_ENVIRONMENT=test HUB_DATABASE_URL=sqlite:///:memory:

.PHONY: help demo password test test-all test-rest test-postgresql test-long test-times lint bench relevance elasticsearch schema release-schema clients lock clean develop

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

demo: ## Serve the hub with demonstration content on http://localhost:8000 (HUB_PORT chooses another port)
	@$(BOOTSTRAP) demo

password: ## Give the demo's editor a new password and print it
	@HUB_ENVIRONMENT=development $(BIN)/python manage.py create_demo_editor --reset

test: develop ## Run the quick tests (SQLite; under three minutes on two cores)
	$(BIN)/python -m pytest -n 2 -m "not postgresql and not browser and not slow and not elasticsearch" $(RECORD)/quick.xml

test-all: test test-rest test-postgresql ## Run every test, on SQLite and on PostgreSQL, with Redis, Elasticsearch and Chromium

test-rest: develop ## Run the tests on SQLite that `make test` leaves out: Chromium, Elasticsearch and slow ones
	$(BIN)/python -m pytest $(BY_FILE) -m "not postgresql and (browser or slow or elasticsearch)" $(RECORD)/rest.xml

test-postgresql: develop ## Run the tests that depend on the database (locks, SQL, JSON, sequences) on a temporary PostgreSQL cluster
	$(BIN)/python -m tests.postgresql -- pytest $(BY_FILE) $(RECORD)/postgresql.xml

test-long: export TESTS_SIZE := 1
test-long: develop ## Run benchmarks, a million rows, full matrices and soak tests at full size, for hours (CI: at 1/100)
	$(BIN)/python -m pytest -m "long and not postgresql" $(RECORD)/long.xml
	$(BIN)/python -m tests.postgresql -- pytest -m long $(RECORD)/long-postgresql.xml

test-times: ## Show where the time of the last test runs went, by package, file, fixture and test
	@$(BIN)/python -m tests.times

lint: develop ## Check style, types, imports between packages, wording, migrations, Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(CHECKED) $(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/codespell --quiet-level 3 --count $(filter-out ./tests,$(wildcard ./*)) ./.ci ./.github
	$(BIN)/codespell --quiet-level 3 --count -L doors ./tests
	$(CHECKED) $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/hadolint Dockerfile
	@$(BOOTSTRAP) check-frontend

bench: develop ## Measure GraphQL, and how soon search finds a publication; prints tables
	$(BIN)/python -m bench

relevance: develop ## Judge search on the demonstration content; fails below the minimum scores in bench/judged/
	$(BIN)/python -m bench.judged

elasticsearch: develop ## Start a cluster of three nodes and print its addresses; Ctrl-C stops it (needs Java 17 and Maven)
	@$(BIN)/python -m tests.elasticsearch serve

schema: develop ## Write the GraphQL schema's SDL, the developers' pages, and the list of editions' fields (tests/publishing/formats/)
	$(CHECKED) $(BIN)/python manage.py export_schema graphql_api.schema.published --path graphql_api/schema.graphql
	$(CHECKED) $(BIN)/python manage.py build_developer_pages
	$(CHECKED) $(BIN)/python -m tests.publishing.formats.shape

release-schema: schema ## Make the current SDL the released one, and add its changes to the partners' feed (at each release)
	$(CHECKED) $(BIN)/python -m tests.schema_release

clients: develop ## Pack the client packages for partners (clients/) in var/clients
	$(BIN)/python -m tests.clients.packing var/clients

lock: develop ## Update the locks to the newest versions that pyproject.toml allows
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) --group geography --constraint requirements.lock --output-file requirements-geography.lock
	$(COMPILE) pyproject.toml --group dev --constraint requirements.lock --constraint requirements-geography.lock \
		--output-file requirements-dev.lock
	$(COMPILE) --group node --output-file requirements-node.lock

clean: ## Delete everything that was generated, except var/ (the demo's content)
	rm -rf .venv frontend/node_modules frontend/dist docs/dist publishing/geography/dist tests/npm/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

develop:
	@$(BOOTSTRAP) develop
