"""What this software makes of a database that was frozen when its format was the newest."""

import json
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from django.test import Client
from graphql import GraphQLObjectType
from pytest_django import Settings

from cms.jobs.reconcile import Problem, find_differences, sources
from graphql_api.content.base import node_type
from graphql_api.content.context import RequestContext
from graphql_api.execution.compiler.plan_cache import PlanCache
from graphql_api.execution.operation import Operation
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.content.blocks import BLOCKS
from publishing.kinds import Kind, RemovalReason
from publishing.log.comparison import load_recorded
from publishing.log.new_edition import Reference, canonical_json
from publishing.log.record import record_publication
from publishing.models import Change, ContentItem
from tests.graphql_api.execution.compiler.test_compiler import SCHEMA, _check_same_result, _is_known, _known
from tests.graphql_api.sync_client import Copy
from tests.publishing.formats.contents import VIEWERS, content_of
from tests.publishing.formats.dumping import canonical_editions
from tests.publishing.formats.frozen import recorded_canonical
from tests.publishing.formats.test_written_once import refuses
from tests.search.searching import search_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.slow]


def visible(kind: Kind, viewer: Viewer = ANONYMOUS) -> list[ContentItem]:
    """What a viewer may read of a kind, by the gate."""
    return list(ContentItem.objects.visible_to(viewer).of_kind(kind).select_related("edition"))


def whole(kind: Kind) -> ContentItem:
    """The public item of the dump in which every field says something."""
    return ContentItem.objects.select_related("edition").get(content_id=content_of(kind), locale="en-gb")


def test_the_dump_holds_every_kind_block_audience_and_tombstone() -> None:
    items = ContentItem.objects.all()
    assert {item.kind for item in items} == set(Kind)
    assert {item.audience for item in items} == {0, 10, 20, 30}
    # Wrong content could not be retracted yet when the dump was made.
    assert {item.gone for item in items} == {"", *RemovalReason} - {RemovalReason.RETRACTED}
    assert {item.locale for item in items} == {"en-gb", "cy"}
    for kind in Kind:
        assert whole(kind).editions.count() == 3
        assert {block["type"] for block in whole(kind).edition.stored_body} == set(BLOCKS)


def test_the_migration_that_brought_formats_left_the_triggers_in_place() -> None:
    assert refuses("UPDATE publishing_edition SET number = 2")
    assert refuses("DELETE FROM publishing_change")


def test_search_finds_every_item(drain: Callable[[], None], engine: str, word: str) -> None:
    drain()
    for kind in set(Kind) - {Kind.HOME}:
        result = search_for(word, kinds=(kind,), locale="en-gb", first=50)
        assert result.engine == engine
        found = {hit.item.pk for hit in result.hits}
        assert whole(kind).pk in found
        assert found <= {item.pk for item in visible(kind)}
        every = {hit.item.pk for hit in search_for(kinds=(kind,), locale="en-gb", first=50).hits}
        assert every == {item.pk for item in visible(kind) if item.path and item.locale == "en-gb"}


@pytest.mark.parametrize("kind", Kind)
def test_both_ways_of_graphql_give_the_same_answer(kind: Kind, word: str) -> None:
    plans, type_ = PlanCache(SCHEMA), SCHEMA.type_map[node_type(kind).__name__]
    assert isinstance(type_, GraphQLObjectType)
    others = [name for name in type_.fields if name != "body" and _is_known(type_, name)]
    for names in (["body"], others):
        nodes = f"nodes {{ ... on {type_.name} {_known(type_, names=names)} }}"
        oldest = f"first: 6, orderBy: {{updatedAt: ASC}}, filter: {{kind: {{exact: {kind.name}}}}}"
        operation = Operation(f"{{ contents({oldest}) {{ {nodes} }} }}", {}, None)
        for viewer in VIEWERS.values():
            assert _check_same_result(plans, operation, viewer)
            assert word in orjson.dumps(plans.execute(operation, RequestContext(viewer))).decode()


@pytest.mark.parametrize("kind", Kind)
def test_the_website_shows_every_page(kind: Kind, word: str, client: Client) -> None:
    for item in visible(kind):
        response = client.get(item.path or "/")
        assert response.status_code == 200
    assert word in client.get(str(whole(kind).path)).content.decode()


def test_lists_of_the_website_show_details(word: str, client: Client) -> None:
    paths = [str(item.path) for item in visible(Kind.SECTION)]
    pages = {path: client.get(path).content.decode() for path in paths}
    advice = next(page for path, page in pages.items() if path.endswith("/travel-advice/") and "cy" not in path)
    assert str(whole(Kind.TRAVEL_ADVICE).path) in advice
    assert word in client.get("/threat-level/").content.decode()


def test_feeds_hold_every_item(word: str, client: Client) -> None:
    listed = client.get("/feeds/").content.decode()
    assert f"/feeds/topic/slug-{[*Kind].index(Kind.TOPIC)}.atom" in listed
    assert f"/feeds/country/france-{[*Kind].index(Kind.TRAVEL_ADVICE)}.json" in listed
    for kind in (Kind.GUIDANCE, Kind.BRIEFING, Kind.PROJECT, Kind.Z_CARD, Kind.TRAVEL_ADVICE):
        name = f"/feeds/{kind.replace('_', '-')}"
        assert client.get(f"{name}.atom").content.decode().count("<entry>") > 1
        assert whole(kind).edition.title in [entry["title"] for entry in client.get(f"{name}.json").json()["items"]]


def test_a_synchronised_copy_holds_all_public_content(word: str, client: Client) -> None:
    copy = Copy(client)
    copy.catch_up()
    assert set(copy.store) == {str(item.pk) for kind in Kind for item in visible(kind)}


def test_what_is_signed_is_what_was_signed_then(frozen: int, word: str) -> None:
    signed = canonical_editions()
    for viewer, editions in recorded_canonical(frozen).items():
        # Format 1 had no name when its dump was made.
        then = {pk: canonical_json({"format": frozen, **json.loads(text)}).decode() for pk, text in editions.items()}
        assert signed[viewer] == then


def test_publishing_the_same_again_makes_no_change(word: str) -> None:
    newest = Change.objects.latest("sequence")
    for item in ContentItem.objects.filter(gone="").select_related("edition"):
        assert item.edition
        links = item.links.values("relation", "target")
        document = load_recorded(item, item.edition).model_copy(
            update={
                "references": tuple(map(Reference.model_validate, links)),
                "projects": tuple(item.edition.named_projects.values_list("project", flat=True)),
            }
        )
        assert record_publication(document) is None
    assert Change.objects.latest("sequence") == newest


def test_reconcile_finds_nothing_that_readers_should_get(frozen: int, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    found = [drift for drift in find_differences(sources()) if drift.problem != Problem.EXTRA]
    assert found == [], "what is only in the log is extra; pages and snippets are as they are in it"
