"""An image."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.base import BodyBlock
from publishing.blocks import ImageBlock as Schema

if TYPE_CHECKING:
    from cms.conversion import Conversion


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

    def clean(self, value: Any) -> Any:
        """Refuse an image that is neither described nor decorative, or both."""
        cleaned = super().clean(value)
        if bool(cleaned["alt"]) == bool(cleaned["decorative"]):
            problem = ValidationError("Describe the image, or else mark it as decorative.")
            raise blocks.StructBlockValidationError(block_errors={"alt": problem})
        return cleaned

    def convert(self, value: Any, block_id: UUID, conversion: "Conversion") -> Schema | None:
        """Return the image in its widths; None once the image is deleted."""
        if value["image"] is None:
            return None
        image = conversion.image(value["image"], value.get("alt") or "", decorative=bool(value.get("decorative")))
        return Schema(id=block_id, image=image, caption=value.get("caption") or "", credit=value.get("credit") or "")
