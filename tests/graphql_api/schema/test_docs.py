"""docs/graphql.md says what the code does, and docs/api leads to all of its pages."""

import re
from pathlib import Path

import pytest

from graphql_api.base import limits, payloads
from graphql_api.base.errors import MEANINGS
from graphql_api.content import context
from graphql_api.schema.schema import schema


@pytest.fixture
def text(project_root: Path) -> str:
    """The page."""
    return (project_root / "docs" / "graphql.md").read_text()


def test_every_root_field_is_listed(text: str) -> None:
    query = schema._schema.query_type
    assert query is not None
    roots = "\n".join(line for line in text.splitlines() if line.startswith("| `"))
    assert [name for name in query.fields if not re.search(rf"`{name}[`(]", roots)] == []


def test_the_limits_are_those_of_the_code(text: str) -> None:
    meanings = "\n".join(MEANINGS.values())
    for limit in (limits.MAX_TOKENS, limits.MAX_COST, context.MAX_NODES):
        assert f"{limit:,}" in text
        assert f"{limit:,}" in meanings
    assert f"{limits.MAX_DEPTH} levels" in text
    assert f"{limits.MAX_DEPTH} levels" in meanings
    assert f"{payloads.MAX_BODY // 1000} kB" in text
    assert f"1 to {limits.MAX_PAGE}" in text


def test_the_first_page_leads_to_all_others(project_root: Path) -> None:
    pages = project_root / "docs" / "api"
    table = (pages / "start.md").read_text().split("## All pages", 1)[1]
    assert {page.name for page in pages.glob("*.md")} - set(re.findall(r"\]\((\w+\.md)\)", table)) == {"start.md"}
