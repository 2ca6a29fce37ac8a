"""Finds public travel advice for export: what may leave the website, in a language or else in English."""

from publishing.access.viewers import ANONYMOUS
from publishing.geography.countries import Country
from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet
from website.locales import Locale


def public_advice(locale: Locale) -> ContentItemQuerySet:
    """Return the travel advice that everyone may read, in a language or else in English."""
    visible = ContentItem.objects.visible_to(ANONYMOUS, off_site=True).of_kind(Kind.TRAVEL_ADVICE)
    return visible.in_best_language(locale.code, visible).select_related("edition")


def find_advice(country: Country, locale: Locale) -> ContentItem | None:
    """Return the travel advice for a country, with all of its edition."""
    return public_advice(locale).filter(code=country.code).first()


def find_withdrawn_advice(country: Country, locale: Locale) -> ContentItem | None:
    """Return the newest tombstone of a country's advice that everyone could read."""
    gone = ContentItem.objects.tombstones_for(ANONYMOUS, off_site=True).of_kind(Kind.TRAVEL_ADVICE).slim()
    rows = gone.filter(code=country.code, locale__in=[locale.code, FALLBACK_LOCALE])
    return max(rows, key=lambda row: (row.locale == locale.code, row.gone_at or row.expires_at), default=None)
