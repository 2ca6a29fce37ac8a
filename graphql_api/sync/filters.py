"""Filters for a copy, and the items and changes that match them.

A filter names topics, sectors and work-streams by slug or code, which are resolved to content ids on each request. If
they later resolve to something else, or to nothing, the client must start again.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Self
from uuid import UUID

import strawberry
from django.db.models import Exists, OuterRef, Q

from graphql_api.content.context import RequestContext
from graphql_api.content.lists.identifiers import find_content_id
from graphql_api.content.lists.kind_lists import RELATIONS, KindAndRelationFilter
from graphql_api.content.locales import validate_locale
from graphql_api.sync.cursors import digest
from publishing.kinds import Kind, Relation
from publishing.kinds.registry import REFERRED_TO
from publishing.models import EditionReference, Link
from publishing.models.access import Side, readable_on
from publishing.models.changes import ChangeQuerySet
from publishing.models.items import ContentItemQuerySet


@strawberry.input(description="Filters for a copy. All the filters must match.")
class SyncFilter(KindAndRelationFilter):
    locale: str | None = strawberry.field(
        default=None, description="Only items in this language; all languages by default."
    )


Filter = Annotated[SyncFilter | None, strawberry.argument(description="Filters for the copy.")]


@dataclass(frozen=True)
class ResolvedFilter:
    """A filter with names resolved to content ids. `kinds` is None for all kinds, and empty if nothing can match."""

    context: RequestContext
    kinds: frozenset[Kind] | None
    targets: tuple[tuple[Relation, UUID], ...]
    locale: str | None

    @classmethod
    def of(cls, context: RequestContext, sync_filter: SyncFilter | None) -> Self:
        """Resolve a filter. Raise BAD_INPUT for a language in which the hub does not publish."""
        sync_filter = sync_filter or SyncFilter()
        names = ((relation, getattr(sync_filter, relation)) for relation in RELATIONS)
        found = [
            (relation, find_content_id(context, REFERRED_TO[relation], name))
            for relation, name in names
            if name is not None
        ]
        targets = tuple((relation, target) for relation, target in found if target is not None)
        kinds = None if sync_filter.kinds is None else frozenset(sync_filter.kinds)
        # A hidden topic does not exist for the viewer, so nothing can match it.
        kinds = kinds if len(targets) == len(found) else frozenset()
        return cls(context, kinds, targets, None if sync_filter.locale is None else validate_locale(sync_filter.locale))

    @cached_property
    def digest(self) -> bytes:
        """The hash of the filter in a cursor."""
        targets = [(relation.value, str(target)) for relation, target in self.targets]
        return digest(None if self.kinds is None else sorted(self.kinds), targets, self.locale)

    def items(self) -> ContentItemQuerySet:
        """The visible items that match."""
        items = self.context.visible_items()
        if self.kinds is not None:
            items = items.of_kind(*self.kinds)
        if self.locale is not None:
            items = items.in_locale(self.locale)
        for relation, target in self.targets:
            items = items.filter(Exists(Link.objects.filter(source=OuterRef("pk"), relation=relation, target=target)))
        return items

    def filter_changes(self, changes: ChangeQuerySet) -> ChangeQuerySet:
        """Keep the visible changes before or after which the viewer could see that the item matched."""
        if self.locale is not None:
            changes = changes.filter(item__locale=self.locale)
        if not self.targets:
            return changes
        return changes.filter(self._matches_on("edition") | self._matches_on("previous"))

    def _matches_on(self, side: Side) -> Q:
        references = (
            Exists(EditionReference.objects.filter(edition=OuterRef(side), relation=relation, target=target))
            for relation, target in self.targets
        )
        return Q(readable_on(side, self.context.viewer), *references)
