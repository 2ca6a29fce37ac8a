"""The enums of the schema: those of publishing, those that kinds declare, and its own."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, cast

import strawberry
from django.db import models
from django.utils.translation import override
from strawberry.types.enum import StrawberryEnumDefinition

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, RemovalReason, UpdateType
from publishing.kinds.registry import declared_choices


def publish_enum(enum: type[Enum], description: str, meanings: Iterable[str]) -> None:
    """Make an enum of another package one of the schema, with what its values mean."""
    strawberry.enum(enum, description=description)
    definition: StrawberryEnumDefinition = getattr(enum, "__strawberry_definition__")  # noqa: B009
    for value, meaning in zip(definition.values, meanings, strict=True):
        value.description = meaning


def _publish(choices: type[models.Choices], description: str) -> None:
    with override(None):  # the schema is in English, whoever asks first
        publish_enum(choices, description, [f"{label}." for label in choices.labels])


_publish(Kind, "What kind of content an item is.")
_publish(Audience, "Who content is for, from the widest circle to the narrowest. Each includes the ones after it.")
_publish(Marking, "Handling marking by the Traffic Light Protocol 2.0. What is marked RED never leaves by API.")
_publish(UpdateType, "Whether an edition changed what readers should be told of.")
with override(None):
    for _choices in declared_choices():
        publish_enum(_choices, str(_choices.__doc__), [str(value.description) for value in _choices])


def _value(name: str, description: str) -> str:
    value: Any = strawberry.enum_value(name, description=description)
    return cast("str", value)


@strawberry.enum(description="How urgent a callout is.")
class Tone(Enum):
    INFORMATION = _value("information", "Worth knowing.")
    WARNING = _value("warning", "A warning.")
    URGENT = _value("urgent", "Act now.")


@strawberry.enum(description="What a paragraph of running text is.")
class ParagraphStyle(Enum):
    TEXT = _value("text", "Plain running text.")
    HEADING = _value("heading", "A heading, of a level below those of the body's heading blocks.")
    BULLETED = _value("bulleted", "An entry of a list in no order.")
    NUMBERED = _value("numbered", "An entry of a numbered list.")


@strawberry.enum(description="The format of an image's file.")
class ImageFormat(Enum):
    AVIF = _value("image/avif", "AVIF.")
    WEBP = _value("image/webp", "WebP. Every image has it.")
    JPEG = _value("image/jpeg", "JPEG.")
    PNG = _value("image/png", "PNG.")
    GIF = _value("image/gif", "GIF.")


@strawberry.enum(description="Why a document is to be deleted from a copy.")
class TombstoneReason(Enum):
    WITHDRAWN = _value(RemovalReason.WITHDRAWN.value, "It is no longer there, or no longer for you.")
    EXPIRED = _value(RemovalReason.EXPIRED.value, "It held until a time that is over.")
    SUPERSEDED = _value(RemovalReason.SUPERSEDED.value, "Other content stands in its place.")
    MOVED = _value(RemovalReason.MOVED.value, "It is at another address.")
    LEFT_FILTER = _value("left_filter", "It is still there, but an edit took it out of what your filter asks for.")


@strawberry.enum(description="Why a cursor of a copy cannot be gone on from.")
class ResyncReason(Enum):
    UNKNOWN_CURSOR = _value("unknown_cursor", "The hub's secret key is another one now, or the cursor is damaged.")
    LOG_CHANGED = _value("log_changed", "The hub's log is not the one that the cursor is a place in: it was restored.")
    VIEWER_CHANGED = _value("viewer_changed", "What you may read has grown or shrunk, or you are somebody else.")
    FILTER_CHANGED = _value("filter_changed", "The filter is another one, or its words mean something else by now.")


@strawberry.enum(description="The order of a list. Both orders use an index.")
class Order(Enum):
    NEWEST = _value("newest", "The last updated first.")
    OLDEST = _value("oldest", "The last updated last.")
