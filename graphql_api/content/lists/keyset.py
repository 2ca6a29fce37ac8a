"""Keyset pagination over content lists: each slice reads along one index, without offset or sort."""

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
from graphql_api.content.context import RequestContext, build_nodes
from graphql_api.content.locales import RequestedLocale
from graphql_api.content.node_types import ContentNode
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem, ItemTerm, Link
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet


class RelatedFilter(NamedTuple):
    """A filter by related rows: items that have a term of this name, or a link of this relation, with this value."""

    rows: Literal["links", "terms"]
    name: str
    value: object


class KeysetBound(NamedTuple):
    """A bound of a slice: items that are older, or newer, than a position."""

    older: bool
    time: Expression
    key: Expression


class KeysetList:
    """A filtered list in its sort order. The first related filter selects the index to read: links and terms are
    indexed with the updated_at of their item. Further related filters are checked for each row, by primary key or
    unique index.

    Filters are kept as data, so that lists of the same shape can share prepared statements
    (graphql_api/execution/compiler/statements.py)."""

    def __init__(self, context: RequestContext, requested: RequestedLocale, *kinds: Kind) -> None:
        self.context = context
        self.requested = requested
        self.locale: Any = requested.locale
        # A viewer limited to some kinds reads the indexes of those kinds, instead of skipping all other items.
        self.kinds = kinds or tuple(sorted(context.viewer.kinds or ()))
        self.related_filters: tuple[RelatedFilter, ...] = ()
        self.conditions: tuple[Q, ...] = ()
        self.bounds: tuple[KeysetBound, ...] = ()
        self.is_empty = False
        context.cache_tags.add_list(self.kinds)

    def filter_linked(self, relation: Relation, target: UUID | None) -> Self:
        """Keep items that refer to a target; none if the target does not exist."""
        if target is None:
            return self.none()
        self.related_filters += (RelatedFilter("links", relation, target),)
        return self

    def filter_term(self, name: str, value: str) -> Self:
        """Keep items that have a term."""
        self.related_filters += (RelatedFilter("terms", name, value),)
        return self

    def filter(self, *conditions: Q) -> Self:
        """Keep items that match conditions on their own columns."""
        self.conditions += conditions
        return self

    def none(self) -> Self:
        """Make the list empty."""
        self.is_empty = True
        return self

    def add_bound(self, position: Position, *, older: bool) -> Self:
        """Keep items on one side of a position."""
        time, key = Value(position.updated_at, DateTimeField()), Value(position.id, UUIDField())
        self.bounds += (KeysetBound(older, time, key),)
        return self

    @property
    def time_column(self) -> str:
        """The column by which the list is sorted."""
        return "row_time" if self.related_filters else "updated_at"

    @property
    def items(self) -> ContentItemQuerySet:
        """The items of the list, not sorted."""
        visible = self.context.visible_items()
        items = visible.in_locale(self.locale)
        if len(self.requested.accepted) > 1:
            items = visible.in_locale_or_default(self.locale, visible)
        items = items.filter(kind=self.kinds[0]) if len(self.kinds) == 1 else items
        for number, related_filter in enumerate(self.related_filters):
            items = _join(items, related_filter) if number == 0 else _check(items, related_filter)
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
        if len(branches := self._branches()) > 1:
            firsts = (Q(pk__in=items.filter(one).order_by(*order).values("pk")[:limit]) for one in branches)
            items = items.filter(reduce(or_, firsts))
        return items.order_by(*order)[:limit]

    def _branches(self) -> list[Q]:
        """The parts of the list that an index has in its order: one for each kind and language. One scan over all of
        them could skip over all other items."""
        kinds = [Q(kind=kind) for kind in self.kinds]
        if self.related_filters or len(self.requested.accepted) == 1:
            return kinds
        return [kind & Q(locale=locale) for kind in kinds for locale in (self.locale, FALLBACK_LOCALE)]

    def fetch(self, limit: int, *, newest_first: bool) -> list[ContentItem]:
        """Return the first items with slim editions."""
        return list(self.first_items(limit, newest_first=newest_first).slim())

    def count(self) -> int:
        """Return the number of items, with one query."""
        return (self.items.of_kind(*self.kinds) if self.kinds else self.items).count()


def _join(items: ContentItemQuerySet, related_filter: RelatedFilter) -> ContentItemQuerySet:
    """Join the related rows, whose index has the sort order of the list."""
    rows, (_, owner, *columns) = related_filter.rows, _ROWS[related_filter.rows]
    wanted = dict(
        zip((f"{rows}__{column}" for column in columns), (related_filter.name, related_filter.value), strict=True)
    )
    # Annotated, because another filter on the rows would join them a second time.
    return items.filter(**wanted).annotate(row_time=F(f"{rows}__updated_at"), row_key=F(f"{rows}__{owner}_id"))


def _check(items: ContentItemQuerySet, related_filter: RelatedFilter) -> ContentItemQuerySet:
    """Check the related rows of each item."""
    model, owner, *columns = _ROWS[related_filter.rows]
    wanted = dict(zip(columns, (related_filter.name, related_filter.value), strict=True))
    return items.filter(Exists(model._default_manager.filter(**{owner: OuterRef("pk")}, **wanted)))


_ROWS: dict[str, tuple[type[Model], str, str, str]] = {
    "links": (Link, "source", "relation", "target"),
    "terms": (ItemTerm, "item", "name", "value"),
}
"""The related rows by which lists are filtered: model, foreign key to the item, and columns of name and value."""


def _row(*columns: F | Expression) -> Func:
    return Func(*columns, function="", output_field=BooleanField())


@dataclass(frozen=True)
class SliceArguments:
    """The arguments that select a slice of a list."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        if (self.first is None) == (self.last is None) or not 1 <= self.size <= MAX_PAGE:
            raise HubError(Code.PAGE_SIZE, f"Provide exactly one of `first` and `last`, from 1 to {MAX_PAGE}.")

    @property
    def size(self) -> int:
        """The number of items requested."""
        return (self.last if self.first is None else self.first) or 0


class Slice:
    """A slice of a list, which is read when it is first accessed."""

    def __init__(self, listing: KeysetList, window: SliceArguments, order: Order = Order.NEWEST) -> None:
        self.window = window
        self.listing = listing
        self.whole = copy(listing)
        self.newest_first = order is Order.NEWEST
        self.read: Callable[..., Sequence[Any]] = listing.fetch
        """Reads the rows: as items, unless a compiled operation reads only the columns that it needs."""
        if window.after is not None:
            listing.add_bound(Position.decode(window.after), older=self.newest_first)
        if window.before is not None:
            listing.add_bound(Position.decode(window.before), older=not self.newest_first)

    @cached_property
    def _rows(self) -> Sequence[Any]:
        """The rows, and one more if the list continues."""
        forwards = self.window.first is not None
        return self.read(self.window.size + 1, newest_first=self.newest_first == forwards)

    @property
    def rows(self) -> Sequence[Any]:
        """The rows of the slice, in the order of the list."""
        rows = self._rows[: self.window.size]
        return rows[::-1] if self.window.first is None else rows

    @cached_property
    def nodes(self) -> list[ContentNode]:
        """The nodes of the slice."""
        return build_nodes(self.listing.context, self.rows)

    @property
    def has_next(self) -> bool:
        """Whether items follow. For a slice from the end, only the item of the cursor is known to follow."""
        if self.window.first is None:
            return self.window.before is not None
        return len(self._rows) > self.window.size

    @property
    def has_previous(self) -> bool:
        """Whether items precede the slice, with the same limitation."""
        if self.window.first is not None:
            return self.window.after is not None
        return len(self._rows) > self.window.size

    @cached_property
    def total(self) -> int:
        """The number of items in the whole list, counted on request."""
        return self.whole.count()
