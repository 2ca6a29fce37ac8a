"""Daily counts: rows with a key and counters, which any number of writers add to."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import connection, models

# The ORM's upsert replaces values, but cannot add to them. SQLite and PostgreSQL share this syntax.
_UPSERT = "INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {sums}"


class DayCount(models.Model):
    """Counts of one day: the fields of KEY say what was counted, those of COUNTED how often."""

    KEY: ClassVar[tuple[str, ...]]
    COUNTED: ClassVar[tuple[str, ...]]

    day = models.DateField()

    class Meta:
        abstract = True

    @property
    def key(self) -> tuple[Any, ...]:
        """The values of the fields in KEY."""
        return tuple(getattr(self, name) for name in self.KEY)

    def include(self, other: Self) -> None:
        """Add another row's counts to this one's."""
        for name in self.COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def add_counts(counts: Iterable[DayCount]) -> None:
    """Add the counts of unsaved rows of one model to the table's: one statement, run for all, in the caller's
    transaction. Sorted, so that writers never deadlock.
    """
    ordered = sorted(counts, key=lambda count: tuple(map(str, count.key)))
    if not ordered:
        return
    model = type(ordered[0])
    columns, table = (*model.KEY, *model.COUNTED), connection.ops.quote_name(model._meta.db_table)
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    rows = [
        [field.get_db_prep_save(getattr(count, field.attname), connection) for field in fields] for count in ordered
    ]
    statement = _UPSERT.format(
        table=table,
        columns=", ".join(columns),
        values=", ".join("%s" for _ in columns),
        key=", ".join(model.KEY),
        sums=", ".join(f"{name} = {table}.{name} + EXCLUDED.{name}" for name in model.COUNTED),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
