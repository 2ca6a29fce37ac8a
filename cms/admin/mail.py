"""Sends emails to editors after the transaction has been committed, so that no lock is held while waiting for SMTP."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction


class AfterCommitBackend(BaseEmailBackend):
    """Sends through settings.EMAIL_SENT_THROUGH after the current transaction, or at once if there is none."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self._options = options

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send the messages, or keep them until the commit. They are dropped if it is rolled back."""
        send = partial(self._send, list(email_messages))
        if not transaction.get_connection().in_atomic_block:
            return send()
        transaction.on_commit(send, robust=True)  # everything else is done: log a failure
        return len(email_messages)

    def _send(self, email_messages: list[EmailMessage]) -> int:
        backend = get_connection(settings.EMAIL_SENT_THROUGH, fail_silently=self.fail_silently, **self._options)
        return backend.send_messages(email_messages) or 0
