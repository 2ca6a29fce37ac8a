"""A document to download."""

from typing import Any
from uuid import UUID

from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.base import BodyBlock
from cms.content.converter import Converter
from publishing.content.blocks import DocumentBlock as Schema


class DocumentBlock(BodyBlock):
    """Readers see its title, type and size."""

    schema = Schema
    document = DocumentChooserBlock()

    class Meta:
        icon = "doc-full-inverse"
        label_format = "{document}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema | None:
        """Return the document as a published file, None if it was deleted."""
        if value["document"] is None:
            return None
        return Schema(id=block_id, file=converter.file(value["document"]))
