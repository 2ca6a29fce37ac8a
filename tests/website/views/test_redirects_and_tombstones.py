"""Redirects and tombstones: the response for a path without a page."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, RemovalReason
from publishing.log.record import record_relocation, record_withdrawal
from publishing.models import ContentItem
from tests.website.conftest import SignIn, World
from tests.website.factories import FRANCE, publish

pytestmark = pytest.mark.django_db


def withdraw(item: ContentItem, reason: RemovalReason = RemovalReason.WITHDRAWN, **how: Any) -> None:
    """Put a tombstone in place of an item."""
    record_withdrawal(item.content_id, item.locale, reason, **how)


def relocate(item: ContentItem, path: str) -> None:
    """Move an item."""
    record_relocation(item.content_id, item.locale, path)


def test_a_previous_path_redirects_and_keeps_the_query(world: World, client: Client) -> None:
    relocate(world["guidance"], "/guidance/new/")
    relocate(world["guidance"], "/guidance/newest/")
    for path in ("/guidance/protect-a-market/", "/guidance/new/"):
        response = client.get(f"{path}?from=card&x=%C5%B5")
        assert response.status_code == 301
        assert response["Location"] == "/guidance/newest/?from=card&x=%C5%B5"


def test_a_part_of_a_country_redirects_with_it(world: World, client: Client) -> None:
    relocate(world["country"], "/travel-advice/la-france/")
    response = client.get(f"{FRANCE}health/")
    assert (response.status_code, response["Location"]) == (301, "/travel-advice/la-france/health/")


def test_a_live_page_takes_precedence_over_a_previous_path(world: World, client: Client) -> None:
    relocate(world["guidance"], "/guidance/new/")
    publish(Kind.GUIDANCE, path="/guidance/protect-a-market/", title="A different page")
    assert client.get("/guidance/protect-a-market/").status_code == 200


def test_a_previous_path_of_a_hidden_item_reveals_nothing(world: World, client: Client) -> None:
    relocate(world["named"], "/guidance/secret-name/")
    response = client.get("/guidance/for-named-people/")
    assert response.status_code == 404
    assert response.content == client.get("/guidance/never/").content


@pytest.mark.parametrize("path", ["/guidance/protect-a-market", f"{FRANCE}health", "/feeds", "/threat-level", "/admin"])
def test_a_missing_final_slash_is_added(path: str, world: World, client: Client) -> None:
    response = client.get(f"{path}?a=1")
    assert (response.status_code, response["Location"]) == (301, f"{path}/?a=1")


@pytest.mark.parametrize("path", ["/guidance/for-named-people", "/guidance/never", "/cy/dim-byd"])
def test_no_slash_is_added_to_a_path_that_the_reader_may_not_see(path: str, world: World, client: Client) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (RemovalReason.WITHDRAWN, "has been withdrawn"),
        (RemovalReason.EXPIRED, "has expired"),
        (RemovalReason.SUPERSEDED, "has been replaced"),
    ],
)
def test_a_tombstone_shows_its_reason(reason: RemovalReason, text: str, world: World, client: Client) -> None:
    withdraw(world["guidance"], reason)
    response = client.get("/guidance/protect-a-market/")
    assert response.status_code == 410
    found = BeautifulSoup(response.content, "html.parser")
    assert text in found.h1.text
    assert found.select_one('meta[name="robots"]')["content"] == "noindex"


def test_a_tombstone_links_to_its_successor(world: World, client: Client) -> None:
    withdraw(world["guidance"], RemovalReason.SUPERSEDED, superseded_by=world["briefing"].content_id)
    found = BeautifulSoup(client.get("/guidance/protect-a-market/").content, "html.parser")
    assert found.main.select_one('a[href="/briefings/winter-markets/"]')


def test_a_tombstone_does_not_name_a_hidden_successor(world: World, client: Client) -> None:
    withdraw(world["guidance"], RemovalReason.SUPERSEDED, superseded_by=world["named"].content_id)
    assert "named people" not in client.get("/guidance/protect-a-market/").content.decode()


def test_a_moved_item_redirects(world: World, client: Client) -> None:
    withdraw(world["guidance"], RemovalReason.MOVED, moved_to="/briefings/winter-markets/")
    response = client.get("/guidance/protect-a-market/")
    assert (response.status_code, response["Location"]) == (301, "/briefings/winter-markets/")


def test_a_move_to_a_hidden_page_does_not_reveal_its_url(world: World, client: Client) -> None:
    withdraw(world["guidance"], RemovalReason.MOVED, moved_to="/guidance/for-named-people/")
    response = client.get("/guidance/protect-a-market/")
    assert response.status_code == 410
    assert b"for-named-people" not in response.content


def test_a_tombstone_of_a_hidden_item_is_not_found(world: World, client: Client, sign_in: SignIn) -> None:
    named = sign_in("named", (world["named"],), validated=True)
    withdraw(world["named"])
    assert client.get("/guidance/for-named-people/").status_code == 404
    assert named.get("/guidance/for-named-people/").status_code == 410


def test_an_expired_item_is_gone_before_its_expiry_is_recorded(client: Client) -> None:
    publish(Kind.BRIEFING, path="/briefings/old/", expires_at=timezone.now() - timedelta(seconds=1))
    response = client.get("/briefings/old/")
    assert response.status_code == 410
    assert "has expired" in response.content.decode()


def test_an_item_restricted_to_fewer_readers_is_not_found_by_others(world: World, client: Client) -> None:
    item = world["guidance"]
    publish(
        Kind.GUIDANCE,
        content_id=item.content_id,
        path=item.path,
        audience=Audience.VALIDATED,
        marking=Marking.AMBER,
    )
    assert client.get(str(item.path)).content == client.get("/never/").content


def test_a_page_cannot_be_posted_to(world: World, client: Client) -> None:
    assert client.post("/").status_code == 405
