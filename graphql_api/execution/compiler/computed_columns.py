"""Columns that stand in no table: what of an item's editions and changes a viewer may know."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from django.db.models import BigIntegerField, Count, IntegerField, Max, OuterRef, Subquery

from publishing.access.viewers import Viewer
from publishing.models import Change, Edition
from publishing.models.items import ContentItemQuerySet

Column: TypeAlias = "Subquery[Any]"


def computing(items: ContentItemQuerySet, viewer: Viewer, columns: Sequence[str]) -> ContentItemQuerySet:
    """Return the query with those of the columns that are computed."""
    computed = {column: COMPUTED[column](viewer) for column in columns if column in COMPUTED}
    return items.annotate(**computed) if computed else items


def _number(viewer: Viewer) -> Column:
    """As history.edition_number: of the editions up to this one, how many were for the viewer."""
    editions = Edition.objects.readable_off_site(viewer).filter(
        item=OuterRef("pk"), number__lte=OuterRef("edition__number")
    )
    counted = editions.order_by().values("item").annotate(counted=Count("pk")).values("counted")
    return Subquery(counted, output_field=IntegerField())


def _newest_change(viewer: Viewer) -> Column:
    """As history.revision, which says why there is no gate."""
    changes = Change.objects.filter(item=OuterRef("pk")).order_by().values("item")
    return Subquery(changes.annotate(newest=Max("sequence")).values("newest"), output_field=BigIntegerField())


COMPUTED: dict[str, Callable[[Viewer], Column]] = {"edition_number": _number, "newest_change": _newest_change}
"""How each is computed for a viewer."""
