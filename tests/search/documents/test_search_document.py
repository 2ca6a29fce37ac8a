"""The content of search documents. The registries of blocks and kinds are walked, so a new one is covered here."""

from typing import Any
from uuid import uuid4

import pytest

from publishing.content.blocks import BLOCKS
from publishing.kinds import Kind
from publishing.kinds.declaration import Searched
from search.base.analysis import LANGUAGES, positioned_terms, tokenize
from search.documents.plain_text import (
    BLOCK_TEXT,
    extract_block_texts,
    extract_detail_texts,
    html_to_text,
)
from tests.publishing.documents import a_document

BLOCK_EXAMPLES: list[tuple[dict[str, Any], list[str]]] = [
    ({"type": "heading", "text": "Ahead", "level": 2, "anchor": "a"}, ["Ahead"]),
    ({"type": "rich_text", "html": "<p>One</p><ul><li>Two</li><li>Three</li></ul>"}, ["One Two Three"]),
    ({"type": "callout", "tone": "urgent", "title": "Now", "html": "<p>Go.</p>"}, ["Now", "Go."]),
    ({"type": "steps", "steps": [{"title": "First", "html": "<p>Look</p>"}]}, ["First", "Look"]),
    ({"type": "table", "caption": "C", "columns": ["A"], "rows": [["1"], ["2"]]}, ["C", "A", "1", "2"]),
    ({"type": "image", "image": {"alt": "A gate"}, "caption": "", "credit": "Us"}, ["A gate", "Us"]),
    ({"type": "document", "file": {"title": "Plan", "filename": "plan.pdf"}}, ["Plan", "plan.pdf"]),
    ({"type": "quote", "text": "Said", "attribution": "Her"}, ["Said", "Her"]),
    ({"type": "contact", "name": "N", "role": "", "telephone": "0", "email": "", "hours": ""}, ["N", "0"]),
    ({"type": "link_list", "title": "See", "links": [{"title": "There", "url": "x"}]}, ["See", "There"]),
    ({"type": "embed", "content_id": str(uuid4())}, []),
]
DETAILS_EXAMPLES: dict[Kind, tuple[dict[str, Any], list[str]]] = {
    Kind.WORK_STREAM: ({"co_chair_police": "A. Reed", "co_chair_business": "J. Marsh"}, ["A. Reed", "J. Marsh"]),
    Kind.PROJECT: (
        {"lead": "B. Lead", "milestones": ({"title": "Begin", "due": "2026-02-01", "evidence": "A note"},)},
        ["Teach.", "All know.", "B. Lead", "Begin", "A note"],
    ),
    Kind.BRIEFING: ({"actions": ("Walk", "Ask"), "read_aloud": "All:"}, ["Look up", "Walk", "Ask", "All:"]),
    Kind.TRAVEL_ADVICE: (
        {
            "alerts": (
                {
                    "advised_against": "all_travel",
                    "extent": "named_parts",
                    "description": "The north",
                    "areas": ({"name": "Northmoor", "description": "Above the river", "reason": "Floods"},),
                },
            ),
            "parts": (
                {"title": "Safety", "slug": "safety", "body": ({"type": "quote", "id": uuid4(), "text": "Said"},)},
            ),
            "provenance": {"publisher": "Elsewhere"},
        },
        ["The north", "Northmoor", "Above the river", "Floods", "Safety", "Said"],
    ),
    Kind.Z_CARD: (
        {"panels": ({"heading": "Go", "body": "Out.", "character_limit": 90, "side": "back"},)},
        ["Go", "Out."],
    ),
    Kind.THREAT_LEVEL: ({}, ["SUBSTANTIAL", "An attack is likely."]),
    Kind.ORGANISATION: ({"url": "https://example.org/"}, ["https://example.org/"]),
}
"""The kinds whose details have a text."""


def test_every_block_has_a_text() -> None:
    assert set(BLOCK_TEXT) == set(BLOCKS) == {block["type"] for block, _ in BLOCK_EXAMPLES}


@pytest.mark.parametrize(("block", "pieces"), BLOCK_EXAMPLES, ids=lambda example: str(example)[:30])
def test_the_text_of_a_block(block: dict[str, Any], pieces: list[str]) -> None:
    assert list(extract_block_texts([block])) == pieces


@pytest.mark.parametrize("kind", list(Kind))
def test_the_text_of_stored_details(kind: Kind) -> None:
    changes, pieces = DETAILS_EXAMPLES.get(kind, ({}, []))
    stored = a_document(kind, **changes).content()["details"]
    assert list(extract_detail_texts(kind, stored, Searched.BODY)) == pieces


def test_the_keywords_of_travel_advice_are_its_countries() -> None:
    stored = a_document(Kind.TRAVEL_ADVICE, synonyms=("Gaul",)).content()["details"]
    assert list(extract_detail_texts(Kind.TRAVEL_ADVICE, stored, Searched.KEYWORDS)) == ["FR", "France", "Gaul"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One Two"),
        ("re<em>al</em>ly", "really"),
        ("a<br>b", "a b"),
        ("Fish &amp; chips", "Fish & chips"),
        ("1 < 2", "1 < 2"),
        ("", ""),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_a_cards_panels_are_plain_text_not_html() -> None:
    panel = {"heading": "Run & <hide>", "body": "Fish & <chips>", "character_limit": 40, "side": "front"}
    stored = a_document(Kind.Z_CARD, panels=(panel,)).content()["details"]
    assert list(extract_detail_texts(Kind.Z_CARD, stored, Searched.BODY)) == ["Run & <hide>", "Fish & <chips>"]


def test_english_terms_equal_lucenes_with_porter2() -> None:
    text = "The terrorist’s bags aren't running to Café TT3, BR-2026-014"  # noqa: RUF001
    assert positioned_terms(text, "en") == (
        (1, "terrorist"), (2, "bag"), (3, "aren't"), (4, "run"), (6, "cafe"), (7, "tt3"), (8, "br"), (9, "2026"),
        (10, "014"),
    )  # fmt: skip


def test_welsh_is_not_stemmed_like_english() -> None:
    assert [term for _, term in positioned_terms("Mae'r ŵyn yn rhedeg i'r tŷ", "plain")] == ["wyn", "rhedeg", "ty"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_composed_and_decomposed_letters_give_the_same_term(language: str) -> None:
    assert positioned_terms("Cafe\u0301", language) == positioned_terms("Café", language)
    assert tokenize("Cafe\u0301") == ("cafe",)
