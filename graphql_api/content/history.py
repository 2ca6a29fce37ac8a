"""The earlier editions of an item, limited to those that the viewer may see.

Edition numbers are counted among the visible editions. Otherwise the number of an item that is first published openly
in its seventh edition would reveal how often it changed while it was confidential.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

import strawberry
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from graphql_api.base.cursors import seal
from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import NodeBatch
from publishing.kinds import UpdateType
from publishing.models import Change, ContentItem, Edition
from publishing.models.editions import EditionQuerySet

MAX_FIRST = 100
T = TypeVar("T")

First = Annotated[int, strawberry.argument(description=f"The maximum number to return, from 1 to {MAX_FIRST}.")]
Before = Annotated[int | None, strawberry.argument(description="Only editions before this `number`.")]


@strawberry.type(description="An earlier edition, without its content.")
class PreviousEdition:
    number: int = strawberry.field(
        description="The number of the edition, counted from 1 among the editions you may see."
    )
    published_at: datetime = strawberry.field(description="When it was published.")
    update_type: UpdateType = strawberry.field(
        description="Whether it was a major update, about which readers should be notified."
    )
    change_note: str | None = strawberry.field(description="What changed; null if not provided.")
    content_hash: str = strawberry.field(description="The content hash, to check whether your copy is this edition.")


@strawberry.type(description="What a major update changed.")
class ChangeNote:
    published_at: datetime = strawberry.field(description="When it was published.")
    note: str = strawberry.field(description="What changed.")


def edition_number(item: ContentItem, batch: NodeBatch) -> int:
    """Return the number of an item's current edition among the visible editions."""

    def load() -> dict[int | None, int]:
        editions = Edition.objects.filter(pk__in=[item.edition_id for item in batch.items])
        earlier = _visible_editions(batch).filter(item=OuterRef("item"), number__lte=OuterRef("number")).order_by()
        counted = earlier.values("item").annotate(counted=Count("pk")).values("counted")
        return dict(editions.values_list("pk", Subquery(counted)))

    return batch.load_once("edition numbers", load)[item.edition_id]


def previous_editions(
    item: ContentItem, batch: NodeBatch, first: int, before: int | None = None
) -> list[PreviousEdition]:
    """Return the visible editions of an item before the current one."""

    def load() -> dict[UUID, list[PreviousEdition]]:
        editions = (
            _visible_editions(batch)
            .filter(item__in=batch.items)
            .annotate(
                visible_number=Window(RowNumber(), partition_by="item", order_by="number"),
                visible_count=Window(Count("*"), "item"),
            )
        )
        end = F("visible_count") if before is None else before
        wanted = editions.filter(
            Q(visible_number__lt=F("visible_count")), Q(visible_number__lt=end), Q(visible_number__gte=end - first)
        )
        columns = ("item_id", "visible_number", "published_at", "update_type", "change_note", "content_hash")
        return _by_item(
            wanted.order_by("-number").values_list(*columns),
            lambda number, at, kind, note, digest: PreviousEdition(
                number=number,
                published_at=at,
                update_type=UpdateType(kind),
                change_note=note or None,
                content_hash=digest,
            ),
        )

    return _load_for(item, batch, first, ("previous editions", first, before), load)


def change_history(item: ContentItem, batch: NodeBatch, first: int) -> list[ChangeNote]:
    """Return the change notes of an item's major updates."""

    def load() -> dict[UUID, list[ChangeNote]]:
        major = (
            _visible_editions(batch).filter(item__in=batch.items, update_type=UpdateType.MAJOR).exclude(change_note="")
        )
        newest = major.annotate(position=Window(RowNumber(), "item", order_by="-number")).filter(position__lte=first)
        rows = newest.order_by("-number").values_list("item_id", "published_at", "change_note")
        return _by_item(rows, lambda at, note: ChangeNote(published_at=at, note=note))

    return _load_for(item, batch, first, ("change history", first), load)


def revision(item: ContentItem, batch: NodeBatch) -> str:
    """Return the sealed sequence number of an item's newest change.

    No access check is needed: the newest change of a visible item is the one that published or moved it.
    """

    def load() -> dict[UUID, int]:
        changes = Change.objects.filter(item__in=batch.items).order_by()
        return dict(changes.values("item").annotate(newest=Max("sequence")).values_list("item", "newest"))

    return seal(batch.load_once("revisions", load)[item.pk])


def _visible_editions(batch: NodeBatch) -> EditionQuerySet:
    return Edition.objects.readable_off_site(batch.context.viewer)


def _by_item(rows: Iterable[tuple[object, ...]], make: Callable[..., T]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for item, *columns in rows:
        assert isinstance(item, UUID)
        found[item].append(make(*columns))
    return found


def _load_for(
    item: ContentItem, batch: NodeBatch, first: int, key: object, load: Callable[[], dict[UUID, list[T]]]
) -> list[T]:
    if not 1 <= first <= MAX_FIRST:
        raise HubError(Code.BAD_INPUT, f"`first` must be from 1 to {MAX_FIRST}.")
    found = batch.load_once(key, load).get(item.pk, [])
    batch.context.count_nodes(len(found))
    return found
