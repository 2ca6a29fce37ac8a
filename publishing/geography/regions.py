"""Regions of the world, by UN M49, and which countries are in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from publishing.geography.artefacts import REGIONS, read_artefact
from publishing.geography.countries import Country, countries


@dataclass(frozen=True, slots=True)
class Region:
    """A continent, or a part of one."""

    code: str
    """UN M49, such as 145; AQ for Antarctica."""
    slug: str
    names: Mapping[str, str]
    continent: str
    """The code of the continent, which for a continent is its own."""

    def name(self, language: str = "en") -> str:
        """Return the name, in English if there is none in the language."""
        return self.names.get(language, self.names["en"])

    def countries(self) -> tuple[Country, ...]:
        """Return its countries, sorted by their English names."""
        return tuple(country for country in countries() if self in find_regions(country))


def regions() -> tuple[Region, ...]:
    """Return all: each continent, then its parts."""
    return tuple(_by_code().values())


def continents() -> tuple[Region, ...]:
    """Return the regions that are in no other."""
    return tuple(region for region in regions() if region.code == region.continent)


def find_region(code: str) -> Region | None:
    """Return the region with this code."""
    return _by_code().get(code)


def find_region_by_slug(slug: str) -> Region | None:
    """Return the region with this slug."""
    return next((region for region in regions() if region.slug == slug), None)


def find_continent(country: Country) -> Region:
    """Return the continent that a country is in."""
    return _by_code()[_by_code()[country.region].continent]


def find_regions(country: Country) -> list[Region]:
    """Return the regions that a country is in: its continent, and the part of it if it is divided."""
    continent, region = find_continent(country), _by_code()[country.region]
    return [continent] if region == continent else [continent, region]


@cache
def _by_code() -> dict[str, Region]:
    return {row["code"]: Region(**row) for row in read_artefact(REGIONS)}
