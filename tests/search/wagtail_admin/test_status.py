"""The screen on the engines in Wagtail: for moderators, who have documents tried again there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from publishing.log.record import record_publication
from publishing.models import Change
from search.models import SetAside
from tests.cms.factories import signed_in
from tests.engines import free_port
from tests.publishing.documents import publish
from tests.search.drifting import unmakeable

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SCREEN, RETRY = "/admin/search/status/", "/admin/search/status/retry/"
Drain = Callable[[], None]


@pytest.fixture
def moderator() -> Client:
    """The browser of a moderator."""
    return signed_in("Moderator")


@pytest.fixture
def set_aside(drain: Drain) -> Change:
    """The change that no document can be made of."""
    publish(title="Canary")
    change = record_publication(unmakeable(title="Utopia <for> all"))
    assert change is not None
    drain()
    SetAside.objects.update(next_at=timezone.now() + timedelta(hours=1))
    return change


def text(client: Client) -> str:
    response = client.get(SCREEN)
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def test_an_engine_in_order_is_told(moderator: Client, drain: Drain) -> None:
    publish(title="Canary")
    drain()
    said = text(moderator)
    assert "Tantivy: in order" in said
    assert "; documents: 1; it knows all changes of the log, up to number 1." in said
    assert "None: every published page that belongs in the indices is there" in said


def test_what_is_set_aside_is_told_with_the_reason(moderator: Client, set_aside: Change) -> None:
    said = text(moderator)
    assert "Tantivy: needs care" in said
    assert "Documents set aside: 1" in said
    reason = "ValidationError: 1 validation error for TravelAdviceDetails country_name"
    assert f"Utopia <for> all {set_aside.item.path} Tantivy {reason}" in said


def test_a_cluster_that_does_not_answer_is_told(moderator: Client, settings: Settings) -> None:
    settings.ELASTICSEARCH_URLS = (f"http://127.0.0.1:{free_port()}",)
    assert "Elasticsearch: needs care" in text(moderator)
    assert "Out of reach: Elasticsearch does not answer" in text(moderator)


@pytest.mark.parametrize("document", ["one", "all", "rubbish"])
def test_a_moderator_has_documents_tried_again(
    moderator: Client, set_aside: Change, drain: Drain, document: str
) -> None:
    row = SetAside.objects.get()
    drain()
    assert SetAside.objects.get().attempts == 1
    given = {"one": {"document": str(row.pk)}, "all": {}, "rubbish": {"document": "1; drop"}}[document]
    response = moderator.post(RETRY, given, follow=True)
    assert "The worker tries again at once: 1 of the documents set aside." in response.content.decode()
    drain()
    assert SetAside.objects.get().attempts == 2


def test_one_that_is_not_there_any_more_is_none(moderator: Client, set_aside: Change) -> None:
    response = moderator.post(RETRY, {"document": "987654321"}, follow=True)
    assert "tries again at once: 0 of" in response.content.decode()


def test_others_neither_look_nor_retry(set_aside: Change) -> None:
    for client in (Client(), signed_in("Editor")):
        for response in (client.get(SCREEN), client.post(RETRY)):
            assert response.status_code == 302
            assert "/status/" not in response.headers["Location"].split("?")[0]
        assert SetAside.objects.get().next_at > timezone.now()


def test_a_link_does_not_retry(moderator: Client) -> None:
    assert moderator.get(RETRY).status_code == 405


def test_the_menu_has_it_for_those_who_may_look() -> None:
    assert SCREEN in signed_in("Moderator").get("/admin/").content.decode()
    assert SCREEN not in signed_in("Editor").get("/admin/").content.decode()
