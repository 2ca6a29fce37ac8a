"""The log as a viewer may know it: enough to keep a copy in step, and nothing about what is hidden.

A change is told when the edition after it, or the one before it, was for the viewer. What stands with it is the item as
it is now. An item that was narrowed away from the viewer looks exactly like one that was withdrawn.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Annotated
from uuid import UUID

import strawberry
from django.db.models import Exists, OuterRef, Q, QuerySet

from graphql_api.connections import After, First, Info, PageInfo, known_locale
from graphql_api.content import Content
from graphql_api.cursors import seal, unseal
from graphql_api.fields import field
from graphql_api.reader import Reader, Siblings
from graphql_api.walks import Window
from publishing.audiences import Marking
from publishing.kinds import Gone, Kind
from publishing.models import Change as Row
from publishing.models import ContentItem, NamedProject


@strawberry.type(description="What stands in place of content that is no longer there, or no longer for you.")
class Tombstone:
    reason: Gone = strawberry.field(description="Why it is gone.")
    superseded_by: Content | None = strawberry.field(description="What replaces it, if the reason is SUPERSEDED.")
    moved_to: str | None = strawberry.field(description="The path or address it moved to, if the reason is MOVED.")


@strawberry.type(description="Something happened to a document. Store `content`, or delete what you have of it.")
class Change:
    cursor: str = strawberry.field(description="Pass it as `after` to go on from here.")
    at: datetime = strawberry.field(description="When it happened.")
    id: strawberry.ID = strawberry.field(description="The document's `id`.")
    content_id: strawberry.ID = strawberry.field(description="The document's `contentId`.")
    locale: str = strawberry.field(description="The document's language.")
    kind: Kind = strawberry.field(description="The document's kind.")
    content: Content | None = strawberry.field(description="The document as it is now; null when it is gone.")
    tombstone: Tombstone | None = strawberry.field(description="Why it is gone; null when it is there.")


@strawberry.type(description="A page of changes, in the order in which they happened.")
class ChangeConnection:
    nodes: list[Change] = strawberry.field(description="The changes.")
    page_info: PageInfo = strawberry.field(
        description="Where the page lies. When `hasNextPage` is false, ask again later with `endCursor`."
    )


LocaleText = "Only documents in this language; all languages unless given."
ChangeLocale = Annotated[str | None, strawberry.argument(description=LocaleText)]


@strawberry.type
class ChangesQuery:
    @field("What happened since a cursor, oldest first; from the beginning without one.")
    def changes(
        self, info: Info, first: First = None, after: After = None, locale: ChangeLocale = None
    ) -> ChangeConnection:
        window = Window(first, after)
        told = _told(info.context).filter(sequence__gt=unseal(after) if after is not None else 0)
        if locale is not None:
            told = told.filter(item__locale=known_locale(locale))
        rows = list(told.select_related("item")[: window.size + 1])
        telling = _Telling(info.context, (row.item for row in rows[: window.size]))
        nodes = [telling.change(row) for row in rows[: window.size]]
        page_info = PageInfo(
            has_next_page=len(rows) > window.size,
            has_previous_page=after is not None,
            start_cursor=nodes[0].cursor if nodes else None,
            end_cursor=nodes[-1].cursor if nodes else after,
        )
        return ChangeConnection(nodes=nodes, page_info=page_info)

    @field("The cursor of the newest change that you may know of: it moves when content does.")
    def revision(self, info: Info) -> str:
        newest = _told(info.context).order_by("-sequence").values_list("sequence", flat=True).first()
        return seal(newest or 0)


def _told(reader: Reader) -> QuerySet[Row]:
    """The changes that the viewer may know of."""
    return Row.objects.filter(_admitted(reader, "edition") | _admitted(reader, "previous")).order_by("sequence")


def _admitted(reader: Reader, edition: str) -> Q:
    """Whether an edition of a change was one that the viewer could read by API."""
    admitted = Q(**{f"{edition}__audience__lte": reader.viewer.audience})
    if reader.viewer.items:
        admitted |= Q(item__content_id__in=reader.viewer.items)
    if reader.viewer.projects:
        opened = NamedProject.objects.filter(edition=OuterRef(edition), project__in=reader.viewer.projects)
        admitted |= Q(Exists(opened))
    if reader.viewer.kinds is not None:
        admitted &= Q(item__kind__in=sorted(reader.viewer.kinds))
    return Q(admitted, ~Q(**{f"{edition}__marking": Marking.RED}), **{f"{edition}__isnull": False})


class _Telling:
    """What the viewer may know of some items: the visible ones, and why others are gone."""

    def __init__(self, reader: Reader, items: Iterable[ContentItem]) -> None:
        self.reader = reader
        ids = {item.pk for item in items}
        self.nodes: dict[UUID, Content] = {}
        by_locale = defaultdict(list)
        for item in reader.items().slim().filter(pk__in=ids):
            by_locale[item.locale].append(item)
        for locale, seen in by_locale.items():
            self.nodes.update((node.item.pk, node) for node in Siblings(reader, seen, locale).nodes)
        self.hidden = ids - self.nodes.keys()

    @cached_property
    def _last_events(self) -> dict[UUID, str]:
        """The newest event that the viewer may know of each hidden item. What happened since has no trace here."""
        return dict(_told(self.reader).filter(item__in=self.hidden).values_list("item_id", "event"))

    @cached_property
    def _gone(self) -> set[UUID]:
        """Hidden items whose tombstone, or expiry, the viewer may know of."""
        gone = ContentItem.objects.gone_for(self.reader.viewer).off_site().filter(pk__in=self.hidden)
        return set(gone.values_list("pk", flat=True))

    def change(self, row: Row) -> Change:
        """Return a change with the item as it is now, or its tombstone."""
        node = self.nodes.get(row.item_id)
        return Change(
            cursor=seal(row.sequence),
            at=row.at,
            id=strawberry.ID(str(row.item.pk)),
            content_id=strawberry.ID(str(row.item.content_id)),
            locale=row.item.locale,
            kind=Kind(row.item.kind),
            content=node,
            tombstone=None if node else self._tombstone(row.item),
        )

    def _tombstone(self, item: ContentItem) -> Tombstone:
        """A successor, or a new place, that is hidden does not exist: then the item was only withdrawn."""
        event = self._last_events.get(item.pk)
        if event == Gone.EXPIRED or (item.is_live and item.pk in self._gone):
            return Tombstone(reason=Gone.EXPIRED, superseded_by=None, moved_to=None)
        if item.pk in self._gone and item.superseded_by and event == Gone.SUPERSEDED:
            successor = Siblings(self.reader, [], item.locale).nodes_of([item.superseded_by]).get(item.superseded_by)
            if successor:
                return Tombstone(reason=Gone.SUPERSEDED, superseded_by=successor, moved_to=None)
        if item.pk in self._gone and event == Gone.MOVED and self._may_know(item.moved_to):
            return Tombstone(reason=Gone.MOVED, superseded_by=None, moved_to=item.moved_to)
        return Tombstone(reason=Gone.WITHDRAWN, superseded_by=None, moved_to=None)

    def _may_know(self, place: str) -> bool:
        """Whether a place is outside the hub, or that of content that the viewer may read."""
        if not place.startswith("/"):
            return bool(place)
        return self.reader.items().filter(path=place).exists()
