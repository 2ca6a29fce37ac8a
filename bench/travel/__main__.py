"""Compares travel advice on demand with handwritten views of the same data, in one process: python -m bench.travel.

Each request goes through the hub's middleware; nothing is cached. A handwritten view reads the same rows with one SQL
statement and writes JSON: it renders no HTML, checks only one audience, and resolves neither links nor files.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import django
from django.core.management import call_command

from tests.sizes import sized

ONE = '{ content(by: {code: "FR"}) { title summary updatedAt ... on TravelAdvice { alertHeadline { parts } } } }'
LIST = "{ travelAdvice(first: 20) { nodes { title path updatedAt alertHeadline { wholeCountry parts } } } }"
JOURNEY = (
    '{ adviceFor(countries: ["FR", "LB", "EG", "JP", "KE"]) { country { name } advice { title path updatedAt '
    "alertHeadline { wholeCountry parts } } } }"
)
POINT = "{ travelAdviceAt(point: {longitude: 2.35, latitude: 48.86}) { advice { title } alerts { extent } } }"


def graphql(query: str) -> str:
    """Return the address of a query."""
    return f"/graphql?{urlencode({'query': query})}"


CASES: dict[str, tuple[str, str]] = {
    "page of a country": ("/travel-advice/france/", "one"),
    "card": ("/embed/harbour-trust/travel-advice/france/", "one"),
    "GraphQL: one": (graphql(ONE), "one"),
    "GraphQL: list of 20": (graphql(LIST), "list"),
    "GraphQL: adviceFor 5": (graphql(JOURNEY), "journey"),
    "GraphQL: travelAdviceAt": (graphql(POINT), "one"),
    "GOV.UK's JSON": ("/api/content/foreign-travel-advice/france", "one"),
    "feed of a region": ("/feeds/region/europe.atom", "list"),
    "GeoJSON of all areas": ("/api/travel-advice/areas.geojson", "areas"),
}
"""An address, and the handwritten view with the same data."""
COLUMNS = ("", "kB", "ms of CPU", "by hand", "ratio")


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.travel", description=__doc__.splitlines()[0])
    parser.add_argument("--countries", type=int, default=sized(230, 120))
    parser.add_argument("--requests", type=int, default=sized(200, 3))
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="hub-travel-") as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
        # The database and folder of the caller's hub are not touched.
        os.environ.pop("HUB_DATABASE_URL", None)
        os.environ.update(HUB_ENVIRONMENT="development", HUB_DATA_DIR=folder, HUB_GRAPHQL_CACHE="0")
        os.environ["HUB_GRAPHQL_ANONYMOUS_BUDGET"] = "0"
        django.setup()
        _measure(Path(folder), arguments.countries, arguments.requests)
    return 0


def _measure(folder: Path, count: int, requests: int) -> None:
    from django.conf import settings

    from bench.travel.world import publish_world

    call_command("migrate", interactive=False, verbosity=0)
    publish_world(count)
    settings.ROOT_URLCONF = "bench.urls"
    print(f"{count} countries, {requests} requests of each; {sys.version.split()[0]}\n")
    print(f"| {' | '.join(COLUMNS)} |\n|---|" + "---:|" * (len(COLUMNS) - 1))
    for name, (address, by_hand) in CASES.items():
        size, seconds, own = _time(address, f"/bench/by-hand/travel-{by_hand}", requests)
        print(f"| {name} | {size / 1000:.1f} | {seconds * 1000:.2f} | {own * 1000:.2f} | {seconds / own:.1f} |")


def _time(address: str, by_hand: str, requests: int) -> tuple[int, float, float]:
    """Return the size of a response, and the least CPU seconds of it and of the handwritten view, taken in turn."""
    from django.test import Client

    client: Any = Client(headers={"accept": "application/json"})
    times: dict[str, list[float]] = {address: [], by_hand: []}
    for turn in range(requests + 2):  # the first two compile and load
        for path, found in times.items():
            started = time.process_time()
            response: Any = client.get(path)
            size = len(response.getvalue())
            if turn > 1:
                found.append(time.process_time() - started)
            assert response.status_code == 200, (path, response.content[:300])
            if path == address:
                length = size
                assert b'"errors"' not in response.getvalue()[:200], json.loads(response.content)
    return length, min(times[address]), min(times[by_hand])


if __name__ == "__main__":
    sys.exit(main())
