"""Names of countries in the index of travel advice: their order, their letters, and how readers find them."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from publishing.geography.countries import Country, countries, read_main_places

_ARTICLES = {"cy": re.compile(r"^yr?\s+", re.IGNORECASE), "en": re.compile(r"^the\s+", re.IGNORECASE)}
_WELSH_LETTERS = ("ch", "dd", "ff", "ng", "ll", "ph", "rh", "th")


def fold(text: str) -> list[str]:
    """Return the terms of a text without case and accents."""
    letters = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return re.findall(r"[^\W_]+", letters.casefold())


def alphabetical(name: str, language: str) -> str:
    """Return the key that sorts names in a language: without the article, as Yr Almaen among the names with A."""
    return " ".join(fold(_ARTICLES[language].sub("", name)))


def first_letter(name: str, language: str) -> str:
    """Return the letter of the alphabet that a name begins with. Welsh has some of two characters, such as Ff."""
    key = alphabetical(name, language)
    if language == "cy" and key.startswith(_WELSH_LETTERS):
        return key[:2].capitalize()
    return key[:1].upper()


def letter_order(letter: str) -> str:
    """Return the key that sorts letters: in Welsh, Ng comes after G."""
    return "Gz" if letter == "Ng" else letter


def name_terms(country: Country, synonyms: Iterable[str] = ()) -> list[str]:
    """Return the terms by which a country is found: names of now and before, its people, its capital."""
    return list(dict.fromkeys([*known_terms()[country.code], *_distinct(synonyms)]))


@cache
def known_terms() -> dict[str, list[str]]:
    """Return the terms of the names of each country, by code: 17,000 characters."""
    return {country.code: _distinct(country.other_names()) for country in countries()}


@cache
def place_terms() -> dict[str, list[str]]:
    """Return the terms of the main places of each country, by code: 55,000 characters."""
    return {code: _distinct(names) for code, names in read_main_places().items()}


def matches(query: list[str], terms: list[str]) -> bool:
    """Whether each term of a query is the beginning of one of some terms."""
    return all(any(term.startswith(part) for term in terms) for part in query)


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(term for name in names for term in fold(name)))


def suggest_name(query: str, language: str) -> str:
    """Return the country whose name is nearest to a misspelt one; an empty string if none is near."""
    names = {" ".join(fold(name)): country for country in countries() for name in country.other_names()}
    near = get_close_matches(" ".join(fold(query)), names, n=1, cutoff=0.75)
    return names[near[0]].name(language) if near else ""
