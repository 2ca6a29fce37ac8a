"""The conditions of a list, kept as data: lists whose conditions have the same shape share prepared statements.

Each condition compiles to SQL, with its values either in it or as placeholders (`Binder`), and yields its values in the
same order. Those with an index also find the items that match them.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

from django.db.models import Exists, Expression, Field, Model, OuterRef, Q, QuerySet

from publishing.access.audiences import Audience, Marking
from publishing.models import ContentItem, ItemTerm, Link

Matches: TypeAlias = QuerySet[Any, Any]
"""The primary keys of items."""


class Binder:
    """Puts values into a query."""

    def one(self, value: object, field: "Field[Any, Any]") -> Any:
        """Return the expression of a value."""
        return value

    def match_any(self, column: str, values: tuple[object, ...], field: "Field[Any, Any]") -> Q | Expression:
        """Return the condition that a column has one of some values."""
        return Q(**{f"{column}__in": values})


class Condition(Protocol):
    """A condition on items."""

    @property
    def shape(self) -> Hashable:
        """Everything but the values: it determines the SQL."""

    def values(self) -> Iterator[object]:
        """Yield the values in the order in which `compile` binds them; several in one operator are a tuple."""

    def compile(self, bind: Binder) -> Q | Expression:
        """Return the condition for the query of items."""

    def matches(self) -> Matches | None:
        """Return the items that match, read from an index; None if there is none for it."""


class RelatedRows(NamedTuple):
    """Rows by which lists are filtered: model, foreign key to the item, and columns of name and value."""

    model: type[Model]
    owner: str
    name: str
    value: str


RELATED = {
    "links": RelatedRows(Link, "source", "relation", "target"),
    "terms": RelatedRows(ItemTerm, "item", "name", "value"),
}


@dataclass(frozen=True)
class Related:
    """Items with a link of this relation, or a term of this name, to one of these values."""

    rows: Literal["links", "terms"]
    name: str
    wanted: tuple[object, ...]

    @property
    def shape(self) -> Hashable:
        """The rows, the name and whether there is one value."""
        return self.rows, str(self.name), len(self.wanted) == 1

    def values(self) -> Iterator[object]:
        """Yield the values."""
        yield self.wanted[0] if len(self.wanted) == 1 else self.wanted

    def field(self) -> "Field[Any, Any]":
        """Return the column of the values."""
        field: Field[Any, Any] = RELATED[self.rows].model._meta.get_field(RELATED[self.rows].value)  # type: ignore[assignment]
        return field

    def compile(self, bind: Binder) -> Q:
        """Check the related rows of each item, by their unique index."""
        model, owner, name, value = RELATED[self.rows]
        rows = model._default_manager.filter(**{owner: OuterRef("pk"), name: str(self.name)})
        return Q(Exists(rows.filter(self._has_value(bind, value))))

    def matches(self) -> Matches:
        """Read the index of names and values."""
        model, owner, name, value = RELATED[self.rows]
        rows = model._default_manager.filter(self._has_value(Binder(), value), **{name: str(self.name)})
        # In the order of the index, which PostgreSQL would not read for a value that many rows have.
        return rows.order_by("-updated_at", f"-{owner}").values_list(owner, flat=True)

    def _has_value(self, bind: Binder, column: str) -> Q | Expression:
        if len(self.wanted) == 1:
            return Q(**{column: bind.one(self.wanted[0], self.field())})
        return bind.match_any(column, self.wanted, self.field())


@dataclass(frozen=True)
class Compared:
    """Items whose column compares with values in all of these ways."""

    column: str
    comparisons: tuple[tuple[str, object], ...]
    """Operators of Django and their values: ("gte", time), ("in", values), ("isnull", True)."""

    @property
    def shape(self) -> Hashable:
        """The column and the operators."""
        return self.column, *(one if one[0] == "isnull" else one[0] for one in self.comparisons)

    @property
    def is_range(self) -> bool:
        """Whether it compares with bounds."""
        return all(operator in {"gt", "gte", "lt", "lte"} for operator, _ in self.comparisons)

    def values(self) -> Iterator[object]:
        """Yield the values."""
        yield from (value for operator, value in self.comparisons if operator != "isnull")

    def compile(self, bind: Binder) -> Q:
        """Compare the column."""
        return self.compile_on(self.column, bind)

    def compile_on(self, column: str, bind: Binder, upper: str = "") -> Q:
        """Compare another column or annotation that has the same values; `upper` is the one for upper bounds."""
        columns = {"lt": upper or column, "lte": upper or column}
        return reduce(and_, (self._compare(bind, columns.get(one[0], column), *one) for one in self.comparisons), Q())

    def matches(self) -> Matches | None:
        """Read the column's index, if it has one."""
        if self.column not in INDEXED or any(operator == "isnull" and value for operator, value in self.comparisons):
            return None
        common = INDEXED[self.column]
        if common is not None and any(_includes(value, common) for value in self.values()):
            return None
        rows = ContentItem.objects.filter(self.compile(Binder()), gone="")
        rows = rows if common is None else rows.exclude(**{self.column: common})
        return rows.values_list("pk", flat=True)

    def _compare(self, bind: Binder, column: str, operator: str, value: Any) -> Q:
        field = _find_field(self.column)
        if operator == "in":
            return Q(bind.match_any(column, value, field))
        return Q(**{f"{column}__{operator}": value if operator == "isnull" else bind.one(value, field)})


def equal_to(column: str, values: Sequence[object]) -> Compared:
    """Return the condition that a column has one of some values."""
    wanted = tuple(dict.fromkeys(values))
    return Compared(column, (("exact", wanted[0]) if len(wanted) == 1 else ("in", wanted),))


INDEXED: dict[str, object] = {
    "id": None,
    "content_id": None,
    "path": None,
    "updated_at": None,
    "first_published_at": None,
    "reviewed_or_published_at": None,
    "effective_at": None,
    "expires_at": None,
    "edition__published_at": None,
    "edition__review_date": None,
    "code": "",
    "marking": Marking.CLEAR,
    "audience": Audience.PUBLIC,
}
"""The columns with an index of their own, and the value that most items have, which it leaves out."""


@dataclass(frozen=True)
class AnyOf:
    """Items that match one of the parts, or, if negated, none of them."""

    parts: tuple["Condition", ...]
    is_negated: bool = False

    @property
    def shape(self) -> Hashable:
        """The shapes of the parts."""
        return "none" if self.is_negated else "any", *(part.shape for part in self.parts)

    def values(self) -> Iterator[object]:
        """Yield the values of the parts."""
        for part in self.parts:
            yield from part.values()

    def compile(self, bind: Binder) -> Q:
        """Check the parts of each item."""
        joined = reduce(or_, (Q(part.compile(bind)) for part in self.parts))
        return ~joined if self.is_negated else joined

    def matches(self) -> None:
        """There is no index for it."""


@dataclass(frozen=True)
class AllOf:
    """Items that match all parts: a filter within AnyOf."""

    parts: tuple["Condition", ...]

    @property
    def shape(self) -> Hashable:
        """The shapes of the parts."""
        return "all", *(part.shape for part in self.parts)

    def values(self) -> Iterator[object]:
        """Yield the values of the parts."""
        for part in self.parts:
            yield from part.values()

    def compile(self, bind: Binder) -> Q:
        """Check the parts of each item."""
        return reduce(and_, (Q(part.compile(bind)) for part in self.parts), Q())

    def matches(self) -> None:
        """There is no index for it."""


def _includes(value: object, one: object) -> bool:
    return one in value if isinstance(value, tuple) else one == value


def _find_field(column: str) -> "Field[Any, Any]":
    model: Any = ContentItem
    *path, name = column.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model
    field: Field[Any, Any] = model._meta.get_field(name)
    return field
