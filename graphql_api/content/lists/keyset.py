"""Keyset pagination over content lists: a slice is read along one index, without offset, or from a few sorted rows."""

from collections.abc import Hashable
from functools import reduce
from hashlib import blake2b
from operator import or_
from typing import Any, Self
from uuid import UUID

from django.db.models import BooleanField, Expression, F, Field, Func, Q, UUIDField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from graphql_api.base.cursors import Position
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.conditions import RELATED, AllOf, Binder, Compared, Condition, Related
from graphql_api.content.lists.orders import ListOrder
from graphql_api.content.locales import RequestedLocale
from publishing.content.orders import UPDATED
from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.models.items import FALLBACK_LOCALE, ContentItemQuerySet

FEW = 500
"""How many rows may be sorted. Where more match, the first of a page are soon found along the index of the order."""


class KeysetList:
    """A filtered list in its order. How it is read depends on its conditions:

    - In the order of updates, the index of links or terms has the order of the list: it is read with a join.
    - If only a few items match one of the conditions, these are read and sorted.
    - Otherwise the index of the order is read from its start, or from the cursor.

    The other conditions are checked for each row, by primary key or unique index. Conditions are kept as data, so that
    lists of the same shape can share prepared statements (graphql_api/execution/compiler/statements.py)."""

    def __init__(self, context: RequestContext, requested: RequestedLocale, *kinds: Kind) -> None:
        self.context = context
        self.requested = requested
        self.locale: Any = requested.locale
        # A viewer limited to some kinds reads the indexes of those kinds, instead of skipping all other items.
        self.kinds = kinds or tuple(sorted(context.viewer.kinds or ()))
        self.conditions: tuple[Condition, ...] = ()
        self.order = ListOrder.default(UPDATED)
        self.start: Position | None = None
        """The position after which a slice starts."""
        self.few: tuple[UUID, ...] | None = None
        """The items that match one of the conditions, if they are few."""
        self.is_empty = False
        context.cache_tags.add_list(self.kinds)

    def filter(self, *conditions: Condition) -> Self:
        """Keep items that match conditions."""
        for condition in conditions:
            if isinstance(condition, AllOf):
                self.filter(*condition.parts)
            elif isinstance(condition, Compared) and condition.column == "kind":
                self._keep_kinds(condition)
            else:
                self.conditions += (condition,)
                self.is_empty = self.is_empty or () in condition.values()
        return self

    def _keep_kinds(self, condition: Compared) -> None:
        """Read the indexes of these kinds only."""
        ((_, value),) = condition.comparisons
        wanted = tuple(sorted(map(Kind, value if isinstance(value, tuple) else (value,))))
        self.kinds = tuple(kind for kind in wanted if kind in self.kinds) if self.kinds else wanted
        self.is_empty = self.is_empty or not self.kinds

    def gather(self) -> None:
        """Find out whether only a few items match one of the conditions, unless an index has the list in its order."""
        others = [one for one in self.conditions if one is not self._driver and not self._is_range_of_order(one)]
        if not others or self.is_empty:
            return
        for condition in self.conditions:
            matches = condition.matches()
            found = None if matches is None else tuple(matches[: FEW + 1])
            if found is not None and len(found) <= FEW:
                self.few = tuple(dict.fromkeys(found))
                return

    def _is_range_of_order(self, condition: Condition) -> bool:
        return isinstance(condition, Compared) and condition.column == self.order.order.column

    @property
    def _driver(self) -> Related | None:
        """The condition whose index has the order of the list: links and terms are indexed with the updated_at of their
        item."""
        if self.few is not None or self.order.order is not UPDATED:
            return None
        return next((one for one in self.conditions if isinstance(one, Related) and len(one.wanted) == 1), None)

    @property
    def shape(self) -> Hashable:
        """Everything that the SQL depends on, except the viewer and the values."""
        conditions = tuple(condition.shape for condition in self.conditions)
        return self.kinds, conditions, self.order, self.start is None, self.few is None, self.is_empty

    @property
    def digest(self) -> bytes:
        """The hash of everything that determines the list: cursors are valid only for this."""
        parts = (self.kinds, self.requested, self.conditions, self.order.order.name, self.order.is_descending)
        return blake2b(repr(parts).encode(), digest_size=6).digest()

    @property
    def items(self) -> ContentItemQuerySet:
        """The items of the list, not sorted."""
        return self.bound_items(Binder())

    def bound_items(self, bind: Binder) -> ContentItemQuerySet:
        """Return the items of the list, with its values or with placeholders for them."""
        visible = self.context.visible_items()
        items = visible.in_locale(self.locale)
        if len(self.requested.accepted) > 1:
            items = visible.in_best_language(self.locale, visible)
        items = items.filter(kind=self.kinds[0]) if len(self.kinds) == 1 else items
        driver = self._driver
        if driver:
            items = _join(items, driver, bind)
        for column in self._checked_columns:
            # Two expressions, because PostgreSQL expects few rows between two bounds of the same one.
            lower, upper = _without_index(column)
            items = items.alias(**{lower: Coalesce(column, column), upper: Coalesce(column, column, column)})
        items = items.filter(*(self._compile(one, bind) for one in self.conditions if one is not driver))
        if self.few is not None:
            items = items.filter(bind.match_any("id", self.few, UUIDField()))
        if self.start is not None:
            items = items.filter(self._follows(self.start, bind))
        return items.none() if self.is_empty else items

    def bound_values(self) -> list[object]:
        """Return the values of the list, in the order in which `bound_items` binds them."""
        driver = self._driver
        others = (one for one in self.conditions if one is not driver)
        values = [value for one in (driver, *others) if one is not None for value in one.values()]
        values += [] if self.few is None else [self.few]
        return values + ([] if self.start is None else [self.start.value, self.start.id])

    def _compile(self, condition: Condition, bind: Binder) -> Q | Expression:
        if self._driver and isinstance(condition, Compared) and self._is_range_of_order(condition):
            return condition.compile_on("row_time", bind)  # the same range of the index that is read
        if isinstance(condition, Compared) and condition.column in self._checked_columns:
            lower, upper = _without_index(condition.column)
            return condition.compile_on(lower, bind, upper)
        return condition.compile(bind)

    @property
    def _checked_columns(self) -> list[str]:
        """The columns with ranges that are checked for each row. They are hidden from the database's planner: it would
        read the index of a range, however many rows it has, and sort them."""
        ranges = (one for one in self.conditions if isinstance(one, Compared) and one.is_range)
        return [one.column for one in ranges if not self._is_range_of_order(one)]

    @property
    def _columns(self) -> tuple[str, str]:
        """The columns by which the list is sorted."""
        return ("row_time", "row_key") if self._driver else (self.order.order.column, "id")

    def _follows(self, start: Position, bind: Binder) -> Expression:
        """Whether an item is after a position. A comparison of rows is one range of the index; its expansion with OR is
        not, for SQLite."""
        field: Field[Any, Any] = ContentItem._meta.get_field(self.order.order.column)  # type: ignore[assignment]
        here = _row(*map(F, self._columns))
        there = _row(_value(bind, start.value, field), _value(bind, start.id, UUIDField()))
        return CombinedExpression(here, "<" if self.order.is_descending else ">", there, output_field=BooleanField())

    def first_items(self, limit: int, bind: Binder) -> ContentItemQuerySet:
        """Return the first items of the list, each with its `order_key`."""
        order = [f"-{column}" if self.order.is_descending else column for column in self._columns]
        items = self.bound_items(bind)
        if self.few is None and len(branches := self._branches()) > 1:
            firsts = (Q(pk__in=items.filter(one).order_by(*order).values("pk")[:limit]) for one in branches)
            items = items.filter(reduce(or_, firsts))
        elif len(self.kinds) > 1:
            items = items.of_kind(*self.kinds)
        return items.annotate(order_key=F(self.order.order.column)).order_by(*order)[:limit]

    def _branches(self) -> list[Q]:
        """The parts of the list that an index has in its order: one for each kind and language. One scan over all of
        them could skip over all other items."""
        kinds = [Q(kind=kind) for kind in self.kinds]
        if self._driver or len(self.requested.accepted) == 1:
            return kinds
        return [kind & Q(locale=locale) for kind in kinds for locale in (self.locale, FALLBACK_LOCALE)]

    def fetch(self, limit: int) -> list[ContentItem]:
        """Return the first items with slim editions."""
        return list(self.first_items(limit, Binder()).slim())

    def count(self) -> int:
        """Return the number of items, with one query."""
        return (self.items.of_kind(*self.kinds) if self.kinds else self.items).count()


def _without_index(column: str) -> tuple[str, str]:
    name = column.replace("__", "_")
    return f"lower_{name}", f"upper_{name}"


def _join(items: ContentItemQuerySet, related: Related, bind: Binder) -> ContentItemQuerySet:
    """Join the related rows, whose index has the order of the list."""
    rows, (_, owner, name, value) = related.rows, RELATED[related.rows]
    wanted = {f"{rows}__{name}": str(related.name), f"{rows}__{value}": bind.one(related.wanted[0], related.field())}
    # Annotated, because another filter on the rows would join them a second time.
    return items.filter(**wanted).annotate(row_time=F(f"{rows}__updated_at"), row_key=F(f"{rows}__{owner}_id"))


def _value(bind: Binder, value: object, field: "Field[Any, Any]") -> Expression:
    bound = bind.one(value, field)
    return bound if isinstance(bound, Expression) else Value(bound, field)


def _row(*columns: F | Expression) -> Func:
    return Func(*columns, function="", output_field=BooleanField())
