"""Derives capitals and the main places of countries."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global

from publishing.geography.countries import slugify_name
from publishing.geography.derivation.overrides import CAPITALS, PARTS, WELL_KNOWN
from publishing.geography.derivation.packages import ENGLISH, cities, country_codes, geonames_rows
from publishing.geography.derivation.spelling import deduplicate

MOST = 60
"""The most places for one country, apart from those that a time zone is named after."""
LARGEST = 10
"""How many of them may have fewer inhabitants."""
POPULATION = 40_000


def derive_places() -> dict[str, list[str]]:
    """Return the main places of each country without its capital, by code."""
    found = {code: _main_places(code) for code in country_codes()}
    return {code: names for code, names in found.items() if names}


@cache
def derive_capital(code: str) -> tuple[str, float, float] | None:
    """Return the capital's name and coordinates. GeoNames' names of capitals have no accents, those of cities have."""
    capital = geonames_rows()[code]["capital"].strip()
    city = next(_find_cities(code, capital), None) if capital else None
    name = CAPITALS.get(code, city and city["name"])
    return (name, round(city["longitude"], 3), round(city["latitude"], 3)) if name and city else None


def _find_cities(code: str, name: str) -> Iterator[dict[str, Any]]:
    yield from (city for city in cities()[code] if slugify_name(city["name"]) == slugify_name(name))
    yield from (city for city in cities()[code] if name in city["alternatenames"])


def _main_places(code: str) -> list[str]:
    """Return parts that readers take for countries, well-known and large places, and those that a time zone is named
    after."""
    parts = [ENGLISH.get(part, part).replace("&", "and") for part in PARTS.get(code, ())]
    well_known = WELL_KNOWN["places"].get(code, ())
    capital = derive_capital(code)
    return deduplicate(
        [*parts, *well_known, *_large_places(code), *_zone_places()[code]], capital[:1] if capital else []
    )


def _large_places(code: str) -> Iterator[str]:
    for place, city in enumerate(cities()[code][:MOST]):
        if place < LARGEST or city["population"] >= POPULATION:
            yield city["name"]


@cache
def _zone_places() -> dict[str, list[str]]:
    places = defaultdict(list)
    names = Locale("en", "GB").time_zones
    for zone, code in sorted(get_global("zone_territories").items()):
        if zone.count("/") == 1 and code in ENGLISH:
            places[code].append(names.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " "))
    return places
