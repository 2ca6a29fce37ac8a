"""An image."""

from typing import Any
from uuid import UUID

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.base import BodyBlock, lenient
from cms.content.converter import Converter
from publishing.content.blocks import ImageBlock as Schema


class ImageBlock(BodyBlock):
    """Either described or marked as decoration: there is no third way."""

    schema = Schema
    image = ImageChooserBlock()
    alt = blocks.CharBlock(
        required=False,
        max_length=255,
        label="Description",
        help_text="What the picture tells those who cannot see it. Not needed when it is decoration.",
    )
    decorative = blocks.BooleanBlock(required=False, help_text="It tells nothing that the text does not.")
    caption = blocks.CharBlock(required=False, max_length=255)
    credit = blocks.CharBlock(required=False, max_length=255)

    class Meta:
        icon = "image"
        label_format = "{alt}"

    def problems(self, value: Any) -> dict[str, str]:
        """Refuse an image that is neither described nor decorative, or both."""
        both = bool(value["alt"]) and value["decorative"] and not lenient.get()  # converter then drops the description
        if both or not (value["alt"] or value["decorative"]):
            return {"alt": "Describe the image, or else mark it as decorative."}
        return {}

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema | None:
        """Return the image in its widths; None once the image is deleted."""
        if value["image"] is None:
            return None
        image = converter.image(value["image"], value.get("alt") or "", decorative=bool(value.get("decorative")))
        return Schema(id=block_id, image=image, caption=value.get("caption") or "", credit=value.get("credit") or "")
