"""Every list walks an index, in every order and with every filter: at 100,000 items no plan has a full scan, and none
sorts more than a few rows."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from uuid import UUID, uuid5

import pytest
from django.db import connection
from django.test import Client
from strawberry.utils.str_converters import to_camel_case

from graphql_api.content.lists.filter_fields import FilterField, content_fields, kind_fields
from graphql_api.content.lists.kind_lists import MAX_PLAIN
from graphql_api.execution.compiler.roots import PLAIN_LISTS
from publishing.access.audiences import Audience, Marking
from publishing.content.orders import COMMON, Order
from publishing.kinds import Kind, Relation
from publishing.kinds.registry import KINDS
from publishing.models import ContentItem, Edition, ItemTerm, Link
from tests.graphql_api.api_client import ask
from tests.publishing.editions import an_edition

NAMESPACE = UUID("6ff63c8b-8dd2-4d25-9d2c-6f3f4a6f2b52")
NEWEST = datetime(2026, 6, 1, tzinfo=UTC)
BATCH = 5_000
MOST = (Kind.GUIDANCE,) * 12 + (Kind.PROJECT,) * 4 + (Kind.BRIEFING,) * 2 + (Kind.TRAVEL_ADVICE, Kind.Z_CARD)

SAMPLES = {
    "IDLookup": f'{{inList: ["{uuid5(NAMESPACE, "id 500")}"]}}',
    "StringLookup": '{exact: "CP"}',
    "DateTimeLookup": '{gte: "2026-05-31T00:00:00Z", lt: "2026-05-31T12:00:00Z"}',
    "NullableDateTimeLookup": '{lt: "2026-05-31T00:00:00Z"}',
    "NullableDateLookup": '{lt: "2026-05-31"}',
    "MomentLookup": '{exact: "2026-05-31T12:00:00Z"}',
}
"""A value of each type of filter."""
REFERENCES = {"topic": 1, "sector": 41, "partner": 51}
"""The items that sample filters refer to, by number."""
COMBINED = [
    'guidance(filter: {sector: {exact: "%(sector)s"}, topic: {exact: "%(topic)s"}})',
    'projects(filter: {workStream: {exact: "CP"}, status: {exact: OPEN}})',
    "projects(filter: {status: {inList: [OPEN, CLOSED]}, tier: {exact: PRIORITY}}, orderBy: {title: ASC})",
    'contents(filter: {topic: {exact: "%(topic)s"}, updatedAt: {gte: "2026-05-31T00:00:00Z"}})',
    "contents(filter: {kind: {exact: Z_CARD}})",
    "contents(filter: {kind: {inList: [Z_CARD, TOPIC, SECTOR]}})",
    "contents(filter: {kind: {inList: [Z_CARD, TOPIC, SECTOR]}}, orderBy: {title: DESC})",
    'contents(filter: {AND: [{topic: {exact: "%(topic)s"}}, {kind: {exact: GUIDANCE}}]}, orderBy: {title: ASC})',
]


def all_lists() -> Iterator[str]:
    """Yield every list in every order, and with every filter in its own order and by title."""
    for name, fields, orders in _declared():
        for order in orders:
            yield from (f"{name}(orderBy: {{{to_camel_case(order.name)}: {way}}})" for way in ("ASC", "DESC"))
        for one in fields:
            filter_ = f"filter: {{{to_camel_case(one.name)}: {_sample(one)}}}"
            yield from (f"{name}({filter_}{order})" for order in ("", ", orderBy: {title: ASC}"))
    yield from (one % {name: key(number) for name, number in REFERENCES.items()} for one in COMBINED)


def _declared() -> Iterator[tuple[str, list[FilterField], tuple[Order, ...]]]:
    yield "contents", content_fields(), COMMON
    for declaration in KINDS.values():
        if listed := declaration.schema_list:
            yield to_camel_case(listed.name), kind_fields(declaration), (*COMMON, *listed.orders)


def _sample(one: FilterField) -> str:
    """Return a value for a filter: a common one, except for what identifies an item."""
    name = one.lookup.__strawberry_definition__.name  # type: ignore[attr-defined]
    if name == "ReferenceLookup":
        fixed = {"country": "france", "work_stream": "CP"}
        return f'{{exact: "{fixed.get(one.name) or key(REFERENCES[one.name])}"}}'
    if one.name in {"path", "language"}:
        return '{exact: "/500/"}' if one.name == "path" else '{exact: "cy"}'
    if name in SAMPLES:
        return SAMPLES[name]
    enum = get_args(one.lookup.__annotations__["exact"])[0]
    common = {"kind": "GUIDANCE", "marking": "AMBER_STRICT", "audience": "PUBLIC", "briefing_kind": "INCIDENT"}
    return f"{{exact: {common.get(one.name) or next(iter(enum)).name}}}"


TERMS: dict[Kind, list[tuple[str, tuple[str, ...]]]] = {
    Kind.PROJECT: [("status", ("open", "closed", "embedded")), ("tier", ("priority", "reserve"))],
    Kind.BRIEFING: [("briefing_kind", ("incident", "event", "seasonal"))],
    Kind.TRAVEL_ADVICE: [("country", ("FR", "ES")), ("country_slug", ("france", "spain"))],
    Kind.Z_CARD: [("language", ("en-gb", "cy"))],
    Kind.ORGANISATION: [("side", ("police", "business"))],
    Kind.THREAT_LEVEL: [("scope", ("national",))],
}
VOCABULARY = [*[Kind.TOPIC] * 40, *[Kind.SECTOR] * 10, *[Kind.ORGANISATION] * 20, *[Kind.THREAT_LEVEL] * 5]


def key(name: object) -> UUID:
    """Return an id that is the same in every run."""
    return uuid5(NAMESPACE, str(name))


def an_item(number: int, kind: Kind, code: str = "") -> ContentItem:
    """Return an unsaved item; every seventh of guidance is hidden."""
    hidden = kind is Kind.GUIDANCE and number % 7 == 0
    at = NEWEST - timedelta(minutes=number)
    item = ContentItem(
        id=key(f"id {number}"),
        content_id=key(number),
        locale="en-gb",
        kind=kind,
        code=code,
        path=f"/{number}/",
        audience=Audience.NAMED if hidden else Audience.PUBLIC,
        marking=Marking.AMBER_STRICT if hidden else Marking.CLEAR,
        first_published_at=at,
        updated_at=at,
        effective_at=at if number % 50 == 0 else None,
    )
    item.set_sort_keys(f"Item {number * 7919 % 100_003}", item.first_published_at)
    return item


def all_items(count: int) -> Iterator[ContentItem]:
    """Yield a work-stream, the vocabulary, and the rest."""
    yield an_item(0, Kind.WORK_STREAM, "CP")
    for number, kind in enumerate(VOCABULARY, start=1):
        yield an_item(number, kind)
    for number in range(len(VOCABULARY) + 1, count):
        yield an_item(number, MOST[number % len(MOST)])


def links_of(number: int, item: ContentItem) -> Iterator[Link]:
    """Yield what an item refers to."""
    for relation, target in (
        (Relation.TOPIC, 1 + number // 20 % 40),
        (Relation.SECTOR, 41 + number // 3 % 10),
        (Relation.WORK_STREAM, 0),
        (Relation.PARTNER, 51 + number % 20),
    ):
        yield Link(source=item, relation=relation, target=key(target), position=0, updated_at=item.updated_at)


def fill(count: int) -> None:
    """Write rows straight into the tables: the log's own way would take minutes."""
    items = list(all_items(count))
    ContentItem.objects.bulk_create(items, BATCH)
    Edition.objects.bulk_create((an_edition(item) for item in items), BATCH)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE publishing_contentitem SET edition_id ="
            " (SELECT id FROM publishing_edition WHERE item_id = publishing_contentitem.id)"
        )
    Link.objects.bulk_create((link for number, item in enumerate(items) for link in links_of(number, item)), BATCH)
    ItemTerm.objects.bulk_create(
        (
            ItemTerm(item=item, name=name, value=values[number // 20 % len(values)], updated_at=item.updated_at)
            for number, item in enumerate(items)
            for name, values in TERMS.get(Kind(item.kind), ())
        ),
        BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def statements(client: Client, field: str, **variables: Any) -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    """Return the SQL statements that a list costs, and the list."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and not many:
            seen.append((sql, params))
        return execute(sql, params, many, context)

    name, _, arguments = field.rpartition(")")[0].partition("(")
    is_plain = name in PLAIN_LISTS
    paging = "" if is_plain else ", first: 20, after: $after"
    nodes = "id updatedAt" if is_plain else "edges { node { id updatedAt } } pageInfo { endCursor hasNextPage }"
    query = f"query ($after: String) {{ list: {name}({arguments}{paging}) {{ {nodes} }} }}"
    with connection.execute_wrapper(note):
        found = ask(client, query if not is_plain else query.replace("($after: String)", ""), **variables)["list"]
    return seen, found


def plan(sql: str, params: Any) -> str:
    """Return the database's plan for a statement."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            return json.dumps(cursor.fetchone()[0])
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return "\n".join(row[3] for row in cursor.fetchall())


def faults(sql: str, planned: str) -> list[str]:
    """Return what is wrong with a plan: a full scan, or a sort of more than a few rows."""
    # Sorted are a few items that match a condition, what each kind's own index gave, or a plain list.
    may_sort = any(part in sql for part in (" IN (SELECT", '"id" IN (', "= ANY(", f"LIMIT {MAX_PLAIN + 1}"))
    if connection.vendor == "postgresql":
        # Where it expects few rows, it gathers those that the driving index names, and sorts only them.
        gathered = any(f'"{index}"' in planned for index in ("link_target_newest", "term_newest"))
        bad = ['"Seq Scan"', *([] if may_sort or gathered else ['"Sort"', '"Incremental Sort"'])]
        return [one for one in bad if one in planned]
    lines = [line.strip() for line in planned.splitlines()]
    # A list without kinds is read from the beginning of the index that has its order, as far as the page goes.
    walked = ("item_newest", "item_first_published", "item_reviewed", "item_title")
    scans = [
        line for line in lines if line.startswith("SCAN") and not line.endswith(walked) and "json_each" not in line
    ]
    sorts = [] if may_sort else [line for line in lines if "TEMP B-TREE FOR ORDER BY" in line]
    return scans + sorts


def check(client: Client, lists: Iterable[str]) -> None:
    """Look at the plan of each list, from its beginning and from its middle."""
    bad: dict[str, object] = {}
    for field in lists:
        after = None
        for place in ("beginning", "middle"):
            seen, found = statements(client, field, after=after)
            for sql, params in seen:
                planned = plan(sql, params)
                if faults(sql, planned):
                    bad[f"{field} from its {place}"] = (faults(sql, planned), planned, sql)
            if isinstance(found, list) or not found["pageInfo"]["hasNextPage"]:
                break
            after = found["pageInfo"]["endCursor"]
    assert not bad, "\n\n".join(f"{name}: {why}" for name, why in bad.items())


@pytest.mark.django_db
@pytest.mark.one_database  # PostgreSQL rightly reads small tables whole
def test_lists_walk_an_index_at_three_thousand_items(client: Client) -> None:
    fill(3_000)
    check(client, [one for one in all_lists() if one.startswith(("contents", "projects", "topics"))])


@pytest.mark.slow
@pytest.mark.django_db
def test_every_list_walks_an_index_at_100_000_items(client: Client) -> None:
    fill(100_000)
    check(client, all_lists())
