"""The list of a partner's registered operations: filtered and paged by strawberry_django."""

from dataclasses import asdict
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any

import strawberry
from django.db.models import QuerySet
from strawberry_django.filters import process_filters
from strawberry_django.relay.cursor_connection import OrderedCollectionCursor, apply_cursor_pagination

from graphql_api.base.errors import Code, HubError
from graphql_api.base.fields import field
from graphql_api.base.limits import MAX_PAGE
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.lookups import DateTimeLookup, NullableDateTimeLookup, StringLookup
from graphql_api.content.lists.orders import OrderDirection
from graphql_api.content.lists.slices import check_page_size
from graphql_api.content.page_info import PageInfo
from graphql_api.partner.types import RegisteredOperationType
from partners.models import RegisteredOperation

Info = strawberry.Info[RequestContext, None]
DIGEST_LENGTH = 8


@strawberry.input(description="All conditions must hold.")
class RegisteredOperationFilter:
    name: StringLookup | None = strawberry.field(default=strawberry.UNSET, description="Its name.")
    sha256: StringLookup | None = strawberry.field(default=strawberry.UNSET, description="The SHA-256 of its text.")
    registered_at: DateTimeLookup | None = strawberry.field(
        default=strawberry.UNSET, description="When it was registered."
    )
    retired_at: NullableDateTimeLookup | None = strawberry.field(
        default=strawberry.UNSET, description="When it was retired: `{isNull: true}` for those that are active."
    )


@strawberry.input(one_of=True, description="The order of the list. Provide exactly one field.")
class RegisteredOperationOrder:
    name: strawberry.Maybe[OrderDirection] = strawberry.field(description="The name.")
    registered_at: strawberry.Maybe[OrderDirection] = strawberry.field(description="When it was registered.")


Filter = Annotated[RegisteredOperationFilter | None, strawberry.argument(description="Which operations to list.")]
OrderBy = Annotated[
    RegisteredOperationOrder | None,
    strawberry.argument(description="The order of the list; `{name: ASC}` by default."),
]


@strawberry.type(description="A registered operation and its position in the list.")
class RegisteredOperationEdge:
    cursor: str = strawberry.field(description="The cursor of the operation, to pass as `after`.")
    node: RegisteredOperationType = strawberry.field(description="The operation.")


@strawberry.type(description="A slice of the list of registered operations.")
class RegisteredOperationConnection:
    listed: strawberry.Private["OperationList"]

    @field("The operations, each with its cursor.")
    def edges(self) -> list[RegisteredOperationEdge]:
        rows = self.listed.rows
        return [RegisteredOperationEdge(cursor=self.listed.cursor(row), node=row) for row in rows]  # type: ignore[arg-type]

    @field("The operations.")
    def nodes(self) -> list[RegisteredOperationType]:
        return self.listed.rows  # type: ignore[return-value] # rows

    @field("The position of the slice in the list.")
    def page_info(self) -> PageInfo:
        rows = self.listed.rows
        return PageInfo(
            has_next_page=self.listed.has_next,
            has_previous_page=self.listed.after is not None,
            start_cursor=self.listed.cursor(rows[0]) if rows else None,
            end_cursor=self.listed.cursor(rows[-1]) if rows else None,
        )

    @field("The total number of operations in the list.")
    def total_count(self) -> int:
        return self.listed.matching.count()


class OperationList:
    """A page of a partner's operations. Cursors are for one filter and order."""

    def __init__(self, info: Info, partner: int, first: int, after: str | None, by: Filter, order: OrderBy) -> None:
        self.first, self.after, self._info = check_page_size(first), after, info
        self.matching = _filter(RegisteredOperation.objects.filter(partner=partner), by, info)
        self._order = next((f"{'-' * (way.value is OrderDirection.DESC)}{name}" for name, way in _given(order)), "name")
        chosen = repr((self._order, asdict(by) if by else None))
        self._digest = sha256(chosen.encode()).hexdigest()[:DIGEST_LENGTH]

    def cursor(self, row: RegisteredOperation) -> str:
        """Return the cursor of a row."""
        cursor = OrderedCollectionCursor.from_model(row, self._page[1])
        return f"{self._digest}{strawberry.relay.to_base64('orderedcursor', str(cursor))}"

    @property
    def rows(self) -> list[RegisteredOperation]:
        """The rows of the page."""
        return self._page[0][: self.first]

    @property
    def has_next(self) -> bool:
        """Whether there are rows after the page."""
        return len(self._page[0]) > self.first

    @cached_property
    def _page(self) -> tuple[list[RegisteredOperation], list[Any]]:
        """The rows, one more than requested, and what their cursors consist of. Raises BAD_CURSOR."""
        error = HubError(Code.BAD_CURSOR, "This is not a cursor of this list, with this filter and order.")
        if self.after is not None and not self.after.startswith(self._digest):
            raise error
        try:
            page, descriptors = apply_cursor_pagination(
                self.matching.order_by(self._order),
                info=self._info,
                after=self.after and self.after[DIGEST_LENGTH:],
                first=self.first,
                before=None,
                last=None,
                max_results=MAX_PAGE,
            )
        except ValueError:
            raise error from None
        return list(page), descriptors


def _filter(rows: QuerySet[RegisteredOperation], by: Filter, info: Info) -> QuerySet[RegisteredOperation]:
    if by is None:
        return rows
    rows, condition = process_filters(by, rows, info)  # type: ignore[arg-type]
    return rows.filter(condition)


def _given(order: OrderBy) -> list[tuple[str, Any]]:
    return [(name, way) for name, way in vars(order).items() if way] if order else []
