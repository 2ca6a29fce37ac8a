"""The items that readers open most often from search results, and the texts that they search for most often."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Sum
from django.utils import timezone

from publishing.access.viewers import Viewer
from publishing.kinds.registry import SUGGESTED_KINDS
from publishing.models import ContentItem
from search.models.analytics import MIN_LISTED, ClickCount, SearchCount

DAYS = 30
MAX_RANKED = 50
CACHED_SECONDS = 600


def find_popular(viewer: Viewer, locale: str, limit: int = 5, *, falls_back: bool = True) -> tuple[ContentItem, ...]:
    """Return the items opened most in the last DAYS days that the viewer may see, with slim editions.

    If there are too few, the most recently updated guidance and briefings follow.
    """
    readable = ContentItem.objects.for_reader(viewer, locale, off_site=True, falls_back=falls_back)
    readable = readable.filter(path__isnull=False).slim()
    ranked = _most_opened(locale)
    ranks = {content_id: rank for rank, content_id in enumerate(ranked)}
    opened = sorted(readable.filter(content_id__in=ranked), key=lambda item: ranks[item.content_id])[:limit]
    if len(opened) == limit:
        return tuple(opened)
    others = readable.of_kind(*SUGGESTED_KINDS).exclude(pk__in=[item.pk for item in opened])
    return (*opened, *others.order_by("-updated_at", "-pk")[: limit - len(opened)])


def _most_opened(locale: str) -> list[UUID]:
    """Return content ids by clicks of anonymous readers. Visibility is checked later: it must not be cached."""
    if not settings.SEARCH_ANALYTICS_DAYS:
        return []
    since = timezone.localdate() - timedelta(days=DAYS)

    def counted() -> list[UUID]:
        clicks = ClickCount.objects.filter(day__gt=since, locale=locale).order_by().values("content_id")
        often = clicks.annotate(times=Sum("clicks")).filter(times__gte=MIN_LISTED)
        return list(often.order_by("-times", "content_id").values_list("content_id", flat=True)[:MAX_RANKED])

    return cache.get_or_set(f"search-popular-{locale}-{since}", counted, CACHED_SECONDS) or []


def find_frequent_texts(locale: str) -> list[str]:
    """Return the texts that anonymous readers searched for most in the last DAYS days, if they found something. Anyone
    could have typed them: do not show them unchecked (search/retrieval/popular_searches.py)."""
    if not settings.SEARCH_ANALYTICS_DAYS:
        return []
    since = timezone.localdate() - timedelta(days=DAYS)

    def counted() -> list[str]:
        texts = SearchCount.objects.filter(day__gt=since, locale=locale).order_by().listed()
        found = texts.filter(total__gt=F("empty")).order_by("-total", "text")
        return list(found.values_list("text", flat=True)[:MAX_RANKED])

    return cache.get_or_set(f"search-texts-{locale}-{since}", counted, CACHED_SECONDS) or []
