"""A heading within the body."""

from typing import Any
from uuid import UUID

from wagtail import blocks

from cms.blocks.base import BodyBlock
from cms.content.converter import Converter
from publishing.content.blocks import HeadingBlock as Schema


class HeadingBlock(BodyBlock):
    """Readers see it in the page's table of contents. Its anchor is derived from its text."""

    schema = Schema
    text = blocks.CharBlock(max_length=120)
    level = blocks.ChoiceBlock(choices=[("2", "Section"), ("3", "Part of a section")], default="2")

    class Meta:
        icon = "title"
        label_format = "{text}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema:
        """Return the heading with an anchor that is unique in the body."""
        level = 3 if value.get("level") == "3" else 2
        return Schema(id=block_id, text=value["text"], level=level, anchor=converter.anchor(value["text"]))
