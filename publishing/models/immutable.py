"""Rows that are written once. The database refuses too (migration 0002): this only says so earlier and in words."""

from typing import Any, NoReturn

from django.db import models


class ImmutableError(TypeError):
    """Raised on an attempt to change or delete a row that is written once."""


class ImmutableQuerySet(models.QuerySet[Any]):
    """Refuses what would change rows."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise ImmutableError(f"{self.model.__name__} rows are never updated")

    def delete(self) -> NoReturn:
        raise ImmutableError(f"{self.model.__name__} rows are never deleted")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableError(f"{self.model.__name__} rows are never updated")


class Immutable(models.Model):
    """Base of rows that are written once; their manager is of an ImmutableQuerySet."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a second save raises ImmutableError."""
        if not self._state.adding:
            raise ImmutableError(f"{type(self).__name__} rows are never updated")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableError(f"{type(self).__name__} rows are never deleted")
