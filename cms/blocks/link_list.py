"""A titled list of links."""

from typing import Any
from uuid import UUID

from wagtail import blocks

from cms.blocks.base import BodyBlock, CheckedBlock
from cms.content.converter import Converter
from cms.content.link_titles import custom_link_text
from publishing.content.blocks import LinkListBlock as Schema
from publishing.content.blocks import ListedLink


class ListedLinkBlock(CheckedBlock):
    """A link to a page of this site or to an external address."""

    title = blocks.CharBlock(required=False, max_length=255, help_text="Not needed for a page of this site.")
    page = blocks.PageChooserBlock(required=False)
    url = blocks.URLBlock(required=False, label="Web address")

    def problems(self, value: Any) -> dict[str, str]:
        """Require exactly one target, and a title for an external address."""
        if bool(value["page"]) == bool(value["url"]):
            return {"page": "Choose a page or enter a web address, but not both."}
        if value["url"] and not value["title"]:
            return {"title": "Enter a title for this web address."}
        return {}


class LinkListBlock(BodyBlock):
    """Readers see the links one below the other."""

    schema = Schema
    title = blocks.CharBlock(required=False, max_length=120)
    links = blocks.ListBlock(ListedLinkBlock(), min_num=1)

    class Meta:
        icon = "link"
        label_format = "{title}"

    def convert(self, value: Any, block_id: UUID, converter: Converter) -> Schema:
        """Return the links. Pages become references by content id."""
        links = []
        for link in value["links"]:
            page, url, title = link.get("page"), link.get("url"), link.get("title")
            if page:
                links.append(ListedLink(title=custom_link_text(title or "", page), content_id=converter.mention(page)))
            elif url:
                links.append(ListedLink(title=title or url, url=url))
        return Schema(id=block_id, title=value.get("title") or "", links=tuple(links))
