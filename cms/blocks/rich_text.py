"""Rich text."""

from typing import Any, ClassVar
from uuid import UUID

from wagtail import blocks

from cms.blocks.base import RICH_TEXT_FEATURES
from cms.content.converter import Converter
from publishing.content.blocks import RichTextBlock as Schema


class RichTextBlock(blocks.RichTextBlock):
    """Paragraphs, lists and links. It has a single field, so it is not a struct."""

    schema: ClassVar[type[Schema]] = Schema

    class Meta:
        icon = "pilcrow"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": RICH_TEXT_FEATURES, **kwargs})

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema:
        """Return the text with its links resolved."""
        return Schema(id=block_id, html=converter.html(value.source))
