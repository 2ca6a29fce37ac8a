"""The kinds of content, the relations between items, and the events of the log."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The kind of a content item. `publishing/kinds/<kind>.py` declares it."""

    HOME = "home", _("Home")
    SECTION = "section", _("Section")
    STANDARD = "standard", _("Page")
    GUIDANCE = "guidance", _("Guidance")
    WORK_STREAM = "work_stream", _("Work-stream")
    PROJECT = "project", _("Project")
    BRIEFING = "briefing", _("Briefing")
    TRAVEL_ADVICE = "travel_advice", _("Travel advice")
    Z_CARD = "z_card", _("Z-card")
    THREAT_LEVEL = "threat_level", _("Threat level")
    TOPIC = "topic", _("Topic")
    SECTOR = "sector", _("Sector")
    ORGANISATION = "organisation", _("Organisation")


class Relation(models.TextChoices):
    """How one item refers to another. Stored as rows of `Link`; the target is resolved when read."""

    TOPIC = "topic", "about the topic"
    SECTOR = "sector", "for the sector"
    WORK_STREAM = "work_stream", "belongs to the work-stream"
    RELATED = "related", "related to"
    PARTNER = "partner", "has the partner"
    SUPERSEDES = "supersedes", "supersedes"
    EMBED = "embed", "embeds"
    MENTION = "mention", "links to"

    @classmethod
    def group(cls, references: Iterable[tuple[str, UUID]]) -> dict["Relation", tuple[UUID, ...]]:
        """Return the targets of each relation, in order."""
        targets: dict[Relation, tuple[UUID, ...]] = {}
        for name, target in references:
            targets[cls(name)] = (*targets.get(cls(name), ()), target)
        return targets


class RemovalReason(models.TextChoices):
    """The reason on a tombstone."""

    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    SUPERSEDED = "superseded", "Superseded"
    MOVED = "moved", "Moved"
    RETRACTED = "retracted", "Retracted: it was wrong"


class Event(models.TextChoices):
    """What happened to an item, in a change of the log."""

    PUBLISHED = "published", "Published"
    UPDATED = "updated", "Updated"
    AUDIENCE_CHANGED = "audience_changed", "Audience changed"
    RELOCATED = "relocated", "Path changed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    SUPERSEDED = "superseded", "Superseded"
    MOVED = "moved", "Moved elsewhere"
    RETRACTED = "retracted", "Retracted: it was wrong"


class UpdateType(models.TextChoices):
    """Whether readers are notified: a major update has a change note."""

    MAJOR = "major", "Major: notify readers of the change"
    MINOR = "minor", "Minor: a correction, without notification"
