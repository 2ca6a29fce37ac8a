"""Rows that cannot be changed or deleted.

Triggers in the database enforce it (migration 0002); these classes fail earlier, with a clear message.
"""

from typing import Any, NoReturn

from django.db import models


class ImmutableError(TypeError):
    """Raised on an attempt to change or delete an immutable row."""


class ImmutableQuerySet(models.QuerySet[Any]):
    """Refuses updates and deletions."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise ImmutableError(f"{self.model.__name__} rows are never updated")

    def delete(self) -> NoReturn:
        raise ImmutableError(f"{self.model.__name__} rows are never deleted")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableError(f"{self.model.__name__} rows are never updated")


class Immutable(models.Model):
    """Base of immutable models; their managers use an ImmutableQuerySet."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a second save raises ImmutableError."""
        if not self._state.adding:
            raise ImmutableError(f"{type(self).__name__} rows are never updated")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableError(f"{type(self).__name__} rows are never deleted")
