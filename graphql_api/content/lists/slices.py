"""Slices of lists."""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import Any

from graphql_api.base.cursors import Position
from graphql_api.base.errors import Code, HubError
from graphql_api.base.limits import MAX_PAGE
from graphql_api.content.context import build_nodes
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.content.node_types import ContentNode


def check_page_size(first: int, maximum: int = MAX_PAGE) -> int:
    """Return a page size. Raise PAGE_SIZE if it is not allowed."""
    if not 1 <= first <= maximum:
        raise HubError(Code.PAGE_SIZE, f"`first` must be from 1 to {maximum}.")
    return first


class Slice:
    """A slice of a list, which is read when it is first accessed."""

    def __init__(self, listing: KeysetList, size: int, after: str | None = None) -> None:
        self.listing = listing
        self.size = size
        self.has_previous = after is not None
        self.whole = copy(listing)
        self.read: Callable[[int], Sequence[Any]] = listing.fetch
        """Reads the rows: as items, unless a compiled operation reads only the columns that it needs."""
        if after is not None:
            column = listing.order.order.column
            listing.start = Position.decode(after, listing.digest, is_time=column.endswith(("_at", "_never")))

    def __iter__(self) -> Iterator[ContentNode]:
        """Iterate over the nodes: a slice is also the value of a field that is a plain list."""
        return iter(self.nodes)

    @cached_property
    def _rows(self) -> Sequence[Any]:
        """The rows, and one more if the list continues."""
        self.listing.gather()
        return self.read(self.size + 1)

    @property
    def rows(self) -> Sequence[Any]:
        """The rows of the slice."""
        return self._rows[: self.size]

    @cached_property
    def nodes(self) -> list[ContentNode]:
        """The nodes of the slice."""
        return build_nodes(self.listing.context, self.rows)

    @property
    def has_next(self) -> bool:
        """Whether items follow."""
        return len(self._rows) > self.size

    @cached_property
    def digest(self) -> bytes:
        """The hash of the list, for cursors."""
        return self.whole.digest

    @cached_property
    def total(self) -> int:
        """The number of items in the whole list, counted on request."""
        self.whole.gather()
        return self.whole.count()
