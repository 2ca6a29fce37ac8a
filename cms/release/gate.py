"""Refuses every change of protected facts that was not released. All ways to publish or withdraw pass here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from cms.lifecycle.release_gate import NotReleasedError, PendingChange
from cms.release.languages import ContradictionError, find_contradictions
from cms.release.models import Action, ProposedChange
from cms.release.protections import PROTECTED
from cms.release.protections.protection import (
    Facts,
    Protection,
    differs_in_handling_only,
    digest,
    edition_facts,
    find_last_facts,
    item_facts,
)
from publishing.infrastructure.clock import database_now
from publishing.kinds import Kind, RemovalReason
from publishing.log.new_edition import item_id
from publishing.models import ContentItem


class ReleaseRequiredError(NotReleasedError):
    """A change of protected facts has no release. The draft is kept."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(
            f"A second person has to release this change of the {kind.label.lower()}. Propose it: open it in the "
            "admin, and choose Publish or Unpublish there.",
            code="release_required",
        )


class Authority(Protocol):
    """What may release changes in code: an import or a loader. Records what it lets through."""

    def release(self, change: PendingChange, protection: Protection, before: Facts | None, after: Facts | None) -> bool:
        """Record the change as released, or return False."""


_authority: ContextVar[Authority | None] = ContextVar("release_authority", default=None)


@contextmanager
def released_by(authority: Authority) -> Iterator[None]:
    """Let an authority release what is published within. For imports and loaders: no request may use it."""
    token = _authority.set(authority)
    try:
        yield
    finally:
        _authority.reset(token)


def find_facts(change: PendingChange) -> tuple[Protection, Facts | None, Facts | None] | None:
    """Return the protection of a change's kind, and its facts before and after; None if its kind is not protected."""
    item = _find_item(item_id(change.content_id, change.locale))
    kind = change.edition.kind if change.edition else item and item.kind
    protection = PROTECTED.get(Kind(kind)) if kind else None
    if protection is None:
        return None
    before = item_facts(protection, item)
    after = edition_facts(protection, change.edition) if change.edition else None
    if change.edition and before is None and after is None and not _is_available(item):
        before = find_last_facts(protection, change.edition)
    return protection, before, after


def check_change(change: PendingChange) -> RemovalReason | None:
    """Raise ReleaseRequiredError unless a change of protected facts is covered by a release, which it uses."""
    found = find_facts(change)
    if found is None:
        return None
    protection, before, after = found
    if before == after and change.edition is not None:
        _check_new_language(change, protection, after)
        return None
    wanted = Q(proposal__action=Action.PUBLISH, revision=change.revision_id)
    if change.edition is None:
        wanted = ~Q(proposal__action=Action.PUBLISH)
    released = ProposedChange.find_released(change.content_id, change.locale, digest(before, after), wanted)
    if released is not None:
        if change.edition is not None:
            _check_languages(change, protection, after, released.planned())
        if change.is_due:
            released.used_at = timezone.now()
            released.save(update_fields=["used_at"])
            change.covered.add(change.content_id)
        return RemovalReason.RETRACTED if released.proposal.action == Action.RETRACT else None
    if before == after:  # nothing protected is withdrawn
        return None
    if _follows(change, protection, before, after):
        return None
    authority = _authority.get()
    if authority is None or not authority.release(change, protection, before, after):
        raise ReleaseRequiredError(protection.kind)
    change.covered.add(change.content_id)
    return None


def _check_new_language(change: PendingChange, protection: Protection, after: Facts | None) -> None:
    """Check what is published for the first time in a language: it may not leave out what another language has."""
    if change.original is not None or _authority.get() is not None:
        return
    if not is_read(change):
        _check_languages(change, protection, after, {})


def _check_languages(
    change: PendingChange, protection: Protection, after: Facts | None, planned: dict[str, Facts | None]
) -> None:
    others = find_contradictions(protection, change.content_id, {**planned, change.locale: after})
    if others:
        raise ContradictionError(others)


def _follows(change: PendingChange, protection: Protection, before: Facts | None, after: Facts | None) -> bool:
    """Whether a change only repeats another: that of the original of an alias, or of another language."""
    if change.original is not None:
        original = _find_item(change.original)
        facts = item_facts(protection, original)
        if original is not None and original.content_id in change.covered:
            return after is None or after == facts
        return facts is not None and None in (before, after) and facts in (before, after)  # it begins, or ends
    return change.content_id in change.covered and (after is None or differs_in_handling_only(before, after))


def is_read(change: PendingChange) -> bool:
    """Whether readers have the item of a change now."""
    return _is_available(_find_item(item_id(change.content_id, change.locale)))


def _is_available(item: ContentItem | None) -> bool:
    return item is not None and item.is_live and (item.expires_at is None or item.expires_at > database_now())


def _find_item(pk: UUID) -> ContentItem | None:
    return ContentItem.objects.select_related("edition").filter(pk=pk).first()
