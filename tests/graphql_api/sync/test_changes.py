"""The log as clients may know it: a copy that follows it ends equal, and nothing hidden leaves a trace."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, RemovalReason
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Change
from tests.graphql_api.api_client import Json, ask, refused
from tests.graphql_api.factories import a_client_of, an_item
from tests.publishing.documents import a_document

pytestmark = pytest.mark.django_db

CHANGES = """query ($first: Int! = 100, $after: String, $filter: SyncFilter) {
  revision
  changes(first: $first, after: $after, filter: $filter) {
    ... on ContentChanges {
      cursor hasNextPage
      nodes { cursor at id contentId locale kind content { title }
        tombstone { reason movedTo supersededBy { title } } } }
    ... on ResyncRequired { reason }
  }
}"""
REGISTERED: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}
RED: dict[str, Any] = {"audience": Audience.NAMED, "marking": Marking.RED}


def fetch_changes(client: Client, **variables: Any) -> list[Json]:
    """Return the changes that a client receives."""
    nodes: list[Json] = ask(client, CHANGES, **variables)["changes"]["nodes"]
    return nodes


def revision(client: Client) -> str:
    """Return the revision as a client sees it."""
    token: str = ask(client, "{ revision }")["revision"]
    return token


def change(document: NewEdition, **changes: Any) -> NewEdition:
    """Publish a document with changes."""
    document = document.model_copy(update=changes)
    record_publication(document)
    return document


def tombstone(reason: str, **more: Any) -> Json:
    """Return a tombstone as it is received."""
    return {"reason": reason, "movedTo": None, "supersededBy": None, **more}


def test_changes_are_returned_in_order_with_the_content_as_it_is_now(client: Client) -> None:
    document = change(a_document(title="One"))
    other = change(a_document(title="Other"))
    change(document, title="Two")
    assert [(node["id"], node["content"]["title"]) for node in fetch_changes(client)] == [
        (str(document.id), "Two"),
        (str(other.id), "Other"),
        (str(document.id), "Two"),
    ]


def test_pages_of_changes_follow_each_other_and_end_at_the_revision(client: Client) -> None:
    for _ in range(5):
        an_item()
    answer = ask(client, CHANGES, first=3)
    page = answer["changes"]
    assert page["hasNextPage"] is True
    following = ask(client, CHANGES, first=3, after=page["cursor"])["changes"]
    assert len(following["nodes"]) == 2
    assert (following["hasNextPage"], following["cursor"]) == (False, answer["revision"])
    nothing = ask(client, CHANGES, after=answer["revision"])["changes"]
    assert nothing == {"nodes": [], "hasNextPage": False, "cursor": answer["revision"]}


def test_changes_of_one_language_can_be_requested(client: Client) -> None:
    english = an_item()
    an_item(content_id=english.content_id, locale="cy", path="/cy/", title="Drysau")
    assert [node["content"]["title"] for node in fetch_changes(client, filter={"locale": {"exact": "cy"}})] == [
        "Drysau"
    ]


@pytest.mark.parametrize("token", ["", "x", "7", "AAAA", "A" * 32, "é"])
def test_a_token_that_was_never_given_out_is_refused(client: Client, token: str) -> None:
    assert refused(client, CHANGES, after=token) == "BAD_CURSOR"


def test_a_page_size_is_required(client: Client) -> None:
    assert refused(client, CHANGES, first=None) == "BAD_INPUT"


def test_tokens_do_not_tell_the_sequence(client: Client) -> None:
    an_item()
    sequence = Change.objects.get().sequence
    token = fetch_changes(client)[0]["cursor"]
    assert str(sequence) not in (token, revision(client))
    assert token == revision(client)
    an_item()
    assert len(revision(client)) == len(token)


def test_a_token_of_another_key_means_beginning_again(client: Client, settings: Any) -> None:
    an_item()
    token = revision(client)
    settings.SECRET_KEY = "another key, of another site, long enough for a key"
    assert ask(client, CHANGES, after=token)["changes"] == {"reason": "UNKNOWN_CURSOR"}


@pytest.mark.parametrize("audience", [REGISTERED, RED], ids=["registered", "red"])
def test_what_happens_to_hidden_content_leaves_no_trace(client: Client, audience: dict[str, Any]) -> None:
    an_item()
    before = ask(client, CHANGES)
    hidden = change(a_document(**audience))
    change(hidden, title="Changed")
    record_withdrawal(hidden.content_id, "en-gb")
    assert ask(client, CHANGES) == before


@pytest.mark.parametrize("audience", [REGISTERED, RED], ids=["registered", "red"])
def test_content_that_is_narrowed_looks_exactly_like_withdrawn_content(
    client: Client, audience: dict[str, Any]
) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    documents = [a_document(), a_document()]
    for document in documents:
        record_publication(document, at)
    record_withdrawal(documents[0].content_id, "en-gb", at=at + timedelta(days=1))
    record_publication(documents[1].model_copy(update=audience), at + timedelta(days=1))

    def changes_of_item(document: NewEdition) -> list[Json]:
        nodes = [node for node in fetch_changes(client) if node["id"] == str(document.id)]
        return [{**node, "id": None, "contentId": None, "cursor": None} for node in nodes]

    assert changes_of_item(documents[0]) == changes_of_item(documents[1])
    assert [node["tombstone"] for node in changes_of_item(documents[1])] == [tombstone("WITHDRAWN")] * 2


def test_later_events_of_narrowed_content_leave_no_trace(client: Client) -> None:
    document = change(a_document())
    document = change(document, **REGISTERED)
    before = ask(client, CHANGES)
    document = change(document, title="Changed", path="/secret/")
    record_withdrawal(document.content_id, "en-gb", RemovalReason.EXPIRED)
    assert ask(client, CHANGES) == before


def test_content_that_expired_and_came_back_for_others_still_looks_expired(client: Client) -> None:
    document = change(a_document())
    record_withdrawal(document.content_id, "en-gb", RemovalReason.EXPIRED)
    before = ask(client, CHANGES)
    assert before["changes"]["nodes"][-1]["tombstone"] == tombstone("EXPIRED")
    change(document, **REGISTERED)
    assert ask(client, CHANGES) == before


def test_content_for_a_wider_audience_is_returned_as_new(client: Client) -> None:
    document = change(a_document(**REGISTERED))
    before = revision(client)
    change(document, audience=Audience.PUBLIC, marking=Marking.CLEAR)
    assert [node["content"]["title"] for node in fetch_changes(client, after=before)] == ["Watch the doors"]
    assert revision(client) != before


def test_viewers_with_access_get_the_content(client: Client) -> None:
    document = change(a_document())
    change(document, **REGISTERED)
    assert [node["content"]["title"] for node in fetch_changes(a_client_of(registered=True))] == ["Watch the doors"] * 2


def test_named_people_and_members_of_projects_get_changes_and_others_do_not(client: Client) -> None:
    project = an_item(Kind.PROJECT)
    hidden = an_item(
        title="Named", audience=Audience.NAMED, marking=Marking.AMBER_STRICT, projects=(project.content_id,)
    )

    def titles(reader: Client) -> set[str]:
        return {node["content"]["title"] for node in fetch_changes(reader)} - {"Watch the doors"}

    assert titles(client) == titles(a_client_of(validated=True)) == set()
    assert titles(a_client_of(validated=True, projects=(project,))) == {"Named"}
    assert titles(a_client_of(validated=True, items=(hidden,))) == {"Named"}


def gone(client: Client, reason: RemovalReason, **more: Any) -> Json:
    """Withdraw new content and return the resulting tombstone."""
    document = change(a_document())
    record_withdrawal(document.content_id, "en-gb", reason, **more)
    stone: Json = fetch_changes(client)[-1]["tombstone"]
    return stone


def test_tombstones_tell_the_reason(client: Client) -> None:
    successor = an_item(title="Better", path="/better/")
    assert gone(client, RemovalReason.WITHDRAWN) == tombstone("WITHDRAWN")
    assert gone(client, RemovalReason.EXPIRED) == tombstone("EXPIRED")
    superseded = gone(client, RemovalReason.SUPERSEDED, superseded_by=successor.content_id)
    assert superseded == tombstone("SUPERSEDED", supersededBy={"title": "Better"})
    assert gone(client, RemovalReason.MOVED, moved_to="/better/") == tombstone("MOVED", movedTo="/better/")
    elsewhere = gone(client, RemovalReason.MOVED, moved_to="https://example.org/")
    assert elsewhere == tombstone("MOVED", movedTo="https://example.org/")


def test_a_hidden_successor_or_path_is_not_returned(client: Client) -> None:
    hidden = an_item(path="/hidden/", **REGISTERED)
    assert gone(client, RemovalReason.SUPERSEDED, superseded_by=hidden.content_id) == tombstone("WITHDRAWN")
    assert gone(client, RemovalReason.MOVED, moved_to="/hidden/") == tombstone("WITHDRAWN")


def test_content_past_its_expiry_is_gone_before_that_is_recorded(client: Client) -> None:
    an_item(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert [(node["content"], node["tombstone"]) for node in fetch_changes(client)] == [(None, tombstone("EXPIRED"))]
