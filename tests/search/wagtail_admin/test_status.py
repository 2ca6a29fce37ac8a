"""The status of the engines in the admin, where moderators can retry documents."""

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
from tests.search.index_drift import unbuildable_edition

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SCREEN, RETRY = "/admin/search/status/", "/admin/search/status/retry/"
Drain = Callable[[], None]


@pytest.fixture
def moderator() -> Client:
    """A client signed in as a moderator."""
    return signed_in("Moderator")


@pytest.fixture
def set_aside(drain: Drain) -> Change:
    """A change for which no document can be built."""
    publish(title="Canary")
    change = record_publication(unbuildable_edition(title="Utopia <for> all"))
    assert change is not None
    drain()
    SetAside.objects.update(next_at=timezone.now() + timedelta(hours=1))
    return change


def text(client: Client) -> str:
    response = client.get(SCREEN)
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def test_a_healthy_engine_is_shown(moderator: Client, drain: Drain) -> None:
    publish(title="Canary")
    drain()
    page = text(moderator)
    assert "Tantivy: healthy" in page
    assert "; documents: 1; all changes in the log are indexed, up to number 1." in page
    assert "None: every published page that should be in the indices is there" in page


def test_documents_set_aside_are_shown_with_the_reason(moderator: Client, set_aside: Change) -> None:
    page = text(moderator)
    assert "Tantivy: needs attention" in page
    assert "Documents set aside: 1" in page
    reason = "ValidationError: 1 validation error for TravelAdviceDetails country_name"
    assert f"Utopia <for> all {set_aside.item.path} Tantivy {reason}" in page


def test_a_cluster_that_does_not_answer_is_shown(moderator: Client, settings: Settings) -> None:
    settings.ELASTICSEARCH_URLS = (f"http://127.0.0.1:{free_port()}",)
    assert "Elasticsearch: needs attention" in text(moderator)
    assert "Unreachable: Elasticsearch does not answer" in text(moderator)


@pytest.mark.parametrize("document", ["one", "all", "rubbish"])
def test_a_moderator_can_retry_documents(moderator: Client, set_aside: Change, drain: Drain, document: str) -> None:
    row = SetAside.objects.get()
    drain()
    assert SetAside.objects.get().attempts == 1
    data = {"one": {"document": str(row.pk)}, "all": {}, "rubbish": {"document": "1; drop"}}[document]
    response = moderator.post(RETRY, data, follow=True)
    assert "The worker will retry immediately: 1 of the documents set aside." in response.content.decode()
    drain()
    assert SetAside.objects.get().attempts == 2


def test_a_document_that_no_longer_exists_is_not_retried(moderator: Client, set_aside: Change) -> None:
    response = moderator.post(RETRY, {"document": "987654321"}, follow=True)
    assert "will retry immediately: 0 of" in response.content.decode()


def test_viewing_and_retrying_require_permission(set_aside: Change) -> None:
    for client in (Client(), signed_in("Editor")):
        for response in (client.get(SCREEN), client.post(RETRY)):
            assert response.status_code == 302
            assert "/status/" not in response.headers["Location"].split("?")[0]
        assert SetAside.objects.get().next_at > timezone.now()


def test_a_get_request_does_not_retry(moderator: Client) -> None:
    assert moderator.get(RETRY).status_code == 405


def test_the_menu_item_requires_permission() -> None:
    assert SCREEN in signed_in("Moderator").get("/admin/").content.decode()
    assert SCREEN not in signed_in("Editor").get("/admin/").content.decode()
