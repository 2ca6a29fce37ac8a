"""Responses of the hub and its peers are equal after normalisation exactly if they contain the same content."""

from typing import Any

import pytest
from graphql import parse, validate

from bench.graphql.handwritten_views import VIEWS
from bench.graphql.queries import QUERIES, document
from bench.peers.normalising import documents
from graphql_api.schema.schema import schema

SIZES = [(320, 160), (640, 320)]
RENDITIONS = [
    {"url": f"http://here/{width}.webp", "width": width, "height": height, "contentType": "image/webp"}
    for width, height in SIZES
]
HUB = {
    "id": "1a",
    "title": "Gates",
    "path": "/guidance/gates/",
    "updatedAt": "2026-01-01T00:00:00+00:00",
    "topics": [{"title": "Vigilance", "path": "/topics/vigilance/"}, {"title": "Drills", "path": "/topics/drills/"}],
    "image": {"alt": "A gate", "renditions": RENDITIONS},
    "body": [
        {"__typename": "HeadingBlock", "id": "b1", "text": "Watch", "anchor": "first"},
        {"__typename": "RichTextBlock", "id": "b2", "html": '<p><a href="/topics/drills/" data-content="c">Go</a></p>'},
        {"__typename": "CalloutBlock", "id": "b3", "tone": "WARNING", "title": "Stop", "html": "<p>Now</p>"},
        {"__typename": "StepsBlock", "id": "b4", "steps": [{"title": "One", "html": None}]},
        {"__typename": "ImageBlock", "id": "b5", "image": {"alt": "A gate", "renditions": RENDITIONS}, "caption": ""},
        {
            "__typename": "LinkListBlock",
            "id": "b6",
            "title": "More",
            "links": [
                {"title": "In", "url": "http://here/topics/drills/", "content": {"title": "D", "path": "/topics/d/"}},
                {"title": "Out", "url": "https://example.org/", "content": None},
            ],
        },
    ],
}
GRAPPLE_IMAGE = {"alt": "A gate", "large": RENDITIONS[1], "small": RENDITIONS[0]}
GRAPPLE = {
    "id": "7",
    "title": "Gates",
    "urlPath": "/home/guidance/gates/",
    "updatedAt": "2026-01-01 00:00:00+00:00",
    "topics": [
        {"title": "Drills", "urlPath": "/home/topics/drills/"},
        {"title": "Vigilance", "urlPath": "/home/topics/vigilance/"},
    ],
    "image": GRAPPLE_IMAGE,
    "body": [
        {"__typename": "HeadingBlock", "id": "b1", "text": "Watch", "anchor": "first"},
        {"__typename": "RichTextBlock", "id": "b2", "value": '<p><a href="/topics/drills/">Go</a></p>'},
        {"__typename": "CalloutBlock", "id": "b3", "tone": "warning", "title": "Stop", "html": "<p>Now</p>"},
        {"__typename": "StepsBlock", "id": "b4", "steps": [{"title": "One", "html": ""}]},
        {"__typename": "FigureBlock", "id": "b5", "image": GRAPPLE_IMAGE, "caption": ""},
        {
            "__typename": "LinkListBlock",
            "id": "b6",
            "title": "More",
            "links": [
                {"title": "In", "url": "", "page": {"title": "D", "urlPath": "/home/topics/d/"}},
                {"title": "Out", "url": "https://example.org/", "page": None},
            ],
        },
    ],
}
REST = {
    "id": 7,
    "title": "Gates",
    "url_path": "/home/guidance/gates/",
    "updated_at": "2026-01-01T00:00:00Z",
    "topics": [{"title": each["title"], "url_path": each["urlPath"]} for each in GRAPPLE["topics"]],
    "image": {"alt": "A gate", "renditions": RENDITIONS},
    "body": [
        {"type": "heading", "value": {"text": "Watch", "anchor": "first"}, "id": "b1"},
        {"type": "rich_text", "value": '<p><a href="http://there/topics/drills/">Go</a></p>', "id": "b2"},
        {"type": "callout", "value": {"tone": "warning", "title": "Stop", "html": "<p>Now</p>"}, "id": "b3"},
        {"type": "steps", "value": {"steps": [{"title": "One", "html": ""}]}, "id": "b4"},
        {"type": "image", "value": {"image": {"alt": "A gate", "renditions": RENDITIONS}, "caption": ""}, "id": "b5"},
        {
            "type": "link_list",
            "value": {
                "title": "More",
                "links": [
                    {"title": "In", "url": "", "page": {"title": "D", "url_path": "/home/topics/d/"}},
                    {"title": "Out", "url": "https://example.org/", "page": None},
                ],
            },
            "id": "b6",
        },
    ],
}
OF_PEERS = [{"data": {"guidances": [GRAPPLE]}}, {"data": {"guidance": GRAPPLE}}, {"items": [REST]}, REST]
OF_THE_HUB: list[dict[str, Any]] = [
    {"data": {"guidance": {"nodes": [HUB]}}},
    {"data": {"content": HUB}},
    {"data": {"search": {"totalCount": 1, "nodes": [HUB]}}},
]


@pytest.mark.parametrize("peer", OF_PEERS)
@pytest.mark.parametrize("hub", OF_THE_HUB)
def test_equal_responses_are_equal_for_all_peers(hub: dict[str, Any], peer: dict[str, Any]) -> None:
    assert documents(hub) == documents(peer)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Exits"},
        {"url_path": "/home/guidance/exits/"},
        {"updated_at": "2026-01-01T00:00:01Z"},
        {"topics": REST["topics"][:1]},
        {"image": {"alt": "A gate", "renditions": RENDITIONS[:1]}},
        {"body": REST["body"][:-1]},
        {"body": [{"type": "heading", "value": {"text": "Wait", "anchor": "first"}, "id": "b1"}, *REST["body"][1:]]},
        {"body": [REST["body"][0], {"type": "rich_text", "value": "<p>Go</p>", "id": "b2"}, *REST["body"][2:]]},
    ],
)
def test_different_responses_are_not_equal(change: dict[str, Any]) -> None:
    assert documents({**REST, **change}) != documents(OF_THE_HUB[0])


@pytest.mark.parametrize("name", QUERIES)
def test_each_query_of_the_benchmark_is_valid_and_has_a_view(name: str) -> None:
    assert validate(schema._schema, parse(document(name))) == []
    assert name in VIEWS
