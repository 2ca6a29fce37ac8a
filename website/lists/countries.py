"""All countries for the index of travel advice: those with advice that the reader may see, and the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from publishing.access.viewers import Viewer
from publishing.geography.countries import Country, countries, find_country
from publishing.geography.regions import Region, find_region
from publishing.kinds import Kind
from publishing.kinds.travel_advice import TravelAlertHeadline
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.headlines import load_headlines
from website.lists.alerts import AlertLine, alert_lines
from website.lists.country_names import alphabetical, first_letter, fold, letter_order, name_terms
from website.locales import Locale


@dataclass(frozen=True)
class ListedCountry:
    """A country with advice."""

    item: ContentItem
    code: str
    name: str
    headline: TravelAlertHeadline
    terms: list[str]
    """By which it is found."""
    region: Region | None = None

    @property
    def lines(self) -> list[AlertLine]:
        """Its headline."""
        return alert_lines(self.headline)

    @property
    def reviewed_at(self) -> datetime | None:
        """When its advice was last reviewed."""
        assert self.item.edition is not None, "a live item has an edition"
        return self.item.edition.reviewed_at


def load_countries(viewer: Viewer, locale: Locale) -> list[ListedCountry]:
    """Return the countries with advice that the viewer may see, from A to Z: in their language, or else in English. Two
    queries, without bodies."""
    visible = ContentItem.objects.visible_to(viewer).of_kind(Kind.TRAVEL_ADVICE).filter(path__isnull=False)
    rows = with_details(visible.in_best_language(locale.code, visible).slim(), "country", "country_name", "synonyms")
    items = read_details(rows)
    headlines = load_headlines(items)
    listed = [_listed(item, headlines[item.pk], locale, **vars(item)["details"]) for item in items]
    return sorted(listed, key=lambda one: _order(one.name, locale))


def countries_without_advice(listed: Iterable[ListedCountry], locale: Locale) -> list[Country]:
    """Return all other countries, from A to Z."""
    codes = {one.code for one in listed}
    others = (country for country in countries() if country.code not in codes)
    return sorted(others, key=lambda country: _order(country.name(locale.language), locale))


def _listed(
    item: ContentItem,
    headline: TravelAlertHeadline,
    locale: Locale,
    country: str,
    country_name: str,
    synonyms: Iterable[str],
) -> ListedCountry:
    if known := find_country(country):
        name, terms = known.name(locale.language), name_terms(known, synonyms)
        return ListedCountry(item, country, name, headline, terms, find_region(known.region))
    return ListedCountry(item, country, country_name, headline, fold(country_name))


def _order(name: str, locale: Locale) -> tuple[str, str]:
    return letter_order(first_letter(name, locale.language)), alphabetical(name, locale.language)
