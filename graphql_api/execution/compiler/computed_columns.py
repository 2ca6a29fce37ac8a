"""Columns that are computed from the editions and changes of an item that the viewer may see."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.db.models import BigIntegerField, Count, IntegerField, Max, OuterRef, Subquery

from publishing.access.viewers import Viewer
from publishing.models import Change, Edition

Column: TypeAlias = "Subquery[Any]"


def _edition_number(viewer: Viewer) -> Column:
    """The number of visible editions up to the current one, as history.edition_number."""
    editions = Edition.objects.readable_off_site(viewer).filter(
        item=OuterRef("pk"), number__lte=OuterRef("edition__number")
    )
    counted = editions.order_by().values("item").annotate(counted=Count("pk")).values("counted")
    return Subquery(counted, output_field=IntegerField())


def _newest_change(viewer: Viewer) -> Column:
    """The newest change, as history.revision, which explains why it has no access check."""
    changes = Change.objects.filter(item=OuterRef("pk")).order_by().values("item")
    return Subquery(changes.annotate(newest=Max("sequence")).values("newest"), output_field=BigIntegerField())


COMPUTED: dict[str, Callable[[Viewer], Column]] = {"edition_number": _edition_number, "newest_change": _newest_change}
"""The expression of each computed column."""
