"""Converts what Wagtail stores into the parts of an edition."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from django.utils.text import slugify

from cms.content.rich_text import resolve_links
from cms.files.published import published_file, published_image
from publishing.content.blocks import AnyBlock, File, Image
from publishing.content.references import find_targets
from publishing.kinds import Relation
from publishing.log.new_edition import Reference


class Converter:
    """Converts the parts of one edition, and collects the files and items that they refer to."""

    def __init__(self) -> None:
        self._assets: dict[UUID, None] = {}
        self._embeds: dict[UUID, None] = {}
        self._mentions: dict[UUID, None] = {}
        self._anchors: set[str] = set()

    def body(self, stream: Any) -> tuple[AnyBlock, ...]:
        """Convert a StreamField. Blocks whose image, document or page was deleted are left out."""
        self._anchors = set()
        converted = (
            child.block.convert(child.value, UUID(child.id) if child.id else uuid4(), self) for child in stream
        )
        return tuple(block for block in converted if block is not None)

    def anchor(self, text: str) -> str:
        """Return an anchor for a heading, unique in its body."""
        base = anchor = slugify(text) or "section"
        number = 1
        while anchor in self._anchors:
            number += 1
            anchor = f"{base}-{number}"
        self._anchors.add(anchor)
        return anchor

    def html(self, source: str) -> str:
        """Convert rich text: resolve its links and sanitise it."""
        resolved = resolve_links(source)
        self._mentions.update(dict.fromkeys(resolved.pages))
        self._assets.update(dict.fromkeys(resolved.assets))
        return resolved.html

    def mention(self, page: Any) -> UUID:
        """Note a link to a page; return its content id."""
        content_id: UUID = page.translation_key
        self._mentions[content_id] = None
        return content_id

    def embed(self, page: Any) -> UUID:
        """Note a page that is embedded; return its content id."""
        content_id: UUID = page.translation_key
        self._embeds[content_id] = None
        return content_id

    def image(self, image: Any, alt: str, *, decorative: bool = False) -> Image:
        """Convert an image into a published one."""
        published = published_image(image, "" if decorative else alt, decorative=decorative)
        self._assets.update(dict.fromkeys(find_targets(published).assets))
        return published

    def file(self, document: Any) -> File:
        """Convert a document into a published file."""
        file = published_file(document)
        self._assets[file.asset] = None
        return file

    def references(self) -> Iterator[Reference]:
        """Yield the items that were embedded or linked to."""
        for target in self._embeds:
            yield Reference(relation=Relation.EMBED, target=target)
        for target in self._mentions:
            yield Reference(relation=Relation.MENTION, target=target)

    def assets(self) -> tuple[UUID, ...]:
        """Return the keys of all files that were used."""
        return tuple(self._assets)
