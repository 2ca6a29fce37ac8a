"""Identifies this hub's log, so that two hubs which share an index by mistake are noticed."""

from uuid import uuid4

from django.db import models


class LogIdentity(models.Model):
    """A single row, created with the database. A restored backup keeps it, and so does a copy for another hub."""

    log = models.UUIDField(default=uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.log)

    @classmethod
    def current(cls) -> str:
        """Return the id of this database's log."""
        row, _ = cls.objects.get_or_create(pk=1)
        return str(row.log)
