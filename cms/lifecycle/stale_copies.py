"""What a page's row said when it was loaded, so that a save from an old copy undoes nothing that happened since.

Publishing, withdrawing, moving and scheduling write columns of the row; every other save writes the whole row again,
from a copy that may be seconds or hours old. Under the log's lock such a copy is compared with the row as it is now.
"""

from collections.abc import Iterable
from enum import Enum, auto
from typing import Any

from django.utils import timezone
from wagtail.models import Page

# Decided by the lifecycle's own methods, or by the tree.
STATE = (
    "live",
    "expired",
    "live_revision_id",
    "first_published_at",
    "last_published_at",
    "path",
    "depth",
    "url_path",
)
# The editor's, but what readers have of them changes only when the page is published.
EDITORS = ("slug", "go_live_at", "expire_at", "audience", "marking")
# What Wagtail keeps count of. A change of these alone does not make a copy old.
COUNTED = (
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
COLUMNS = (*STATE, *EDITORS, *COUNTED)
# A publication sets these itself.
PUBLISHED = frozenset(
    {"live", "expired", "live_revision_id", "last_published_at", "has_unpublished_changes", "url_path", *EDITORS}
)
WITHDRAWN = frozenset({"live", "expired", "live_revision_id", "has_unpublished_changes"})


class SaveKind(Enum):
    """What a save of the whole row is about to do."""

    PUBLISHES = auto()
    WITHDRAWS = auto()
    SCHEDULES = auto()
    """Wagtail would withdraw a page without a live revision when a version is only scheduled: it stays as it is."""
    EDITS = auto()
    IS_KEPT_OUT = auto()
    """It would undo what happened since, or end a publication: the row is left as it is."""


def remember_row(page: Any, names: Iterable[str] = COLUMNS) -> None:
    """Note what the row says: the page was just read or written."""
    noted = {name: page.__dict__[name] for name in names if name in page.__dict__}
    page.__dict__["_loaded"] = {**page.__dict__.get("_loaded", {}), **noted}
    page.__dict__["_is_old"] = False


def copy_remembered_row(page: Any, other: Any) -> None:
    """Note that a copy was made of another: what the one knows of the row, the other does."""
    page.__dict__.update({name: other.__dict__[name] for name in ("_loaded", "_is_old") if name in other.__dict__})


def update_stale_copy(page: Any) -> SaveKind:
    """Bring a copy up to its row, and return what saving it does. Call it with the log's lock held."""
    now = _row(page)
    if now is None:
        return SaveKind.EDITS
    loaded: dict[str, Any] = page.__dict__.get("_loaded", {})
    since = {name for name, value in loaded.items() if name in now and now[name] != value}
    act = _act(page, loaded, now, since)
    if act is SaveKind.PUBLISHES:
        since -= PUBLISHED
    elif act in (SaveKind.WITHDRAWS, SaveKind.SCHEDULES):
        since -= WITHDRAWN
    else:
        since -= {name for name in EDITORS if getattr(page, name, None) != loaded.get(name)}
    if act is SaveKind.IS_KEPT_OUT:
        since |= {"live", "live_revision_id"}
    _take(page, now, since)
    page.__dict__["_is_old"] = act is SaveKind.IS_KEPT_OUT
    return act


def reload_columns(page: Any) -> None:
    """Set all of the columns on a copy as the row has them."""
    if now := _row(page):
        _take(page, now, set(now))


def _row(page: Any) -> dict[str, Any] | None:
    columns = [field.attname for field in page._meta.concrete_fields if field.attname in COLUMNS]
    row: dict[str, Any] | None = type(page)._base_manager.filter(pk=page.pk).values(*columns).first()
    return row


def _act(page: Any, loaded: dict[str, Any], now: dict[str, Any], since: set[str]) -> SaveKind:
    """What was set on the copy since it was loaded is meant; what was not is only old."""
    was_live = loaded.get("live", now["live"])
    published = "last_published_at" in loaded and page.last_published_at != loaded["last_published_at"]
    if page.live and (published or not was_live):
        return SaveKind.PUBLISHES
    if not page.live and loaded.get("live"):
        return SaveKind.SCHEDULES if _is_scheduled(page) else SaveKind.WITHDRAWS
    is_old = page.__dict__.get("_is_old", False) or not since.isdisjoint((*STATE, *EDITORS))
    if now["live"] and (is_old or not page.live):
        return SaveKind.IS_KEPT_OUT
    return SaveKind.EDITS


def _is_scheduled(page: Any) -> bool:
    if not page.go_live_at or page.go_live_at <= timezone.now():
        return False
    return bool(page.revisions.filter(approved_go_live_at__isnull=False).exists())


def _take(page: Any, now: dict[str, Any], names: set[str]) -> None:
    moved = "path" in names and page.path != now["path"]
    for name in names:
        setattr(page, name, now[name])
    page.__dict__["_loaded"] = now
    if moved and isinstance(page, Page):
        page.set_url_path(page.get_parent(update=True))
