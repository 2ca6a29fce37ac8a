"""Previewed documents: drafts that an editor has shown to a partner's front end, for an hour at most."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.utils import timezone

LIFETIME = timedelta(hours=1)


class PreviewedDocumentQuerySet(models.QuerySet["PreviewedDocument"]):
    """Queries for previewed documents."""

    def unexpired(self, at: datetime | None = None) -> Self:
        """Those that can still be read at `at` (default: now)."""
        return self.filter(created_at__gt=(at or timezone.now()) - LIFETIME)

    def expired(self, at: datetime | None = None) -> Self:
        """Those that can no longer be read at `at` (default: now)."""
        return self.filter(created_at__lte=(at or timezone.now()) - LIFETIME)

    def of_item(self, content_id: Any, locale: str) -> Self:
        """Those of one page."""
        return self.filter(content_id=content_id, locale=locale)


class PreviewedDocument(models.Model):
    """A draft as it was when an editor previewed it. No published content refers to it, and it refers to no item.

    It has an id of its own, so that a front end's cache does not confuse the draft with the published item.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, which is not stored.")
    key = models.CharField(max_length=40, help_text="The prefix of the only API key that may read it.")
    content_id = models.UUIDField()
    locale = models.CharField(max_length=12)
    document = models.JSONField(help_text="The draft as the edition that would be published.")
    source_map = models.JSONField(help_text="Where editors change each part.")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    created_by = models.CharField(max_length=40, help_text="The id of the editor's account.")

    objects = PreviewedDocumentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["content_id", "locale"], name="previewed_item")]

    def __str__(self) -> str:
        return f"Preview of {self.content_id} ({self.locale}) for {self.key}"


def hash_token(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
