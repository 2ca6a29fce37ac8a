"""Highlighted text."""

from typing import Any
from uuid import UUID

from wagtail import blocks

from cms.blocks.base import RICH_TEXT_FEATURES, BodyBlock
from cms.content.converter import Converter
from publishing.content.blocks import CalloutBlock as Schema


class CalloutBlock(BodyBlock):
    """Readers see a box whose tone is shown by a word and an icon, not by colour alone."""

    schema = Schema
    tone = blocks.ChoiceBlock(
        choices=[("information", "Information"), ("warning", "Warning"), ("urgent", "Urgent")], default="information"
    )
    title = blocks.CharBlock(required=False, max_length=120)
    text = blocks.RichTextBlock(features=RICH_TEXT_FEATURES)

    class Meta:
        icon = "warning"
        label_format = "{tone}: {title}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema:
        """Return the callout with its links resolved."""
        return Schema(
            id=block_id,
            tone=value.get("tone") or "information",
            title=value.get("title") or "",
            html=converter.html(value["text"].source),
        )
