"""The gate of the log: which changes a viewer may be told of, off the website.

A change is told when the edition after it, or the one before it, was one that the viewer could read: what came and what
went. What happened while an item was hidden from the viewer has no trace here.
"""

from collections.abc import Collection
from itertools import chain
from typing import Literal

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from publishing.audiences import Marking
from publishing.kinds import Kind
from publishing.models.immutable import ImmutableQuerySet
from publishing.viewers import Viewer

Side = Literal["edition", "previous"]


def admitted(viewer: Viewer, side: Side) -> Q:
    """Whether the edition on one side of a change was one that the viewer could read by API."""
    allowed = Q(**{f"{side}__audience__lte": viewer.audience})
    if viewer.items:
        allowed |= Q(item__content_id__in=viewer.items)
    if viewer.projects:
        named_project = apps.get_model("publishing", "NamedProject")
        allowed |= Q(Exists(named_project.objects.filter(edition=OuterRef(side), project__in=viewer.projects)))
    return Q(allowed, ~Q(**{f"{side}__marking": Marking.RED}), **{f"{side}__isnull": False})


class ChangeQuerySet(ImmutableQuerySet):
    """Rules of many changes."""

    def told_to(self, viewer: Viewer) -> "ChangeQuerySet":
        """Changes that the viewer may know of: for those of a few items. Pages are `sequences_told_to`."""
        told = self.filter(admitted(viewer, "edition") | admitted(viewer, "previous"))
        return told if viewer.kinds is None else told.filter(kind__in=sorted(viewer.kinds))

    def sequences_told_to(
        self, viewer: Viewer, limit: int, *, kinds: Collection[Kind] | None = None, newest: bool = False
    ) -> list[int]:
        """Return the first few sequences that the viewer may know of, or the newest few: ranges of an index."""
        of_kinds = [set(some) for some in (viewer.kinds, kinds) if some is not None]
        rows = self.filter(kind__in=sorted(set.intersection(*of_kinds))) if of_kinds else self
        ranges = [rows.filter(audience__lte=viewer.audience)]
        if viewer.items or viewer.projects:
            ranges.append(rows.filter(audience__gt=viewer.audience).told_to(viewer))
        order = "-sequence" if newest else "sequence"
        found = chain.from_iterable(one.order_by(order).values_list("sequence", flat=True)[:limit] for one in ranges)
        return sorted(found, reverse=newest)[:limit]
