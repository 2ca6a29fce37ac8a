"""Lists of items as walks along one index: keyset pages, never an offset, never a sort."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any, Literal, NamedTuple, Self
from uuid import UUID

from django.db.models import (
    BooleanField,
    DateTimeField,
    Exists,
    Expression,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    UUIDField,
    Value,
)
from django.db.models.expressions import CombinedExpression

from graphql_api.base.cursors import Position
from graphql_api.base.enums import Order
from graphql_api.base.errors import Code, HubError
from graphql_api.base.limits import MAX_PAGE
from graphql_api.content.context import NodeBatch, RequestContext
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem, ItemTerm, Link
from publishing.models.items import ContentItemQuerySet


class RelatedFilter(NamedTuple):
    """Items that carry a term of this name, or refer by this relation, with this value."""

    rows: Literal["links", "terms"]
    name: str
    value: object


class KeysetBound(NamedTuple):
    """What stands on one side of a place in the list."""

    older: bool
    time: Expression
    key: Expression


class KeysetList:
    """A list and its order. The first narrowing drives it: the rows of links and terms carry the item's updated_at in
    their index. Later narrowings are checked row by row, by primary key or unique index.

    What narrows it is kept as it was given, so that a list of the same shape can be asked for with statements made
    once (graphql_api/execution/compiler/statements.py)."""

    def __init__(self, context: RequestContext, locale: str, *kinds: Kind) -> None:
        self.context = context
        self.locale: Any = locale
        # A viewer of some kinds reads along the indexes of those, not past everything else.
        self.kinds = kinds or tuple(sorted(context.viewer.kinds or ()))
        self.related_filters: tuple[RelatedFilter, ...] = ()
        self.conditions: tuple[Q, ...] = ()
        self.bounds: tuple[KeysetBound, ...] = ()
        self.is_empty = False
        context.cache_tags.add_list(self.kinds)

    def filter_linked(self, relation: Relation, target: UUID | None) -> Self:
        """Narrow to items that refer to a target; to none where the target does not exist."""
        if target is None:
            return self.none()
        self.related_filters += (RelatedFilter("links", relation, target),)
        return self

    def filter_term(self, name: str, value: str) -> Self:
        """Narrow to items that carry a term."""
        self.related_filters += (RelatedFilter("terms", name, value),)
        return self

    def filter(self, *conditions: Q) -> Self:
        """Narrow by the item's own columns."""
        self.conditions += conditions
        return self

    def none(self) -> Self:
        """Make the list empty."""
        self.is_empty = True
        return self

    def add_bound(self, position: Position, *, older: bool) -> Self:
        """Keep what stands on one side of a place."""
        time, key = Value(position.updated_at, DateTimeField()), Value(position.id, UUIDField())
        self.bounds += (KeysetBound(older, time, key),)
        return self

    @property
    def time_column(self) -> str:
        """The column that the list is sorted by."""
        return "row_time" if self.related_filters else "updated_at"

    @property
    def items(self) -> ContentItemQuerySet:
        """The list's items, in no order yet."""
        items = self.context.visible_items().in_locale(self.locale)
        items = items.filter(kind=self.kinds[0]) if len(self.kinds) == 1 else items
        for place, related_filter in enumerate(self.related_filters):
            items = _driven(items, related_filter) if place == 0 else _checked(items, related_filter)
        items = items.filter(*self.conditions)
        for bound in self.bounds:
            here = _row(F(self.time_column), F("row_key" if self.related_filters else "id"))
            # A row comparison is one range of the index; its expansion with OR is not, for SQLite.
            sign, there = "<" if bound.older else ">", _row(bound.time, bound.key)
            items = items.filter(CombinedExpression(here, sign, there, output_field=BooleanField()))
        return items.none() if self.is_empty else items

    def first_items(self, limit: int, *, newest_first: bool) -> ContentItemQuerySet:
        """Return the first items of the list."""
        sign = "-" if newest_first else ""
        order = (f"{sign}{self.time_column}", f"{sign}{'row_key' if self.related_filters else 'id'}")
        items = self.items
        if len(self.kinds) > 1:
            # Each kind's own index gives its first few; one walk over all kinds could pass by everything else.
            firsts = (Q(pk__in=items.filter(kind=kind).order_by(*order).values("pk")[:limit]) for kind in self.kinds)
            items = items.filter(reduce(or_, firsts))
        return items.order_by(*order)[:limit]

    def fetch(self, limit: int, *, newest_first: bool) -> list[ContentItem]:
        """Return the first items with slim editions."""
        return list(self.first_items(limit, newest_first=newest_first).slim())

    def count(self) -> int:
        """Return how many items there are: one query."""
        return (self.items.of_kind(*self.kinds) if self.kinds else self.items).count()


def _driven(items: ContentItemQuerySet, related_filter: RelatedFilter) -> ContentItemQuerySet:
    """By the index of the rows, which hold the list's order too."""
    rows, (_, owner, *columns) = related_filter.rows, _ROWS[related_filter.rows]
    wanted = dict(
        zip((f"{rows}__{column}" for column in columns), (related_filter.name, related_filter.value), strict=True)
    )
    # By name, for another filter on the rows themselves would join them a second time.
    return items.filter(**wanted).annotate(row_time=F(f"{rows}__updated_at"), row_key=F(f"{rows}__{owner}_id"))


def _checked(items: ContentItemQuerySet, related_filter: RelatedFilter) -> ContentItemQuerySet:
    """Row by row."""
    model, owner, *columns = _ROWS[related_filter.rows]
    wanted = dict(zip(columns, (related_filter.name, related_filter.value), strict=True))
    return items.filter(Exists(model._default_manager.filter(**{owner: OuterRef("pk")}, **wanted)))


_ROWS: dict[str, tuple[type[Model], str, str, str]] = {
    "links": (Link, "source", "relation", "target"),
    "terms": (ItemTerm, "item", "name", "value"),
}
"""The rows by which lists are narrowed: their model, what they belong to, and the columns of a narrowing."""


def _row(*columns: F | Expression) -> Func:
    return Func(*columns, function="", output_field=BooleanField())


@dataclass(frozen=True)
class SliceArguments:
    """Which part of a list is wanted."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        if (self.first is None) == (self.last is None) or not 1 <= self.size <= MAX_PAGE:
            raise HubError(Code.PAGE_SIZE, f"Provide exactly one of `first` and `last`, from 1 to {MAX_PAGE}.")

    @property
    def size(self) -> int:
        """How many items are wanted."""
        return (self.last if self.first is None else self.first) or 0


class Slice:
    """A part of a list, read when it is first looked at."""

    def __init__(self, listing: KeysetList, window: SliceArguments, order: Order = Order.NEWEST) -> None:
        self.window = window
        self.listing = listing
        self.whole = copy(listing)
        self.newest_first = order is Order.NEWEST
        self.read: Callable[..., Sequence[Any]] = listing.fetch
        """How rows are read: as items, unless a compiled operation reads columns of its own choice."""
        if window.after is not None:
            listing.add_bound(Position.decode(window.after), older=self.newest_first)
        if window.before is not None:
            listing.add_bound(Position.decode(window.before), older=not self.newest_first)

    @cached_property
    def _rows(self) -> Sequence[Any]:
        """The rows, and one more where the list goes on."""
        forwards = self.window.first is not None
        return self.read(self.window.size + 1, newest_first=self.newest_first == forwards)

    @property
    def rows(self) -> Sequence[Any]:
        """The page's rows, in the list's order."""
        rows = self._rows[: self.window.size]
        return rows[::-1] if self.window.first is None else rows

    @cached_property
    def batch(self) -> NodeBatch:
        """The items as siblings."""
        return NodeBatch(self.listing.context, self.rows, self.listing.locale)

    @property
    def has_next(self) -> bool:
        """Whether items follow. Seen from the list's end it is known only that the cursor's own item does."""
        return self._has_more if self.window.first is not None else self.window.before is not None

    @property
    def has_previous(self) -> bool:
        """Whether items stand before, with the same limit."""
        return self._has_more if self.window.first is None else self.window.after is not None

    @property
    def _has_more(self) -> bool:
        return len(self._rows) > self.window.size

    @cached_property
    def total(self) -> int:
        """How many items the whole list has: one query, made only when asked."""
        return self.whole.count()
