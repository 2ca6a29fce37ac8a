"""Rich text as paragraphs: the same text and links as in its HTML."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing.access.audiences import Audience, Marking
from publishing.content.blocks import CalloutBlock, Step, StepsBlock
from publishing.kinds import Kind
from tests.graphql_api.api_client import Json, ask
from tests.graphql_api.factories import an_asset, an_item, link_to, rich_text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TEXT = """... on ContentRichText { html paragraphs { style level number spans {
  text strong emphasis link { url content { id } file { filename size } } } } }"""


def paragraphs(client: Client, html: str) -> list[Json]:
    item = an_item(body=(rich_text(html),))
    query = f'{{ content(by: {{id: "{item.pk}"}}) {{ body {{ ... on RichTextBlock {{ {TEXT} }} }} }} }}'
    found: list[Json] = ask(client, query)["content"]["body"][0]["paragraphs"]
    return found


def outline(client: Client, html: str) -> list[tuple[Any, ...]]:
    """Each paragraph's style, level, number and text."""
    return [
        (one["style"], one["level"], one["number"], "".join(span["text"] for span in one["spans"]))
        for one in paragraphs(client, html)
    ]


def test_paragraphs_headings_and_lists_keep_their_order_and_nesting(client: Client) -> None:
    html = """<p>First</p><h3>Then</h3><ul><li>one<ol><li>a</li><li><p>b</p><p>and b</p></li></ol></li><li>two</li></ul>
      <ol><li>x</li></ol><p></p><p>Last<br>line &amp; end</p>"""
    assert outline(client, html) == [
        ("TEXT", 0, None, "First"),
        ("HEADING", 0, None, "Then"),
        ("BULLETED", 1, None, "one"),
        ("NUMBERED", 2, 1, "a"),
        ("NUMBERED", 2, 2, "b"),
        ("TEXT", 2, None, "and b"),
        ("BULLETED", 1, None, "two"),
        ("NUMBERED", 1, 1, "x"),
        ("TEXT", 0, None, "Last\nline & end"),
    ]


def test_spans_have_their_formatting(client: Client) -> None:
    [paragraph] = paragraphs(client, "<p>a <strong>b <em>c</em></strong> d</p>")
    spans = [(span["text"], span["strong"], span["emphasis"]) for span in paragraph["spans"]]
    assert spans == [("a ", False, False), ("b ", True, False), ("c", True, True), (" d", False, False)]


def test_links_lead_to_content_files_and_other_sites(client: Client) -> None:
    target, asset = an_item(path="/gates/"), an_asset("plan.webp")
    outside = '<a href="https://example.org/?a=1&amp;b=2" rel="noopener">out</a>'
    html = f'<p>{link_to(target.content_id)}, <a data-asset="{asset.key}">file</a>, {outside}</p>'
    links = [span["link"] for span in paragraphs(client, html)[0]["spans"] if span["link"]]
    assert links == [
        {"url": "http://localhost:8000/gates/", "content": {"id": str(target.pk)}, "file": None},
        {
            "url": f"http://localhost:8000/assets/{asset.key}/plan.webp",
            "content": None,
            "file": {"filename": "plan.webp", "size": 10},
        },
        {"url": "https://example.org/?a=1&b=2", "content": None, "file": None},
    ]


def test_a_link_to_what_is_hidden_or_gone_is_the_same_as_plain_text(client: Client) -> None:
    hidden = an_item(audience=Audience.REGISTERED, marking=Marking.GREEN)
    pathless = an_item(Kind.THREAT_LEVEL, path=None)
    plain = paragraphs(client, "<p>Go there <strong>at</strong> once.</p>")
    for target in (hidden.content_id, pathless.content_id, uuid4()):
        html = f"<p>Go {link_to(target)} <strong>{link_to(target, 'at')}</strong> once.</p>"
        assert paragraphs(client, html) == plain
    assert paragraphs(client, f'<p>Go <a data-asset="{uuid4()}">there</a> <strong>at</strong> once.</p>') == plain


def test_steps_and_callouts_have_paragraphs_too_and_links_are_batched(client: Client) -> None:
    targets = [an_item(path=f"/target-{number}/") for number in range(3)]
    for _ in range(5):
        first, second, third = (f"<p>{link_to(target.content_id)}</p>" for target in targets)
        body = (
            rich_text(first),
            CalloutBlock(id=uuid4(), tone="urgent", html=second),
            StepsBlock(id=uuid4(), steps=(Step(title="Look", html=third),)),
        )
        an_item(Kind.STANDARD, body=body)
    query = (
        f"{{ standardPages(first: 5) {{ nodes {{ body {{ {TEXT} ... on StepsBlock {{ steps {{ {TEXT} }} }} }} }} }} }}"
    )
    with CaptureQueriesContext(connection) as queries:
        nodes = ask(client, query)["standardPages"]["nodes"]
    texts = [block["paragraphs"] for block in nodes[0]["body"][:2]]
    texts.append(nodes[0]["body"][2]["steps"][0]["paragraphs"])
    links = [text[0]["spans"][0]["link"]["content"]["id"] for text in texts]
    assert links == [str(target.pk) for target in targets]
    assert len(queries) == 3
