"""A page and its translations are one piece of content: withdrawing it, or narrowing its audience, covers all of them.

Like sync.py this compares states: what readers had of a page before its row was recorded with what they have
afterwards. It runs inside the transaction of that write, while holding the log's lock (docs/decisions/0024).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision, TaskState

from cms.lifecycle.handling import Handling
from cms.lifecycle.release_gate import check_page_release, covering_copies
from publishing.kinds import RemovalReason, UpdateType
from publishing.log.new_edition import item_id
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem

_in_all_languages: ContextVar[bool | None] = ContextVar("withdraw_in_all_languages", default=None)
_is_narrowing: ContextVar[bool] = ContextVar("is_narrowing_translations", default=False)


@contextmanager
def withdrawing(all_languages: bool) -> Iterator[None]:
    """Apply an editor's choice: whether pages that are withdrawn within are withdrawn in the other languages too."""
    token = _in_all_languages.set(all_languages)
    try:
        yield
    finally:
        _in_all_languages.reset(token)


@contextmanager
def updating_translations(page: Any) -> Iterator[None]:
    """Update a page's translations once the block that changes the page has finished."""
    old = published_handling(page)
    with covering_copies():
        yield
        item = find_item(page)
        if item is None:
            return
        if item.is_live:
            narrow_translations(page, old)
        elif old is not None and _is_withdrawn_everywhere(page, item):
            withdraw_pages(find_translations(page), RemovalReason(item.gone), item.superseded_by, item.moved_to)


def published_handling(page: Any) -> Handling | None:
    """Return the handling of what readers have of a page, None if they have nothing."""
    item = find_item(page)
    return Handling.from_item(item) if item and item.is_live else None


def find_item(page: Any) -> ContentItem | None:
    """Return a page's item in the log."""
    pk = item_id(page.translation_key, page.locale.language_code)
    return ContentItem.objects.select_related("edition").filter(pk=pk).first()


def find_translations(page: Any) -> list[Any]:
    """Return a page's translations and their aliases."""
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    family = Page.objects.filter(Q(pk__in=others.values("pk")) | Q(alias_of__in=others.values("pk")))
    return list(family.exclude(pk=page.pk).order_by("pk").specific())


# --- Withdrawing ---------------------------------------------------------------------------------
def _is_withdrawn_everywhere(page: Any, item: ContentItem) -> bool:
    """Whether a withdrawal covers all languages. The editor chooses. Without an editor's choice it does if it is in the
    source language, or if the item has a successor or a new address, or was wrong."""
    if (choice := _in_all_languages.get()) is not None:
        return choice
    return (
        item.gone in (RemovalReason.SUPERSEDED, RemovalReason.MOVED, RemovalReason.RETRACTED)
        or page.locale.language_code == settings.LANGUAGE_CODE
    )


def withdraw_pages(pages: list[Any], reason: RemovalReason, successor: UUID | None = None, address: str = "") -> None:
    """Withdraw pages for a reason, and cancel their schedules."""
    # The reason is recorded first: unpublishing then finds the tombstone and records nothing.
    for page in pages:
        key = (page.translation_key, page.locale.language_code)
        check_page_release(page, None)
        record_withdrawal(*key, reason, superseded_by=successor, moved_to=address)
    for page in pages:
        # Loaded one by one: unpublishing a page also unpublishes its aliases.
        current = Page.objects.get(pk=page.pk).specific
        current.unpublish(set_expired=reason == RemovalReason.EXPIRED)
        current.revisions.update(approved_go_live_at=None)


# --- Narrowing -----------------------------------------------------------------------------------
def narrow_translations(page: Any, old: Handling | None) -> None:
    """Apply what the publication of a page narrowed to its other languages: to live pages and to pending drafts."""
    new = Handling.from_page(page)
    if new == old or _is_narrowing.get():
        return
    token = _is_narrowing.set(True)
    try:
        for translation in find_translations(page):
            _narrow_drafts(translation, new, old)
            handling = Handling.from_page(translation)
            narrowed = handling.merged_with(new, old)
            if narrowed != handling:
                translation.audience, translation.marking = narrowed.audience, narrowed.marking
                translation.expire_at = narrowed.expires_at
                projects = _source_projects(translation).filter(translation_key__in=narrowed.projects)
                translation.named_projects = list(projects)
                translation.update_type = UpdateType.MINOR
                translation.save(clean=False)
    finally:
        _is_narrowing.reset(token)


def _narrow_drafts(page: Any, new: Handling, old: Handling | None) -> None:
    """Narrow what may yet be published. In place: a new revision would cancel approvals and schedules."""
    for revision in find_pending_revisions(page):
        handling = _read_handling(page, revision.content)
        narrowed = handling.merged_with(new, old)
        if narrowed != handling:
            projects = _source_projects(page).filter(translation_key__in=narrowed.projects)
            revision.content = {
                **revision.content,
                "audience": narrowed.audience,
                "marking": narrowed.marking,
                "named_projects": list(projects.values_list("pk", flat=True)),
                "expire_at": narrowed.expires_at.isoformat() if narrowed.expires_at else None,
            }
            revision.save(update_fields=["content"])


def find_pending_revisions(page: Any) -> Any:
    """Return the revisions that are live, latest, scheduled or in moderation."""
    in_moderation = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    kept = Q(pk__in=[page.latest_revision_id, page.live_revision_id]) | Q(approved_go_live_at__isnull=False)
    return Revision.page_revisions.filter(object_id=str(page.pk)).filter(kept | Q(pk__in=in_moderation))


def _read_handling(page: Any, content: dict[str, Any]) -> Handling:
    """Return the handling in a revision's content."""
    projects = _source_projects(page).filter(pk__in=content.get("named_projects", ()))
    return Handling(
        content.get("audience", page.audience),
        content.get("marking", page.marking),
        frozenset(projects.values_list("translation_key", flat=True)),
        parse_datetime(content.get("expire_at") or ""),
    )


def _source_projects(page: Any) -> Any:
    """Return the projects in the source language, which pages in all languages refer to."""
    projects = page._meta.get_field("named_projects").related_model.objects
    return projects.filter(locale__language_code=settings.LANGUAGE_CODE)
