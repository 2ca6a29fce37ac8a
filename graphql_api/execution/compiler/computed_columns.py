"""Columns that are computed from the editions and changes of an item that the viewer may see."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from django.db.models import BigIntegerField, Max, OuterRef, Subquery

from publishing.access.viewers import Viewer
from publishing.models import Change
from publishing.models.editions import visible_edition_number

Column: TypeAlias = "Subquery[Any]"


def _newest_change(viewer: Viewer) -> Column:
    """The newest change, as history.revision, which explains why it has no access check."""
    changes = Change.objects.filter(item=OuterRef("pk")).order_by().values("item")
    return Subquery(changes.annotate(newest=Max("sequence")).values("newest"), output_field=BigIntegerField())


COMPUTED: dict[str, Callable[[Viewer], Column]] = {
    "edition_number": partial(visible_edition_number, off_site=True),
    "newest_change": _newest_change,
}
"""The expression of each computed column."""
