"""Reads the rows of items as of a time, as graphql_api/content/past.py: with the edition that was in force."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from graphql_api.content.context import RequestContext
from graphql_api.content.past import last_major_change
from graphql_api.execution.compiler.errors import FallbackError
from graphql_api.execution.compiler.row_fetches import RowFetch
from graphql_api.execution.compiler.statements import NOW, InKeys, Keys, Placeholder, Row
from publishing.access.viewers import Viewer
from publishing.kinds import Relation
from publishing.models import Change
from publishing.models.access import EDITION_COLUMNS, readable
from publishing.models.editions import visible_edition_number
from publishing.models.items import ContentItemQuerySet

_AT = Placeholder("at", DateTimeField())
_OF_EDITION = {"edition_id": "editions__id", "audience": "editions__audience", "marking": "editions__marking"}
_COMPUTED = {
    "edition_number": "past_number",
    "updated_at": "past_updated_at",
    "effective_at": "past_effective_at",
    "expires_at": "past_expires_at",
}


def read_past_rows(
    context: RequestContext, fetch: RowFetch, keys: Collection[str], at: datetime
) -> tuple[RowFetch, list[Row]]:
    """Return the rows of items, by their ids, as they were at a time, without those that were not published then; and
    the fetch that their links are read by."""
    if Relation.MENTION in fetch.relations:
        raise FallbackError("What an earlier edition mentions is only in its text.")
    past = replace(fetch, renamed={name: _past_column(name) for name in fetch.columns})
    viewer = context.viewer
    return past, past.read("past", viewer, lambda: _build(viewer), keys=keys, at=at) if keys else []


def _past_column(name: str) -> str:
    if name.startswith("edition__"):
        return f"editions__{name.removeprefix('edition__')}"
    return (_OF_EDITION | _COMPUTED).get(name, name)


def _build(viewer: Viewer) -> ContentItemQuerySet:
    last = Change.objects.filter(item=OuterRef("pk"), at__lte=_AT).order_by("-sequence").values("edition")[:1]
    items = RequestContext(viewer, at=NOW).visible_items().filter(InKeys("id", Keys("keys")))
    last_major = last_major_change(viewer, item="pk", number="editions__number")
    updated_at = Coalesce(last_major, "first_published_at")
    columns = {fact: f"editions__{column}" for fact, column in EDITION_COLUMNS.items()}
    return items.filter(readable(viewer, columns, off_site=True), editions__pk=Subquery(last)).annotate(
        past_number=visible_edition_number(viewer, off_site=True, edition="editions"),
        past_updated_at=_if_current("updated_at", Greatest("first_published_at", updated_at)),
        past_effective_at=_if_current("effective_at"),
        past_expires_at=_if_current("expires_at"),
    )


def _if_current(column: str, otherwise: Any = None) -> Case:
    """Return a column that belongs to the current edition, if that is the one that was in force."""
    return Case(When(editions__pk=F("edition_id"), then=F(column)), default=otherwise, output_field=DateTimeField())
