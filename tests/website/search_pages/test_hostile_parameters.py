"""Any text in a search URL is only text: the page responds, and what is counted can be stored."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from search.analytics.recording import recorder
from search.base.requests import MAX_TEXT_BYTES
from search.models import SearchCount
from tests.website.conftest import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexed"), pytest.mark.slow]

PATHS = ("/search/?q={}", "/search/?q={}&fragment=results&sort=newest&kind=guidance", "/search/suggest?q={}")
ODD = {
    "nothing": "",
    "a blank": "%20",
    "NUL": "%00market",
    "half a surrogate": "%ED%A0%80market",
    "no UTF-8": "%FF%FE",
    "directions": quote("\u202emarket\u202c"),
    "an open quote": quote('"market street'),
    "a lone minus": quote("- market -"),
    "operators": quote("market AND (street OR"),
    "wildcards": quote("mark* ?arket /.*/ market~2 [a TO b]"),
    "a field": quote("title_en:market _id:1"),
    "SQL": quote("' OR 1=1 --"),
    "emoji and Welsh": quote("🙂 ŵ"),
    "the same parameter twice": "market&q=street",
}
LONG = {
    "terms": " ".join(f"w{number}" for number in range(2_000)),
    "a phrase": '"' + "market street " * 730 + '"',
    "quotes": '"' * MAX_TEXT_BYTES,
    "phrases": '"a b" ' * 1_700,
    "exclusions": "-market " * 1_280,
    "codes": "CP3 " * 2_500,
    "unknown terms": " ".join(f"marqet{chr(97 + number % 26)}" for number in range(1_130)),
    "one word": "m" * MAX_TEXT_BYTES,
    "markup": "<script>alert(1)</script>" * 400,
    "marks": "e" + "\u0301" * 5_000,
}


@pytest.fixture(autouse=True)
def _counting(settings: Settings) -> Iterator[None]:
    """Count searches, and store the counts."""
    settings.SEARCH_ANALYTICS_DAYS = 90
    yield
    recorder.write()


def check_all(client: Client, text: str) -> None:
    """Request every search URL with a text that is inserted unescaped."""
    for path in PATHS:
        response = client.get(path.format(text))
        assert response.status_code == 200, path
        assert b"<script>alert" not in response.content
        assert b"reduced quality" not in response.content
    recorder.write()


@pytest.mark.parametrize("name", ODD)
def test_odd_text_is_treated_as_text(name: str, client: Client) -> None:
    check_all(client, ODD[name])


@pytest.mark.parametrize("name", LONG)
def test_ten_kilobytes_of_text_are_accepted(name: str, client: Client) -> None:
    check_all(client, quote(LONG[name].encode()[:MAX_TEXT_BYTES].decode(errors="ignore")))


def test_phrases_and_exclusions_work(world: World, client: Client) -> None:
    page = client.get("/search/", {"q": 'market -winter "street market"'}).content.decode()
    assert "Protect a " in page
    assert "Winter markets" not in page
    recorder.write()
    assert SearchCount.objects.count() == 1


@pytest.mark.parametrize("text", ["m" * 11_000, "%00" * 11_000])
def test_more_than_ten_kilobytes_are_refused_with_an_explanation(text: str, client: Client) -> None:
    response = client.get(f"/search/?q={text}")
    assert response.status_code == 400
    assert "10240 bytes" in response.content.decode()
