"""Filters for a copy, and the items and changes that match them.

A filter names topics, sectors and work-streams by slug or code, which are resolved to content ids on each request. If
they later resolve to something else, or to nothing, the client must start again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Self
from uuid import UUID

import strawberry
from django.db.models import Exists, OuterRef, Q
from strawberry import UNSET

from graphql_api.base.enums import ResyncReason
from graphql_api.base.errors import Code, HubError
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.conditions import Binder, Related
from graphql_api.content.lists.filter_fields import RELATIONS, wanted_values
from graphql_api.content.lists.lookups import ReferenceLookup, StringLookup, enum_lookup, given_operators
from graphql_api.content.lists.references import find_references
from graphql_api.content.locales import validate_locale
from graphql_api.sync.cursors import digest
from graphql_api.sync.resync import ResyncError
from publishing.kinds import Kind, Relation
from publishing.kinds.registry import REFERRED_TO
from publishing.models import EditionReference
from publishing.models.access import Side, readable_on
from publishing.models.changes import ChangeQuerySet
from publishing.models.items import ContentItemQuerySet


@strawberry.input(description="Filters for a copy: all fields must match.")
class SyncFilter:
    kind: enum_lookup(Kind) | None = strawberry.field(default=UNSET, description="The kind of content.")  # type: ignore[valid-type]
    topic: ReferenceLookup | None = strawberry.field(
        default=UNSET, description="A topic that it is about: its slug or `contentId`."
    )
    sector: ReferenceLookup | None = strawberry.field(
        default=UNSET, description="A sector that it is for: its slug or `contentId`."
    )
    work_stream: ReferenceLookup | None = strawberry.field(
        default=UNSET, description="A work-stream to which it belongs: its code or `contentId`."
    )
    locale: StringLookup | None = strawberry.field(
        default=UNSET, description="The language, such as `en-gb`; all languages by default."
    )


Filter = Annotated[SyncFilter | None, strawberry.argument(description="Filters for the copy.")]


@dataclass(frozen=True)
class ResolvedFilter:
    """A filter with names resolved to content ids. `kinds` and `locales` are None for all."""

    context: RequestContext
    kinds: frozenset[Kind] | None
    targets: tuple[tuple[Relation, tuple[UUID, ...]], ...]
    """Of each relation, the targets of which one must match."""
    locales: tuple[str, ...] | None

    @classmethod
    def of(cls, context: RequestContext, sync_filter: SyncFilter | None) -> Self:
        """Resolve a filter. Raise BAD_INPUT for a language in which the hub does not publish, and UNKNOWN_REFERENCE for
        an unknown name."""
        sync_filter = sync_filter or SyncFilter()
        targets = []
        for relation in RELATIONS:
            field = REFERRED_TO[relation].value
            if (names := _wanted(getattr(sync_filter, field))) is not None:
                targets.append((relation, tuple(sorted(find_references(context, REFERRED_TO[relation], names, field)))))
        kinds, locales = _wanted(sync_filter.kind), _wanted(sync_filter.locale)
        return cls(
            context,
            None if kinds is None else frozenset(kinds),
            tuple(targets),
            None if locales is None else tuple(sorted(map(validate_locale, locales))),
        )

    @cached_property
    def digest(self) -> bytes:
        """The hash of the filter in a cursor."""
        targets = [(relation.value, list(map(str, wanted))) for relation, wanted in self.targets]
        return digest(None if self.kinds is None else sorted(self.kinds), targets, self.locales)

    def items(self) -> ContentItemQuerySet:
        """The visible items that match."""
        items = self.context.visible_items()
        if self.kinds is not None:
            items = items.of_kind(*self.kinds)
        if self.locales is not None:
            items = items.filter(locale__in=self.locales)
        return items.filter(*(Related("links", *one).compile(Binder()) for one in self.targets))

    def filter_changes(self, changes: ChangeQuerySet) -> ChangeQuerySet:
        """Keep the visible changes before or after which the viewer could see that the item matched."""
        if self.locales is not None:
            changes = changes.filter(item__locale__in=self.locales)
        if not self.targets:
            return changes
        return changes.filter(self._matches_on("edition") | self._matches_on("previous"))

    def _matches_on(self, side: Side) -> Q:
        references = (
            Exists(EditionReference.objects.filter(edition=OuterRef(side), relation=relation, target__in=wanted))
            for relation, wanted in self.targets
        )
        return Q(readable_on(side, self.context.viewer), *references)


def resolve_or_resync(context: RequestContext, sync_filter: SyncFilter | None, cursor: str | None) -> ResolvedFilter:
    """Resolve a filter. If a name has become unknown since a cursor was issued, raise ResyncError."""
    try:
        return ResolvedFilter.of(context, sync_filter)
    except HubError as error:
        if cursor is None or error.code is not Code.UNKNOWN_REFERENCE:
            raise
        raise ResyncError(ResyncReason.FILTER_CHANGED) from None


def _wanted(lookup: Any) -> Sequence[Any] | None:
    operators = given_operators(lookup) if lookup else {}
    return wanted_values(operators) if operators else None
