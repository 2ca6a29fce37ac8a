"""What the hub publishes: the kinds of content, and how items refer to each other."""

from django.db import models


class Kind(models.TextChoices):
    """The kind of a content item. Each has details (publishing/details.py), a GraphQL type and a template."""

    HOME = "home", "Home"
    SECTION = "section", "Section"
    STANDARD = "standard", "Page"
    GUIDANCE = "guidance", "Guidance"
    WORK_STREAM = "work_stream", "Work-stream"
    PROJECT = "project", "Project"
    BRIEFING = "briefing", "Briefing"
    TRAVEL_ADVICE = "travel_advice", "Travel advice"
    Z_CARD = "z_card", "Z-card"
    THREAT_LEVEL = "threat_level", "Threat level"
    TOPIC = "topic", "Topic"
    SECTOR = "sector", "Sector"
    ORGANISATION = "organisation", "Organisation"


class Relation(models.TextChoices):
    """Why one item refers to another. Rows of `Link`; the target is resolved when read."""

    TOPIC = "topic", "about the topic"
    SECTOR = "sector", "for the sector"
    WORK_STREAM = "work_stream", "belongs to the work-stream"
    RELATED = "related", "related to"
    PARTNER = "partner", "has the partner"
    SUPERSEDES = "supersedes", "supersedes"
    EMBED = "embed", "embeds"
    MENTION = "mention", "links to"


class Gone(models.TextChoices):
    """The reason on a tombstone."""

    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    SUPERSEDED = "superseded", "Superseded"
    MOVED = "moved", "Moved"


class Event(models.TextChoices):
    """What a change in the log says has happened to an item."""

    PUBLISHED = "published", "Published"
    UPDATED = "updated", "Updated"
    AUDIENCE_CHANGED = "audience_changed", "Audience changed"
    RELOCATED = "relocated", "Path changed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    SUPERSEDED = "superseded", "Superseded"
    MOVED = "moved", "Moved elsewhere"


class UpdateType(models.TextChoices):
    """Whether readers should be told: a major update carries a change note."""

    MAJOR = "major", "Major: tell readers what changed"
    MINOR = "minor", "Minor: a correction readers need not be told of"
