"""One live object of each protected model, to try every way of changing what readers have of it."""

from collections.abc import Callable
from typing import Any

from django.core import mail

from cms.models import ThreatLevel, TravelAdvicePage
from cms.release.notices import find_due_notices
from cms.release.protections import PROTECTED
from cms.release.protections.protection import Facts, item_facts
from publishing.consumers.due_emails import DueEmails
from publishing.kinds import Kind
from publishing.models import ContentItem
from tests.cms.factories import a_page, a_threat_level, an_alert


def a_warned_country(**fields: Any) -> TravelAdvicePage:
    """Return live travel advice against all travel to a country."""
    given = {"country": "LB", "title": "Lebanon", "slug": "lebanon", "alerts": [an_alert()], **fields}
    return a_page(TravelAdvicePage, **given)


PROTECTED_OBJECTS: dict[Kind, Callable[[], Any]] = {
    Kind.TRAVEL_ADVICE: a_warned_country,
    Kind.THREAT_LEVEL: lambda: a_threat_level("CRITICAL", hours=-1),
}
"""A test fails if a protected kind is missing."""


def change(source: Any) -> Any:
    """Change what is protected of an object in memory; return it."""
    if isinstance(source, ThreatLevel):
        source.level = "LOW"
    else:
        source.alerts, source.change_note = [], "It is safe now."
    return source


def sent() -> list[Any]:
    """Send the notices that wait; return all emails."""
    DueEmails(find_due_notices)()
    return mail.outbox


def all_facts() -> dict[str, Facts | None]:
    """Return everything protected that readers have."""
    items = ContentItem.objects.filter(kind__in=PROTECTED).select_related("edition")
    return {str(item.pk): item_facts(PROTECTED[Kind(item.kind)], item) for item in items}
