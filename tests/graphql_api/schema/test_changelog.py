"""Partners hear by a feed of what changes in the schema; a release writes it."""

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from graphql import build_schema

from graphql_api.schema import changelog
from graphql_api.schema.changelog import Effect, releases
from tests.schema_release import deprecations, release

ADDRESS = "/graphql/changelog.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
BEFORE = """
directive @cost(weight: String!) on FIELD_DEFINITION
type Query { old: String  gone: Int  search(first: Int): Int @cost(weight: "3")  order: Order }
enum Order { NEWEST OLDEST }
"""
AFTER = """
directive @cost(weight: String!) on FIELD_DEFINITION
type Query {
  old(a: Int): String @deprecated(reason: "Use `fresh` until 2027-06-30.")
  "Looks for <all>."
  search(first: Int @deprecated(reason: "Until 2027-07-31.")): Int @cost(weight: "4")
  order: Order
  fresh: New
}
enum Order { NEWEST OLDEST @deprecated(reason: "Unused, kept until 2027-08-31.")  BEST }
type New { field: Int }
"""
CHANGES = [
    ("breaking", "Query.gone", "Field 'gone' was removed from object type 'Query'"),
    ("deprecated", "Order.OLDEST", "Unused, kept until 2027-08-31."),
    ("deprecated", "Query.old", "Use `fresh` until 2027-06-30."),
    ("deprecated", "Query.search.first", "Until 2027-07-31."),
    ("dangerous", "Order.BEST", "Enum value 'BEST' was added to enum 'Order'"),
    ("dangerous", "Query.old.a", "Argument 'a: Int' added to field 'Query.old'"),
    ("cost", "Query.search", "It has another cost."),
    ("safe", "New", "Type 'New' was added"),
    ("safe", "Query.fresh", "Field 'fresh' was added to object type 'Query'"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A schema that has changed since its first release, in place of ours."""
    (tmp_path / "released.graphql").write_text(BEFORE)
    (tmp_path / "schema.graphql").write_text(AFTER)
    first = {"version": "1.0.0", "day": "2026-01-31", "schema": "", "changes": []}
    (tmp_path / "changelog.json").write_text(json.dumps([first]))
    monkeypatch.setattr(changelog, "RECORD", tmp_path / "changelog.json")
    releases.cache_clear()
    yield tmp_path
    releases.cache_clear()


def test_the_record_is_up_to_date_with_the_released_schema(project_root: Path) -> None:
    released = (project_root / "graphql_api" / "released.graphql").read_bytes()
    assert releases()[0].schema == sha256(released).hexdigest(), "Release by: make release-schema"
    days = [one.day for one in releases()]
    assert days == sorted(days, reverse=True)
    assert len({one.version for one in releases()}) == len(releases())


def test_every_released_deprecation_is_in_the_feed_with_its_day(project_root: Path) -> None:
    schema = build_schema((project_root / "graphql_api" / "released.graphql").read_text())
    recorded = {
        (one.path, one.message) for each in releases() for one in each.changes if one.effect is Effect.DEPRECATED
    }
    assert set(deprecations(schema)) - recorded == set()


def test_a_release_records_what_changed_the_worst_first(folder: Path) -> None:
    release(folder, "1.1.0", date(2026, 6, 30))
    assert [one.version for one in releases()] == ["1.1.0", "1.0.0"]
    newest = releases()[0]
    assert [(one.effect, one.path, one.message) for one in newest.changes] == CHANGES
    assert newest.title == "Schema 1.1.0: 1 breaking, 3 deprecated, 2 dangerous, 1 cost, 2 safe"
    assert newest.schema == sha256(AFTER.encode()).hexdigest()
    assert (folder / "released.graphql").read_text() == AFTER


def test_what_is_released_again_before_it_is_given_out_is_one_release(folder: Path) -> None:
    release(folder, "1.1.0", date(2026, 6, 30))
    assert release(folder, "1.2.0", date(2026, 7, 31)) == [], "nothing changed: no entry"
    (folder / "schema.graphql").write_text(AFTER + "type More { field: Int }")
    release(folder, "1.1.0", date(2026, 8, 31))
    assert [one.version for one in releases()] == ["1.1.0", "1.0.0"]
    assert (releases()[0].day, len(releases()[0].changes)) == (date(2026, 8, 31), len(CHANGES) + 1)


def test_the_feed_has_an_entry_for_each_release(folder: Path, client: Client) -> None:
    release(folder, "1.1.0", date(2026, 6, 30))
    response = client.get(ADDRESS)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=3600"
    feed = ElementTree.fromstring(response.content)
    assert feed.findtext(f"{ATOM}updated") == "2026-06-30T00:00:00+00:00"
    newest, first = feed.findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "Schema 1.0.0: the first"
    assert first.findtext(f"{ATOM}id", "").endswith(f"{ADDRESS}#1.0.0")
    text = newest.findtext(f"{ATOM}summary", "")
    assert "<h2>Breaks clients that use it</h2><ul><li><code>Query.gone</code>: Field &#x27;gone&#x27; was" in text
    assert "<code>Query.old</code>: Use `fresh` until 2027-06-30." in text
    categories = [one.get("term") for one in newest.findall(f"{ATOM}category")]
    assert categories == ["breaking", "cost", "dangerous", "deprecated", "safe"]


def test_a_client_that_has_the_feed_gets_not_modified(client: Client) -> None:
    modified = client.get(ADDRESS)["Last-Modified"]
    assert client.get(ADDRESS, headers={"If-Modified-Since": modified}).status_code == 304
    assert client.head(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405
