"""Selects the tests that run again on PostgreSQL: those about locks, SQL, JSON and sequences (docs/decisions/0017)."""

from pathlib import Path

import pytest

TRANSACTIONAL = {"transactional_db", "live_server"}
DATABASE = {"db", "django_db_setup", *TRANSACTIONAL}
ROOT = Path(__file__).resolve().parents[1]
SCREENS = ("tests/cms", "tests/journeys", "tests/leaks", "tests/website")
"""Folders of tests of forms, pages and screens. All other folders run on both databases, including new ones."""


def runs_on_postgresql(item: pytest.Item) -> bool:
    """Whether a test runs on PostgreSQL too: its mark decides, or else its fixtures and its folder."""
    for mark, runs in (("one_database", False), ("both_databases", True), ("postgresql", True)):
        if item.get_closest_marker(mark):
            return runs
    if not uses_database(item) or uses_elasticsearch(item):
        return False  # instead of Elasticsearch, the same test runs there with tantivy
    return is_transactional(item) or not is_about_screens(item.path)


def uses_database(item: pytest.Item) -> bool:
    """Whether a test may use the database."""
    return bool(DATABASE & fixtures(item) or item.get_closest_marker("django_db"))


def is_transactional(item: pytest.Item) -> bool:
    """Whether a test commits transactions: only then can it observe locks."""
    marker = item.get_closest_marker("django_db")
    return bool((marker and marker.kwargs.get("transaction")) or TRANSACTIONAL & fixtures(item))


def uses_elasticsearch(item: pytest.Item) -> bool:
    """Whether a test uses a fixture of Elasticsearch, or has its mark."""
    named = any(name.startswith("elasticsearch_") for name in fixtures(item))
    return named or item.get_closest_marker("elasticsearch") is not None


def is_about_screens(module: Path) -> bool:
    """Whether a module tests forms, pages or screens."""
    return any(module.is_relative_to(ROOT / folder) for folder in SCREENS)


def fixtures(item: pytest.Item) -> set[str]:
    """Return the names of all fixtures that a test uses."""
    return set(getattr(item, "fixturenames", ()))
