"""A partner's key opens what its audience and kinds are for, and nothing else: the same walks with keys."""

import json
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from publishing.access.audiences import Audience
from publishing.kinds import Kind
from tests.leaks.canaries import CANARY, HIDING, Hidden, arguments
from tests.leaks.operations import graphql, operations
from tests.partners.making import a_key, bearing

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HIDDEN = re.compile(rf"{CANARY}-([a-z]+)(?:-([a-z_]+))?")
PUBLIC = re.compile(r"Public ([a-z_]+)")
SOME = (
    "{ contents(first: 100) { totalCount nodes { title ... on Guidance { topics { title } } } } }",
    "{ contents(first: 100) { nodes { title related { title } mentions { title } sectors { title } } } }",
    "{ contents(first: 100, filter: {kind: {inList: [GUIDANCE, PROJECT]}}) { totalCount nodes { title summary } } }",
    f'{{ search(first: 50, query: "{CANARY}") {{ totalCount edges {{ titleHtml snippetHtml node {{ title }} }} }} }}',
    '{ search(first: 50, query: "title") { correction facets { values { label count } } } }',
    "{ changes(first: 100) { ... on ContentChanges { nodes { id content { title url } } } } }",
    "{ homePage { title } workStreams { title } }",
)
KEYS = [
    (Audience.PUBLIC, [Kind.BRIEFING]),
    (Audience.REGISTERED, []),
    (Audience.VALIDATED, []),
    (Audience.VALIDATED, [Kind.BRIEFING]),
]
keys = pytest.mark.parametrize(("audience", "kinds"), KEYS)


def opened(audience: Audience, kinds: list[Kind]) -> Client:
    """A client with a key."""
    return Client(headers=bearing(a_key(audience=audience, kinds=kinds)[1]))


def circles(audience: Audience) -> set[str]:
    """The circles of canaries that an audience may read."""
    return {circle for circle, (_, narrowest) in HIDING.items() if narrowest <= audience}


def leaked(answer: str, audience: Audience, kinds: list[Kind]) -> Iterator[str]:
    """Yield content in a response that the key may not read."""
    for circle, kind in HIDDEN.findall(answer):
        if circle not in circles(audience) or (kinds and kind and kind not in kinds):
            yield f"{circle} {kind}"
    yield from (kind for kind in PUBLIC.findall(answer) if kinds and kind not in kinds)


@keys
def test_lists_search_and_changes_keep_to_the_key(hidden: list[Hidden], audience: Audience, kinds: list[Kind]) -> None:
    client = opened(audience, kinds)
    received = "".join(graphql(client, query) for query in SOME)
    assert set(leaked(received, audience, kinds)) == set()
    assert {circle for circle, _ in HIDDEN.findall(received)} == circles(audience)
    assert "Public briefing" in received


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize(("audience", "kinds"), KEYS[1::2])  # one is held by its audience, one by its kinds
def test_no_root_or_edge_goes_beyond_the_key(hidden: list[Hidden], audience: Audience, kinds: list[Kind]) -> None:
    client = opened(audience, kinds)
    for query in operations(arguments(hidden)):
        assert list(leaked(graphql(client, query), audience, kinds)) == [], query


@keys
def test_files_keep_to_the_key(hidden: list[Hidden], audience: Audience, kinds: list[Kind]) -> None:
    client = opened(audience, kinds)
    for one in hidden:
        _, circle, kind = one.document.code.split("-")
        may_read = circle in circles(audience) and (not kinds or kind in kinds)
        answer = client.get(f"/assets/{one.asset.key}/{one.asset.filename}")
        assert (answer.status_code, answer["Cache-Control"]) == (200 if may_read else 404, "private, no-store")
        assert (CANARY.encode() in b"".join(answer)) == may_read


@pytest.mark.parametrize("kinds", [[], [Kind.GUIDANCE]])
def test_what_is_red_or_for_named_people_is_for_no_key(hidden: list[Hidden], kinds: list[Kind]) -> None:
    client = opened(Audience.VALIDATED, kinds)
    for one in hidden:
        if one.document.audience is Audience.NAMED:
            query = "query ($id: ID!) { content(by: {contentId: $id}) { title } }"
            answer = json.loads(graphql(client, query, id=str(one.document.content_id)))
            assert answer["data"] == {"content": None}
