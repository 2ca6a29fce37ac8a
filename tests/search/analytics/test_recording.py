"""Searches are counted by day, never by person; counting adds no cost and never makes a search fail."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from counting import recording as waiting
from counting.recording import INTERVAL
from publishing.access.audiences import Audience
from publishing.access.viewers import Viewer
from publishing.models import ContentItem
from search.analytics import recording
from search.analytics.texts import normalise_query_text
from search.analytics.totals import Selection, sum_totals
from search.models import Channel, ClickCount, SearchCount
from search.models.analytics import UNLISTED
from tests.publishing.conftest import database_url
from tests.publishing.documents import publish
from tests.search.analytics.counting import TODAY, Counting
from tests.search.searching import search_for

pytestmark = pytest.mark.django_db

Drain = Callable[[], None]


@pytest.fixture(autouse=True)
def _kept(settings: Settings) -> None:
    settings.SEARCH_ANALYTICS_DAYS = 90


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def indexed(drain: Drain) -> None:
    """Two pages, in the index."""
    publish(title="Lock the gates")
    publish(title="Gates at night")
    drain()


def test_variants_of_a_text_on_one_day_share_a_row(counting: Counting, indexed: None) -> None:
    for text in ("gates", " Gates ", "GATES\x00"):
        counting.search(text)
    assert counting.written() == {"gates": 3}
    row = SearchCount.objects.get()
    assert (row.day, row.locale, row.channel, row.without_results, row.clicked) == (TODAY, "en-gb", "site", 0, 0)


def test_days_languages_and_channels_are_counted_separately(counting: Counting, indexed: None) -> None:
    counting.search("gates")
    counting.search("gates", locale="cy")
    counting.search("gates", Channel.API)
    counting.clock.move(timedelta(hours=12))  # midnight in London
    counting.search("gates")
    counting.written()
    assert SearchCount.objects.count() == 4


def test_a_search_without_results_is_counted_as_such(counting: Counting, indexed: None) -> None:
    counting.search("xylophone")
    counting.search("gates")
    counting.written()
    assert dict(SearchCount.objects.values_list("text", "without_results")) == {"xylophone": 1, "gates": 0}


def test_a_degraded_search_does_not_count_as_without_results(counting: Counting) -> None:
    publish(title="Lock the gates")  # and there is no index yet
    counting.search("xylophone")
    assert counting.written() == {"xylophone": 1}
    assert SearchCount.objects.get().without_results == 0


def test_browsing_and_later_pages_are_not_counted(counting: Counting, indexed: None) -> None:
    counting.search("  ")
    counting.search("gates", first=1, after=search_for("gates", first=1).end_cursor)
    assert counting.written() == {}


@pytest.mark.parametrize("viewer", [Viewer(Audience.REGISTERED), Viewer(Audience.VALIDATED)])
def test_searches_by_signed_in_readers_are_not_counted(viewer: Viewer, counting: Counting, indexed: None) -> None:
    counting.search("gates of operation lantern", viewer=viewer)
    assert counting.written() == {}


def test_nothing_is_counted_if_retention_is_zero(settings: Settings, counting: Counting, indexed: None) -> None:
    settings.SEARCH_ANALYTICS_DAYS = 0
    counting.search("gates")
    assert counting.written() == {}


@pytest.mark.parametrize(
    "text",
    [
        "jane.doe@example.org",
        "ask @janedoe",
        "020 7946 0000",
        "+44 (0)20 7946-0000",
        "07700.900123",
        "warrant 482913",
        "born 21/11/1980",
        "QQ 12 34 56 C",
        "10 Downing Street SW1A 2AA",
        "white van AB12 CDE",
        "a" * 101,
        "ß" * 60,  # 120 letters once it has one form
    ],
)
def test_a_long_or_possibly_personal_text_is_counted_without_the_text(text: str) -> None:
    assert normalise_query_text(text) == UNLISTED


@pytest.mark.parametrize(
    "text", ["br-2026-014", "tt3", "threat level 2026", "101", "“run hide tell” -prison", "llandudno"]
)
def test_codes_years_and_ordinary_texts_are_kept(text: str) -> None:
    assert normalise_query_text(text) == text


def test_a_search_without_stored_text_is_still_counted(counting: Counting, indexed: None) -> None:
    counting.search("jane.doe@example.org")
    counting.search("020 7946 0000")
    assert counting.written() == {UNLISTED: 2}


def test_counting_runs_no_sql_until_a_write_is_due(
    counting: Counting, indexed: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):  # what a search costs without being counted
        counting.search("gates")
    counting.clock.move(INTERVAL / 2)
    with django_assert_num_queries(0):
        counting.recorder.write_if_due()


def test_one_upsert_writes_all_pending_counts_when_due(
    counting: Counting, indexed: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for text in ("gates", "lock", "night"):
        counting.search(text)
    counting.clock.move()
    with django_assert_num_queries(4):  # how full the day is, and the upsert, in a transaction
        counting.recorder.write_if_due()
    with django_assert_num_queries(0):
        counting.recorder.write_if_due()
    assert SearchCount.objects.count() == 3


def test_processes_add_to_each_other_s_counts(indexed: None) -> None:
    for _ in range(2):
        process = Counting()
        process.search("gates")
        process.search("gates")
        counts = process.written()
    assert counts == {"gates": 4}


@pytest.fixture
def refusing_database() -> Iterator[Any]:
    """A database that takes no counts while `is_refusing`."""
    state = {"is_refusing": True}

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if state["is_refusing"] and sql.startswith("INSERT INTO"):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield state


def test_a_failed_write_is_logged_and_retried(
    counting: Counting, indexed: None, refusing_database: dict[str, bool], caplog: pytest.LogCaptureFixture
) -> None:
    counting.search("gates")
    counting.clock.move()
    counting.recorder.write_if_due()
    assert "could not be written" in caplog.text
    counting.search("gates")
    assert not SearchCount.objects.exists()
    refusing_database["is_refusing"] = False
    assert counting.written() == {"gates": 2}


def test_on_overflow_searches_are_counted_without_text(
    counting: Counting, indexed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MAX_KEPT", 2)
    for text in ("gates", "lock", "night", "watch", "gates"):
        counting.search(text)
    assert counting.written() == {"gates": 2, "lock": 1, UNLISTED: 2}


def test_beyond_the_daily_limit_searches_are_counted_without_text(
    counting: Counting, indexed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "MAX_DAILY_ROWS", 2)
    for text in ("gates", "lock"):
        counting.search(text)
    counting.written()
    counting.search("made up 1")
    counting.search("made up 2")
    assert counting.written() == {"gates": 1, "lock": 1, UNLISTED: 2}


def test_no_count_is_lost_between_threads(counting: Counting) -> None:
    def count(number: int) -> None:
        text = f"text {number % 3}"
        counting.recorder.add(SearchCount(day=TODAY, locale="en-gb", channel=Channel.SITE, text=text, searches=1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(3_000)))
    assert counting.written() == {"text 0": 1_000, "text 1": 1_000, "text 2": 1_000}


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_web_server_worker_writes_pending_counts_on_exit() -> None:
    environment = {**os.environ, "HUB_DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "hub.settings"}
    subprocess.run([sys.executable, "-m", "tests.search.analytics.ending"], env=environment, check=True)
    assert SearchCount.objects.get().text == "last search"


def test_only_a_demonstration_can_load_made_up_searches(settings: Settings, indexed: None) -> None:
    with pytest.raises(CommandError, match="HUB_DEMONSTRATION"):
        call_command("load_demo_searches")
    settings.DEMONSTRATION = True
    for _ in range(2):
        call_command("load_demo_searches", stdout=StringIO())
    sums = sum_totals(Selection(timezone.localdate(), days=90).by_day())
    assert sums.total > 5_000
    assert sums.total == sum_totals(Selection(timezone.localdate(), days=400).by_day()).total
    assert set(ClickCount.objects.values_list("content_id", flat=True)) <= set(
        ContentItem.objects.values_list("content_id", flat=True)
    )
