"""What is missing in a reader's language is shown in another, marked as such: in every list, and as a page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation, UpdateType
from publishing.kinds.registry import INDEXED
from publishing.kinds.section import SectionDetails
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from tests.website.conftest import SignIn, World
from tests.website.factories import FRANCE, a_country, publish, refer, text

pytestmark = pytest.mark.django_db
LISTED = [one.kind for one in INDEXED if one.kind not in (Kind.TRAVEL_ADVICE, Kind.STANDARD)]
ONLY = {"cy": "Yn Saesneg yn unig", "en-gb": "In Welsh only"}
TAGS = {"cy": "cy", "en-gb": "en-GB"}


def page(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == status, path
    return BeautifulSoup(response.content, "html.parser")


def titles(soup: BeautifulSoup, title: str) -> list[Tag]:
    """The links to what has this title."""
    return [link for link in soup.main.select("a") if link.text.strip().endswith(title)]


def a_section(kind: Kind, locale: str = "en-gb") -> ContentItem:
    prefix = "/cy" if locale == "cy" else ""
    return publish(
        Kind.SECTION, locale=locale, path=f"{prefix}/{kind}s/", title=f"All {kind}", details=SectionDetails(lists=kind)
    )


@pytest.mark.parametrize("kind", LISTED)
@pytest.mark.parametrize(("reader", "other"), [("cy", "en-gb"), ("en-gb", "cy")])
def test_each_list_has_what_is_only_in_the_other_language_once_and_says_so(
    kind: Kind, reader: str, other: str, client: Client
) -> None:
    section = a_section(kind, reader)
    item = publish(kind, locale=other, path=f"{'/cy' if other == 'cy' else ''}/{kind}s/one/", title="Only there")

    for path in (section.path, "/cy/" if reader == "cy" else "/"):
        found = titles(page(client, str(path)), "Only there")
        if not found and path != section.path:
            continue  # the home page does not list this kind
        (link,) = found
        assert (link["lang"], link["hreflang"]) == (TAGS[other], TAGS[other])
        assert ONLY[reader] in link.find_parent("li").text
        assert page(client, str(link["href"])).h1

    publish(kind, content_id=item.content_id, locale=reader, path=f"{section.path}own/", title="Translated")
    listed = page(client, str(section.path))
    assert titles(listed, "Only there") == []
    assert [link.get("lang") for link in titles(listed, "Translated")] == [None]
    assert ONLY[reader] not in listed.main.text


def test_a_translation_that_a_reader_may_not_see_hides_nothing_from_them(client: Client, sign_in: SignIn) -> None:
    a_section(Kind.GUIDANCE, "cy")
    item = publish(Kind.GUIDANCE, path="/guidance/one/", title="Public")
    before = client.get("/cy/guidances/").content, client.get("/cy/guidance/one/").content
    hidden = publish(
        Kind.GUIDANCE,
        content_id=item.content_id,
        locale="cy",
        path="/cy/guidances/un/",
        title="Hidden",
        audience=Audience.VALIDATED,
        marking=Marking.AMBER,
    )
    assert (client.get("/cy/guidances/").content, client.get("/cy/guidance/one/").content) == before
    reader = sign_in(validated=True)
    assert [titles(page(reader, "/cy/guidances/"), name) != [] for name in ("Public", "Hidden")] == [False, True]
    assert reader.get("/cy/guidance/one/")["Location"] == hidden.path


def test_an_english_page_is_shown_to_a_reader_of_welsh_with_everything_around_it_in_welsh(
    world: World, client: Client
) -> None:
    english = page(client, "/briefings/winter-markets/")
    shown = page(client, "/cy/briefings/winter-markets/")
    assert shown.html["lang"] == "cy"
    assert shown.h1.text == english.h1.text
    assert shown.h1.find_parent(lang=True)["lang"] == "en-GB"
    assert ONLY["cy"] in shown.main.text
    canonical = [soup.select_one('link[rel="canonical"]')["href"] for soup in (shown, english)]
    assert canonical[0] == canonical[1]
    assert shown.select('link[rel="alternate"][hreflang]') == english.select('link[rel="alternate"][hreflang]') == []
    # Each page leads to the other.
    assert shown.select_one('.hub-band__languages a[hreflang="en-GB"]')["href"] == "/briefings/winter-markets/"
    assert english.select_one('.hub-band__languages a[hreflang="cy"]')["href"] == "/cy/briefings/winter-markets/"
    # Links stay in the reader's language.
    within = [href for link in shown.select("a[href^='/']") if not (href := str(link["href"])).startswith("/cy/")]
    assert [href for href in within if not re.match("/(feeds|assets|briefings/winter-markets/$)", href)] == []


def test_every_page_of_the_english_site_has_a_welsh_surrounding(world: World, client: Client) -> None:
    paths = [str(item.path) for item in ContentItem.objects.public().in_locale("en-gb").exclude(path=None)]
    for path in paths:
        response = client.get(f"/cy{path}")
        expected = world["welsh"].path if path == world["guidance"].path else None
        assert response.get("Location") == expected, path
        if expected is None:
            soup = BeautifulSoup(response.content, "html.parser")
            assert (response.status_code, soup.html["lang"]) == (200, "cy"), path
            if path != "/":
                assert soup.h1.text in page(client, path).h1.text
    # And the pages below a country.
    assert page(client, "/cy/travel-advice/france/health/").h1.find_parent(lang=True)["lang"] == "en-GB"


def test_lists_of_a_tag_and_of_a_work_stream_have_what_is_in_the_other_language(client: Client) -> None:
    topic = publish(Kind.TOPIC, path="/topics/one/", title="A topic")
    publish(
        Kind.GUIDANCE,
        locale="cy",
        path="/cy/un/",
        title="Dim ond yn Gymraeg",
        references=refer(Relation.TOPIC, topic.content_id),
        body=(text(f'<p><a data-content="{topic.content_id}"></a></p>'),),
    )
    (link,) = titles(page(client, "/topics/one/"), "Dim ond yn Gymraeg")
    assert (link["href"], link["lang"]) == ("/cy/un/", "cy")
    # A link without a text of its own has the title of its target, in that language.
    (back,) = page(client, "/cy/un/").select(".hub-prose a")
    assert (back["href"], back["hreflang"], back.span["lang"]) == ("/cy/topics/one/", "en-GB", "en-GB")


def test_feeds_have_what_is_in_the_other_language_and_mark_each_entry(client: Client) -> None:
    publish(Kind.GUIDANCE, path="/guidance/one/", title="English")
    publish(Kind.GUIDANCE, locale="cy", path="/cy/un/", title="Cymraeg")
    a_country()
    atom = BeautifulSoup(client.get("/cy/feeds/all.atom").content, "xml")
    assert {entry.title.text: entry.get("xml:lang") for entry in atom.find_all("entry")} == {
        "English": "en-GB",
        "Cymraeg": None,
        "France": "en-GB",
    }
    items = client.get("/cy/feeds/all.json").json()["items"]
    assert {item["title"]: item["language"] for item in items}["English"] == "en-GB"
    assert client.get("/cy/feeds/country/france.atom").status_code == 200


def test_what_is_gone_or_has_moved_says_so_to_a_reader_of_welsh_too(client: Client) -> None:
    section = a_section(Kind.GUIDANCE)
    gone, moved = (publish(Kind.GUIDANCE, path=f"/guidances/{name}/", title=name) for name in ("gone", "moved"))
    record_withdrawal(gone.content_id, "en-gb")
    publish(Kind.GUIDANCE, content_id=moved.content_id, path="/guidances/there/", title="moved")
    assert page(client, "/cy/guidances/gone/", 410).h1.span["lang"] == "en-GB"
    assert client.get("/cy/guidances/moved/")["Location"] == "/cy/guidances/there/"
    assert client.get("/cy/guidances")["Location"] == f"/cy{section.path}"

    welsh = publish(Kind.GUIDANCE, content_id=moved.content_id, locale="cy", path="/cy/canllawiau/un/", title="un")
    assert client.get("/cy/guidances/there/")["Location"] == welsh.path
    record_withdrawal(welsh.content_id, "cy")
    assert page(client, str(welsh.path), 410).main.select_one(".govuk-body-l a")["href"] == "/cy/guidances/there/"


def test_what_exists_in_no_language_is_not_found_though_the_section_around_it_is_translated(client: Client) -> None:
    section = a_section(Kind.GUIDANCE)
    details = SectionDetails(lists=Kind.GUIDANCE)
    publish(
        Kind.SECTION, content_id=section.content_id, locale="cy", path="/cy/canllawiau/", title="Oll", details=details
    )
    assert client.get("/cy/guidances/")["Location"] == "/cy/canllawiau/"
    assert client.get("/cy/guidances/nothing/").status_code == 404


def test_a_translation_says_that_its_source_was_updated_since(client: Client, sign_in: SignIn) -> None:
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    source = publish(Kind.GUIDANCE, path="/guidance/one/", title="One", updated_at=at)
    english = {"content_id": source.content_id, "path": "/guidance/one/"}
    welsh = {"content_id": source.content_id, "locale": "cy", "path": "/cy/un/", "title": "Un"}

    def notice() -> str:
        found = page(client, "/cy/un/").main.select_one('[role="note"]')
        return " ".join(found.text.split()) if found else ""

    publish(Kind.GUIDANCE, **welsh, updated_at=at)
    assert notice() == ""
    publish(Kind.GUIDANCE, **english, title="Typo", update_type=UpdateType.MINOR)
    assert notice() == ""
    publish(Kind.GUIDANCE, **english, title="Released together", updated_at=at + timedelta(minutes=1))
    assert notice() == ""
    publish(Kind.GUIDANCE, **english, title="Changed", updated_at=at + timedelta(days=2))
    assert "ar 3 Tachwedd 2026" in notice()
    assert "ar 1 Tachwedd 2026" in notice()
    publish(Kind.GUIDANCE, **english, title="Hidden", audience=Audience.VALIDATED, marking=Marking.AMBER)
    assert notice() == ""
    publish(Kind.GUIDANCE, **welsh | {"title": "Newydd"}, updated_at=at + timedelta(days=400))
    assert page(sign_in(validated=True), "/cy/un/").main.select('[role="note"]') == []


def test_no_page_but_that_of_the_feeds_links_to_a_feed_which_browsers_show_as_code(
    world: World, client: Client
) -> None:
    for path in [str(item.path) for item in ContentItem.objects.public().exclude(path=None)]:
        for link in page(client, path).select("a[href*='feeds/']"):
            assert re.fullmatch(r"(/cy)?/feeds/(\?feed=.+)?", str(link["href"])), path
    assert "/feeds/?feed=country/france" in str(page(client, FRANCE).main)
    explained = page(client, "/cy/feeds/?feed=country/france").main
    assert [link["href"] for link in explained.select("dl a")] == [
        "/cy/feeds/country/france.atom",
        "/cy/feeds/country/france.json",
    ]
    assert page(client, "/feeds/?feed=nothing").main.select("dl") == []
