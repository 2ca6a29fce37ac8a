"""The types of editions: the current one of an item, and its history."""

from collections.abc import Callable
from datetime import datetime
from typing import Self

import strawberry

from graphql_api.base.fields import field
from graphql_api.content.history import EditionRow, HistorySlice
from graphql_api.content.page_info import PageInfo
from graphql_api.content.signing.signatures import SIGNING_COST, EditionSignature
from publishing.kinds import UpdateType
from publishing.models import Edition


@strawberry.type(description="A published edition of an item. It never changes.")
class ContentEdition:
    count: strawberry.Private[Callable[[], int]]
    sign: strawberry.Private[Callable[[], EditionSignature | None]]
    published_at: datetime = strawberry.field(description="When it was published, even if the change was minor.")
    update_type: UpdateType = strawberry.field(
        description="Whether it is a major update, about which readers should be notified."
    )
    change_note: str | None = strawberry.field(description="What it changed; null if not provided.")
    content_hash: str = strawberry.field(
        description="The SHA-256 of everything that a reader can see: equal hashes mean equal content."
    )

    @field("The number of the edition, counted from 1 among the editions that you may see.")
    def number(self) -> int:
        return self.count()

    @field(
        "A signature that proves that the hub published it. Null for drafts and earlier editions, whose content is not "
        "available, and if the hub has no signing key.",
        cost=SIGNING_COST,
    )
    def signature(self) -> EditionSignature | None:
        return self.sign()

    @classmethod
    def current(cls, edition: Edition, count: Callable[[], int], sign: Callable[[], EditionSignature | None]) -> Self:
        """Return the current edition of an item, whose number and signature are computed on request."""
        return cls(
            count=count,
            sign=sign,
            published_at=edition.published_at,
            update_type=UpdateType(edition.update_type),
            change_note=edition.change_note or None,
            content_hash=edition.content_hash,
        )

    @classmethod
    def listed(cls, row: EditionRow) -> Self:
        """Return an edition of a history."""
        return cls(
            count=lambda: row.number,
            sign=lambda: None,
            published_at=row.published_at,
            update_type=UpdateType(row.update_type),
            change_note=row.change_note or None,
            content_hash=row.content_hash,
        )


@strawberry.type(description="An edition and its position in the list.")
class ContentEditionEdge:
    cursor: str = strawberry.field(description="The cursor of the edition, to pass as `after`.")
    node: ContentEdition = strawberry.field(description="The edition.")


@strawberry.type(description="A slice of a list of editions.")
class ContentEditionConnection:
    slice: strawberry.Private[HistorySlice]

    @field("The editions, each with its cursor.")
    def edges(self) -> list[ContentEditionEdge]:
        return [ContentEditionEdge(cursor=row.cursor, node=ContentEdition.listed(row)) for row in self.slice.rows]

    @field("The editions.")
    def nodes(self) -> list[ContentEdition]:
        return [ContentEdition.listed(row) for row in self.slice.rows]

    @field("The position of the slice in the list.")
    def page_info(self) -> PageInfo:
        return self.slice.page_info()

    @field("The total number of editions in the list.")
    def total_count(self) -> int:
        return self.slice.total
