"""Reads the content of stored editions: upcast to the newest format, then parsed. There is no other way to read them.

Writing is strict, reading is tolerant: new fields are filled with their defaults, and unknown fields (written by a
newer process, or removed since) are ignored. So fields with a default can be added and removed without a new format,
while old and new processes run side by side.
"""

from functools import cached_property
from typing import Any, Literal, Protocol

from publishing import formats
from publishing.content.blocks import READING, Body, Image, dump_body, parse_body
from publishing.formats import Stored, upcast
from publishing.kinds import Kind
from publishing.kinds.declaration import Details
from publishing.kinds.registry import KINDS


class StoredEdition(Protocol):
    """The columns of an edition that are read here."""

    format: int
    stored_image: Any
    stored_body: Any
    stored_details: Any


class EditionContent:
    """The content of an edition in today's format. Each part is read and parsed when first used."""

    def __init__(self, edition: StoredEdition, kind: str) -> None:
        self._edition = edition
        self._kind = Kind(kind)

    @cached_property
    def image(self) -> Image | None:
        """The lead image."""
        image = self._part("image")
        return Image.model_validate(image, extra="ignore", context=READING) if image else None

    @cached_property
    def body(self) -> Body:
        """The blocks of the body."""
        return parse_body(self._part("body"))

    @cached_property
    def details(self) -> Details:
        """The details of the kind."""
        return KINDS[self._kind].details.model_validate(self._part("details"), extra="ignore", context=READING)

    def as_json(self, part: Literal["image", "body", "details"]) -> Any:
        """Return a part as JSON values, with all fields of today's format."""
        if part == "body":
            return dump_body(self.body)
        struct = self.image if part == "image" else self.details
        return struct.model_dump(mode="json") if struct else None

    @cached_property
    def upcast(self) -> Stored:
        """The whole content in the newest format."""
        edition = self._edition
        stored = {
            "kind": self._kind.value,
            "image": edition.stored_image,
            "body": edition.stored_body,
            "details": edition.stored_details,
        }
        return upcast(stored, edition.format)

    def _part(self, name: str) -> Any:
        """Return one stored part. Without an upcast the other parts need not be loaded."""
        is_older = self._edition.format < formats.FORMAT
        return self.upcast[name] if is_older else getattr(self._edition, f"stored_{name}")
