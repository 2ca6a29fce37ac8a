"""A country with advice for the whole of it, and worse advice for parts, is shown with both wherever it is listed."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from publishing.content.blocks import EmbedBlock
from publishing.kinds import Kind, Relation
from publishing.kinds.section import SectionDetails
from publishing.kinds.travel_advice import AdvisedAgainst, AlertArea, AlertExtent, TravelAlert
from publishing.models import ContentItem
from tests.website.conftest import Index
from tests.website.factories import a_country, publish, refer

pytestmark = pytest.mark.django_db

WHOLE = TravelAlert(advised_against=AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL, extent=AlertExtent.WHOLE_COUNTRY)
PARTS = TravelAlert(
    advised_against=AdvisedAgainst.ALL_TRAVEL, extent=AlertExtent.NAMED_PARTS, areas=(AlertArea(name="The border"),)
)
ENGLISH = (
    "Avoid all but essential travel to the whole country",
    "Avoid all travel to parts of the country",
)
WELSH = ("Osgowch bob taith ond rhai hanfodol i\u2019r wlad gyfan", "Osgowch bob taith i rannau o\u2019r wlad")
OLD, REVIEWED = datetime(2019, 4, 1, 9, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC)
DETAILS = {"country": "LB", "country_name": "Lebanon", "country_slug": "lebanon", "alerts": (PARTS, WHOLE)}


@pytest.fixture
def lebanon(db: None) -> ContentItem:
    """Advice that was changed in 2019 and reviewed since, listed by a topic, a section and a page."""
    topic = publish(Kind.TOPIC, path="/topics/abroad/", title="Abroad")
    publish(Kind.SECTION, path="/travel-advice/", title="Travel", details=SectionDetails(lists=Kind.TRAVEL_ADVICE))
    item = a_country(
        path="/travel-advice/lebanon/",
        title="Lebanon travel advice",
        code="LB",
        details=DETAILS,
        updated_at=OLD,
        reviewed_at=REVIEWED,
        references=refer(Relation.TOPIC, topic.content_id),
    )
    embed = EmbedBlock(id=uuid4(), content_id=item.content_id)
    publish(path="/guidance/send-staff-abroad/", title="Send staff abroad", body=(embed,))
    return item


def entry(client: Client, path: str, selector: str) -> str:
    """Return the text of the page's element that names the country."""
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    return next(text for one in soup.select(selector) if "Lebanon" in (text := one.get_text(" ", strip=True)))


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("/travel-advice/lebanon/", ".hub-status"),
        ("/travel-advice/", ".hub-letter li"),
        ("/topics/abroad/", ".hub-list__item"),
        ("/guidance/send-staff-abroad/", ".hub-embed"),
    ],
)
def test_both_are_said_the_whole_country_first(path: str, selector: str, lebanon: ContentItem, client: Client) -> None:
    text = entry(client, path, selector)
    assert 0 < text.index(ENGLISH[0]) < text.index(ENGLISH[1])


def test_each_has_a_shape_and_a_bar_of_its_own(lebanon: ContentItem, client: Client) -> None:
    soup = BeautifulSoup(client.get("/travel-advice/lebanon/").content, "html.parser")
    lines = soup.select(".hub-status .hub-alert")
    assert [len(line.select(".is-reached")) for line in lines] == [2, 3]
    assert [line.select_one("[role=img]")["aria-label"] for line in lines] == ["Step 2 of 3", "Step 3 of 3"]
    assert len({str(line.select_one("svg")) for line in lines}) == 2


def test_results_say_both_and_when_it_was_reviewed(lebanon: ContentItem, client: Client, index: Index) -> None:
    index()
    text = entry(client, "/search/?q=lebanon", ".hub-list__item")
    assert all(label in text for label in ENGLISH)
    assert "Reviewed 20 November 2026" in text
    assert "2019" not in text
    assert "LB" not in text.split(), "a code is not a name"
    assert entry(client, "/search/?q=essential+travel+whole+country", ".hub-list__item")


def test_a_list_says_when_it_was_reviewed_and_when_it_has_changed_since(lebanon: ContentItem, client: Client) -> None:
    text = entry(client, "/topics/abroad/", ".hub-list__item")
    assert ("Reviewed 20 November 2026" in text, "Updated" in text) == (True, False)
    changed = datetime(2026, 11, 24, 9, tzinfo=UTC)
    a_country(
        content_id=lebanon.content_id,
        path=lebanon.path,
        title="Lebanon travel advice",
        details=DETAILS,
        updated_at=changed,
        reviewed_at=REVIEWED,
        references=refer(Relation.TOPIC, *lebanon.targets_by_relation()[Relation.TOPIC]),
    )
    text = entry(client, "/topics/abroad/", ".hub-list__item")
    assert "Updated 24 November 2026 Reviewed 20 November 2026" in text


@pytest.mark.parametrize("form", ["atom", "json"])
def test_entries_of_feeds_say_both(form: str, lebanon: ContentItem, client: Client) -> None:
    feed = client.get(f"/feeds/country/lebanon.{form}").content.decode()
    assert f"{ENGLISH[0]}." in feed
    assert f"{ENGLISH[1]}." in feed


def test_search_engines_and_shared_links_get_both(lebanon: ContentItem, client: Client) -> None:
    soup = BeautifulSoup(client.get("/travel-advice/lebanon/").content, "html.parser")
    for text in (
        soup.find("meta", attrs={"name": "description"})["content"],
        soup.find(type="application/ld+json").text,
    ):
        assert all(label in text for label in ENGLISH)


def test_both_are_said_in_welsh(lebanon: ContentItem, client: Client) -> None:
    a_country(
        content_id=lebanon.content_id,
        locale="cy",
        path="/cy/cyngor-teithio/lebanon/",
        title="Cyngor teithio Lebanon",
        details=DETAILS,
    )
    text = entry(client, "/cy/cyngor-teithio/lebanon/", ".hub-status")
    assert all(label in text for label in WELSH)
    feed = client.get("/cy/feeds/country/lebanon.atom").content.decode()
    assert all(f"{label}." in feed for label in WELSH)


@pytest.mark.parametrize("number", [2, 12])
def test_the_alerts_of_a_list_take_one_query(
    number: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    topic = publish(Kind.TOPIC, path="/topics/abroad/", title="Abroad")
    for place in range(number):
        a_country(path=f"/travel-advice/{place}/", references=refer(Relation.TOPIC, topic.content_id))
    with django_assert_num_queries(6):
        assert client.get("/topics/abroad/").content.count(b"hub-list__status") == number
