"""Blocks: strict when written, tolerant when read."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from publishing.content.blocks import (
    Block,
    CalloutBlock,
    ContactBlock,
    HeadingBlock,
    LinkListBlock,
    ListedLink,
    QuoteBlock,
    RichTextBlock,
    Step,
    StepsBlock,
    TableBlock,
    dump_body,
    parse_body,
)

ID = UUID(int=1)


@pytest.mark.parametrize(
    "block",
    [
        HeadingBlock(id=ID, text="", anchor="x"),
        RichTextBlock(id=ID, html=""),
        CalloutBlock(id=ID, tone="warning", html=""),
        StepsBlock(id=ID, steps=()),
        TableBlock(id=ID, caption="x", columns=("", ""), rows=(("", ""),)),
        QuoteBlock(id=ID, text="", attribution="x"),
        ContactBlock(id=ID, name=""),
        LinkListBlock(id=ID, title="x", links=()),
    ],
    ids=lambda block: block.type,
)
def test_an_empty_block_is_dropped(block: Block) -> None:
    assert block.without_blanks() is None


def test_parts_that_are_optional_do_not_keep_a_block() -> None:
    assert Step(title="", html="").without_blanks() is None
    assert ListedLink(title="x").without_blanks() is None
    assert CalloutBlock(id=ID, tone="warning", title="x", html="").without_blanks() is not None


def test_empty_rows_and_columns_of_a_table_are_dropped() -> None:
    table = TableBlock(id=ID, caption="x", columns=("A", "", "C"), rows=(("1", "", ""), ("", "", ""), ("2", "", "3")))
    smaller = table.without_blanks()
    assert smaller is not None
    assert (smaller.columns, smaller.rows) == (("A", "C"), (("1", ""), ("2", "3")))


def test_a_column_with_a_cell_keeps_its_empty_heading() -> None:
    table = TableBlock(id=ID, caption="x", columns=("A", ""), rows=(("", "1"),))
    assert table.without_blanks() == table


def test_a_body_is_the_same_after_writing_and_reading() -> None:
    body = (HeadingBlock(id=ID, text="x", anchor="x"), QuoteBlock(id=ID, text="y"))
    assert parse_body(dump_body(body)) == body


def test_reading_ignores_blocks_and_fields_of_newer_processes() -> None:
    known: dict[str, Any] = {"type": "quote", "id": str(ID), "text": "y", "mood": "grave"}
    assert parse_body([{"type": "hologram", "id": str(ID)}, known]) == (QuoteBlock(id=ID, text="y"),)


def test_writing_refuses_unknown_fields_without_quoting_them() -> None:
    with pytest.raises(ValidationError) as raised:
        QuoteBlock.model_validate({"id": ID, "text": "y", "mood": "confidential"})
    assert "confidential" not in str(raised.value)
