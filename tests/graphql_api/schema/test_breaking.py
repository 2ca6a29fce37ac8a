"""What partners build on stays: breaking changes are named in the changelog, deprecations say until when."""

import re
from datetime import date
from pathlib import Path

import pytest
from graphql import GraphQLSchema
from graphql import build_schema as build

from graphql_api.schema.changelog import Effect
from graphql_api.schema.schema import schema
from tests.schema_release import changes_between, deprecations

UNTIL = re.compile(r"\buntil (\d{4}-\d{2}-\d{2})\b")


def breaking(before: Path, after: Path) -> list[str]:
    """The paths of what graphql-inspector calls breaking."""
    return [change["path"] for change in changes_between(before, after) if change["effect"] == Effect.BREAKING]


def unnamed(paths: list[str], changelog: str) -> list[str]:
    """Those paths that the changelog does not name."""
    return [path for path in paths if f"`{path}`" not in changelog]


def undated(schema: GraphQLSchema) -> list[str]:
    """Deprecations that do not say until when, by path."""
    return [path for path, reason in deprecations(schema) if not _day(reason)]


def _day(reason: str) -> date | None:
    found = UNTIL.search(reason)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def test_breaking_changes_since_the_release_are_named_in_the_changelog(project_root: Path) -> None:
    folder = project_root / "graphql_api"
    changed = breaking(folder / "released.graphql", folder / "schema.graphql")
    assert unnamed(changed, (project_root / "CHANGELOG.md").read_text()) == []


def test_every_deprecation_says_until_when() -> None:
    assert undated(schema._schema) == []


@pytest.fixture
def altered(tmp_path: Path) -> list[Path]:
    """Two SDLs: the second lost a field, got a required argument, a nullable field and, harmlessly, a new one."""
    texts = (
        "type Query { old: String  list: [Int]  name: String! }",
        "type Query { list(first: Int!): [Int]  name: String  fresh: Int }",
    )
    files = [tmp_path / "before.graphql", tmp_path / "after.graphql"]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    return files


def test_what_breaks_clients_is_found_unless_the_changelog_names_it(altered: list[Path]) -> None:
    found = breaking(*altered)
    assert set(found) == {"Query.old", "Query.list.first", "Query.name"}
    assert breaking(altered[0], altered[0]) == []
    assert unnamed(found, "Removed `Query.old`; `Query.list.first` is required.") == ["Query.name"]


@pytest.mark.parametrize(
    ("reason", "is_dated"),
    [
        ("Use `title` until 2027-06-30.", True),
        ("No longer supported", False),
        ("until soon", False),
        ("until 2027-13-45", False),
    ],
)
def test_a_deprecation_without_a_day_is_found_wherever_it_is(reason: str, is_dated: bool) -> None:
    mark = f'@deprecated(reason: "{reason}")'
    sdl = (
        f"type Query {{ a(b: Int {mark}, e: E, i: I): Int {mark} }} enum E {{ X {mark} Y }} input I {{ x: Int {mark} }}"
    )
    expected = {"Query.a", "Query.a.b", "E.X", "I.x"}
    assert set(undated(build(sdl))) == (set() if is_dated else expected)
