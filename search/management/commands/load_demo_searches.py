"""`manage.py load_demo_searches`: made-up counts of searches for the analytics of a demonstration."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from counting.daily import add_counts
from search.base.requests import SearchRequest
from search.base.results import Hit
from search.models import Channel, ClickCount, SearchCount
from search.models.analytics import DailyCount
from search.retrieval.search import run_search

TEXTS = Path(__file__).resolve().parents[2] / "analytics" / "demo_searches.toml"
DAYS = 90
WEEKEND = 0.4
# Clicks per position, out of a hundred.
POSITIONS = (45, 20, 11, 8, 5, 4, 3, 2, 1, 1)


class Command(BaseCommand):
    """Loads the counts."""

    help = "Adds made-up searches of the last 90 days; only for a demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the counts, once."""
        if not settings.DEMONSTRATION:
            raise CommandError("Only a demonstration may have made-up searches: HUB_DEMONSTRATION is not yes.")
        if SearchCount.objects.exists():
            self.stdout.write("There are counts of searches already: nothing was added.")
            return
        counts = list(_build_counts(timezone.localdate(), Random(2018)))  # noqa: S311 (the same every time)
        with transaction.atomic():
            add_counts(count for count in counts if isinstance(count, SearchCount))
            add_counts(count for count in counts if isinstance(count, ClickCount))
        self.stdout.write(f"Added {len(counts)} counts of made-up searches.")


def _build_counts(today: date, chance: Random) -> Iterator[DailyCount]:
    for locale, texts in tomllib.loads(TEXTS.read_text()).items():
        for text, (often, clicked) in texts.items():
            hits = run_search(SearchRequest(text=text, locale=locale)).hits
            for day in (today - timedelta(days=ago) for ago in range(DAYS)):
                quiet = WEEKEND if day.weekday() > 4 else 1
                searches = max(0, round(chance.gauss(often, often / 3) * quiet))
                clicks = sum(chance.random() * 100 < clicked for _ in range(searches)) if hits else 0
                known = {"day": day, "locale": locale, "text": text}
                yield _searches(searches, clicks, found=bool(hits), **known)
                yield from _clicks(clicks, hits, chance, **known)


def _searches(searches: int, clicks: int, *, found: bool, **known: Any) -> SearchCount:
    without_results = 0 if found else searches
    return SearchCount(
        **known, channel=Channel.SITE, searches=searches, without_results=without_results, clicked=clicks
    )


def _clicks(clicks: int, hits: tuple[Hit, ...], chance: Random, **known: Any) -> Iterator[ClickCount]:
    for index in chance.choices(range(len(POSITIONS)), POSITIONS, k=clicks):
        position = min(index, len(hits) - 1)
        yield ClickCount(**known, content_id=hits[position].content_id, position=position + 1, clicks=1)
