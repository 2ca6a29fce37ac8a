"""Countries by ISO 3166-1, from pycountry."""

from functools import cache
from typing import Any

import pycountry
from django.core.exceptions import ValidationError
from django.utils.text import slugify

# Where readers look for another name than the standard's.
USUAL_NAMES = {
    "BN": "Brunei",
    "CC": "Cocos (Keeling) Islands",
    "CD": "Democratic Republic of the Congo",
    "FK": "Falkland Islands",
    "FM": "Micronesia",
    "MF": "Saint Martin",
    "PS": "Palestine",
    "RU": "Russia",
    "SX": "Sint Maarten",
    "VA": "Vatican City",
    "VG": "British Virgin Islands",
    "VI": "United States Virgin Islands",
}


@cache
def country_choices() -> list[tuple[str, str]]:
    """Return (alpha-2 code, name) of every country, sorted by name."""
    return sorted(((country.alpha_2, _name(country)) for country in pycountry.countries), key=lambda pair: pair[1])


def country_name(code: str) -> str:
    """Return the country's usual name: Bolivia, not Bolivia, Plurinational State of."""
    validate_country(code)
    return _name(pycountry.countries.get(alpha_2=code))


def country_slug(code: str) -> str:
    """Return the name as used in URLs: united-states."""
    return slugify(country_name(code))


def validate_country(code: str) -> None:
    """Raise ValidationError unless this is the alpha-2 code of a country."""
    if pycountry.countries.get(alpha_2=code) is None:
        raise ValidationError(f"{code} is not an ISO 3166-1 country code." if code else "Choose the country.")


def _name(country: Any) -> str:
    return USUAL_NAMES.get(country.alpha_2) or str(getattr(country, "common_name", country.name))
