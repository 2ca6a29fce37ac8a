"""An image."""

from typing import Any
from uuid import UUID

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.base import BodyBlock, lenient
from cms.content.converter import Converter
from publishing.content.blocks import ImageBlock as Schema


class ImageBlock(BodyBlock):
    """Must either have a description or be marked as decorative."""

    schema = Schema
    image = ImageChooserBlock()
    alt = blocks.CharBlock(
        required=False,
        max_length=255,
        label="Description",
        help_text="Describe the image for people who cannot see it. Leave empty if it is decorative.",
    )
    decorative = blocks.BooleanBlock(required=False, help_text="Tick if the image adds no information to the text.")
    caption = blocks.CharBlock(required=False, max_length=255)
    credit = blocks.CharBlock(required=False, max_length=255)

    class Meta:
        icon = "image"
        label_format = "{alt}"

    def problems(self, value: Any) -> dict[str, str]:
        """Require either a description or the mark as decorative, not both."""
        # Outside forms the converter drops the description of a decorative image.
        both = bool(value["alt"]) and value["decorative"] and not lenient.get()
        if both or not (value["alt"] or value["decorative"]):
            return {"alt": "Describe the image, or mark it as decorative, but not both."}
        return {}

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema | None:
        """Return the image with its renditions, None if it was deleted."""
        if value["image"] is None:
            return None
        image = converter.image(value["image"], value.get("alt") or "", decorative=bool(value.get("decorative")))
        return Schema(id=block_id, image=image, caption=value.get("caption") or "", credit=value.get("credit") or "")
