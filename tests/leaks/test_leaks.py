"""Hidden content does not leak: anonymous requests to every endpoint."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client

from publishing.geography.regions import continents
from publishing.images.addresses import image_path
from publishing.kinds import Kind
from publishing.kinds.declaration import Choices, published_fields
from publishing.kinds.travel_advice import TravelAlertStatus
from tests.leaks.canaries import CANARY, Hidden, arguments, never_was
from tests.leaks.operations import graphql, operations
from tests.publishing.documents import publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

FEED_NAMES = [kind.replace("_", "-") for kind in Kind] + ["all"]
WAYS = {"id": "ID", "contentId": "ID", "path": "String", "code": "String"}
DATA = (
    "/api/travel-advice/areas.geojson",
    "/cy/api/travel-advice/areas.geojson",
    "/api/content/foreign-travel-advice",
    *(f"/feeds/region/{region.slug}.json" for region in continents()),
    *(f"/feeds/status/{status.value.replace('_', '-')}.atom" for status in TravelAlertStatus),
)
SIZE = "0-0-320-200/320x200"
TEXTS = (CANARY, f'"{CANARY}"', CANARY[:4], f"title {CANARY}", "kuokka", f"-{CANARY} public", "threat level")


def walked(client: Client) -> Iterator[tuple[str, str]]:
    """Follow every link, feed, image and file from the home page on; yield addresses and what they answered."""
    found, seen = ["/", "/cy/", "/sitemap.xml", "/feeds/", "/robots.txt", "/threat-level/", *DATA], set()
    while found:
        address = found.pop().partition("#")[0]
        if address in seen or not address.startswith("/") or address.startswith(("//", "/static/", "/admin/")):
            continue
        seen.add(address)
        answer = client.get(address)
        text = b"".join(answer).decode(errors="replace")
        yield address, text
        for quote in ('href="', 'src="', "<loc>http://localhost:8000", 'srcset="'):
            found += [part.split('"')[0].split("<")[0].split(" ")[0] for part in text.split(quote)[1:]]
        found += [part.split('"')[0].removeprefix("http://localhost:8000") for part in text.split('"url": "')[1:]]


def test_the_canary_is_in_every_filter_that_it_can_be_in(hidden: list[Hidden]) -> None:
    for one in hidden:
        details = one.document.details
        for name in (name for name, field in published_fields(type(details)).items() if field.filter):
            value = getattr(details, name)
            values = value if isinstance(value, tuple) else (value,)
            assert all(CANARY in each for each in values if each and not isinstance(each, Choices)), name


@pytest.mark.slow
def test_no_graphql_root_or_edge_reveals_it(hidden: list[Hidden], client: Client) -> None:
    received = [query for query in operations(arguments(hidden)) if CANARY in graphql(client, query)]
    assert received == []


def fetch_by(client: Client, name: str) -> str:
    """Ask for content by a name in each of the ways to name it."""
    ways = " ".join(f"{way}: content(by: {{{way}: ${way}}}) {{ id title }}" for way in WAYS)
    declared = ", ".join(f"${way}: {scalar}!" for way, scalar in WAYS.items())
    return graphql(client, f"query ({declared}) {{ {ways} }}", **dict.fromkeys(WAYS, name))


def test_requested_by_name_it_looks_as_if_it_never_existed(hidden: list[Hidden], client: Client) -> None:
    for one in hidden:
        for name, other in zip(one.names(), never_was(one), strict=True):
            answer = fetch_by(client, name)
            assert answer == fetch_by(client, other)
            assert "title" not in answer


@pytest.mark.parametrize(
    "ask",
    [
        '{{ contents(first: 5, filter: {{topic: {{exact: "{0}"}}}}) {{ totalCount edges {{ cursor }} }} }}',
        '{{ projects(first: 5, filter: {{workStream: {{exact: "{0}"}}}}) {{ totalCount edges {{ cursor }} }} }}',
        '{{ guidance(first: 5, filter: {{NOT: {{topic: {{exact: "{0}"}}}}}}) {{ totalCount edges {{ cursor }} }} }}',
        '{{ travelAdvice(first: 5, filter: {{country: {{exact: "{0}"}}}}) {{ totalCount edges {{ cursor }} }} }}',
        '{{ search(first: 5, query: "{0}") {{ totalCount correction edges {{ cursor }} }} }}',
        '{{ suggestions(first: 5, prefix: "{0}") {{ titleHtml }} popularSearches(first: 9) {{ text }} }}',
        '{{ search(first: 5, query: "Title {0}") {{ answer {{ __typename ... on Content {{ title }} }} }} }}',
        '{{ search(first: 5, query: "{0}") {{ facets {{ facet values {{ value count }} }} }} }}',
    ],
)
def test_no_filter_or_count_reveals_it(hidden: list[Hidden], client: Client, ask: str) -> None:
    for one in hidden:
        code = one.document.code
        answer = graphql(client, ask.format(code)).replace(CANARY, "wombat")  # errors quote unknown names
        assert answer == graphql(client, ask.format(code.replace(CANARY, "wombat")))


def test_no_search_suggestion_facet_or_correction_reveals_it(hidden: list[Hidden], client: Client) -> None:
    for text in TEXTS:
        for address in ("/search/", "/search/suggest"):
            received, other = (
                client.get(address, {"q": query}).content.decode() for query in (text, text.replace(CANARY, "wombat"))
            )
            assert received.replace(CANARY, "wombat") == other
            assert CANARY not in received or CANARY in text


def test_no_page_feed_sitemap_or_file_that_a_reader_can_reach_reveals_it(hidden: list[Hidden], client: Client) -> None:
    addresses = dict(walked(client))
    assert [address for address, text in addresses.items() if CANARY in text + address] == []
    assert len(addresses) > 2 * len(Kind)


def test_no_feed_of_a_hidden_topic_or_country_exists(hidden: list[Hidden], client: Client) -> None:
    for name in FEED_NAMES:
        for form in ("atom", "json"):
            assert CANARY not in client.get(f"/feeds/{name}.{form}").content.decode()
    for one in hidden:
        for group in ("topic", "country"):
            for form in ("atom", "json"):
                assert client.get(f"/feeds/{group}/{one.document.code}.{form}").status_code == 404


def test_its_address_answers_to_the_byte_as_one_that_never_was(hidden: list[Hidden], client: Client) -> None:
    for one in hidden:
        path, file = one.document.path or "", f"/assets/{one.asset.key}/{one.asset.filename}"
        for address, other in (
            (path, path.replace(CANARY, "wombat")),
            (file, f"/assets/{uuid4()}/{one.asset.filename.replace(CANARY, 'wombat')}"),
            (one.asset.file.url, one.asset.file.url.replace(CANARY, "wombat")),
            (image_path(one.asset.key, SIZE, "image/avif"), image_path(uuid4(), SIZE, "image/avif")),
        ):
            real, invented = client.get(address), client.get(other)
            assert real.status_code == invented.status_code
            assert str(real.headers).replace(address, "") == str(invented.headers).replace(other, "")
            assert real.content.replace(address.encode(), b"") == invented.content.replace(other.encode(), b"")
            assert real.status_code in (302, 404)


def test_the_draft_is_nowhere(hidden: list[Hidden], client: Client) -> None:
    assert client.get(f"/guidance/{CANARY}-draft/").status_code == 404


@pytest.mark.slow
def test_the_same_walks_find_what_is_public(hidden: list[Hidden], client: Client) -> None:
    public = publish(title=f"Public {CANARY}").item
    assert CANARY in fetch_by(client, str(public.pk))
    assert CANARY in fetch_by(client, str(public.path))
    assert any(CANARY in graphql(client, query) for query in operations(arguments(hidden)))
    assert any(CANARY in text for _, text in walked(client))
