"""Content as it was at a time: the edition that was in force then, if the viewer may read it and the item is still
published. What it refers to, and its place on the website, are as they are now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any
from uuid import UUID

import strawberry
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import NodeBatch, RequestContext, build_nodes, current_edition
from graphql_api.content.node_types import ContentNode
from graphql_api.content.times import to_utc
from publishing.access.viewers import Viewer
from publishing.content.references import find_targets
from publishing.kinds import Relation, UpdateType
from publishing.models import Change, ContentItem, Edition, EditionReference

AsOf = Annotated[
    datetime | None,
    strawberry.argument(
        description="A time in the past: return content as it was then; nothing if it was not published then, if it is "
        "no longer published, or if you may not see what was. By default as it is now."
    ),
]


def build_past_nodes(context: RequestContext, items: Iterable[ContentItem], at: datetime | None) -> list[ContentNode]:
    """Return the nodes of visible items as they were at a time, without those that were not published then."""
    found = list(items)
    if at is None:
        return build_nodes(context, found)
    if not found:
        context.cache_tags.add_list()
        return []
    editions = _find_editions(context, found, at)
    past = [_build_item(item, editions[item.pk]) for item in found if item.pk in editions]
    batches: dict[str, list[ContentItem]] = defaultdict(list)
    for item in past:
        batches[item.locale].append(item)
    nodes = [node for locale, group in batches.items() for node in PastBatch(context, group, locale, at).nodes]
    by_key = {node.item.pk: node for node in nodes}
    return [by_key[item.pk] for item in past]


def past_time(at: datetime | None) -> datetime | None:
    """Return the time in UTC. Raise BAD_INPUT if it is still to come, or has no time zone."""
    at = to_utc(at) if at else None
    if at and at > timezone.now():
        raise HubError(Code.BAD_INPUT, "`asOf` is still to come: request a time in the past.")
    return at


def _find_editions(context: RequestContext, items: Sequence[ContentItem], at: datetime) -> dict[UUID, Edition]:
    """Return the edition of each item that was in force, by the log, if the viewer may read it: two queries."""
    keys = [item.pk for item in items]
    last = Change.objects.filter(item=OuterRef("pk"), at__lte=at).order_by("-sequence")
    in_force = ContentItem.objects.filter(pk__in=keys).values_list(Subquery(last.values("edition")[:1]), flat=True)
    readable = Edition.objects.readable_by(context.viewer, off_site=True)
    updated_at = last_major_change(context.viewer, item="item", number="number")
    rows = readable.filter(pk__in=[pk for pk in in_force if pk]).annotate(updated_at=updated_at)
    return {edition.item_id: edition for edition in rows.slim()}


def last_major_change(viewer: Viewer, *, item: str, number: str) -> Subquery:
    """Return an expression, given the columns of an item and of an edition's number: when the last major edition up to
    that one changed, of those that the viewer may read."""
    editions = Edition.objects.readable_by(viewer, off_site=True).filter(
        item=OuterRef(item), number__lte=OuterRef(number), update_type=UpdateType.MAJOR
    )
    return Subquery(editions.order_by("-number").values(at=Coalesce("changed_at", "published_at"))[:1])


def _build_item(item: ContentItem, edition: Edition) -> ContentItem:
    """Return the item with an edition. Of the dates that only the current edition has, none is known."""
    if edition.pk == item.edition_id:
        return item
    past = copy(item)
    past.edition = edition
    past.audience, past.marking = edition.audience, edition.marking
    past.effective_at = past.expires_at = None
    past.updated_at = max(item.first_published_at, vars(edition)["updated_at"] or item.first_published_at)
    return past


class PastBatch(NodeBatch):
    """Items as they were at a time."""

    def __init__(self, context: RequestContext, items: Sequence[ContentItem], locale: str, at: datetime) -> None:
        super().__init__(context, items, locale)
        self.at = at

    @cached_property
    def _links(self) -> Any:
        """What the editions refer to: links of current editions are not theirs."""
        links: dict[UUID, dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
        items = {current_edition(item).pk: item.pk for item in self.items}
        rows = EditionReference.objects.filter(edition__in=items).order_by("pk")
        for edition, relation, target in rows.values_list("edition_id", "relation", "target"):
            links[items[edition]][relation].append(target)
        for item in self.items:
            content = self._contents[current_edition(item).pk]
            links[item.pk][Relation.MENTION].extend(sorted(find_targets(content.details, content.body).contents))
        return links

    @cached_property
    def _translations(self) -> Any:
        found: dict[UUID, list[ContentNode]] = defaultdict(list)
        keys = {item.content_id for item in self.items}
        items = self.context.visible_items().filter(content_id__in=keys).order_by("locale").slim()
        for node in build_past_nodes(self.context, items, self.at):
            found[node.item.content_id].append(node)
        return found
