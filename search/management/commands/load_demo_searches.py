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
                known: dict[str, Any] = {"day": day, "locale": locale, "text": text}
                unanswered = 0 if hits else searches
                yield SearchCount(
                    **known, channel=Channel.SITE, searches=searches, without_results=unanswered, clicked=clicks
                )
                for index in chance.choices(range(len(POSITIONS)), POSITIONS, k=clicks):
                    position = min(index, len(hits) - 1)
                    yield ClickCount(**known, content_id=hits[position].content_id, position=position + 1, clicks=1)
