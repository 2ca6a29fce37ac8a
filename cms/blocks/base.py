"""What the body's blocks share: each converts its own value into a block of the publishing log."""

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from wagtail import blocks

from publishing.blocks import Block

if TYPE_CHECKING:
    from cms.conversion import Conversion

RICH_TEXT_FEATURES = ["bold", "italic", "h3", "ol", "ul", "link", "document-link"]


class BodyBlock(blocks.StructBlock):
    """A block of the body. A new one is made by copying the nearest and adding it to the registry (__init__.py)."""

    schema: ClassVar[type[Block]]

    def convert(self, value: Any, block_id: UUID, conversion: "Conversion") -> Block | None:
        """Return the value as the log's block; None when what it showed is gone."""
        raise NotImplementedError
