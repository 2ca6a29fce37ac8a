"""Remembers what a page's row said when it was loaded, so that saving a stale copy undoes nothing that happened since.

Publishing, withdrawing, moving and scheduling write some columns of the row; every other save writes the whole row,
from a copy that may be seconds or hours old. Under the log's lock such a copy is compared with the row as it is now.
"""

from collections.abc import Iterable
from enum import Enum, auto
from typing import Any

from django.utils import timezone
from wagtail.models import Page

# Set by the lifecycle's own methods, or by the tree.
STATE_FIELDS = (
    "live",
    "expired",
    "live_revision_id",
    "first_published_at",
    "last_published_at",
    "path",
    "depth",
    "url_path",
)
# Set by editors, but readers see a change of these only once the page is published.
EDITED_FIELDS = ("slug", "go_live_at", "expire_at", "audience", "marking")
# Wagtail's bookkeeping. A change of these alone does not make a copy stale.
BOOKKEEPING_FIELDS = (
    "alias_of_id",
    "draft_title",
    "has_unpublished_changes",
    "latest_revision_created_at",
    "latest_revision_id",
    "locked",
    "locked_at",
    "locked_by_id",
    "numchild",
)
COLUMNS = (*STATE_FIELDS, *EDITED_FIELDS, *BOOKKEEPING_FIELDS)
# Set by a publication itself.
PUBLISHED_FIELDS = frozenset(
    {"live", "expired", "live_revision_id", "last_published_at", "has_unpublished_changes", "url_path", *EDITED_FIELDS}
)
WITHDRAWN_FIELDS = frozenset({"live", "expired", "live_revision_id", "has_unpublished_changes"})


class SaveKind(Enum):
    """What saving the whole row would do."""

    PUBLISH = auto()
    WITHDRAW = auto()
    SCHEDULE = auto()
    """Wagtail would withdraw a page without a live revision when a version is only scheduled. The save is skipped."""
    EDIT = auto()
    STALE = auto()
    """It would undo what happened since, or end a publication. The save is skipped."""


def remember_row(page: Any, names: Iterable[str] = COLUMNS) -> None:
    """Note the values of a page's row, which was just read or written."""
    values = {name: page.__dict__[name] for name in names if name in page.__dict__}
    page.__dict__["_loaded"] = {**page.__dict__.get("_loaded", {}), **values}
    page.__dict__["_is_stale"] = False


def copy_remembered_row(page: Any, other: Any) -> None:
    """Copy the remembered column values to a copy of the page."""
    page.__dict__.update({name: other.__dict__[name] for name in ("_loaded", "_is_stale") if name in other.__dict__})


def update_stale_instance(page: Any) -> SaveKind:
    """Update a copy from its row, and return what saving it does. Call it while holding the log's lock."""
    row = _fetch_row(page)
    if row is None:
        return SaveKind.EDIT
    loaded: dict[str, Any] = page.__dict__.get("_loaded", {})
    changed = {name for name, value in loaded.items() if name in row and row[name] != value}
    kind = _classify(page, loaded, row, changed)
    if kind is SaveKind.PUBLISH:
        changed -= PUBLISHED_FIELDS
    elif kind in (SaveKind.WITHDRAW, SaveKind.SCHEDULE):
        changed -= WITHDRAWN_FIELDS
    else:
        changed -= {name for name in EDITED_FIELDS if getattr(page, name, None) != loaded.get(name)}
    if kind is SaveKind.STALE:
        changed |= {"live", "live_revision_id"}
    _copy_from_row(page, row, changed)
    page.__dict__["_is_stale"] = kind is SaveKind.STALE
    return kind


def reload_columns(page: Any) -> None:
    """Set all of the remembered columns from the row."""
    if row := _fetch_row(page):
        _copy_from_row(page, row, set(row))


def _fetch_row(page: Any) -> dict[str, Any] | None:
    columns = [field.attname for field in page._meta.concrete_fields if field.attname in COLUMNS]
    row: dict[str, Any] | None = type(page)._base_manager.filter(pk=page.pk).values(*columns).first()
    return row


def _classify(page: Any, loaded: dict[str, Any], row: dict[str, Any], changed: set[str]) -> SaveKind:
    """Return what a save does. What was set on the copy since it was loaded is intended; the rest is merely stale."""
    was_live = loaded.get("live", row["live"])
    has_new_publication = "last_published_at" in loaded and page.last_published_at != loaded["last_published_at"]
    if page.live and (has_new_publication or not was_live):
        return SaveKind.PUBLISH
    if not page.live and loaded.get("live"):
        goes_live_later = page.go_live_at and page.go_live_at > timezone.now()
        is_scheduled = goes_live_later and page.revisions.filter(approved_go_live_at__isnull=False).exists()
        return SaveKind.SCHEDULE if is_scheduled else SaveKind.WITHDRAW
    is_stale = page.__dict__.get("_is_stale", False) or not changed.isdisjoint((*STATE_FIELDS, *EDITED_FIELDS))
    if row["live"] and (is_stale or not page.live):
        return SaveKind.STALE
    return SaveKind.EDIT


def _copy_from_row(page: Any, row: dict[str, Any], names: set[str]) -> None:
    moved = "path" in names and page.path != row["path"]
    for name in names:
        setattr(page, name, row[name])
    page.__dict__["_loaded"] = row
    if moved and isinstance(page, Page):
        page.set_url_path(page.get_parent(update=True))
