"""No URL parameter and no header causes a server error on any page."""

import itertools

import pytest
from django.test import Client

from search.base.requests import Facet
from tests.website.conftest import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LONG = "9" * 5000
VALUES = (
    LONG,
    "9" * 30,
    "-1",
    "0",
    "NaN",
    "1e999",
    "99999-01-01",
    "not-a-uuid",
    "{00000000-0000-0000-0000-00000000000g}",
    "%00",
    "%ff%fe",
    "%ED%A0%80",
    "%E2%80%8F",
    "\u0665\u0665\u0665\u0665",
    "",
    "a" * 3000,
    "MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OSA2YjI5ZmMwZS00OTg0LTRhZGYtOGI3ZC0yYzQ0YjMwZDQ0YjI",
)
PARAMETERS = (
    "q",
    "sort",
    "after",
    "before",
    "fragment",
    "locale",
    "preview",
    "page",
    "topic",
    "sector",
    *map(str, Facet),
)
PAGES = (
    "/",
    "/search/",
    "/search/suggest",
    "/guidance/",
    "/briefings/",
    "/cy/chwilio/",
    "/feeds/all.atom",
    "/sitemap.xml",
)
ADDRESSES = (
    f"/sitemap-{LONG}.xml",
    f"/sitemap-{'9' * 4000}.xml",
    "/sitemap-0.xml",
    f"/feeds/topic/{'a' * 3000}.atom",
    "/feeds/nonsense.json",
    "/assets/00000000-0000-0000-0000-00000000000g/a.png",
    f"/graphql/op/{LONG[:500]}",
    "/graphql/op/%00",
)
HEADERS = {
    "If-None-Match": ('"', "W/", "*", '"a", W/"b', LONG, "\xff", ""),
    "If-Modified-Since": ("yesterday", "Sun, 99 Nov 99999 99:99:99 GMT", LONG),
    "Range": ("bytes=", f"bytes=0-{LONG}", f"bytes={LONG}-", "bytes=5-1", "pages=1-2", "bytes=-0"),
    "Accept-Language": (LONG, "cy;q=" + LONG, ";;;,,,", "\xff", "*", "en-" + "a" * 3000),
    "Accept": (";q=", "text/html;q=" + LONG, "*", "\xff"),
    "Accept-Encoding": ("gzip;q=" + LONG, ",,,"),
    "Content-Length": ("-1", "abc", LONG, "\xb2"),
    "Content-Type": ("application/json; charset=\xff", "multipart/form-data", LONG),
    "Cookie": ("sessionid", "sessionid=\xff", "=;=;", f"csrftoken={LONG}"),
    "X-Forwarded-For": ("unknown", LONG, "[::1", "\xff"),
    "Authorization": (
        "Bearer",
        "Bearer \xff",
        "Basic \xff",
        f"Bearer hub_{LONG}",
        "Bearer hubt_",
        f"Bearer hubt_{LONG}",
    ),
    "Origin": ("null", "\xff", "http://[", LONG),
    "Last-Event-ID": (LONG,),
}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_no_parameter_breaks_a_page(world: World, client: Client, page: str) -> None:
    for parameter, value in itertools.product(PARAMETERS, VALUES):
        response = client.get(f"{page}?{parameter}={value}")
        assert response.status_code < 500, (parameter, value[:60])
        assert "digits" not in b"".join(response).decode(errors="replace")


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_url_breaks_the_site(client: Client, address: str) -> None:
    assert client.get(address).status_code in (400, 404)


@pytest.mark.slow
@pytest.mark.parametrize("header", HEADERS)
def test_no_header_breaks_a_page(world: World, client: Client, header: str) -> None:
    file = next(iter(world["guidance"].asset_uses.all())).asset
    pages = ("/", "/guidance/protect-a-market/", "/feeds/all.json", "/search/?q=a", "/graphql?query={revision}")
    for page in (*pages, f"/assets/{file.key}/{file.filename}", "/static/favicon.svg"):
        for value in HEADERS[header]:
            response = client.get(page, headers={header: value})
            b"".join(response)  # reading a file closes it
            assert response.status_code < 500, (page, value[:60])
