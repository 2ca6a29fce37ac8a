"""A quotation."""

from typing import Any
from uuid import UUID

from wagtail import blocks

from cms.blocks.base import BodyBlock
from cms.content.converter import Converter
from publishing.content.blocks import QuoteBlock as Schema


class QuoteBlock(BodyBlock):
    """A quotation and who said it."""

    schema = Schema
    text = blocks.TextBlock(rows=3)
    attribution = blocks.CharBlock(required=False, max_length=255)

    class Meta:
        icon = "openquote"
        label_format = "{text}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema:
        """Return the quotation as it is published."""
        return Schema(id=block_id, text=value["text"], attribution=value.get("attribution") or "")
