"""The editions of an item, limited to those that the viewer may see.

Edition numbers are counted among the visible editions. Otherwise the number of an item that is first published openly
in its seventh edition would reveal how often it changed while it was confidential.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

import strawberry
from django.db.models import Case, Count, F, IntegerField, Max, OuterRef, Subquery, Value, When, Window
from django.db.models.functions import RowNumber

from graphql_api.base.cursors import decode_number, encode_number, seal
from graphql_api.base.errors import Code, HubError
from graphql_api.base.limits import MAX_PAGE
from graphql_api.content.context import NodeBatch
from graphql_api.content.page_info import PageInfo
from publishing.kinds import UpdateType
from publishing.models import Change, ContentItem, Edition
from publishing.models.editions import EditionQuerySet

First = Annotated[
    int, strawberry.argument(description=f"How many editions to return, or after `after`: 1 to {MAX_PAGE}.")
]
After = Annotated[str | None, strawberry.argument(description="Return editions after this cursor.")]
OfType = Annotated[
    UpdateType | None, strawberry.argument(description="Only major or only minor updates; both by default.")
]


class EditionRow(NamedTuple):
    """What is listed of an edition. `place` is its place in the list, counted from the oldest."""

    number: int
    published_at: datetime
    update_type: str
    change_note: str
    content_hash: str
    place: int

    @property
    def cursor(self) -> str:
        """The cursor of the edition: a new edition does not change it."""
        return encode_number(self.place)


@dataclass(frozen=True)
class HistorySlice:
    """A slice of the editions of an item, newest first."""

    item: ContentItem
    batch: NodeBatch
    rows: list[EditionRow]
    has_next: bool
    has_previous: bool
    update_type: UpdateType | None

    @property
    def total(self) -> int:
        """The number of editions in the whole list."""
        counts = self.batch.load_once(
            ("history length", self.update_type), lambda: count_history(self.batch, self.update_type)
        )
        return counts.get(self.item.pk, 0)

    def page_info(self) -> PageInfo:
        """Return the position of the slice."""
        return PageInfo(
            has_next_page=self.has_next,
            has_previous_page=self.has_previous,
            start_cursor=self.rows[0].cursor if self.rows else None,
            end_cursor=self.rows[-1].cursor if self.rows else None,
        )


def read_history(
    item: ContentItem, batch: NodeBatch, first: int, after: str | None = None, update_type: UpdateType | None = None
) -> HistorySlice:
    """Return the newest visible editions of an item. Those of all items of the batch are read together."""
    if not 1 <= first <= MAX_PAGE:
        raise HubError(Code.PAGE_SIZE, f"`first` must be from 1 to {MAX_PAGE}.")
    before = None if after is None else decode_number(after)

    def load() -> dict[UUID, list[EditionRow]]:
        return _read_rows(batch, first + 1, before, update_type)

    rows = batch.load_once(("history", first, before, update_type), load).get(item.pk, [])
    batch.context.count_nodes(len(rows[:first]))
    return HistorySlice(item, batch, rows[:first], len(rows) > first, after is not None, update_type)


def _read_rows(
    batch: NodeBatch, limit: int, before: int | None, update_type: UpdateType | None
) -> dict[UUID, list[EditionRow]]:
    """Read the newest visible editions of each item: of one type, and before a place in the list."""
    # Numbers count editions of both types, so types are compared in windows, after which rows are left out.
    is_listed = Case(When(update_type=update_type, then=1), default=0) if update_type else Value(1)
    listed = ["item", "update_type"] if update_type else ["item"]
    editions = (
        _visible_editions(batch)
        .filter(item__in=batch.items)
        .annotate(
            visible_number=Window(RowNumber(), partition_by="item", order_by="number"),
            is_listed=Window(Max(is_listed, output_field=IntegerField()), partition_by=["item", "number"]),
            place=Window(RowNumber(), partition_by=listed, order_by="number"),
            length=Window(Count("*"), partition_by=listed),
        )
    )
    end = F("length") + 1 if before is None else Value(before)
    editions = editions.filter(is_listed=1, place__lt=end, place__gte=end - limit)
    columns = ("visible_number", "published_at", "update_type", "change_note", "content_hash", "place")
    found: dict[UUID, list[EditionRow]] = defaultdict(list)
    for item, *row in editions.order_by("-number").values_list("item_id", *columns):
        found[item].append(EditionRow(*row))
    return found


def count_history(batch: NodeBatch, update_type: UpdateType | None) -> dict[UUID, int]:
    """Return the number of visible editions of each item."""
    editions = _visible_editions(batch).filter(item__in=batch.items)
    if update_type:
        editions = editions.filter(update_type=update_type)
    return dict(editions.order_by().values("item").annotate(length=Count("pk")).values_list("item", "length"))


def edition_number(item: ContentItem, batch: NodeBatch) -> int:
    """Return the number of an item's current edition among the visible editions."""

    def load() -> dict[int | None, int]:
        editions = Edition.objects.filter(pk__in=[item.edition_id for item in batch.items])
        earlier = _visible_editions(batch).filter(item=OuterRef("item"), number__lte=OuterRef("number")).order_by()
        counted = earlier.values("item").annotate(counted=Count("pk")).values("counted")
        return dict(editions.values_list("pk", Subquery(counted)))

    return batch.load_once("edition numbers", load)[item.edition_id]


def revision(item: ContentItem, batch: NodeBatch) -> str:
    """Return the sealed sequence number of an item's newest change.

    No access check is needed: the newest change of a visible item is the one that published or moved it.
    """

    def load() -> dict[UUID, int]:
        changes = Change.objects.filter(item__in=batch.items).order_by()
        return dict(changes.values("item").annotate(newest=Max("sequence")).values_list("item", "newest"))

    return seal(batch.load_once("revisions", load)[item.pk])


def _visible_editions(batch: NodeBatch) -> EditionQuerySet:
    return Edition.objects.readable_by(batch.context.viewer, off_site=True)
