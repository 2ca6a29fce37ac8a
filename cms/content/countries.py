"""Countries in forms: the choices, and the check of a code."""

from django.core.exceptions import ValidationError

from publishing.geography.countries import countries, find_country


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name) of every country and territory, sorted by name, after the choice of none."""
    return [("", "---------"), *((country.code, country.name()) for country in countries())]


def validate_country(code: str) -> None:
    """Raise ValidationError unless this is the code of a country or territory."""
    if not find_country(code):
        raise ValidationError(f"{code} is not the code of a country or territory." if code else "Choose the country.")
