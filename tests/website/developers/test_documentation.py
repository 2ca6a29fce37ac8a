"""The developers' pages: they show the whole schema, every guide and error; all links lead somewhere."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from graphql import build_client_schema, build_schema, is_specified_scalar_type, print_schema
from pytest_django.fixtures import Settings

from graphql_api.base.errors import Code
from graphql_api.documentation.examples import examples

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

START = "/developers/"
PAGES = ("", "schema/", "schema/Content/", "guides/start/", "examples/", "changelog/", "ask-for-a-key/", "search/")


def get(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def ids(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


@pytest.mark.usefixtures("documentation")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_may_be_cached_and_revalidated(client: Client, page: str) -> None:
    response = client.get(START + page)
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.get(START + page, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.head(START + page).status_code == 200
    assert client.post(START + page).status_code == 405


@pytest.mark.parametrize("page", [*PAGES, "graphiql/", "schema.graphql", "introspection.json"])
def test_pages_that_are_not_built_say_how_to_build_them(
    client: Client, settings: Settings, tmp_path: Path, page: str
) -> None:
    settings.DEVELOPER_PAGES = tmp_path / "nothing"
    response = client.get(START + page)
    assert response.status_code == 503
    assert response["Cache-Control"] == "private, no-store"
    assert "manage.py build_developer_pages" in response.content.decode()


@pytest.mark.usefixtures("documentation")
@pytest.mark.parametrize("path", ["schema/Nothing/", "schema/index/", "guides/nothing/", "examples/nothing.graphql"])
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(START + path).status_code == 404


@pytest.mark.usefixtures("documentation")
def test_the_footer_of_every_page_leads_to_the_documentation(client: Client) -> None:
    footer = get(client, "/").partition("<footer")[2]
    assert f'<a href="{START}">API for partners</a>' in footer


@pytest.mark.usefixtures("documentation")
def test_every_error_code_has_an_anchor(client: Client) -> None:
    assert {code.value for code in Code} <= ids(get(client, f"{START}guides/errors/"))


@pytest.mark.usefixtures("documentation")
def test_a_field_shows_its_type_arguments_and_cost(client: Client) -> None:
    html = get(client, f"{START}schema/Content/")
    field = html.partition('id="similar"')[2].partition("</section>")[0]
    text = " ".join(unescape(re.sub(r"<[^>]+>", "", field)).split())
    assert "[Content!]!" in text
    assert "first: Int!" in text
    assert "5000 each time" in text
    assert "times first" in text


@pytest.mark.usefixtures("documentation")
def test_the_schema_can_be_downloaded_in_both_forms(client: Client, project_root: Path) -> None:
    sdl = get(client, f"{START}schema.graphql")
    assert sdl == (project_root / "graphql_api" / "schema.graphql").read_text()
    introspection = json.loads(get(client, f"{START}introspection.json"))["data"]
    assert "type Briefing implements" in print_schema(build_client_schema(introspection))


@pytest.mark.usefixtures("documentation")
def test_every_example_is_shown_and_can_be_downloaded(client: Client) -> None:
    html = get(client, f"{START}examples/")
    for name, text in examples().items():
        slug = name.partition("-")[2]
        assert f"/developers/graphiql/?example={slug}" in html
        assert get(client, f"{START}examples/{slug}.graphql") == text


@pytest.mark.usefixtures("documentation")
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Briefing.actions", "schema/Briefing/#actions"),
        ("travel advice", "schema/TravelAdvice/"),
        ("OVER_BUDGET", "guides/errors/#OVER_BUDGET"),
        ("over budget", "guides/errors/#OVER_BUDGET"),
        ("how do I send a key", "guides/keys/#sending-a-key"),
        ("brefing", "schema/Briefing/"),
    ],
)
def test_the_search_finds_types_fields_errors_and_guides_first(client: Client, text: str, path: str) -> None:
    html = client.get(f"{START}search/", {"q": text}).content.decode()
    found = re.findall(r'hub-list__title"><a href="([^"]+)"', html)
    assert START + path in found[:3]


@pytest.mark.usefixtures("documentation")
@pytest.mark.parametrize("text", ["", "?" * 5000, "\x00", "<script>", "a b c d e f g h i j", "%", "(", "qqqqqqqqqq"])
def test_the_search_survives_any_text(client: Client, text: str) -> None:
    response = client.get(f"{START}search/", {"q": text, "fragment": "results"})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


@pytest.mark.usefixtures("documentation")
@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("api@hub.example", 'href="mailto:api@hub.example"'),
        ("https://hub.example/keys", 'href="https://hub.example/keys"'),
        ("", "has not published an address"),
    ],
)
def test_the_page_about_keys_says_whom_to_ask(client: Client, settings: Settings, contact: str, shown: str) -> None:
    settings.API_CONTACT = contact
    assert shown in get(client, f"{START}ask-for-a-key/")


@pytest.mark.usefixtures("documentation")
def test_samples_use_the_address_of_this_hub(client: Client, settings: Settings) -> None:
    settings.BASE_URL = "https://info.police.example"
    html = get(client, f"{START}guides/start/")
    assert "https://info.police.example" in html
    assert "hub.example.org" not in html


@pytest.mark.usefixtures("documentation")
def test_a_browser_that_opens_the_endpoint_is_sent_to_graphiql(client: Client) -> None:
    response = client.get("/graphql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (response.status_code, response["Location"]) == (302, f"{START}graphiql/")
    assert client.get("/graphql", headers={"Accept": "*/*"})["Content-Type"].startswith("application/json")


@pytest.mark.slow
@pytest.mark.usefixtures("documentation")
@pytest.mark.parametrize("start", [START, "/cy/datblygwyr/"])
def test_all_links_lead_somewhere_and_reach_the_whole_schema(client: Client, project_root: Path, start: str) -> None:
    pages: dict[str, set[str]] = {}
    links: set[tuple[str, str]] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        html = get(client, path)
        pages[path] = ids(html)
        for href in map(unescape, re.findall(r'<a [^>]*?href="([^"]+)"', html.partition("<main")[2])):
            target, fragment = urldefrag(urljoin(path, href))
            if target.startswith(start) and "?" not in target:
                links.add((target, fragment))
                waiting += [] if target in pages or target in waiting else [target]
    assert {link for link in links if link[1] and link[1] not in pages[link[0]]} == set()
    schema = build_schema((project_root / "graphql_api" / "schema.graphql").read_text())
    for name, one in schema.type_map.items():
        if not name.startswith("__") and not is_specified_scalar_type(one):
            members = getattr(one, "values", None) or getattr(one, "fields", {})
            assert set(members) <= pages[f"{start}schema/{name}/"], name
