"""Makes invented travel advice for all countries, as documents in the format of GOV.UK's content API.

The data is cms/demo/travel_everywhere.toml. The documents are the same each time.
"""

from collections.abc import Iterator
from html import escape
from typing import Any
from zlib import crc32

from cms.loading.sources import DEMO, Data, read
from publishing.geography.countries import Country, countries, main_places
from publishing.geography.regions import find_region

FILE = "travel_everywhere.toml"
HISTORY = 3
"""Changes of each page."""


def countries_without_file() -> list[Country]:
    """Return the countries that have advice, except those that have a file of their own in travel/."""
    written = {read(path.relative_to(DEMO).as_posix())["country"] for path in (DEMO / "travel").glob("*.toml")}
    left_out = {*read(FILE)["without_advice"], *written}
    return [country for country in countries() if country.code not in left_out]


def travel_documents() -> Iterator[dict[str, Any]]:
    """Yield a document for each of these countries."""
    data, chosen = read(FILE), countries_without_file()
    for number, country in enumerate(chosen):
        yield _build_document(data, country, chosen[number - 1])


def find_areas() -> dict[str, list[Data]]:
    """Return the areas that an editor adds to the alerts of some countries, by their codes."""
    return {code: alert["areas"] for code, alert in read(FILE)["alerts"].items() if "areas" in alert}


def _build_document(data: Data, country: Country, neighbour: Country) -> dict[str, Any]:
    turn = crc32(country.code.encode())
    history = _build_history(data, turn)
    reviewed_at = f"{_pick(data['reviewed'], turn)}T09:00:00.000+00:00"
    texts = _placeholders(country, neighbour, turn)
    return {
        "base_path": f"/foreign-travel-advice/{country.slug}",
        "content_id": None,
        "description": f"Invented travel advice for {country.name()}, for demonstration only.",
        "details": {
            "alert_status": data["alerts"].get(country.code, {}).get("statuses", []),
            "change_description": history[0]["note"],
            "change_history": history,
            "country": {"name": country.name(), "slug": country.slug, "synonyms": list(country.synonyms[:4])},
            "email_signup_link": f"/foreign-travel-advice/{country.slug}/email-signup",
            "parts": [_build_part(data, part, texts, turn) for part in data["parts"]],
            "reviewed_at": reviewed_at,
            "updated_at": history[0]["public_timestamp"],
        },
        "document_type": "travel_advice",
        "first_published_at": history[-1]["public_timestamp"],
        "links": {},
        "locale": "en",
        "public_updated_at": history[0]["public_timestamp"],
        "schema_name": "travel_advice",
        "title": f"{country.name()} travel advice",
        "updated_at": reviewed_at,
    }


def _build_history(data: Data, turn: int) -> list[dict[str, str]]:
    """Return the first version and some changes, newest first."""
    start = turn % (len(data["changed"]) - HISTORY + 1)
    days = [_pick(data["first_published"], turn), *data["changed"][start : start + HISTORY]]
    notes = ["Demonstration: first version.", *(_pick(data["notes"], turn + number) for number in range(HISTORY))]
    entries = [
        {"note": note, "public_timestamp": f"{day}T09:00:00.000+00:00"} for day, note in zip(days, notes, strict=True)
    ]
    return entries[::-1]


def _build_part(data: Data, part: Data, texts: dict[str, str], turn: int) -> dict[str, str]:
    html = data["notice"] + _pick(part["texts"], turn)
    return {"slug": part["slug"], "title": part["title"], "body": html.format_map(texts)}


def _placeholders(country: Country, neighbour: Country, turn: int) -> dict[str, str]:
    name = country.name()
    capital = country.capital.name if country.capital else name
    places = [*main_places(country.code), capital, capital]
    region = find_region(country.region)
    names = {
        "country": name,
        "capital": capital,
        "place": places[0],
        "other": places[1],
        "region": region.name() if region else name,
        "number": f"{turn % 1000:03}",
    }
    link = f'<a href="/foreign-travel-advice/{neighbour.slug}">{escape(neighbour.name())}</a>'
    return {key: escape(value) for key, value in names.items()} | {"neighbour": link}


def _pick(choices: list[str], turn: int) -> str:
    return choices[turn % len(choices)]
