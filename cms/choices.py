"""The choices editors are offered, in the words of publishing/details.py."""

from django.db import models


class Side(models.TextChoices):
    """The three sides of the programme."""

    POLICE = "police", "Police"
    BUSINESS = "business", "Business"
    GOVERNMENT = "government", "Government"


class Level(models.TextChoices):
    """The five threat levels."""

    LOW = "LOW", "LOW: an attack is highly unlikely"
    MODERATE = "MODERATE", "MODERATE: an attack is possible, but not likely"
    SUBSTANTIAL = "SUBSTANTIAL", "SUBSTANTIAL: an attack is likely"
    SEVERE = "SEVERE", "SEVERE: an attack is highly likely"
    CRITICAL = "CRITICAL", "CRITICAL: an attack is highly likely in the near future"


class Scope(models.TextChoices):
    """Where a threat level holds."""

    NATIONAL = "national", "National"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"


class Tier(models.TextChoices):
    """Whether a project is delivered first."""

    PRIORITY = "priority", "Priority"
    RESERVE = "reserve", "Reserve"


class Status(models.TextChoices):
    """How far a project is."""

    PROPOSED = "proposed", "Proposed"
    PROVISIONAL = "provisional", "Provisional"
    OPEN = "open", "Open"
    DELIVERING = "delivering", "Delivering"
    EMBEDDED = "embedded", "Embedded"
    CLOSED = "closed", "Closed"


class BriefingKind(models.TextChoices):
    """What a briefing is about."""

    PROTECTIVE_SECURITY = "protective_security", "Protective security"
    INCIDENT = "incident", "Incident"
    SEASONAL = "seasonal", "Seasonal"
    EVENT = "event", "Event"
    THREAT_LEVEL_CHANGE = "threat_level_change", "Change of threat level"


class AlertStatus(models.TextChoices):
    """What travellers to a country are advised."""

    BUT_ESSENTIAL_PARTS = "avoid_all_but_essential_travel_to_parts", "Avoid all but essential travel to parts"
    BUT_ESSENTIAL_WHOLE = (
        "avoid_all_but_essential_travel_to_whole_country",
        "Avoid all but essential travel to the whole country",
    )
    ALL_PARTS = "avoid_all_travel_to_parts", "Avoid all travel to parts"
    ALL_WHOLE = "avoid_all_travel_to_whole_country", "Avoid all travel to the whole country"


class PanelSide(models.TextChoices):
    """The two sides of a folding card."""

    FRONT = "front", "Front"
    BACK = "back", "Back"
