"""The enums of the schema: from publishing, from the kinds' declarations, and its own."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, cast

import strawberry
from django.db import models
from django.utils.translation import override
from strawberry.types.enum import StrawberryEnumDefinition

from publishing.access.audiences import Audience, Marking
from publishing.images.sizes import ImageCrop
from publishing.kinds import Kind, RemovalReason, UpdateType
from publishing.kinds.registry import declared_choices


def publish_enum(enum: type[Enum], description: str, meanings: Iterable[str], name: str = "") -> None:
    """Add an enum of another package to the schema, with descriptions of its values. `name` is its name there, which
    must be clear beside the types of other graphs."""
    strawberry.enum(enum, name=name or None, description=description)
    definition: StrawberryEnumDefinition = getattr(enum, "__strawberry_definition__")  # noqa: B009
    for value, meaning in zip(definition.values, meanings, strict=True):
        value.description = meaning


def _publish(choices: type[models.Choices], name: str, description: str) -> None:
    with override(None):  # the schema is in English, whatever the first request's language
        publish_enum(choices, description, [f"{label}." for label in choices.labels], name)


_publish(Kind, "ContentKind", "The kind of a content item.")
_publish(
    Audience,
    "ContentAudience",
    "Who may see content, from the widest audience to the narrowest. Each audience includes those after it.",
)
_publish(
    Marking,
    "HandlingMarking",
    "The handling marking by the Traffic Light Protocol 2.0. RED content is never available through the API.",
)
_publish(UpdateType, "EditionUpdateType", "Whether readers should be notified of an edition.")
_publish(ImageCrop, "ImageCrop", "The aspect ratio that an image is cropped to, around its focal point.")
with override(None):
    for _choices in declared_choices():
        publish_enum(_choices, str(_choices.__doc__), [str(value.description) for value in _choices])


def _value(name: str, description: str) -> str:
    value: Any = strawberry.enum_value(name, description=description)
    return cast("str", value)


@strawberry.enum(description="How urgent a callout is.")
class CalloutTone(Enum):
    INFORMATION = _value("information", "Information.")
    WARNING = _value("warning", "A warning.")
    URGENT = _value("urgent", "Immediate action is needed.")


@strawberry.enum(description="The style of a paragraph of rich text.")
class RichTextParagraphStyle(Enum):
    TEXT = _value("text", "Plain text.")
    HEADING = _value("heading", "A heading, one level below the heading blocks of the body.")
    BULLETED = _value("bulleted", "An item in a bulleted list.")
    NUMBERED = _value("numbered", "An item in a numbered list.")


@strawberry.enum(description="The format of a rendition. All images are available in each.")
class ImageFormat(Enum):
    AVIF = _value("image/avif", "AVIF, the smallest; browsers since 2022 show it.")
    WEBP = _value("image/webp", "WebP, which all current browsers show.")
    JPEG = _value("image/jpeg", "JPEG, for email and older software; what is transparent becomes white.")


@strawberry.enum(description="Why an item should be deleted from a copy.")
class ContentTombstoneReason(Enum):
    WITHDRAWN = _value(RemovalReason.WITHDRAWN.value, "It is no longer available, or no longer available to you.")
    EXPIRED = _value(RemovalReason.EXPIRED.value, "It has expired.")
    SUPERSEDED = _value(RemovalReason.SUPERSEDED.value, "Other content has replaced it.")
    MOVED = _value(RemovalReason.MOVED.value, "It has moved to another URL.")
    RETRACTED = _value(RemovalReason.RETRACTED.value, "It was wrong. Tell its readers not to rely on it.")
    LEFT_FILTER = _value("left_filter", "It is still available, but after an edit it no longer matches your filter.")


@strawberry.enum(description="Why a sync cursor is no longer valid.")
class ResyncReason(Enum):
    UNKNOWN_CURSOR = _value("unknown_cursor", "The hub's secret key has changed, or the cursor is damaged.")
    LOG_CHANGED = _value("log_changed", "The hub's log has been restored, and the cursor refers to the previous log.")
    VIEWER_CHANGED = _value("viewer_changed", "Your access has changed, or you are using a different account or key.")
    FILTER_CHANGED = _value("filter_changed", "The filter has changed, or its values now refer to something else.")


@strawberry.enum(description="What to return for an item that has no translation into the requested language.")
class LocaleFallback(Enum):
    NONE = _value("none", "Nothing: lists leave the item out, and single items are null.")
    DEFAULT = _value("default", "The item in the default language, `en-gb`.")
