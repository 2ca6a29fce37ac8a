"""The queries of a month and the results that readers opened for them, as a list of judged queries.

A click counts for more at a later position, where fewer look: its weight is its position. Whatever was searched or
opened too seldom to be shown is left out, and so is a page that not everyone may read now.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Sum

from publishing.access.viewers import ANONYMOUS
from publishing.models import ContentItem
from search.models.analytics import MIN_LISTED, UNLISTED, Channel, ClickCount, SearchCount

MAX_QUERIES = 300
"""The most frequent ones: a bound on what scoring them costs."""
BEST, GOOD, FAIR = 3, 2, 1
BEST_SHARE, GOOD_SHARE = 0.5, 0.2
"""The share of the weight of the most opened page from which a page is one of the best, or a good one."""


@dataclass(frozen=True)
class ClickedQuery:
    """A query, and the paths of the pages that readers opened for it."""

    locale: str
    text: str
    searches: int
    grades: dict[str, int]
    clicks: int


def first_day(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return first_day(first_day(month) - timedelta(days=1))


def list_clicked_queries(month: date) -> list[ClickedQuery]:
    """Return the queries of the month that begins on a day, the most frequent first. Three SQL queries and one for each
    language."""
    days = (month, first_day(month + timedelta(days=31)) - timedelta(days=1))
    searched = SearchCount.objects.filter(day__range=days, channel=Channel.SITE).order_by().listed()
    frequent = {(row["locale"], row["text"]): row["total"] for row in searched}
    weights, clicks = _weigh_clicks(days, frequent)
    paths = _public_paths(weights)
    found = [
        ClickedQuery(locale, text, total, grades, clicks[locale, text])
        for (locale, text), total in frequent.items()
        if (grades := _grade(weights[locale, text], paths[locale]))
    ]
    return sorted(found, key=lambda query: (-query.searches, query.locale, query.text))[:MAX_QUERIES]


Key = tuple[str, str]
Weights = defaultdict[Key, dict[UUID, int]]


def _weigh_clicks(days: tuple[date, date], frequent: dict[Key, int]) -> tuple[Weights, dict[Key, int]]:
    rows = ClickCount.objects.filter(day__range=days).exclude(text=UNLISTED).order_by()
    summed = rows.values_list("locale", "text", "content_id", "position").annotate(Sum("clicks"))
    weights: Weights = defaultdict(lambda: defaultdict(int))
    clicks: defaultdict[tuple[str, str, UUID], int] = defaultdict(int)
    for locale, text, content_id, position, count in summed:
        if (locale, text) in frequent:
            weights[locale, text][content_id] += count * max(1, position)
            clicks[locale, text, content_id] += count
    totals: dict[Key, int] = defaultdict(int)
    for (locale, text, content_id), count in clicks.items():
        if count < MIN_LISTED:
            del weights[locale, text][content_id]
        else:
            totals[locale, text] += count
    return weights, totals


def _public_paths(weights: Weights) -> defaultdict[str, dict[UUID, str]]:
    """Return the paths of the pages that anyone may read, by language."""
    opened: defaultdict[str, set[UUID]] = defaultdict(set)
    for (locale, _), items in weights.items():
        opened[locale] |= set(items)
    public: defaultdict[str, dict[UUID, str]] = defaultdict(dict)
    for locale, content_ids in opened.items():
        readable = ContentItem.objects.visible_to(ANONYMOUS, off_site=True).in_locale(locale)
        found = readable.filter(content_id__in=content_ids, path__isnull=False)
        public[locale] = {content_id: path for content_id, path in found.values_list("content_id", "path") if path}
    return public


def _grade(weights: dict[UUID, int], paths: dict[UUID, str]) -> dict[str, int]:
    """Return the grades of the pages that still are public."""
    public = {paths[content_id]: weight for content_id, weight in weights.items() if content_id in paths}
    most = max(public.values(), default=0)
    return {
        path: BEST if weight >= BEST_SHARE * most else GOOD if weight >= GOOD_SHARE * most else FAIR
        for path, weight in sorted(public.items(), key=lambda item: (-item[1], item[0]))
    }


def to_toml(queries: list[ClickedQuery]) -> Iterator[str]:
    """Yield the lines of a list of one language in the form of bench/judged/queries."""
    yield "queries = ["
    for query in queries:
        named = {
            name: [path.strip("/") for path, grade in query.grades.items() if grade == value]
            for name, value in (("best", BEST), ("good", GOOD), ("fair", FAIR))
        }
        graded = "".join(f", {name} = {_quote(paths)}" for name, paths in named.items() if paths)
        why = _quote(f"Opened {query.clicks} times in {query.searches} searches")
        yield f"  {{ ask = {_quote(query.text)}{graded}, why = {why} }},"
    yield "]"


def _quote(value: object) -> str:
    """Return a string or a list of strings in TOML: without escapes of half a character, which JSON has."""
    return json.dumps(value, ensure_ascii=False)
