"""Contact details."""

from typing import Any
from uuid import UUID

from wagtail import blocks

from cms.blocks.base import BodyBlock
from cms.content.converter import Converter
from publishing.content.blocks import ContactBlock as Schema


class ContactBlock(BodyBlock):
    """A person or a team, and how to reach them."""

    schema = Schema
    name = blocks.CharBlock(max_length=255)
    role = blocks.CharBlock(required=False, max_length=255)
    telephone = blocks.CharBlock(required=False, max_length=40)
    email = blocks.EmailBlock(required=False)
    url = blocks.URLBlock(required=False, label="Web address")
    hours = blocks.CharBlock(required=False, max_length=255, help_text="When someone is available to answer.")

    class Meta:
        icon = "user"
        label_format = "{name}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema:
        """Return the contact as it is published."""
        return Schema(
            id=block_id,
            name=value["name"],
            role=value.get("role") or "",
            telephone=value.get("telephone") or "",
            email=value.get("email") or "",
            url=value.get("url") or "",
            hours=value.get("hours") or "",
        )
