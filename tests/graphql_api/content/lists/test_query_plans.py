"""Lists walk an index: the database's plan for each has no full scan, at a million items, too, and sorts no list."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection
from django.test import Client

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem, Edition, ItemTerm, Link
from tests.graphql_api.api_client import ask
from tests.publishing.editions import an_edition
from tests.sizes import sized

NAMESPACE = UUID("6ff63c8b-8dd2-4d25-9d2c-6f3f4a6f2b52")
NEWEST = datetime(2026, 6, 1, tzinfo=UTC)
BATCH = 5_000
KINDS = (Kind.GUIDANCE,) * 12 + (Kind.PROJECT,) * 4 + (Kind.BRIEFING,) * 2 + (Kind.TRAVEL_ADVICE, Kind.Z_CARD)

LISTS = [
    "guidance",
    "projects",
    "briefings",
    "travelAdvice",
    "topics",
    "guidance(topic: $topic)",
    "guidance(sector: $sector)",
    "guidance(sector: $sector, topic: $topic)",
    'projects(workStream: "CP")',
    "projects(status: OPEN)",
    'projects(workStream: "CP", status: OPEN)',
    "projects(status: OPEN, tier: PRIORITY)",
    "briefings(kind: INCIDENT)",
    'briefings(effectiveAt: "2026-05-31T12:00:00Z")',
    'travelAdvice(country: "FR")',
    'travelAdvice(country: "france")',
    'zCards(language: "cy")',
    "organisations(side: POLICE)",
    "threatLevels(scope: NATIONAL)",
    "contents",
    "contents(order: OLDEST)",
    "contents(filter: {topic: $topic})",
    "contents(filter: {kinds: [Z_CARD]})",
    "contents(filter: {kinds: [Z_CARD, TOPIC, SECTOR]})",
    'contents(filter: {updatedSince: "2026-05-31T00:00:00Z", updatedBefore: "2026-05-31T12:00:00Z"})',
]
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
    return ContentItem(
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
    )


def all_items(count: int) -> Iterator[ContentItem]:
    """Yield a work-stream, the vocabulary, and the rest."""
    yield an_item(0, Kind.WORK_STREAM, "CP")
    for number, kind in enumerate(VOCABULARY, start=1):
        yield an_item(number, kind)
    for number in range(len(VOCABULARY) + 1, count):
        yield an_item(number, KINDS[number % len(KINDS)])


def links_of(number: int, item: ContentItem) -> Iterator[Link]:
    """Yield what an item refers to."""
    for relation, target in (
        (Relation.TOPIC, 1 + number // 20 % 40),
        (Relation.SECTOR, 41 + number // 3 % 10),
        (Relation.WORK_STREAM, 0),
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
        seen.append((sql, params))
        return execute(sql, params, many, context)

    name, _, arguments = field.partition("(")
    arguments = arguments.rstrip(")")
    names = [one for one in ("topic", "sector") if f"${one}" in arguments]
    declared = "".join(f"${one}: String, " for one in names)
    query = f"""query ({declared}$after: String) {{
      list: {name}({arguments}{", " if arguments else ""}first: 20, after: $after) {{
        edges {{ node {{ id updatedAt }} }} pageInfo {{ endCursor hasNextPage }} }} }}"""
    with connection.execute_wrapper(note):
        found = ask(client, query, **{one: str(key(41 if one == "sector" else 1)) for one in names}, **variables)[
            "list"
        ]
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
    """Return what is wrong with a plan: a full scan, or a sort of more than what the kinds' own indexes gave."""
    wanted_kinds = " IN (SELECT" in sql
    if connection.vendor == "postgresql":
        # Where it expects few rows, it gathers those that the driving index names, and sorts only them.
        gathered = any(f'"{index}"' in planned for index in ("link_target_newest", "term_newest"))
        bad = ['"Seq Scan"', *([] if wanted_kinds or gathered else ['"Sort"', '"Incremental Sort"'])]
        return [one for one in bad if one in planned]
    lines = [line.strip() for line in planned.splitlines()]
    # An unfiltered list is read from the beginning of the index that has its order, as far as the page goes.
    scans = [line for line in lines if line.startswith("SCAN") and "USING INDEX item_newest" not in line]
    sorts = [] if wanted_kinds else [line for line in lines if "TEMP B-TREE FOR ORDER BY" in line]
    return scans + sorts


def check(client: Client) -> None:
    """Look at the plan of every list, from its beginning and from its middle."""
    bad: dict[str, object] = {}
    for field in LISTS:
        after = None
        for place in ("beginning", "middle"):
            seen, found = statements(client, field, after=after)
            times = [edge["node"]["updatedAt"] for edge in found["edges"]]
            assert times, f"{field} is empty"
            assert times == sorted(times, reverse="OLDEST" not in field), f"{field} is out of order"
            for sql, params in seen:
                planned = plan(sql, params)
                if faults(sql, planned):
                    bad[f"{field} from its {place}"] = (faults(sql, planned), planned, sql)
            after = found["pageInfo"]["endCursor"]
            if not found["pageInfo"]["hasNextPage"]:
                break
    assert not bad, "\n\n".join(f"{name}: {why}" for name, why in bad.items())


@pytest.mark.django_db
@pytest.mark.one_database  # PostgreSQL rightly reads small tables whole
def test_lists_walk_an_index_at_three_thousand_items(client: Client) -> None:
    fill(3_000)
    check(client)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.django_db
def test_lists_walk_an_index_at_a_million_items(client: Client) -> None:
    fill(sized(1_000_000))
    check(client)
