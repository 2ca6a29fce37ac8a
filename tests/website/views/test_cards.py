"""Cards of travel advice in iframes of partners' websites, and oEmbed."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from partners.models import Partner
from publishing.access.audiences import Audience, Marking
from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent, TravelAlert
from publishing.log.record import record_withdrawal
from tests.partners.making import a_partner
from tests.website.conftest import SignIn
from tests.website.factories import a_country

pytestmark = pytest.mark.django_db

ORIGIN = "https://portal.example.org"
CARD = "/embed/harbour-trust/travel-advice/france/"
WHOLE = TravelAlert(advised_against=AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL, extent=AlertExtent.WHOLE_COUNTRY)
PARTS = TravelAlert(advised_against=AdvisedAgainst.ALL_TRAVEL, extent=AlertExtent.UNNAMED_PARTS)


@pytest.fixture(autouse=True)
def _partner(db: None) -> None:
    a_partner(embed_origins=f"{ORIGIN}\nhttps://www.example.org")
    a_partner("Quay")
    a_partner("Gone", embed_origins=ORIGIN, active=False)


def shown(client: Client, path: str = CARD) -> str:
    return client.get(path).content.decode()


def test_a_card_shows_both_statuses_the_dates_and_the_source(client: Client) -> None:
    a_country(details={"alerts": (WHOLE, PARTS)})
    card = shown(client)
    assert "Travel to France" in card
    assert "Avoid all but essential travel to the whole country" in card
    assert "Avoid all travel to parts of the country" in card
    assert "Reviewed 1 November 2026" in card
    assert "Changed " in card
    assert "The programme, OGL v3.0" in card
    assert 'href="http://localhost:8000/travel-advice/france/"' in card


def test_only_the_partners_websites_may_embed_it(client: Client) -> None:
    a_country()
    answer = client.get(CARD)
    assert f"frame-ancestors {ORIGIN} https://www.example.org" in answer["Content-Security-Policy"]
    assert "script" not in answer["Content-Security-Policy"]
    assert "<script" not in answer.content.decode()
    assert "X-Frame-Options" not in answer


def test_it_sets_and_reads_no_cookie(client: Client, sign_in: SignIn) -> None:
    a_country()
    reader = sign_in("reader", validated=True)
    answer = reader.get(CARD)
    assert answer.content == client.get(CARD).content
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert answer["Cache-Control"].startswith("public")


@pytest.mark.parametrize("partner", ["unknown", "quay", "gone"])
def test_no_other_partner_has_a_page_there(client: Client, partner: str) -> None:
    a_country()
    answer = client.get(f"/embed/{partner}/travel-advice/france/")
    missing = client.get("/no/such/page/")
    assert (answer.status_code, answer.content) == (404, missing.content)
    assert {**answer.headers} == {**missing.headers}
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_hidden_advice_is_the_same_as_no_advice(client: Client) -> None:
    before = client.get(CARD)
    a_country(audience=Audience.REGISTERED, marking=Marking.GREEN)
    answer = client.get(CARD)
    assert (answer.status_code, answer.content) == (404, before.content)
    assert "has no travel advice for this country" in answer.content.decode()


def test_withdrawn_advice_is_said_to_be_withdrawn(client: Client) -> None:
    item = a_country()
    record_withdrawal(item.content_id, item.locale)
    answer = client.get(CARD)
    assert answer.status_code == 410
    assert "This travel advice was withdrawn on" in answer.content.decode()
    assert "Avoid" not in answer.content.decode()


def test_advice_whose_review_is_overdue_says_so(client: Client) -> None:
    a_country(review_date=timezone.localdate() - timedelta(days=1))
    assert "This advice was to be reviewed by" in shown(client)


def test_a_change_of_the_source_that_waits_is_announced(client: Client) -> None:
    a_country(details={"source_changed_at": timezone.now()})
    assert "The programme has changed its advice." in shown(client)


def test_an_unchanged_card_costs_a_304_until_the_advice_or_the_websites_change(client: Client) -> None:
    item = a_country()
    etag = client.get(CARD)["ETag"]
    assert client.get(CARD, headers={"If-None-Match": etag}).status_code == 304
    Partner.objects.filter(slug="harbour-trust").update(embed_origins=ORIGIN)
    assert client.get(CARD, headers={"If-None-Match": etag}).status_code == 200
    a_country(content_id=item.content_id, change_note="Calm again.", details={"alerts": ()})
    assert "No advice against travel" in shown(client)


def test_a_card_is_in_welsh_dark_and_found_by_other_names_of_the_country(client: Client) -> None:
    a_country()
    answer: Any = client.get("/cy/embed/harbour-trust/travel-advice/ffrainc/dark/", follow=True)
    card = answer.content.decode()
    assert "Ffrainc" in card
    assert 'lang="cy" data-theme="dark"' in card
    assert client.get("/embed/harbour-trust/travel-advice/atlantis/").status_code == 404


def test_a_card_takes_two_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_country()
    with django_assert_num_queries(2):
        shown(client)


# --- oEmbed --------------------------------------------------------------------------------------
PAGE = "http://localhost:8000/travel-advice/france/"


def oembed(client: Client, **parameters: Any) -> Any:
    return client.get("/oembed", {"url": PAGE, **parameters})


def test_oembed_offers_a_partner_the_card_in_an_iframe(client: Client) -> None:
    a_country()
    found = oembed(client, partner="harbour-trust", maxwidth=300, maxheight=9999).json()
    assert (found["type"], found["width"], found["height"]) == ("rich", 300, 320)
    assert f'src="http://localhost:8000{CARD}"' in found["html"]
    assert found["title"] == "France"
    assert client.get(CARD).status_code == 200


@pytest.mark.parametrize("partner", ["", "unknown", "quay", "gone"])
def test_oembed_offers_everyone_else_a_link(client: Client, partner: str) -> None:
    a_country()
    found = oembed(client, partner=partner).json()
    assert (found["type"], "html" in found) == ("link", False)


def test_oembed_offers_a_link_where_a_card_would_hide_a_status(client: Client) -> None:
    a_country()
    assert oembed(client, partner="harbour-trust", maxheight=150).json()["type"] == "link"


def test_oembed_speaks_xml_too(client: Client) -> None:
    a_country()
    answer = oembed(client, partner="harbour-trust", format="xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert ElementTree.fromstring(answer.content).findtext("type") == "rich"


def test_the_country_page_says_where_its_oembed_is(client: Client) -> None:
    a_country()
    page = client.get("/travel-advice/france/").content.decode()
    address = page.split('type="application/json+oembed"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(address.removeprefix("http://localhost:8000")).json()["title"] == "France"


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"url": "http://localhost:8000/travel-advice/atlantis/"}, 404),
        ({"url": "https://elsewhere.example/travel-advice/france/"}, 404),
        ({"url": "http://[::1/travel-advice/france/"}, 404),
        ({"url": ""}, 404),
        ({"format": "yaml"}, 501),
        ({"maxwidth": "wide"}, 400),
        ({"maxheight": "0"}, 400),
        ({"maxwidth": "٣٠٠"}, 400),
        ({"url": f"{PAGE}health/"}, 200),
        ({"url": PAGE.rstrip("/")}, 200),
    ],
)
def test_oembed_answers_by_its_specification(client: Client, parameters: dict[str, str], status: int) -> None:
    a_country()
    assert oembed(client, **parameters).status_code == status


def test_oembed_does_not_know_hidden_advice(client: Client) -> None:
    a_country(audience=Audience.REGISTERED, marking=Marking.GREEN)
    assert oembed(client).status_code == 404
