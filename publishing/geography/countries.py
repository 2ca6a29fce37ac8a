"""Countries and territories: ISO 3166-1 and Kosovo, by the names that readers use.

The names come from CLDR, ISO, GeoNames and countryinfo when the hub is built (publishing/geography/derivation/).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.utils.text import slugify

from publishing.geography.artefacts import COUNTRIES, PLACES, read_artefact


class Place(NamedTuple):
    """A capital, and where it is."""

    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory."""

    code: str
    """ISO 3166-1 alpha-2; XK is Kosovo."""
    alpha3: str
    numeric: str
    """ISO 3166-1 numeric, by which Natural Earth names outlines; empty for Kosovo."""
    names: Mapping[str, str]
    """The usual name, by language."""
    slug: str
    region: str
    """The code of a `publishing.geography.regions.Region`."""
    capital: Place | None
    former_names: tuple[str, ...]
    synonyms: tuple[str, ...]
    demonyms: tuple[str, ...]

    def other_names(self) -> tuple[str, ...]:
        """Return by what else it is found: other names, its people and its capital."""
        capital = (self.capital.name,) if self.capital else ()
        return (*self.names.values(), *self.former_names, *self.synonyms, *self.demonyms, *capital)

    def name(self, language: str = "en") -> str:
        """Return the usual name, in English if there is none in the language."""
        return self.names.get(language, self.names["en"])


def slugify_name(name: str) -> str:
    """Return the name as used in URLs: cote-d-ivoire."""
    return slugify(name.replace("'", "-").replace("\u2019", "-"))


def countries() -> tuple[Country, ...]:
    """Return all, sorted by their English names."""
    return tuple(_by_code().values())


def find_country(code: str) -> Country | None:
    """Return the country with this alpha-2 code."""
    return _by_code().get(code)


def find_country_by_slug(slug: str) -> Country | None:
    """Return the country with this slug, or with a former name, a synonym or a Welsh name that has this slug."""
    return _by_code().get(_codes_by_slug().get(slug, ""))


def find_country_by_name(name: str) -> Country | None:
    """Return the country that has this name, in any spelling of accents and capitals, or whose people have it."""
    slug = slugify_name(name)
    return find_country_by_slug(slug) or _by_code().get(_codes_by_demonym().get(slug, ""))


def country_name(code: str, language: str = "en") -> str:
    """Return the usual name: Bolivia, not Plurinational State of Bolivia. Raise ValueError if the code is unknown."""
    return _get(code).name(language)


def country_slug(code: str) -> str:
    """Return the English name as used in URLs: united-states. Raise ValueError if the code is unknown."""
    return _get(code).slug


def main_places(code: str) -> tuple[str, ...]:
    """Return the largest and best-known places, without the capital. They are read from disk each time."""
    return read_main_places().get(code, ())


def read_main_places() -> dict[str, tuple[str, ...]]:
    """Read the main places of all countries from disk, by code."""
    rows: dict[str, list[str]] = read_artefact(PLACES)
    return {code: tuple(places) for code, places in rows.items()}


def digest_names() -> str:
    """Return a hash of all names, for what is stored with them."""
    return hashlib.sha256(repr([countries(), read_main_places()]).encode()).hexdigest()


def _get(code: str) -> Country:
    if not (country := find_country(code)):
        raise ValueError(f"{code} is not the code of a country or territory.")
    return country


@cache
def _by_code() -> dict[str, Country]:
    rows: list[dict[str, Any]] = read_artefact(COUNTRIES)
    return {row["code"]: _parse(row) for row in rows}


def _parse(row: dict[str, Any]) -> Country:
    capital = Place(*row["capital"]) if row["capital"] else None
    names = {field: tuple(row[field]) for field in ("former_names", "synonyms", "demonyms")}
    return Country(**row | names | {"capital": capital})


@cache
def _codes_by_slug() -> dict[str, str]:
    """A slug is found among the names first, then among former names, and among synonyms last."""
    found: dict[str, str] = {}
    for names in (_slugs, _former_slugs, _other_slugs):
        for country in countries():
            for slug in names(country):
                found.setdefault(slug, country.code)
    return found


@cache
def _codes_by_demonym() -> dict[str, str]:
    """Demonyms that only one country has: Guinean, not Congolese."""
    found = [(slugify_name(name), country.code) for country in countries() for name in country.demonyms]
    claims = Counter(slug for slug, _ in found)
    return {slug: code for slug, code in found if claims[slug] == 1}


def _slugs(country: Country) -> Iterable[str]:
    return [country.slug]


def _former_slugs(country: Country) -> Iterable[str]:
    return map(slugify_name, [*country.names.values(), *country.former_names])


def _other_slugs(country: Country) -> Iterable[str]:
    return map(slugify_name, country.synonyms)
