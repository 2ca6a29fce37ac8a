"""Lists of items as walks along one index: keyset pages, never an offset, never a sort."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Self
from uuid import UUID

from django.db.models import BooleanField, DateTimeField, Exists, F, Func, Model, OuterRef, Q, UUIDField, Value
from django.db.models.expressions import CombinedExpression

from graphql_api.cursors import Position
from graphql_api.enums import Order
from graphql_api.errors import Code, HubError
from graphql_api.reader import Reader, Siblings
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem, ItemTerm, Link

MAX_PAGE = 100


class Walk:
    """A list and its order. The first narrowing drives it: the rows of links and terms carry the item's updated_at in
    their index. Later narrowings are checked row by row, by primary key or unique index."""

    def __init__(self, reader: Reader, locale: str, *kinds: Kind) -> None:
        self.reader = reader
        self.locale = locale
        # A viewer of some kinds reads along the indexes of those, not past everything else.
        self.kinds = kinds = kinds or tuple(sorted(reader.viewer.kinds or ()))
        items = reader.items().in_locale(locale)
        self.items = items.filter(kind=kinds[0]) if len(kinds) == 1 else items
        self.time, self.key = "updated_at", "id"

    def linked(self, relation: Relation, target: UUID | None) -> Self:
        """Narrow to items that refer to a target; to none where the target does not exist."""
        if target is None:
            return self.nothing()
        return self._narrow("links", Link, "source", relation=relation, target=target)

    def term(self, name: str, value: str) -> Self:
        """Narrow to items that carry a term."""
        return self._narrow("terms", ItemTerm, "item", name=name, value=value)

    def where(self, *conditions: Q) -> Self:
        """Narrow by the item's own columns."""
        self.items = self.items.filter(*conditions)
        return self

    def nothing(self) -> Self:
        """Make the list empty."""
        self.items = self.items.none()
        return self

    def _narrow(self, rows: str, model: type[Model], owner: str, **conditions: object) -> Self:
        if self.time == "updated_at":
            driving = self.items.filter(**{f"{rows}__{name}": value for name, value in conditions.items()})
            # By name, for another filter on the rows themselves would join them a second time.
            self.items = driving.annotate(row_time=F(f"{rows}__updated_at"), row_key=F(f"{rows}__{owner}_id"))
            self.time, self.key = "row_time", "row_key"
        else:
            matching = model._default_manager.filter(**{owner: OuterRef("pk")}, **conditions)
            self.items = self.items.filter(Exists(matching))
        return self

    def beyond(self, position: Position, *, older: bool) -> Self:
        """Keep what stands on one side of a place."""
        here = _row(F(self.time), F(self.key))
        there = _row(Value(position.updated_at, DateTimeField()), Value(position.id, UUIDField()))
        # A row comparison is one range of the index; its expansion with OR is not, for SQLite.
        self.items = self.items.filter(
            CombinedExpression(here, "<" if older else ">", there, output_field=BooleanField())
        )
        return self

    def rows(self, limit: int, *, newest_first: bool) -> list[ContentItem]:
        """Return the first items with slim editions."""
        sign = "-" if newest_first else ""
        order = (f"{sign}{self.time}", f"{sign}{self.key}")
        items = self.items
        if len(self.kinds) > 1:
            # Each kind's own index gives its first few; one walk over all kinds could pass by everything else.
            firsts = (Q(pk__in=items.filter(kind=kind).order_by(*order).values("pk")[:limit]) for kind in self.kinds)
            items = items.filter(reduce(or_, firsts))
        return list(items.order_by(*order).slim()[:limit])

    def count(self) -> int:
        """Return how many items there are: one query."""
        return (self.items.of_kind(*self.kinds) if self.kinds else self.items).count()


def _row(*columns: F | Value) -> Func:
    return Func(*columns, function="", output_field=BooleanField())


@dataclass(frozen=True)
class Window:
    """Which part of a list is wanted."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        if (self.first is None) == (self.last is None) or not 1 <= self.size <= MAX_PAGE:
            raise HubError(Code.PAGE_SIZE, f"Give exactly one of `first` and `last`, from 1 to {MAX_PAGE}.")

    @property
    def size(self) -> int:
        """How many items are wanted."""
        return (self.last if self.first is None else self.first) or 0


class Page:
    """A part of a list, read when it is first looked at."""

    def __init__(self, walk: Walk, window: Window, order: Order = Order.NEWEST) -> None:
        self.window = window
        self.walk = walk
        self.whole = copy(walk)
        self.newest_first = order is Order.NEWEST
        if window.after is not None:
            walk.beyond(Position.decode(window.after), older=self.newest_first)
        if window.before is not None:
            walk.beyond(Position.decode(window.before), older=not self.newest_first)

    @cached_property
    def _rows(self) -> list[ContentItem]:
        """The items, and one more where the list goes on."""
        forwards = self.window.first is not None
        return self.walk.rows(self.window.size + 1, newest_first=self.newest_first == forwards)

    @cached_property
    def siblings(self) -> Siblings:
        """The items in the list's order, as siblings."""
        rows = self._rows[: self.window.size]
        if self.window.first is None:
            rows = rows[::-1]
        return Siblings(self.walk.reader, rows, self.walk.locale)

    @property
    def has_next(self) -> bool:
        """Whether items follow. Seen from the list's end it is known only that the cursor's own item does."""
        return self._goes_on if self.window.first is not None else self.window.before is not None

    @property
    def has_previous(self) -> bool:
        """Whether items stand before, with the same limit."""
        return self._goes_on if self.window.first is None else self.window.after is not None

    @property
    def _goes_on(self) -> bool:
        return len(self._rows) > self.window.size

    @cached_property
    def total(self) -> int:
        """How many items the whole list has: one query, made only when asked."""
        return self.whole.count()
