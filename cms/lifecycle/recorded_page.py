"""The base of page types: every change of a page's state is recorded in the log, in the same transaction."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import COMMENTS_RELATION_NAME, Page, ReferenceIndex, Revision

from cms.lifecycle.completeness import check_complete
from cms.lifecycle.release_gate import covering_copies
from cms.lifecycle.stale_instances import (
    SaveKind,
    copy_remembered_row,
    reload_columns,
    remember_row,
    update_stale_instance,
)
from cms.lifecycle.sync import goes_live_later, is_due, relocate_descendants, sync_page
from cms.lifecycle.transactions import in_log_transaction, log_transaction
from cms.staff.guarded_page import GuardedPage
from cms.staff.handling import record_handling
from cms.staff.models import OPEN_STRICTNESS
from cms.staff.section_collections import move_to_closed_collection
from publishing.infrastructure.clock import database_now

MILLISECOND = timedelta(milliseconds=1)

# Columns that Wagtail writes on a live page without changing what readers see.
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


class RecordedPage(GuardedPage):
    """Wagtail's lifecycle methods, made atomic, and a save() that records the page in the log.

    Each method reads the row again once it holds the log's lock: the instance that it is called on may be stale.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        """Load a page, and remember its row."""
        page = super().from_db(*args, **kwargs)
        remember_row(page)
        return page

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Reload the page, and remember its row."""
        super().refresh_from_db(using, fields, from_queryset)
        if fields is None:
            remember_row(self)

    def with_content_json(self, content: Any) -> Any:
        """Return a revision's content on this row. Publication dates come from the row, not from the revision."""
        page = super().with_content_json(content)
        for name in ("live_revision_id", "last_published_at", "expired"):
            setattr(page, name, getattr(self, name))
        # JSON holds milliseconds: without this, the first publication would move back a little each time.
        if self.first_published_at and abs(page.first_published_at - self.first_published_at) < MILLISECOND:
            page.first_published_at = self.first_published_at
        copy_remembered_row(page, self)
        return page

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page and update what readers get, or neither."""
        fields = kwargs.get("update_fields")
        if fields is not None and BOOKKEEPING_FIELDS.issuperset(fields):
            return super().save(*args, **kwargs)
        with log_transaction():
            if self._state.adding:
                if goes_live_later(self):
                    self.live = False
            elif update_stale_instance(self) in (SaveKind.STALE, SaveKind.SCHEDULE) and fields is None:
                return None
            before = Page.objects.filter(pk=self.pk).values_list("url_path", flat=True).first()
            result = super().save(*args, **kwargs)
            remember_row(self)
            # Again: Wagtail indexed references when the row was written, before its many-to-many relations were.
            ReferenceIndex.create_or_update_for_object(self)
            # With update_fields the instance may hold a draft's content: only the row has the live content.
            page: Any = self if fields is None else type(self).objects.get(pk=self.pk)
            if record_handling(page) > OPEN_STRICTNESS:
                move_to_closed_collection(page)
            sync_page(page)
            if before is not None and before != page.url_path:
                relocate_descendants(page)
            return result

    @in_log_transaction
    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save a draft. A revision that is live or scheduled is never overwritten."""
        update_stale_instance(self)
        overwritten = kwargs.get("overwrite_revision")
        if overwritten and (overwritten.pk == self.live_revision_id or overwritten.approved_go_live_at):
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    @in_log_transaction
    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish or schedule a revision, reloaded first: another language may just have narrowed its audience."""
        revision.refresh_from_db()
        page = revision.as_object()
        check_complete(page)
        if is_due(revision) and goes_live_later(page, timezone.now()):
            # This machine's clock is behind the database's: Wagtail would schedule the page again at every run.
            revision.content = {**revision.content, "go_live_at": None}
        with covering_copies():
            return super().publish(revision, *args, **kwargs)

    @in_log_transaction
    def unpublish(self, set_expired: bool = False, commit: bool = True, **kwargs: Any) -> Any:
        """Unpublish the page and its aliases."""
        if not commit:
            return super().unpublish(set_expired, commit, **kwargs)
        with covering_copies():
            result = super(RecordedPage, self._reloaded()).unpublish(set_expired, commit, **kwargs)
        reload_columns(self)
        return result

    @in_log_transaction
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page and its descendants."""
        return super().delete(*args, **kwargs)

    @in_log_transaction
    def move(self, target: Any, *args: Any, **kwargs: Any) -> Any:
        """Move the page and its descendants."""
        return super(RecordedPage, self._reloaded()).move(type(target)._base_manager.get(pk=target.pk), *args, **kwargs)

    @in_log_transaction
    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Copy the page."""
        return super(RecordedPage, self._reloaded()).copy(*args, **kwargs)

    @in_log_transaction
    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        """Create an alias, live if the page is."""
        return super(RecordedPage, self._reloaded()).create_alias(*args, **kwargs)

    @in_log_transaction
    def update_aliases(self, *, revision: Any = None, **kwargs: Any) -> Any:
        """Update all aliases from the page, but never to a version that is only scheduled, as Wagtail would."""
        if revision is not None and Revision.objects.filter(pk=revision.pk, approved_go_live_at__gt=database_now()):
            return None
        return super().update_aliases(revision=revision, **kwargs)

    def _reloaded(self) -> Any:
        return type(self)._base_manager.get(pk=self.pk)
