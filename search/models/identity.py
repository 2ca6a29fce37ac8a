"""Which log this is: indices that are shared by mistake are told apart by it."""

from uuid import uuid4

from django.db import models


class LogIdentity(models.Model):
    """One row, made with the database. A backup that is restored keeps it, and so does a copy for another hub."""

    log = models.UUIDField(default=uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.log)

    @classmethod
    def current(cls) -> str:
        """Return the id of this database's log."""
        row, _ = cls.objects.get_or_create(pk=1)
        return str(row.log)
