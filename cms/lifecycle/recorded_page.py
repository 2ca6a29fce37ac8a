"""Every event of a page's life is in the log, in the transaction of the event.

The rule looks at states, not at events: whenever a page's row is written, what readers should now have is compared
with what the log says they have. So it holds for publishing, unpublishing, reverting, copying, aliases, translations,
bulk actions, workflows and schedules alike, and for whatever way of saving a page Wagtail thinks of next.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.models import COMMENTS_RELATION_NAME, Page, ReferenceIndex, Revision

from cms.content.paths import public_path
from cms.lifecycle.completeness import check_complete
from cms.lifecycle.import_dates import import_date
from cms.lifecycle.minor_editions import minor_if_only_files_differ
from cms.lifecycle.stale_copies import SaveKind, copy_remembered_row, reload_columns, remember_row, update_stale_copy
from cms.lifecycle.translations import updating_translations
from cms.staff.guarded_page import GuardedPage
from cms.staff.handling import record_handling
from cms.staff.models import OPEN_STRICTNESS
from cms.staff.section_collections import move_to_closed_collection
from publishing.infrastructure.clock import database_now
from publishing.kinds import Gone
from publishing.log.new_edition import Document
from publishing.log.record import record_publication, record_relocation, record_withdrawal
from publishing.models import Change, ContentItem, LogHead

MILLISECOND = timedelta(milliseconds=1)
P = ParamSpec("P")
R = TypeVar("R")

# Columns that Wagtail writes on a live page while its readers' text stays as it is.
BOOKKEEPING_FIELDS = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "alias_of",
        "alias_of_id",
        "draft_title",
        "first_published_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "owner",
    }
)


@contextmanager
def log_transaction() -> Iterator[None]:
    """A transaction that takes the log's lock before any row, so that two writers never wait for each other."""
    with transaction.atomic():
        LogHead.lock()
        yield


def in_log_transaction(method: Callable[P, R]) -> Callable[P, R]:
    """Make a lifecycle method whole: all of it happens, the log's rows included, or nothing."""

    @wraps(method)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        with log_transaction():
            return method(*args, **kwargs)

    return whole


class RecordedPage(GuardedPage):
    """For page types: Wagtail's lifecycle methods, made whole, and a save() that settles the page with the log.

    Each reads its row again once it holds the log's lock: the copy that it was called on may be old.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        """Read a page, and remember what its row says."""
        page = super().from_db(*args, **kwargs)
        remember_row(page)
        return page

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Read the page again, and remember what its row says."""
        super().refresh_from_db(using, fields, from_queryset)
        if fields is None:
            remember_row(self)

    def with_content_json(self, content: Any) -> Any:
        """Return a revision's content on this row: when it was published is the row's to say, not the revision's."""
        page = super().with_content_json(content)
        for name in ("live_revision_id", "last_published_at", "expired"):
            setattr(page, name, getattr(self, name))
        # JSON holds milliseconds: a page is not first published a little earlier each time.
        if self.first_published_at and abs(page.first_published_at - self.first_published_at) < MILLISECOND:
            page.first_published_at = self.first_published_at
        copy_remembered_row(page, self)
        return page

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page; what readers get changes with it or not at all."""
        fields = kwargs.get("update_fields")
        if fields is not None and BOOKKEEPING_FIELDS.issuperset(fields):
            return super().save(*args, **kwargs)
        with log_transaction():
            if self._state.adding:
                if goes_live_later(self):
                    self.live = False
            elif update_stale_copy(self) in (SaveKind.IS_KEPT_OUT, SaveKind.SCHEDULES) and fields is None:
                return None
            before = Page.objects.filter(pk=self.pk).values_list("url_path", flat=True).first()
            result = super().save(*args, **kwargs)
            remember_row(self)
            # Once more: Wagtail counted uses when the row was written, before its many-to-many relations were.
            ReferenceIndex.create_or_update_for_object(self)
            # With update_fields the instance may hold a draft's text: only the row is what is live.
            page: Any = self if fields is None else type(self).objects.get(pk=self.pk)
            if record_handling(page) > OPEN_STRICTNESS:
                move_to_closed_collection(page)
            sync_page(page)
            if before is not None and before != page.url_path:
                relocate_descendants(page)
            return result

    @in_log_transaction
    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save a draft. What readers have had as a revision, or are to have, is never overwritten."""
        update_stale_copy(self)
        overwritten = kwargs.get("overwrite_revision")
        if overwritten and (overwritten.pk == self.live_revision_id or overwritten.approved_go_live_at):
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    @in_log_transaction
    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish or schedule a revision as it is now: another language may have narrowed it since it was loaded."""
        revision.refresh_from_db()
        page = revision.as_object()
        check_complete(page)
        if is_due(revision) and goes_live_later(page, timezone.now()):
            # This machine's clock is behind: Wagtail would schedule the page once more, and again at every round.
            revision.content = {**revision.content, "go_live_at": None}
        return super().publish(revision, *args, **kwargs)

    @in_log_transaction
    def unpublish(self, set_expired: bool = False, commit: bool = True, **kwargs: Any) -> Any:
        """Unpublish the page and its aliases."""
        if not commit:
            return super().unpublish(set_expired, commit, **kwargs)
        result = super(RecordedPage, self._as_it_is()).unpublish(set_expired, commit, **kwargs)
        reload_columns(self)
        return result

    @in_log_transaction
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page and all below it."""
        return super().delete(*args, **kwargs)

    @in_log_transaction
    def move(self, target: Any, *args: Any, **kwargs: Any) -> Any:
        """Move the page and all below it."""
        return super(RecordedPage, self._as_it_is()).move(type(target)._base_manager.get(pk=target.pk), *args, **kwargs)

    @in_log_transaction
    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Copy the page."""
        return super(RecordedPage, self._as_it_is()).copy(*args, **kwargs)

    @in_log_transaction
    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        """Make an alias, live if the page is."""
        return super(RecordedPage, self._as_it_is()).create_alias(*args, **kwargs)

    @in_log_transaction
    def update_aliases(self, *, revision: Any = None, **kwargs: Any) -> Any:
        """Bring every alias up to the page; not to a version that is only scheduled, as Wagtail does."""
        if revision is not None and Revision.objects.filter(pk=revision.pk, approved_go_live_at__gt=database_now()):
            return None
        return super().update_aliases(revision=revision, **kwargs)

    def _as_it_is(self) -> Any:
        return type(self)._base_manager.get(pk=self.pk)


# --- Settling ------------------------------------------------------------------------------------
def sync_page(page: Any) -> Change | None:
    """Make the log say of a page what its row says; return the change that took, None when it took none."""
    with updating_translations(page):
        if not is_published(page):
            return withdraw_page(page)
        return record_publication(_dated(minor_if_only_files_differ(page.build_edition()), page))


def is_published(page: Any) -> bool:
    """Whether a page is live and not past its expiry (the worker unpublishes it in a moment)."""
    return bool(page.live) and not _is_past(page)


def goes_live_later(page: Any, at: datetime | None = None) -> bool:
    """Whether a page is to go live at a later time: Wagtail adds it as live, and takes that back when it schedules."""
    return page.go_live_at is not None and page.go_live_at > (at or database_now())


def is_due(revision: Any) -> bool:
    """Whether a revision was scheduled and its time has come."""
    return revision.approved_go_live_at is not None and revision.approved_go_live_at <= database_now()


def withdraw_page(page: Any) -> Change | None:
    """Put the page's tombstone in its place, if it was live to readers."""
    key = (page.translation_key, page.locale.language_code)
    if not ContentItem.objects.filter(content_id=key[0], locale=key[1], gone="").exists():
        return None
    reason, stand_in, address = find_tombstone(page)
    return record_withdrawal(*key, reason, superseded_by=stand_in, moved_to=address)


def find_tombstone(page: Any) -> tuple[Gone, UUID | None, str]:
    """Return why a page is gone, what stands in its place, and where it moved.

    The editors' latest draft is asked, so that a successor can be named without publishing the page once more.
    """
    if page.expired or _is_past(page):
        return Gone.EXPIRED, None, ""
    source = page.alias_of.specific if page.alias_of_id else page
    latest = source.get_latest_revision_as_object()
    if latest.replaced_by_id and latest.replaced_by:
        return Gone.SUPERSEDED, latest.replaced_by.translation_key, ""
    if latest.moved_to:
        return Gone.MOVED, None, latest.moved_to
    return Gone.WITHDRAWN, None, ""


def relocate_descendants(page: Any) -> None:
    """Relocate all that is live below a page whose own path has changed.

    Computed from the page's path and not from the rows: during a move Wagtail updates those only afterwards.
    """
    below = Page.objects.filter(path__startswith=page.path, depth__gt=page.depth, live=True).select_related("locale")
    for row in below.order_by("path"):
        slugs = row.url_path.strip("/").split("/")[page.depth - row.depth :]
        locale = row.locale.language_code
        path = public_path(page.url_path + "/".join([*slugs, ""]), locale)
        record_relocation(row.translation_key, locale, path)


def sync_snippet(snippet: Any) -> Change | None:
    """Make the log say of a snippet what its row says."""
    if snippet.is_published():
        return record_publication(snippet.build_edition())
    return record_withdrawal(snippet.translation_key, snippet.locale.language_code)


def _is_past(page: Any) -> bool:
    return page.expire_at is not None and page.expire_at <= database_now()


def _dated(document: Document, page: Any) -> Document:
    """An item that is new to the log dates from its page's first publication: imports bring their dates along."""
    if moment := import_date():
        return document.model_copy(update={"updated_at": moment})
    if page.first_published_at is None or ContentItem.objects.filter(pk=document.id).exists():
        return document
    return document.model_copy(update={"updated_at": page.first_published_at})
