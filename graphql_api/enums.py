"""The enums of the schema: those of publishing, and those that details spell as literals."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, cast

import strawberry
from django.db import models
from strawberry.types.enum import StrawberryEnumDefinition

from publishing.audiences import Audience, Marking
from publishing.kinds import Gone, Kind, UpdateType


def publish_enum(enum: type[Enum], description: str, meanings: Iterable[str]) -> None:
    """Make an enum of another package one of the schema, with what its values mean."""
    strawberry.enum(enum, description=description)
    definition: StrawberryEnumDefinition = getattr(enum, "__strawberry_definition__")  # noqa: B009
    for value, meaning in zip(definition.values, meanings, strict=True):
        value.description = meaning


def _publish(choices: type[models.Choices], description: str) -> None:
    publish_enum(choices, description, (f"{label}." for label in choices.labels))


_publish(Kind, "What kind of content an item is.")
_publish(Audience, "Who content is for, from the widest circle to the narrowest. Each includes the ones after it.")
_publish(Marking, "Handling marking by the Traffic Light Protocol 2.0. What is marked RED never leaves by API.")
_publish(UpdateType, "Whether an edition changed what readers should be told of.")


def _value(name: str, description: str) -> str:
    value: Any = strawberry.enum_value(name, description=description)
    return cast("str", value)


@strawberry.enum(description="How far a project is.")
class ProjectStatus(Enum):
    PROPOSED = _value("proposed", "Proposed.")
    PROVISIONAL = _value("provisional", "Accepted for the time being.")
    OPEN = _value("open", "Open for partners to join.")
    DELIVERING = _value("delivering", "Under way.")
    EMBEDDED = _value("embedded", "Part of everyday work now.")
    CLOSED = _value("closed", "Ended.")


@strawberry.enum(description="How a project ranks.")
class ProjectTier(Enum):
    PRIORITY = _value("priority", "Goes first.")
    RESERVE = _value("reserve", "Waits for resources.")


@strawberry.enum(description="Whom an organisation, or a partner of a project, stands for.")
class Side(Enum):
    POLICE = _value("police", "The police.")
    BUSINESS = _value("business", "Business.")
    GOVERNMENT = _value("government", "Government.")


@strawberry.enum(description="What a briefing is about.")
class BriefingKind(Enum):
    PROTECTIVE_SECURITY = _value("protective_security", "Protective security in general.")
    INCIDENT = _value("incident", "An incident.")
    SEASONAL = _value("seasonal", "A time of the year.")
    EVENT = _value("event", "An event.")
    THREAT_LEVEL_CHANGE = _value("threat_level_change", "A change of the threat level.")


@strawberry.enum(description="Threat levels, from the lowest to the highest.")
class Level(Enum):
    LOW = _value("LOW", "An attack is highly unlikely.")
    MODERATE = _value("MODERATE", "An attack is possible, but not likely.")
    SUBSTANTIAL = _value("SUBSTANTIAL", "An attack is likely.")
    SEVERE = _value("SEVERE", "An attack is highly likely.")
    CRITICAL = _value("CRITICAL", "An attack is highly likely in the near future.")


@strawberry.enum(description="Where a threat level holds.")
class ThreatScope(Enum):
    NATIONAL = _value("national", "The whole of the United Kingdom.")
    NORTHERN_IRELAND = _value("northern_ireland", "Northern Ireland.")


@strawberry.enum(description="What travellers are advised against.")
class AlertStatus(Enum):
    AVOID_ALL_BUT_ESSENTIAL_TRAVEL_TO_PARTS = _value(
        "avoid_all_but_essential_travel_to_parts", "Avoid all but essential travel to parts of the country."
    )
    AVOID_ALL_BUT_ESSENTIAL_TRAVEL_TO_WHOLE_COUNTRY = _value(
        "avoid_all_but_essential_travel_to_whole_country", "Avoid all but essential travel to the whole country."
    )
    AVOID_ALL_TRAVEL_TO_PARTS = _value("avoid_all_travel_to_parts", "Avoid all travel to parts of the country.")
    AVOID_ALL_TRAVEL_TO_WHOLE_COUNTRY = _value(
        "avoid_all_travel_to_whole_country", "Avoid all travel to the whole country."
    )


@strawberry.enum(description="A side of a folding card.")
class CardSide(Enum):
    FRONT = _value("front", "The front.")
    BACK = _value("back", "The back.")


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
    WITHDRAWN = _value(Gone.WITHDRAWN.value, "It is no longer there, or no longer for you.")
    EXPIRED = _value(Gone.EXPIRED.value, "It held until a time that is over.")
    SUPERSEDED = _value(Gone.SUPERSEDED.value, "Other content stands in its place.")
    MOVED = _value(Gone.MOVED.value, "It is at another address.")
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
