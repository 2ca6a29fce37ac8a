"""The history of earlier editions: the visible ones, and no trace of the others."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, UpdateType
from publishing.kinds.z_card import ZCardDetails
from publishing.models import ContentItem
from tests.graphql_api.api_client import Json, ask, refused
from tests.graphql_api.factories import a_client_of, an_item
from tests.publishing.documents import DETAILS

pytestmark = pytest.mark.django_db

PAST = """query ($id: ID!, $first: Int! = 3, $after: String, $type: EditionUpdateType) {
  content(by: {id: $id}) {
    edition { number updateType changeNote contentHash publishedAt }
    history(first: $first, after: $after, updateType: $type) {
      totalCount
      nodes { number updateType changeNote contentHash publishedAt signature { value } }
      edges { cursor node { number } }
      pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }
}"""
OPEN = {"audience": Audience.PUBLIC, "marking": Marking.CLEAR}
NARROW = {"audience": Audience.VALIDATED, "marking": Marking.AMBER}
FOR_NAMED = {"audience": Audience.NAMED, "marking": Marking.AMBER_STRICT}
RED = {"audience": Audience.NAMED, "marking": Marking.RED}


def editions(*audiences: dict[str, Any], content_id: UUID | None = None) -> ContentItem:
    """Publish a document once for each audience; notes are counted from 1."""
    content_id = content_id or uuid4()
    for number, audience in enumerate(audiences, start=1):
        item = an_item(content_id=content_id, title=f"Take {number}", change_note=f"Note {number}", **audience)
    return item


def past(client: Client, item: ContentItem, **variables: Any) -> Json:
    content: Json = ask(client, PAST, id=str(item.pk), **variables)["content"]
    return content


def numbers(found: Json) -> list[tuple[int, str]]:
    return [(one["number"], one["changeNote"]) for one in found["history"]["nodes"]]


def notes(found: Json) -> list[str]:
    return [one["changeNote"] for one in found["history"]["nodes"]]


def test_the_history_is_listed_newest_first_in_pages(client: Client) -> None:
    item = editions(*[OPEN] * 5)
    newest = past(client, item)
    assert numbers(newest) == [(5, "Note 5"), (4, "Note 4"), (3, "Note 3")]
    assert newest["history"]["pageInfo"]["hasNextPage"]
    assert newest["history"]["totalCount"] == 5
    assert {**newest["edition"], "signature": None} == newest["history"]["nodes"][0]
    rest = past(client, item, after=newest["history"]["pageInfo"]["endCursor"])
    assert numbers(rest) == [(2, "Note 2"), (1, "Note 1")]
    assert [edge["node"]["number"] for edge in rest["history"]["edges"]] == [2, 1]
    assert rest["history"]["pageInfo"]["hasPreviousPage"]
    assert not rest["history"]["pageInfo"]["hasNextPage"]
    assert numbers(past(client, item, after=rest["history"]["pageInfo"]["endCursor"])) == []
    stored = list(item.editions.order_by("-number").values_list("content_hash", flat=True))
    assert [one["contentHash"] for one in newest["history"]["nodes"]] == stored[:3]


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "A" * 7])
def test_a_cursor_that_is_not_of_a_history_is_refused(client: Client, cursor: str) -> None:
    assert refused(client, PAST, id=str(an_item().pk), after=cursor) == "BAD_CURSOR"


def test_editions_for_a_narrower_circle_leave_no_trace_not_even_a_gap(client: Client) -> None:
    hidden_first = editions(NARROW, NARROW, OPEN, NARROW, OPEN)
    history = past(client, hidden_first)
    assert numbers(history) == [(2, "Note 5"), (1, "Note 3")]
    assert (history["edition"]["number"], history["history"]["totalCount"]) == (2, 2)
    validated = past(a_client_of(validated=True), hidden_first, first=9)
    assert validated["edition"]["number"] == 5
    assert notes(validated) == [f"Note {number}" for number in (5, 4, 3, 2, 1)]


def test_editions_for_named_people_are_visible_to_those_named_and_red_ones_to_no_one(client: Client) -> None:
    item = editions(FOR_NAMED, RED, OPEN)
    assert past(client, item)["edition"]["number"] == 1
    named = past(a_client_of(validated=True, items=(item,)), item)
    assert (named["edition"]["number"], notes(named)) == (2, ["Note 3", "Note 1"])


def test_editions_for_a_project_are_visible_only_to_its_members() -> None:
    project = an_item(Kind.PROJECT)
    content_id = uuid4()
    editions({**FOR_NAMED, "projects": (project.content_id,)}, OPEN, content_id=content_id)
    item = ContentItem.objects.get(content_id=content_id)
    assert past(a_client_of(validated=True, projects=(project,)), item)["edition"]["number"] == 2
    assert past(a_client_of(validated=True, projects=(an_item(Kind.PROJECT),)), item)["edition"]["number"] == 1


def test_the_history_can_be_of_major_updates_only(client: Client) -> None:
    content_id = uuid4()
    for number, kind in enumerate([UpdateType.MAJOR, UpdateType.MINOR, UpdateType.MAJOR, UpdateType.MINOR], start=1):
        item = an_item(content_id=content_id, title=str(number), update_type=kind, change_note=f"Note {number}")
    first = past(client, item, type="MAJOR", first=1)
    assert numbers(first) == [(3, "Note 3")]
    assert first["history"]["totalCount"] == 2
    after = first["history"]["pageInfo"]["endCursor"]
    assert numbers(past(client, item, type="MAJOR", first=1, after=after)) == [(1, "Note 1")]


@pytest.mark.parametrize("first", [0, -1, 101])
def test_how_many_is_from_1_to_100(client: Client, first: int) -> None:
    assert refused(client, PAST, id=str(an_item().pk), first=first) == "PAGE_SIZE"


def test_the_past_of_many_documents_costs_one_query_each_for_numbers_and_for_editions(client: Client) -> None:
    for _ in range(20):
        editions(OPEN, NARROW, OPEN)
    fields = "edition { number } history(first: 2) { nodes { number } } revision"
    with CaptureQueriesContext(connection) as queries:
        nodes = ask(client, f"{{ guidance(first: 20) {{ nodes {{ {fields} }} }} }}")["guidance"]["nodes"]
    assert {node["edition"]["number"] for node in nodes} == {2}
    assert len(queries) == 4


def test_the_revision_of_a_document_moves_with_it_alone(client: Client) -> None:
    def revisions() -> tuple[str, str, str]:
        data = ask(
            client,
            f'{{ revision one: node(id: "{one.pk}") {{ ...R }} other: node(id: "{other.pk}") {{ ...R }} }}'
            " fragment R on Content { revision }",
        )
        return data["one"]["revision"], data["other"]["revision"], data["revision"]

    one, other = an_item(), an_item()
    before = revisions()
    an_item(content_id=one.content_id, title="Changed")
    after = revisions()
    assert after[0] != before[0]
    assert after[1] == before[1]
    assert after[2] != before[2]


DATES = "reviewedAt reviewBy expiresAt validUntil edition { publishedAt }"


def dates(client: Client, item: ContentItem) -> Json:
    content: Json = ask(client, f'{{ content(by: {{id: "{item.pk}"}}) {{ {DATES} }} }}')["content"]
    return content


def test_validity_ends_with_the_review_day_in_london_or_with_expiry(client: Client) -> None:
    expiry = datetime(2099, 7, 1, 12, tzinfo=UTC)
    assert dates(client, an_item())["validUntil"] is None
    assert dates(client, an_item(review_date=date.max))["validUntil"] is None
    assert dates(client, an_item(expires_at=expiry))["validUntil"] == expiry.isoformat()
    both = dates(client, an_item(expires_at=expiry, review_date=date(2099, 6, 1)))
    assert (both["reviewBy"], both["validUntil"]) == ("2099-06-01", "2099-06-01T23:00:00+00:00")


def test_a_z_card_is_valid_as_long_as_the_printed_card(client: Client) -> None:
    details = DETAILS[Kind.Z_CARD]
    assert isinstance(details, ZCardDetails)
    item = an_item(Kind.Z_CARD, details=details.model_copy(update={"valid_until": date(2098, 1, 31)}))
    assert dates(client, item)["validUntil"] == "2098-02-01T00:00:00+00:00"


def test_what_was_looked_over_says_when(client: Client) -> None:
    plain = dates(client, an_item())
    assert plain["reviewedAt"] == plain["edition"]["publishedAt"]
    looked_over = datetime(2026, 3, 1, tzinfo=UTC)
    assert dates(client, an_item(reviewed_at=looked_over))["reviewedAt"] == looked_over.isoformat()


def test_the_server_time_is_in_utc(client: Client) -> None:
    began = datetime.now(UTC)
    server_time = datetime.fromisoformat(ask(client, "{ serverTime }")["serverTime"])
    assert began <= server_time <= datetime.now(UTC)
