"""Another item, shown as a card."""

from typing import Any
from uuid import UUID

from wagtail import blocks

from cms.blocks.base import BodyBlock
from cms.content.converter import Converter
from publishing.content.blocks import EmbedBlock as Schema


class EmbedBlock(BodyBlock):
    """Readers see the other page's title and summary as they are when they read."""

    schema = Schema
    page = blocks.PageChooserBlock(help_text="Those who may not see it see nothing here.")

    class Meta:
        icon = "doc-empty-inverse"
        label = "Item of the hub"
        label_format = "{page}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema | None:
        """Return a reference to the item; None once it is deleted."""
        if value["page"] is None:
            return None
        return Schema(id=block_id, content_id=converter.embed(value["page"]))
