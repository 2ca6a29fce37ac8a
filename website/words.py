"""The words for what the log keeps as codes. Each also has a level from 1 to 5 where it has a bar."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.audiences import Audience
from publishing.kinds import Kind

Words = Mapping[str, str | Promise]

KINDS: Words = {
    Kind.HOME: _("Home"),
    Kind.SECTION: _("Section"),
    Kind.STANDARD: _("Page"),
    Kind.GUIDANCE: _("Guidance"),
    Kind.WORK_STREAM: _("Work-stream"),
    Kind.PROJECT: _("Project"),
    Kind.BRIEFING: _("Briefing"),
    Kind.TRAVEL_ADVICE: _("Travel advice"),
    Kind.Z_CARD: _("Z-card"),
    Kind.THREAT_LEVEL: _("Threat level"),
    Kind.TOPIC: _("Topic"),
    Kind.SECTOR: _("Sector"),
    Kind.ORGANISATION: _("Organisation"),
}
LEVELS = ("LOW", "MODERATE", "SUBSTANTIAL", "SEVERE", "CRITICAL")
LEVEL_NAMES: Words = {
    "LOW": pgettext_lazy("threat level", "Low"),
    "MODERATE": pgettext_lazy("threat level", "Moderate"),
    "SUBSTANTIAL": pgettext_lazy("threat level", "Substantial"),
    "SEVERE": pgettext_lazy("threat level", "Severe"),
    "CRITICAL": pgettext_lazy("threat level", "Critical"),
}
LEVEL_MEANINGS: Words = {
    "LOW": _("An attack is highly unlikely."),
    "MODERATE": _("An attack is possible, but not likely."),
    "SUBSTANTIAL": _("An attack is likely."),
    "SEVERE": _("An attack is highly likely."),
    "CRITICAL": _("An attack is highly likely in the near future."),
}
SCOPES: Words = {"national": _("United Kingdom"), "northern_ireland": _("Northern Ireland")}
ALERTS = (
    "avoid_all_but_essential_travel_to_parts",
    "avoid_all_but_essential_travel_to_whole_country",
    "avoid_all_travel_to_parts",
    "avoid_all_travel_to_whole_country",
)
ALERT_NAMES: Words = {
    "": _("No advice against travel"),
    "avoid_all_but_essential_travel_to_parts": _("Avoid all but essential travel to parts of the country"),
    "avoid_all_but_essential_travel_to_whole_country": _("Avoid all but essential travel to the whole country"),
    "avoid_all_travel_to_parts": _("Avoid all travel to parts of the country"),
    "avoid_all_travel_to_whole_country": _("Avoid all travel to the whole country"),
}
PROJECT_STATUSES: Words = {
    "proposed": pgettext_lazy("project", "Proposed"),
    "provisional": pgettext_lazy("project", "Provisional"),
    "open": pgettext_lazy("project", "Open to join"),
    "delivering": pgettext_lazy("project", "Delivering"),
    "embedded": pgettext_lazy("project", "Embedded"),
    "closed": pgettext_lazy("project", "Closed"),
}
TIERS: Words = {"priority": _("Priority project"), "reserve": _("Reserve project")}
BRIEFING_KINDS: Words = {
    "protective_security": _("Protective security"),
    "incident": _("Incident"),
    "seasonal": _("Seasonal"),
    "event": _("Event"),
    "threat_level_change": _("Change of threat level"),
}
SIDES: Words = {
    "police": pgettext_lazy("partner", "Police"),
    "business": pgettext_lazy("partner", "Business"),
    "government": pgettext_lazy("partner", "Government"),
}
AUDIENCES: Words = {
    str(Audience.PUBLIC.value): _("Everybody"),
    str(Audience.REGISTERED.value): _("People with a confirmed email address"),
    str(Audience.VALIDATED.value): _("People whose identity was checked"),
    str(Audience.NAMED.value): _("Named people and projects"),
}
LANGUAGES: Words = {"en": _("English"), "en-gb": _("English"), "cy": _("Welsh")}

VOCABULARIES: Mapping[str, Words] = {
    "kind": KINDS,
    "level": LEVEL_NAMES,
    "level_meaning": LEVEL_MEANINGS,
    "scope": SCOPES,
    "alert": ALERT_NAMES,
    "project_status": PROJECT_STATUSES,
    "tier": TIERS,
    "briefing_kind": BRIEFING_KINDS,
    "side": SIDES,
    "language": LANGUAGES,
}


def alert_level(statuses: Any) -> int:
    """Return the step of the gravest of some alert statuses: 1 for none, 5 for the whole country."""
    return max((ALERTS.index(status) + 2 for status in statuses or ()), default=1)


def alert_tone(statuses: Any) -> int:
    """Return whose colour the gravest of some alert statuses has: any advice against travel is a warning at least."""
    return (1, 3, 4, 5, 5)[alert_level(statuses) - 1]


def gravest(statuses: Any) -> str:
    """Return the gravest of some alert statuses, or an empty text."""
    return max(statuses or (), key=ALERTS.index, default="")


def level_number(level: str) -> int:
    """Return a threat level's step, 1 for LOW to 5 for CRITICAL."""
    return LEVELS.index(level) + 1
