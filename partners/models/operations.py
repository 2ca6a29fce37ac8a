"""Registered operations of partners, which are requested by the hash of their text."""

import hashlib
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from partners.models.partners import Partner


def hash_text(text: str, algorithm: str) -> str:
    """Return the hash of an operation's text in hexadecimal digits. Relay's default is MD5, that of older generators
    SHA-1: those identify only texts that were registered, so that a forged second text for one is of no use."""
    return hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()


class RegisteredOperationQuerySet(models.QuerySet["RegisteredOperation"]):
    """Queries for operations."""

    def active(self) -> Self:
        """Operations that are not retired."""
        return self.filter(retired_at__isnull=True, partner__active=True)

    def with_hash(self, algorithm: str, digest: str) -> Self:
        """Operations whose text has this hash."""
        return self.filter(**{algorithm: digest})


class RegisteredOperation(models.Model):
    """The text of an operation with its fragments. Texts never change: another text is another operation."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="operations")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True, editable=False)
    sha1 = models.CharField("SHA-1", max_length=40, db_index=True, db_default="", editable=False)
    md5 = models.CharField("MD5", max_length=32, db_index=True, db_default="", editable=False)
    name = models.CharField(max_length=200, editable=False)
    text = models.TextField()
    price = models.PositiveIntegerField(editable=False, help_text="Its maximum cost.")
    schema = models.CharField(
        max_length=64, editable=False, help_text="SHA-256 of the schema that it was validated against."
    )
    registered_at = models.DateTimeField("registered", default=timezone.now, editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    retired_at = models.DateTimeField("retired", null=True, editable=False)

    objects = RegisteredOperationQuerySet.as_manager()

    class Meta:
        ordering = ["partner__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "sha256"], name="operation_once_a_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]}…)"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the operation with all hashes of its text."""
        self.sha256, self.sha1, self.md5 = (hash_text(self.text, name) for name in ("sha256", "sha1", "md5"))
        super().save(*args, **kwargs)

    def retire(self, at: datetime | None = None) -> None:
        """Stop answering it."""
        self.retired_at = at or timezone.now()
        self.save(update_fields=["retired_at"])
