"""Another page, shown as a card."""

from typing import Any
from uuid import UUID

from wagtail import blocks

from cms.blocks.base import BodyBlock
from cms.content.converter import Converter
from publishing.content.blocks import EmbedBlock as Schema


class EmbedBlock(BodyBlock):
    """Readers see the current title and summary of the other page."""

    schema = Schema
    page = blocks.PageChooserBlock(help_text="Readers who may not see that page will not see the card.")

    class Meta:
        icon = "doc-empty-inverse"
        label = "Page card"
        label_format = "{page}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema | None:
        """Return a reference to the item, None if it was deleted."""
        if value["page"] is None:
            return None
        return Schema(id=block_id, content_id=converter.embed(value["page"]))
