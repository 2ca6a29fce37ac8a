"""The gate: which items a viewer may learn of."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from publishing.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.viewers import Viewer

if TYPE_CHECKING:
    from publishing.models import ContentItem


FALLBACK_LOCALE = "en-gb"
"""What stands in where there is no translation."""


class ContentItemQuerySet(models.QuerySet["ContentItem"]):
    """Rules of many items."""

    def visible_to(self, viewer: Viewer, at: datetime | models.Expression | None = None) -> "ContentItemQuerySet":
        """Live, unexpired items that the viewer may read: the only gate there is."""
        return self.live(at).admitting(viewer)

    def gone_for(self, viewer: Viewer, at: datetime | models.Expression | None = None) -> "ContentItemQuerySet":
        """Tombstones, and items past their expiry, of what the viewer could read."""
        at = at or timezone.now()
        return self.filter(~Q(gone="") | Q(expires_at__lte=at)).admitting(viewer)

    def moved_from(self, path: str | models.Expression, tombstones: "ContentItemQuerySet") -> "ContentItemQuerySet":
        """Of these items those that were at `path`, the last one there first: none that something else came after
        which is gone. `tombstones` are those that the viewer may know of."""
        moved = self.filter(previous_paths__path=path).annotate(left_path_at=F("previous_paths__left_at"))
        newer = tombstones.gone_from(path).filter(Q(left_path_at__gt=OuterRef("left_path_at")))
        return moved.filter(~Exists(newer)).order_by("-left_path_at", "-id")

    def gone_from(self, path: str | models.Expression) -> "ContentItemQuerySet":
        """Of these tombstones those of what was at `path`, the last one there first."""
        # What is past its expiry may have no tombstone yet; databases disagree on where that would sort.
        left_at = Case(When(path=path, then=Coalesce("gone_at", "expires_at")), default=F("previous_paths__left_at"))
        rows = self.filter(Q(path=path) | Q(previous_paths__path=path)).annotate(left_path_at=left_at)
        return rows.order_by("-left_path_at", "-id")

    def live(self, at: datetime | models.Expression | None = None) -> "ContentItemQuerySet":
        """Published and not past expiry at `at` (now unless given), whoever asks."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at or timezone.now()), gone="")

    def admitting(self, viewer: Viewer) -> "ContentItemQuerySet":
        """Items whose audience the viewer belongs to, of the kinds the viewer may read, live or not."""
        admitted = Q(audience__lte=viewer.audience)
        if viewer.items:
            admitted |= Q(content_id__in=viewer.items)
        if viewer.projects:
            named_project = apps.get_model("publishing", "NamedProject")
            opened = named_project.objects.filter(edition=OuterRef("edition"), project__in=viewer.projects)
            admitted |= Q(Exists(opened), ~Q(marking=Marking.RED))
        return self.filter(admitted) if viewer.kinds is None else self.filter(admitted, kind__in=sorted(viewer.kinds))

    def off_site(self) -> "ContentItemQuerySet":
        """What may leave the website by API, push, feed or index: never TLP:RED."""
        return self.exclude(marking=Marking.RED)

    def public(self, at: datetime | None = None) -> "ContentItemQuerySet":
        """What everybody may read."""
        return self.live(at).filter(audience=Audience.PUBLIC)

    def of_kind(self, *kinds: Kind) -> "ContentItemQuerySet":
        """Items of these kinds."""
        return self.filter(kind__in=kinds)

    def in_locale(self, locale: str) -> "ContentItemQuerySet":
        """Items written in `locale`."""
        return self.filter(locale=locale)

    def linked_to(self, relation: str, target: UUID) -> "ContentItemQuerySet":
        """Items whose current edition refers to `target`."""
        return self.filter(links__relation=relation, links__target=target)

    def with_term(self, name: str, value: str) -> "ContentItemQuerySet":
        """Items that carry a term: with_term("status", "open")."""
        return self.filter(terms__name=name, terms__value=value)

    def slim(self) -> "ContentItemQuerySet":
        """With the edition's slim columns, for lists: bodies stay in the database."""
        return self.select_related("edition").defer("edition__stored_body", "edition__stored_details")

    def by_content_id(self, content_ids: Iterable[UUID], locale: str) -> "dict[UUID, ContentItem]":
        """The slim item of each content id, in `locale` or else in English: one query for all."""
        rows = self.slim().filter(content_id__in=set(content_ids), locale__in={locale, FALLBACK_LOCALE})
        return {row.content_id: row for row in sorted(rows, key=lambda row: row.locale == locale)}
