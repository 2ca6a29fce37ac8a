"""Brings the log in line with pages and snippets.

The rule compares states, not events: whenever a row is written, what readers should have now is compared with what the
log says they have. So it covers publishing, unpublishing, reverting, copying, aliases, translations, bulk actions,
workflows and schedules, and any way of saving a page that Wagtail may add.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from wagtail.models import Page

from cms.content.paths import public_path
from cms.lifecycle.minor_editions import minor_if_text_is_unchanged
from cms.lifecycle.release_gate import check_page_release, check_release
from cms.lifecycle.translations import updating_translations
from publishing.infrastructure.clock import database_now
from publishing.kinds import RemovalReason
from publishing.log.record import record_publication, record_relocation, record_withdrawal
from publishing.models import Change, ContentItem

_import_date: ContextVar[datetime | None] = ContextVar("import_date", default=None)


@contextmanager
def backdated(at: datetime) -> Iterator[None]:
    """Date everything that is published within at a given time. Only for imports: an edit is dated when it is made."""
    token = _import_date.set(at)
    try:
        yield
    finally:
        _import_date.reset(token)


def sync_page(page: Any) -> Change | None:
    """Record in the log what a page's row says; return the change, None if there was nothing to record."""
    with updating_translations(page):
        if not is_published(page):
            return withdraw_page(page)
        edition = minor_if_text_is_unchanged(page.build_edition())
        if at := _import_date.get():
            edition = edition.model_copy(update={"updated_at": at})
        elif page.first_published_at and not ContentItem.objects.filter(pk=edition.id).exists():
            # An item that is new to the log keeps its page's first publication date.
            edition = edition.model_copy(update={"updated_at": page.first_published_at})
        check_page_release(page, edition)
        return record_publication(edition)


def sync_snippet(snippet: Any) -> None:
    """Record in the log what a snippet's row says, in each language."""
    editions = {edition.locale: edition for edition in snippet.build_editions()} if snippet.is_published() else {}
    for edition in editions.values():
        check_release(snippet, edition.locale, edition)
        record_publication(edition)
    withdraw_snippet(snippet, [language for language in snippet.edition_languages() if language not in editions])


def withdraw_snippet(snippet: Any, languages: Iterable[str]) -> None:
    """Replace a snippet's items in these languages by tombstones."""
    for language in languages:
        reason = check_release(snippet, language, None)
        record_withdrawal(snippet.translation_key, language, reason or RemovalReason.WITHDRAWN)


def is_published(page: Any) -> bool:
    """Whether a page is live and has not expired (the worker soon unpublishes expired pages)."""
    return bool(page.live) and not has_expired(page)


def has_expired(page: Any) -> bool:
    """Whether a page is past its expiry."""
    return page.expire_at is not None and page.expire_at <= database_now()


def goes_live_later(page: Any, at: datetime | None = None) -> bool:
    """Whether a page's go-live time is in the future. Wagtail creates it as live, and unsets that when scheduling."""
    return page.go_live_at is not None and page.go_live_at > (at or database_now())


def is_due(revision: Any) -> bool:
    """Whether a scheduled revision's time has come."""
    return revision.approved_go_live_at is not None and revision.approved_go_live_at <= database_now()


def withdraw_page(page: Any) -> Change | None:
    """Replace a page's item by a tombstone, if it is live to readers."""
    key = (page.translation_key, page.locale.language_code)
    if not ContentItem.objects.filter(content_id=key[0], locale=key[1], gone="").exists():
        return None
    reason, successor, address = find_tombstone(page)
    reason = check_page_release(page, None) or reason
    return record_withdrawal(*key, reason, superseded_by=successor, moved_to=address)


def find_tombstone(page: Any) -> tuple[RemovalReason, UUID | None, str]:
    """Return why a page is gone, its successor and the address it moved to.

    These come from the latest draft, so that a successor can be named without publishing the page again.
    """
    if page.expired or has_expired(page):
        return RemovalReason.EXPIRED, None, ""
    source = page.alias_of.specific if page.alias_of_id else page
    latest = source.get_latest_revision_as_object()
    if latest.replaced_by_id and latest.replaced_by:
        return RemovalReason.SUPERSEDED, latest.replaced_by.translation_key, ""
    if latest.moved_to:
        return RemovalReason.MOVED, None, latest.moved_to
    return RemovalReason.WITHDRAWN, None, ""


def relocate_descendants(page: Any) -> None:
    """Record the new paths of all live pages below a page whose own path changed.

    They are computed from the page's path, not from the rows: during a move Wagtail updates those only afterwards.
    """
    below = Page.objects.filter(path__startswith=page.path, depth__gt=page.depth, live=True).select_related("locale")
    for row in below.order_by("path"):
        slugs = row.url_path.strip("/").split("/")[page.depth - row.depth :]
        locale = row.locale.language_code
        path = public_path(page.url_path + "/".join([*slugs, ""]), locale)
        record_relocation(row.translation_key, locale, path)
