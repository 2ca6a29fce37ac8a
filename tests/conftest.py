"""Fixtures for every package: databases, Redis, Chromium. Packages add their own in tests/<package>/conftest.py."""

import os
from collections.abc import Iterator
from math import inf
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from elasticsearch import Elasticsearch
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from graphql_api.documentation.artefacts import write_artefacts
from search.vocabulary import compiled
from tests.databases import is_transactional, runs_on_postgresql, uses_elasticsearch
from tests.elasticsearch.cluster import Cluster, cluster
from tests.elasticsearch.distribution import MissingDistributionError, get_distribution
from tests.elasticsearch.shared import shared
from tests.engines import give_up, missing, program
from tests.flushing import end_other_sessions, restore_after_transactional_tests
from tests.mail import Postbox, mail_server
from tests.migrated import ON_POSTGRESQL, copy_for_worker
from tests.redis_server import RedisServer

IN_WORKER = "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Restore the rows made by migrations (root page, groups, locales) after the flush that ends a transactional test
    (tests/flushing.py). Mark tests that use an Elasticsearch fixture. On PostgreSQL, skip tests whose result cannot
    depend on the database (tests/databases.py)."""
    if ON_POSTGRESQL:
        config.hook.pytest_deselected(items=[item for item in items if not runs_on_postgresql(item)])
        items[:] = filter(runs_on_postgresql, items)
    for item in items:
        if uses_elasticsearch(item):
            item.add_marker("elasticsearch")
        if is_transactional(item):
            marker = item.get_closest_marker("django_db")
            given = dict(marker.kwargs) if marker else {}
            mark = pytest.mark.django_db(**{**given, "transaction": True, "serialized_rollback": ON_POSTGRESQL})
            item.add_marker(mark, append=False)


@pytest.fixture(autouse=True)
def _vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process caches synonyms and best bets for some seconds: each test starts with an empty vocabulary, and does not
    query for one until it creates entries."""
    monkeypatch.setattr(compiled, "vocabulary_cache", compiled.VocabularyCache(clock=lambda: 0.0, next_check=inf))


@pytest.fixture
def post(settings: Settings) -> Iterator[Postbox]:
    """A mail server, which the hub sends to."""
    with mail_server(settings) as postbox:
        yield postbox


@pytest.fixture(autouse=True)
def _engine(request: pytest.FixtureRequest) -> None:
    """Keep tests marked `postgresql` from running on SQLite."""
    if request.node.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        missing("PostgreSQL as this run's database", "apt-get install postgresql; then: make test-postgresql")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Before the databases are made: a worker's begins as a copy."""
    if IN_WORKER:
        copy_for_worker(connection)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let Django take the file that a worker finds. It goes with the worker's folder."""
    return IN_WORKER and not ON_POSTGRESQL


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Remember the database as it was made, for the ends of transactional tests. In a thread with a running loop
    (Playwright's) Django makes another connection, which is still there when the database is to be dropped."""
    with django_db_blocker.unblock():
        restore_after_transactional_tests()
    yield
    with django_db_blocker.unblock():
        end_other_sessions(connection)


@pytest.fixture(scope="session")
def built_documentation(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """The folder with what the developers' pages show, built from this code."""
    folder = tmp_path_factory.mktemp("documentation") / "built"
    write_artefacts(folder, project_root)
    return folder


@pytest.fixture
def documentation(built_documentation: Path, settings: Settings) -> Path:
    """Let the developers' pages be built for this test; return the folder."""
    settings.DEVELOPER_PAGES = built_documentation
    return built_documentation


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of this session's own, on a socket in a temporary folder."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def elasticsearch_home() -> Path:
    """The server's folder, fetched and built if need be: for tests that start nodes of their own."""
    try:
        return get_distribution()
    except MissingDistributionError as reason:
        give_up(str(reason))


@pytest.fixture(scope="session")
def elasticsearch_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an undamaged node: the server in HUB_ELASTICSEARCH_URL, or one that the run shares."""
    given = os.environ.get("TESTS_ELASTICSEARCH_URL", "")
    if given:
        yield given.split(",")[0]
        return
    request.getfixturevalue("elasticsearch_home")
    base = tmp_path_factory.getbasetemp()
    with shared((base.parent if IN_WORKER else base) / "elasticsearch") as url:
        yield url


@pytest.fixture
def elasticsearch_index(elasticsearch_url: str) -> Iterator[str]:
    """The unique prefix of this test's index names; the indices are deleted afterwards."""
    begins = f"test-{uuid4().hex}"
    yield begins
    with Elasticsearch(elasticsearch_url) as client:
        for name in client.indices.get(index=f"{begins}*", expand_wildcards="all"):
            client.indices.delete(index=name)


@pytest.fixture(scope="module")
def elasticsearch_cluster(elasticsearch_home: Path) -> Iterator[Cluster]:
    """Three nodes for one module, which may damage them."""
    with cluster(3) as nodes:
        yield nodes


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright; one for each module.

    Playwright's synchronous API keeps an event loop running in this thread. While it runs Django refuses to use the
    database and asyncio to run anything else, so it must end before another module's tests begin.
    """
    chromium = program(("chromium", "chromium-browser", "google-chrome"), "Chromium", "apt-get install chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=[*sandbox, "--disable-dev-shm-usage"])
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile of the test's own: no cookies, an en-GB reader in London."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """An empty tab."""
    return browser_context.new_page()


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent
