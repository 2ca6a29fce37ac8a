"""Absent text is null: no field of any kind or block returns an empty string."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from publishing.content import blocks
from publishing.kinds import Kind
from tests.graphql_api.api_client import ask
from tests.graphql_api.both_paths import data_on_both_paths
from tests.graphql_api.factories import an_asset, an_item, one_of_each
from tests.graphql_api.full_selections import everything_of

pytestmark = pytest.mark.django_db

BLANK: dict[str, Any] = {"summary": "", "owner": "", "change_note": "", "code": ""}


def find_empty_texts(value: Any, path: str = "") -> Iterator[str]:
    """Yield the places of empty strings in a response."""
    if value == "":
        yield path
    for name, one in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from find_empty_texts(one, f"{path}.{name}")


def sparse_body() -> tuple[blocks.Block, ...]:
    """Return blocks with as little text as they may have."""
    picture = blocks.Image(alt="", decorative=True, renditions=())
    return (
        blocks.CalloutBlock(id=uuid4(), tone="warning", title="Only a title", html=""),
        blocks.CalloutBlock(id=uuid4(), tone="urgent", html="<p>Only text</p>"),
        blocks.StepsBlock(id=uuid4(), steps=(blocks.Step(title="Only a title"),)),
        blocks.TableBlock(id=uuid4(), caption="", columns=("", "Day"), rows=(("Gate", ""),)),
        blocks.ImageBlock(id=uuid4(), image=picture),
        blocks.QuoteBlock(id=uuid4(), text="Stay alert."),
        blocks.ContactBlock(id=uuid4(), name="Control room"),
        blocks.LinkListBlock(id=uuid4(), links=(blocks.ListedLink(title="", url="https://example.org/"),)),
    )


@pytest.mark.parametrize("kind", Kind)
def test_no_field_of_a_kind_is_an_empty_string(client: Client, kind: Kind) -> None:
    target, asset = an_item(Kind.TOPIC), an_asset()
    item = an_item(kind, body=(*one_of_each(target.content_id, asset), *sparse_body()), **BLANK)
    query = f'{{ content(by: {{id: "{item.pk}"}}) {{ {everything_of(kind)} }} }}'
    assert list(find_empty_texts(ask(client, query))) == []


def test_blocks_have_null_for_absent_text_on_both_paths() -> None:
    image = blocks.Image(alt="", decorative=True, renditions=())
    an_item(body=sparse_body(), image=image, **BLANK)
    body = """body { ... on CalloutBlock { title html } ... on StepsBlock { steps { title html } }
      ... on TableBlock { caption columns rows } ... on ImageBlock { caption credit image { alt srcset } }
      ... on QuoteBlock { attribution } ... on ContactBlock { role telephone email url hours }
      ... on LinkListBlock { title links { title url } } }"""
    fields = (
        "summary owner code image { alt decorative } edition { changeNote } history(first: 1) { nodes { changeNote } }"
    )
    found = data_on_both_paths(f"{{ guidance(first: 1) {{ nodes {{ {fields} {body} }} }} }}")
    assert list(find_empty_texts(found)) == []
    [node] = found["guidance"]["nodes"]
    assert (node["summary"], node["image"]) == (None, {"alt": None, "decorative": True})
    assert {"caption": None, "columns": [None, "Day"], "rows": [["Gate", None]]} in node["body"]
