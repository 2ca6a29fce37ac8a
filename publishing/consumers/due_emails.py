"""Emails that the worker sends when they are due: reminders of keys that end, of pages to review."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from publishing.consumers.worker import is_lease_lost

INTERVAL = timedelta(minutes=10)


class UnsentError(Exception):
    """An email was not accepted by the mail server. It is sent again later."""


@dataclass(frozen=True)
class DueEmail:
    """An email that is due. `recipient` names its recipient in errors; `record` notes that it was accepted."""

    message: EmailMessage
    recipient: str
    record: Callable[[], object]


class DueEmails:
    """A periodic task of the worker, which calls it every round: every ten minutes, or as often as it says, it sends
    what is due."""

    def __init__(
        self,
        find_due: Callable[[datetime], Iterable[DueEmail]],
        now: Callable[[], datetime] = timezone.now,
        interval: timedelta = INTERVAL,
    ) -> None:
        self._find_due = find_due
        self._now = now
        self._interval = interval
        self._next: datetime | None = None
        self._failure = ""

    def __call__(self) -> None:
        """Send what is due. Between two attempts, raise the failure of the last one again."""
        now = self._now()
        if self._next is None or now >= self._next:
            self._next = now + self._interval
            self._failure = send_all(self._find_due(now))
        if self._failure:
            raise UnsentError(self._failure)


def send_all(due: Iterable[DueEmail]) -> str:
    """Send emails; return what went wrong. Each is recorded after the mail server has accepted it: if the worker is
    killed in between, it is sent twice."""
    due = list(due)
    if not due:
        return ""
    rejected = []
    try:
        with get_connection() as connection:
            for email in due:
                if is_lease_lost():
                    break
                try:
                    email.message.connection = connection
                    email.message.send()
                except SMTPException as error:  # a rejected address must not stop the others
                    rejected.append(f"{email.recipient} ({type(error).__name__})")
                else:
                    email.record()
    except (OSError, SMTPException) as error:
        return f"The mail server cannot be used: {type(error).__name__}"
    return f"The mail server rejected the email for {', '.join(rejected)}" if rejected else ""
