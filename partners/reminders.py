"""Partners are reminded by email of keys that end."""

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
    """A reminder was not taken. It is sent again later."""


class Reminders:
    """A duty for the worker, which calls it every round: it looks for what is due every ten minutes."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self._now = now
        self._next: datetime | None = None
        self._failure = ""

    def __call__(self) -> None:
        """Send what is due. Between two attempts the failure of the first stands, lest it seems to be over."""
        now = self._now()
        if self._next is None or now >= self._next:
            self._next = now + INTERVAL
            self._failure = send_due(now)
        if self._failure:
            raise UnsentError(self._failure)


def send_due(at: datetime) -> str:
    """Send the reminders that are due; return what went wrong. Each is noted once the mail server has taken it: a
    worker that is killed between the two sends it twice."""
    due = [key for key in ApiKey.objects.expiring_soon(at).select_related("partner") if key.is_reminder_due(at)]
    if not due:
        return ""
    refused = []
    try:
        with get_connection() as connection:
            for key in due:
                if is_lease_lost():
                    break
                try:
                    EmailMessage(*_words_of(key), to=[key.partner.contact], connection=connection).send()
                except SMTPException as error:  # one address that is refused must not keep the others waiting
                    refused.append(f"{key.partner.slug} ({type(error).__name__})")
                else:
                    ApiKey.objects.filter(pk=key.pk).update(reminded_at=at)
    except (OSError, SMTPException) as error:
        return f"The mail server cannot be used: {type(error).__name__}"
    return f"Not taken for {', '.join(refused)}" if refused else ""


def _words_of(key: ApiKey) -> tuple[str, str]:
    """Return subject and text; nothing of a key's text but the beginning that it is found by."""
    label, ends = " ".join(key.label.split()), timezone.localtime(key.expires_at)
    told = {"key": key, "label": label, "ends": ends, "name": MARKER + key.prefix}
    subject = f"Your API key “{label}” ends on {ends.day} {ends:%B %Y}"
    return subject, render_to_string("partners/key_ends.txt", told)
