"""`manage.py load_demo_searches`: counts of searches that nobody asked, for the analytics of a demonstration."""

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
# Of a hundred clicks: at which place.
PLACES = (45, 20, 11, 8, 5, 4, 3, 2, 1, 1)


class Command(BaseCommand):
    """Loads the counts."""

    help = "Count invented searches of the last 90 days; refuses where the content is not a demonstration's."

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the counts, once."""
        if not settings.DEMONSTRATION:
            raise CommandError("Only a demonstration may have invented searches: HUB_DEMONSTRATION is not yes.")
        if SearchCount.objects.exists():
            self.stdout.write("Searches are counted already: nothing was added.")
            return
        counts = list(_invented(timezone.localdate(), Random(2018)))  # noqa: S311 (always the same)
        with transaction.atomic():
            add_counts(count for count in counts if isinstance(count, SearchCount))
            add_counts(count for count in counts if isinstance(count, ClickCount))
        self.stdout.write(f"Added {len(counts)} counts of invented searches.")


def _invented(today: date, chance: Random) -> Iterator[DailyCount]:
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
    for place in chance.choices(range(len(PLACES)), PLACES, k=clicks):
        position = min(place, len(hits) - 1)
        yield ClickCount(**known, content_id=hits[position].content_id, position=position + 1, clicks=1)
