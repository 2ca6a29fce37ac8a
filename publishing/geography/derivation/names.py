"""Derives the names of countries and territories."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pycountry
from babel.core import get_global

from publishing.geography.countries import slugify_name
from publishing.geography.derivation.overrides import (
    DEMONYMS,
    FORMER_NAMES,
    NAMES,
    NOT_ITS_NAMES,
    SYNONYMS,
    WELL_KNOWN,
    WELSH_NAMES,
)
from publishing.geography.derivation.packages import ENGLISH, WELSH, country_codes, countryinfo_rows, geonames_rows
from publishing.geography.derivation.places import derive_capital
from publishing.geography.derivation.regions import derive_region_code
from publishing.geography.derivation.spelling import deduplicate

Row = dict[str, Any]


def derive_countries() -> list[Row]:
    """Return a row for each country, sorted by name. A name that two of them have is no synonym of either."""
    rows = [_derive_country(code) for code in country_codes()]
    taken = {slugify_name(name) for row in rows for name in _own_names(row)}
    for row in rows:
        others = (name.strip().replace("&", "and") for name in _other_names(row["code"]))
        row["synonyms"] = deduplicate((name for name in others if slugify_name(name) not in taken), row["demonyms"])
    claims = Counter(slugify_name(name) for row in rows for name in row["synonyms"])
    for row in rows:
        row["synonyms"] = [name for name in row["synonyms"] if claims[slugify_name(name)] == 1]
    return sorted(rows, key=lambda row: slugify_name(row["names"]["en"]))


def _derive_country(code: str) -> Row:
    english = NAMES.get(code, ENGLISH[code].replace("&", "and").replace("\u2019", "'"))
    names = {"en": english, "cy": WELSH_NAMES.get(code, WELSH[code])}
    standard = pycountry.countries.get(alpha_2=code)
    return {
        "code": code,
        "alpha3": standard.alpha_3 if standard else geonames_rows()[code]["iso3"],
        "numeric": standard.numeric if standard else "",
        "names": names,
        "slug": slugify_name(english.partition(" (")[0] if english.endswith(")") else english),
        "region": derive_region_code(code),
        "capital": derive_capital(code),
        "former_names": deduplicate([*_historic_names()[code], *FORMER_NAMES.get(code, ())], names.values()),
        "demonyms": _demonyms(code),
    }


def _own_names(row: Row) -> list[str]:
    return [*row["names"].values(), row["slug"], *row["former_names"]]


def _other_names(code: str) -> Iterator[str]:
    standard = pycountry.countries.get(alpha_2=code)
    for field in ("name", "common_name", "official_name"):
        yield getattr(standard, field, "")
    yield from SYNONYMS.get(code, ())
    yield from WELL_KNOWN["synonyms"].get(code, ())
    yield ENGLISH[code]
    yield geonames_rows()[code]["name"]
    for facts in countryinfo_rows().get(code, ()):
        yield facts["name"]
        yield from (name for name in facts["altSpellings"] if _is_name(name) and name.strip() not in NOT_ITS_NAMES)


def _is_name(text: str) -> bool:
    """Tell names from codes, from other scripts and from phonetic spellings."""
    return len(slugify_name(text)) > 3 and "ʁ" not in text


def _demonyms(code: str) -> list[str]:
    if code in DEMONYMS:
        return list(DEMONYMS[code])
    named = (facts.get("demonym") or "" for facts in countryinfo_rows()[code])
    return deduplicate(name.strip() for names in named for name in names.split(","))


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
