"""An answer is read from the current edition, however far the index is behind: on the website and by API."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from publishing.access.audiences import Audience, Marking
from publishing.content.blocks import CalloutBlock
from publishing.kinds import Kind
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import ContentItem
from tests.graphql_api.api_client import ask
from tests.publishing.documents import a_document
from tests.search.answers.content import advice, contact, content_id, threat_level

pytestmark = pytest.mark.django_db

QUERY = """query ($text: String!) { search(query: $text, first: 10) { answer { __typename
  ... on Content { title } ... on ThreatLevel { wording } ... on Project { vision }
  ... on StandardPage { body { ... on CalloutBlock { title } } } } } }"""
MARK, NEW_MARK = "quokka", "wombat"


def _advice(mark: str) -> NewEdition:
    return advice("EG", title=f"Egypt {mark}")


def _threat_level(mark: str) -> NewEdition:
    given = {"scope": "national", "level": "SEVERE", "effective_at": "2020-01-01T00:00:00Z"}
    return threat_level(1, wording=f"Likely: {mark}.", **given)


def _project(mark: str) -> NewEdition:
    return a_document(Kind.PROJECT, content_id=content_id("TT3"), code="TT3", vision=f"All know a {mark}.")


def _contact(mark: str) -> NewEdition:
    block = CalloutBlock(id=content_id("block"), tone="urgent", title=f"Call 999 {mark}", html="<p>Now.</p>")
    return contact(body=(block,))


SUBJECTS: dict[str, Callable[[str], NewEdition]] = {
    "is it safe to go to egypt": _advice,
    "threat level": _threat_level,
    "TT3": _project,
    "999": _contact,
}


@pytest.fixture(autouse=True)
def _indexed(settings: Settings, drain: Callable[[], None]) -> None:
    """The subjects, published and indexed."""
    settings.GRAPHQL_CACHE = 0
    for build in SUBJECTS.values():
        record_publication(build(MARK))
    drain()


def read(client: Client, text: str) -> str:
    """Return what the website and the API answer to a question."""
    return client.get("/search/", {"q": text}).content.decode() + str(ask(client, QUERY, text=text))


@pytest.mark.parametrize("text", SUBJECTS)
def test_a_new_edition_answers_at_once(client: Client, text: str) -> None:
    assert read(client, text).count(MARK) >= 2
    record_publication(SUBJECTS[text](NEW_MARK))
    found = read(client, text)
    assert found.count(NEW_MARK) >= 2
    assert MARK not in found


def _withdraw(document: NewEdition) -> None:
    record_withdrawal(document.content_id, document.locale)


def _restrict(document: NewEdition) -> None:
    record_publication(document.model_copy(update={"audience": Audience.VALIDATED, "marking": Marking.AMBER}))


def _expire(document: NewEdition) -> None:
    ContentItem.objects.filter(content_id=document.content_id).update(expires_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("remove", [_withdraw, _restrict, _expire])
def test_what_is_gone_or_for_others_answers_no_more(client: Client, remove: Callable[[NewEdition], None]) -> None:
    for build in SUBJECTS.values():
        remove(build(MARK))
    for text in SUBJECTS:
        found = read(client, text)
        assert MARK not in found
        assert ("CountryNotCovered" in found) == ("egypt" in text)


def test_a_threat_level_answers_from_when_it_takes_effect(client: Client) -> None:
    later = timezone.now() + timedelta(hours=1)
    record_publication(threat_level(2, scope="national", level="LOW", wording=NEW_MARK, effective_at=later))
    assert NEW_MARK not in read(client, "threat level")
    assert MARK in read(client, "threat level")
