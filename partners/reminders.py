"""Reminds partners by email of keys that expire soon."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from partners.models import ApiKey
from partners.tokens import MARKER
from publishing.consumers.due_emails import DueEmail


def find_due_reminders(at: datetime) -> Iterator[DueEmail]:
    """Yield the reminders that are due."""
    for key in ApiKey.objects.expiring_soon(at).select_related("partner"):
        if key.is_reminder_due(at):
            message = EmailMessage(*_build_message(key), to=[key.partner.contact])
            record = partial(ApiKey.objects.filter(pk=key.pk).update, reminded_at=at)
            yield DueEmail(message, key.partner.slug, record)


def _build_message(key: ApiKey) -> tuple[str, str]:
    """Return subject and text. Of the key's text, they contain only the prefix that identifies it."""
    label, ends = " ".join(key.label.split()), timezone.localtime(key.expires_at)
    context = {"key": key, "label": label, "ends": ends, "name": MARKER + key.prefix}
    subject = f"Your API key “{label}” expires on {ends.day} {ends:%B %Y}"
    return subject, render_to_string("partners/key_ends.txt", context)
