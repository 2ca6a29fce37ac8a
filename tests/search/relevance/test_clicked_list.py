"""The list of clicked queries, its score by month, and the alarm when the score falls."""

import io
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from bench.judged.judgements import read_judgements
from bench.judged.scores import scores
from publishing.access.audiences import Audience, Marking
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from search.analytics.retention import forget
from search.models import MonthlyRelevance
from search.models.analytics import MIN_LISTED
from search.relevance.clicked_list import list_clicked_queries
from search.relevance.monthly import FALL, MIN_QUERIES, find_fall, measure_last_month
from tests.cms.factories import signed_in
from tests.publishing.documents import publish
from tests.search.analytics.counting import opened, searched

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
OFTEN = MIN_LISTED
Drain = Callable[[], None]


@pytest.fixture(autouse=True)
def _kept(settings: Settings) -> None:
    settings.SEARCH_ANALYTICS_DAYS = 90


def clicked(text: str, item: ContentItem, clicks: int = OFTEN, day: date = NOVEMBER, position: int = 1) -> None:
    """Let a text be searched, and a page be opened from its results."""
    searched(text, clicks, day)
    opened(item.content_id, clicks, text, day, position=position)


def listed(month: date = NOVEMBER) -> dict[str, dict[str, int]]:
    return {query.text: query.grades for query in list_clicked_queries(month)}


def made_up(count: int = MIN_QUERIES) -> list[str]:
    """Texts that are in no other's vocabulary, and not similar."""
    letters = "bcdfghjklmnpqrstvwxz"
    return [letters[number % 20] * 3 + "o" + letters[(number + 7) % 20] * 3 for number in range(count)]


# --- The list ----------------------------------------------------------------------------------------


def test_what_is_opened_more_is_better_and_a_later_place_counts_for_more() -> None:
    best, good, fair, late = (publish(title=title).item for title in ("Best", "Good", "Fair", "Late"))
    clicked("doors", best, 40)
    clicked("doors", good, 10, position=1)
    clicked("doors", fair, 5)
    clicked("doors", late, 5, position=8)
    assert listed() == {"doors": {best.path: 3, late.path: 3, good.path: 2, fair.path: 1}}


def test_what_was_searched_or_opened_too_seldom_to_be_shown_is_not_listed() -> None:
    item = publish(title="Doors").item
    clicked("my neighbour john", item, OFTEN - 1)
    searched("gates", 50, NOVEMBER)
    opened(item.content_id, OFTEN - 1, "gates", NOVEMBER)
    assert listed() == {}


def test_a_list_has_the_days_of_its_month_only() -> None:
    item = publish(title="Doors").item
    for text, day in (("before", date(2026, 10, 31)), ("first", NOVEMBER), ("last", date(2026, 11, 30))):
        clicked(text, item, day=day)
    clicked("after", item, day=DECEMBER)
    assert set(listed()) == {"first", "last"}


def test_a_page_that_not_everyone_may_read_any_more_is_not_listed_and_its_query_neither() -> None:
    hidden = publish(title="Doors", audience=Audience.VALIDATED, marking=Marking.AMBER).item
    withdrawn, public = publish(title="Gates").item, publish(title="Walls").item
    record_withdrawal(withdrawn.content_id, withdrawn.locale)
    for item in (hidden, withdrawn):
        clicked("secret doors", item)
        clicked("both", item, 50)
    clicked("both", public)
    assert listed() == {"both": {public.path: 3}}


def test_the_printed_list_is_scored_like_any_list_of_judged_queries(drain: Drain, tmp_path: Path) -> None:
    item, other = publish(title="Watch the doors").item, publish(title="Gates of the doors").item
    drain()
    text = 'watch "doors" \\ 🚪'
    clicked(text, item, 9)
    clicked("gates", other)
    printed, score = io.StringIO(), io.StringIO()
    call_command("judge_clicks", month=NOVEMBER, stdout=printed, stderr=score)
    assert [query["ask"] for query in tomllib.loads(printed.getvalue())["queries"]] == [text, "gates"]
    assert "nDCG@10 1.000 over 2 queries" in score.getvalue()
    (tmp_path / "clicks.toml").write_text(printed.getvalue())
    assert [found.figures["ndcg"] for found in scores(read_judgements(tmp_path / "clicks.toml"))] == [1.0, 1.0]


def test_a_month_without_frequent_queries_has_no_list() -> None:
    with pytest.raises(CommandError, match="No query of November 2026"):
        call_command("judge_clicks", month=NOVEMBER)


# --- The score of a month ----------------------------------------------------------------------------


def test_a_month_is_scored_once_it_is_over_and_again_every_day(drain: Drain) -> None:
    items = {word: publish(title=word).item for word in made_up()}
    drain()
    for word, item in items.items():
        clicked(word, item)
    measure_last_month(date(2026, 11, 30))
    assert not MonthlyRelevance.objects.exists()
    measure_last_month(DECEMBER)
    (kept,) = MonthlyRelevance.objects.all()
    assert (kept.month, kept.queries, kept.ndcg, kept.latest) == (NOVEMBER, MIN_QUERIES, 1.0, 1.0)
    measure_last_month(date(2026, 12, 2))
    kept.refresh_from_db()
    assert kept.checked_on == date(2026, 12, 2)


def test_a_short_list_has_no_score(drain: Drain) -> None:
    item = publish(title="Doors").item
    drain()
    clicked("doors", item)
    measure_last_month(DECEMBER)
    assert not MonthlyRelevance.objects.exists()


def test_a_search_that_another_engine_has_to_answer_is_not_scored() -> None:
    item = publish(title="Doors").item  # there is no index
    for word in made_up():
        clicked(word, item)
    measure_last_month(DECEMBER)
    assert not MonthlyRelevance.objects.exists()


def test_scores_name_no_query_and_are_deleted_after_three_years_or_with_all_counts(settings: Settings) -> None:
    kept(date(2023, 10, 1), 0.9)
    kept(NOVEMBER, 0.9)
    measure_last_month(DECEMBER)
    assert MonthlyRelevance.objects.get().month == NOVEMBER
    settings.SEARCH_ANALYTICS_DAYS = 0
    forget(DECEMBER)
    measure_last_month(DECEMBER)
    assert not MonthlyRelevance.objects.exists()


# --- The alarm ---------------------------------------------------------------------------------------


def kept(month: date, ndcg: float, latest: float | None = None) -> None:
    MonthlyRelevance.objects.create(
        month=month,
        queries=MIN_QUERIES,
        ndcg=ndcg,
        latest=ndcg if latest is None else latest,
        checked_on=month + timedelta(days=31),
    )


@pytest.mark.parametrize(
    ("before", "first", "latest", "is_alarm"),
    [
        (0.90, 0.90, 0.90, False),
        (0.90, 0.881, 0.881, False),
        (0.90, 0.90 - FALL, 0.90 - FALL, True),  # worse than the month before
        (0.80, 0.90, 0.87, True),  # worse than when the list was made
        (0.90, 0.85, 0.90, False),  # fixed since
    ],
)
def test_a_fall_of_two_hundredths_is_an_alarm_until_it_is_fixed(
    before: float, first: float, latest: float, is_alarm: bool, client: Client
) -> None:
    kept(OCTOBER, before)
    kept(NOVEMBER, first, latest)
    assert (find_fall() is not None) == is_alarm
    reasons = client.get("/readyz").json()["reasons"]
    assert any(reason.startswith("relevance: ") for reason in reasons) == is_alarm
    assert ("Relevance has fallen" in signed_in("Editor").get("/admin/search/analytics/").text) == is_alarm


def test_months_that_do_not_follow_each_other_are_not_compared() -> None:
    kept(date(2026, 8, 1), 0.9)
    kept(NOVEMBER, 0.8)
    assert find_fall() is None


def test_a_fall_is_in_the_worker_s_log(drain: Drain, caplog: pytest.LogCaptureFixture) -> None:
    items = {word: publish(title=word).item for word in made_up()}
    drain()
    for word in items:
        clicked(word, items[made_up()[0]])  # what readers opened is not what is found
    kept(OCTOBER, 0.9)
    measure_last_month(DECEMBER)
    assert [record.getMessage() for record in caplog.records if "November 2026" in record.getMessage()] != []
