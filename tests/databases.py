"""Which tests run again on PostgreSQL: those of locks, SQL, JSON and sequences (docs/decisions/0017)."""

from pathlib import Path

import pytest

TRANSACTIONAL = {"transactional_db", "live_server"}
DATABASE = {"db", "django_db_setup", *TRANSACTIONAL}
ROOT = Path(__file__).resolve().parents[1]
SCREENS = ("tests/cms", "tests/journeys", "tests/leaks", "tests/website")
"""Folders of forms, pages and screens. Every other folder runs on both databases, also one that is added later."""


def runs_on_postgresql(item: pytest.Item) -> bool:
    """Whether a test has to hold on PostgreSQL, too: its mark decides, or else what it takes and where it is."""
    for mark, answer in (("one_database", False), ("both_databases", True), ("postgresql", True)):
        if item.get_closest_marker(mark):
            return answer
    if not takes_database(item) or takes_elasticsearch(item):
        return False  # with Elasticsearch: the same test runs there with tantivy
    return is_transactional(item) or not is_of_screens(item.path)


def takes_database(item: pytest.Item) -> bool:
    """Whether a test may use the database."""
    return bool(DATABASE & fixtures(item) or item.get_closest_marker("django_db"))


def is_transactional(item: pytest.Item) -> bool:
    """Whether a test commits what it does: only such a one can see locks."""
    marker = item.get_closest_marker("django_db")
    return bool((marker and marker.kwargs.get("transaction")) or TRANSACTIONAL & fixtures(item))


def takes_elasticsearch(item: pytest.Item) -> bool:
    """Whether a test takes a fixture of Elasticsearch's, or is marked so."""
    named = any(name.startswith("elasticsearch_") for name in fixtures(item))
    return named or item.get_closest_marker("elasticsearch") is not None


def is_of_screens(module: Path) -> bool:
    """Whether a module is about forms, pages or screens."""
    return any(module.is_relative_to(ROOT / folder) for folder in SCREENS)


def fixtures(item: pytest.Item) -> set[str]:
    """Return the names of all fixtures that a test takes."""
    return set(getattr(item, "fixturenames", ()))
