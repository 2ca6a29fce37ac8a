"""Reminds partners by email of keys that expire soon."""

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone

from partners.models import ApiKey
from partners.tokens import MARKER
from publishing.consumers.worker import is_lease_lost

INTERVAL = timedelta(minutes=10)


class UnsentError(Exception):
    """A reminder was not accepted by the mail server. It is sent again later."""


class Reminders:
    """A periodic task of the worker, which calls it every round: every ten minutes it sends the reminders that are
    due."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self._now = now
        self._next: datetime | None = None
        self._failure = ""

    def __call__(self) -> None:
        """Send the reminders that are due. Between two attempts, raise the failure of the last one again."""
        now = self._now()
        if self._next is None or now >= self._next:
            self._next = now + INTERVAL
            self._failure = send_due(now)
        if self._failure:
            raise UnsentError(self._failure)


def send_due(at: datetime) -> str:
    """Send the reminders that are due; return what went wrong. Each is recorded after the mail server has accepted it:
    if the worker is killed in between, it is sent twice."""
    due = [key for key in ApiKey.objects.expiring_soon(at).select_related("partner") if key.is_reminder_due(at)]
    if not due:
        return ""
    rejected = []
    try:
        with get_connection() as connection:
            for key in due:
                if is_lease_lost():
                    break
                try:
                    EmailMessage(*_build_message(key), to=[key.partner.contact], connection=connection).send()
                except SMTPException as error:  # a rejected address must not stop the others
                    rejected.append(f"{key.partner.slug} ({type(error).__name__})")
                else:
                    ApiKey.objects.filter(pk=key.pk).update(reminded_at=at)
    except (OSError, SMTPException) as error:
        return f"The mail server cannot be used: {type(error).__name__}"
    return f"The mail server rejected the reminder for {', '.join(rejected)}" if rejected else ""


def _build_message(key: ApiKey) -> tuple[str, str]:
    """Return subject and text. Of the key's text, they contain only the prefix that identifies it."""
    label, ends = " ".join(key.label.split()), timezone.localtime(key.expires_at)
    context = {"key": key, "label": label, "ends": ends, "name": MARKER + key.prefix}
    subject = f"Your API key “{label}” expires on {ends.day} {ends:%B %Y}"
    return subject, render_to_string("partners/key_ends.txt", context)
