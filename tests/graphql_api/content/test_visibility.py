"""Hidden content does not exist for a viewer, in any query."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLType,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
)

from graphql_api.schema.schema import schema
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation, RemovalReason
from publishing.kinds.project import ProjectDetails, ProjectPartner
from publishing.kinds.registry import KINDS
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from tests.graphql_api.api_client import ask, post, refused
from tests.graphql_api.factories import a_client_of, an_asset, an_item, one_of_each, refer
from tests.graphql_api.full_selections import everything
from tests.publishing.documents import DETAILS

pytestmark = pytest.mark.django_db

CANARY = "canary"
HIDDEN: dict[str, dict[str, Any]] = {
    "registered": {"audience": Audience.REGISTERED, "marking": Marking.GREEN},
    "validated": {"audience": Audience.VALIDATED, "marking": Marking.AMBER},
    "named": {"audience": Audience.NAMED, "marking": Marking.AMBER_STRICT},
    "red": {"audience": Audience.NAMED, "marking": Marking.RED},
}
TITLES = "{ contents(first: 100) { totalCount nodes { title } } }"


def seen(client: Client) -> set[str]:
    """Return the titles that a client lists; the count agrees."""
    contents = ask(client, TITLES)["contents"]
    assert contents["totalCount"] == len(contents["nodes"])
    return {node["title"] for node in contents["nodes"]}


def test_everyone_sees_their_audience_and_no_one_sees_red() -> None:
    project = an_item(Kind.PROJECT, title="project")
    items = {
        name: an_item(title=name, projects=(project.content_id,) if name == "named" else (), **audience)
        for name, audience in HIDDEN.items()
    }
    public = {"project"}
    assert seen(Client()) == public
    assert seen(a_client_of(registered=True)) == {*public, "registered"}
    assert seen(a_client_of(validated=True)) == {*public, "registered", "validated"}
    assert seen(a_client_of(validated=True, projects=(project,))) == {*public, "registered", "validated", "named"}
    assert seen(a_client_of(validated=True, items=(items["red"],))) == {*public, "registered", "validated"}


@pytest.mark.parametrize("audience", HIDDEN)
def test_hidden_content_is_answered_like_content_that_never_was(client: Client, audience: str) -> None:
    hidden = an_item(path="/hidden/", code="BR-1", **HIDDEN[audience])
    query = "query ($by: ContentBy!) { content(by: $by) { title } }"
    for name, value, other in (
        ("id", str(hidden.pk), str(uuid4())),
        ("contentId", str(hidden.content_id), str(uuid4())),
        ("path", "/hidden/", "/never/"),
        ("code", "BR-1", "BR-2"),
    ):
        found, never = (post(client, query, by={name: one}) for one in (value, other))
        assert found.content == never.content
        assert sorted(found.headers.items()) == sorted(never.headers.items())


def hide_everything(**audience: Any) -> ContentItem:
    """Publish hidden content of every kind, and a public page that refers to it in every way there is."""
    hidden = {
        kind: an_item(
            kind,
            title=CANARY,
            summary=CANARY,
            path=f"/{CANARY}/{kind}/",
            code="TT" if kind is Kind.WORK_STREAM else "",
            **{name: CANARY for name in ("slug", "country_slug") if name in KINDS[kind].details.model_fields},
            **audience,
        )
        for kind in Kind
    }
    references = tuple(reference for relation in Relation for reference in refer(relation, *hidden.values()))
    details = ProjectDetails(
        **DETAILS[Kind.PROJECT].model_dump(exclude={"partners"}),
        partners=(ProjectPartner(organisation=hidden[Kind.ORGANISATION].content_id, side="police"),),
    )
    body = one_of_each(hidden[Kind.GUIDANCE].content_id, an_asset())
    successor = an_item(title=CANARY, **audience)
    for reason, place in (
        (RemovalReason.SUPERSEDED, ""),
        (RemovalReason.MOVED, f"/{CANARY}/guidance/"),
        (RemovalReason.WITHDRAWN, ""),
    ):
        gone = an_item(title="Gone")
        record_withdrawal(gone.content_id, "en-gb", reason, superseded_by=successor.content_id, moved_to=place)
    return an_item(Kind.PROJECT, title="Public", path="/public/", details=details, body=body, references=references)


def _selection(type_: GraphQLType) -> str:
    target = get_named_type(type_)
    if isinstance(target, GraphQLUnionType):
        return f"{{ {' '.join(f'... on {one.name} {_selection(one)}' for one in target.types)} }}"
    if not isinstance(target, GraphQLObjectType | GraphQLInterfaceType):
        return ""
    if "nodes" in target.fields:
        return f"{{ nodes {{ {everything(get_named_type(target.fields['nodes'].type))} }} }}"
    return f"{{ {everything(target)} }}"


@pytest.mark.parametrize("audience", HIDDEN)
def test_no_root_and_no_edge_leads_to_what_is_hidden(client: Client, audience: str) -> None:
    public = hide_everything(**HIDDEN[audience])
    query = schema._schema.query_type
    assert query is not None
    for name, field in query.fields.items():
        if any(is_required_argument(argument) for key, argument in field.args.items() if key != "first"):
            continue
        size = "(first: 20)" if "first" in field.args else ""
        text = json.dumps(ask(client, f"{{ {name}{size} {_selection(field.type)} }}"))
        assert CANARY not in text, name
    by = json.dumps(str(public.pk))
    bodies = "... on RichTextBlock { html } ... on LinkListBlock { links { title url } } ... on EmbedBlock { id }"
    query_text = f"{{ content(by: {{id: {by}}}) {{ title body {{ __typename {bodies} }} }} }}"
    answer = ask(client, query_text)["content"]
    assert answer["title"] == "Public"
    assert CANARY not in json.dumps(answer)
    assert "EmbedBlock" not in {block["__typename"] for block in answer["body"]}
    for filter_ in ('topic: {exact: "canary"}', 'sector: {exact: "canary"}', 'workStream: {exact: "TT"}'):
        query_text = f"{{ contents(first: 9, filter: {{{filter_}}}) {{ totalCount }} }}"
        assert refused(client, query_text) == "UNKNOWN_REFERENCE"


def test_the_same_walk_finds_the_canary_for_those_who_may_see_it() -> None:
    public = hide_everything(**HIDDEN["registered"])
    client = a_client_of(registered=True)
    answer = ask(client, f'{{ content(by: {{id: "{public.pk}"}}) {{ related {{ title }} topics {{ slug }} }} }}')
    assert {one["title"] for one in answer["content"]["related"]} == {CANARY}
    listed = ask(client, '{ contents(first: 9, filter: {topic: {exact: "canary"}}) { totalCount } }')
    assert listed["contents"]["totalCount"] == 1
