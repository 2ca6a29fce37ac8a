"""Totals, popular items and the deletion of old counts."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from counting.daily_task import DailyTask
from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from publishing.models import ContentItem
from search.analytics.popular import find_popular
from search.analytics.retention import RARE_DAYS, forget
from search.analytics.totals import Selection, sum_totals
from search.models import Channel, ClickCount, SearchCount
from search.models.analytics import MIN_LISTED, UNLISTED
from tests.publishing.documents import publish
from tests.search.analytics.counting import TODAY, opened, searched

pytestmark = pytest.mark.django_db

OFTEN = MIN_LISTED
ITEM = uuid4()


@pytest.fixture(autouse=True)
def _kept(settings: Settings) -> None:
    settings.SEARCH_ANALYTICS_DAYS = 90
    cache.clear()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def an_item(kind: Kind = Kind.GUIDANCE, **changes: object) -> ContentItem:
    return publish(kind, **changes).item


# --- Summed up -------------------------------------------------------------------------------------


def test_a_period_has_all_its_days() -> None:
    searched("gates", 3, without_results=1, clicked=1)
    searched("gates", 5, day=ago(6))
    searched("gates", 7, day=ago(7))
    week = Selection(TODAY, days=7).by_day()
    assert [day.total for day in week] == [5, 0, 0, 0, 0, 0, 3]
    assert (week[-1].empty_share, week[-1].unopened_share) == pytest.approx((1 / 3, 0.5))
    assert sum_totals(week).total == 8


def test_shares_stay_valid_if_a_search_was_counted_elsewhere() -> None:
    searched("gates", 1, clicked=4)
    assert sum_totals(Selection(TODAY).by_day()).unopened_share == 0.0


def test_texts_are_listed_by_their_problem() -> None:
    searched("market", 20, clicked=12)
    searched("zeppelin", 9, without_results=9)
    searched("gates", 8, without_results=1)
    period = Selection(TODAY)
    assert [row["text"] for row in period.top()] == ["market", "zeppelin", "gates"]
    assert [row["text"] for row in period.without_results()] == ["zeppelin", "gates"]
    assert [row["text"] for row in period.without_clicks()] == ["gates"]


def test_rare_texts_are_counted_but_never_shown() -> None:
    searched("my neighbour john", OFTEN - 1, without_results=OFTEN - 1)
    searched(UNLISTED, 100)
    period = Selection(TODAY)
    assert [list(period.top()), list(period.without_results()), list(period.without_clicks())] == [[], [], []]
    assert (period.listed(), sum_totals(period.by_day()).total) == (0, 100 + OFTEN - 1)


def test_channels_and_languages_are_selected_separately() -> None:
    searched("market", 6)
    searched("marchnad", 7, locale="cy")
    searched("market", 8, channel=Channel.API)
    assert sum_totals(Selection(TODAY).by_day()).total == 13
    assert sum_totals(Selection(TODAY, locale="cy").by_day()).total == 7
    assert sum_totals(Selection(TODAY, channel=Channel.API).by_day()).total == 8


def test_clicks_are_summed_by_position() -> None:
    opened(ITEM, 4)
    opened(ITEM, 2, text="doors", position=3)
    opened(ITEM, 1, position=0, locale="cy")
    opened(ITEM, 9, day=ago(40))
    assert Selection(TODAY).positions() == {0: 1, 1: 4, 3: 2}
    assert Selection(TODAY, locale="cy").positions() == {0: 1}


# --- Forgotten -------------------------------------------------------------------------------------


def test_counts_are_deleted_after_the_retention_period(settings: Settings) -> None:
    settings.SEARCH_ANALYTICS_DAYS = 7
    for days in (0, 6, 7, 400):
        searched("market", OFTEN, day=ago(days))
        opened(ITEM, day=ago(days))
    DailyTask(forget, lambda: TODAY)()
    kept = {TODAY, TODAY - timedelta(days=6)}
    assert set(SearchCount.objects.values_list("day", flat=True)) == kept
    assert set(ClickCount.objects.values_list("day", flat=True)) == kept


def test_everything_is_deleted_if_retention_is_zero(settings: Settings) -> None:
    settings.SEARCH_ANALYTICS_DAYS = 0
    searched("market")
    opened(ITEM)
    DailyTask(forget, lambda: TODAY)()
    assert not SearchCount.objects.exists()
    assert not ClickCount.objects.exists()


def test_rare_texts_are_deleted_earlier_but_their_counts_are_kept() -> None:
    old = RARE_DAYS + 1
    searched("my neighbour john", 2, clicked=1, day=ago(old))
    searched("my cousin jane", 1, day=ago(old))
    opened(ITEM, text="my neighbour john", day=ago(old))
    opened(ITEM, text="my cousin jane", day=ago(old))
    searched("market", OFTEN, day=ago(old))
    searched("gates", 1, day=ago(old))
    searched("gates", 1, day=ago(1))
    DailyTask(forget, lambda: TODAY)()
    assert {(row.text, row.searches, row.clicked) for row in SearchCount.objects.all()} == {
        (UNLISTED, 3, 1),
        ("market", OFTEN, 0),
        ("gates", 1, 0),
    }
    assert [(row.text, row.clicks) for row in ClickCount.objects.all()] == [(UNLISTED, 2)]


def test_old_counts_are_deleted_once_a_day(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    day = [TODAY]
    duty = DailyTask(forget, lambda: day[0])
    duty()
    with django_assert_num_queries(0):
        duty()
    searched("market", OFTEN, day=ago(89))
    day[0] += timedelta(days=1)
    duty()
    assert not SearchCount.objects.exists()


# --- Made use of -----------------------------------------------------------------------------------


def test_the_items_opened_most_are_popular() -> None:
    first, second, third = (an_item(title=title) for title in ("Doors", "Gates", "Locks"))
    today = timezone.localdate()
    opened(second.content_id, OFTEN + 3, day=today)
    opened(third.content_id, OFTEN, day=today)
    opened(third.content_id, 1, text="locks", day=today)
    opened(first.content_id, OFTEN - 1, day=today)  # too few to mean anything
    opened(first.content_id, 50, day=today - timedelta(days=31))
    assert find_popular(ANONYMOUS, "en-gb", limit=2) == (second, third)


def test_popular_items_are_visible_to_the_viewer() -> None:
    hidden = an_item(audience=Audience.VALIDATED, marking=Marking.AMBER)
    shown = an_item()
    opened(hidden.content_id, 20, day=timezone.localdate())
    assert find_popular(ANONYMOUS, "en-gb") == (shown,)
    assert find_popular(Viewer(Audience.VALIDATED), "en-gb") == (hidden, shown)


def test_without_clicks_the_newest_guidance_and_briefings_are_popular(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.SEARCH_ANALYTICS_DAYS = 0
    older, newer = an_item(), an_item(Kind.BRIEFING)
    an_item(Kind.ORGANISATION)
    an_item(locale="cy")
    with django_assert_num_queries(1):
        assert find_popular(ANONYMOUS, "en-gb", falls_back=False) == (newer, older)
