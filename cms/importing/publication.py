"""Writes what a review decided about a live page: publishes it, dated as its source, and saves drafts for review."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from cms.importing.content import PageContent
from cms.importing.links import PageLinks
from cms.importing.mapping import MappedPage, State
from cms.importing.merging import merge
from cms.importing.review import Review, is_later, merge_history
from cms.lifecycle.sync import backdated
from cms.lifecycle.translations import find_item, find_translations
from cms.pages.imported import ImportedPage
from cms.release.gate import ReleaseRequiredError
from cms.release.sources import SourceRelease
from publishing.infrastructure.clock import database_now
from publishing.kinds import UpdateType

ALERTS = "alerts/"
LOOSER = "It is less strict: another person has to release it."


def update_page(found: Review, row: ImportedPage, page: Any, links: PageLinks, release: SourceRelease) -> Review:
    """Publish what may be published, put up for review what may not, and remember both. Return what was done.

    An alert status that became less strict, or that contradicts the page, waits; the rest is published without it.
    """
    is_for_review = page.has_unpublished_changes and page.latest_revision_id == row.review_revision_id
    is_being_edited = page.has_unpublished_changes and not is_for_review
    draft, base = page.get_latest_revision_as_object() if is_being_edited else None, row.base_state
    if found.changes_page:
        # This publication decides nothing: it is no editor's.
        ImportedPage.objects.filter(pk=row.pk).update(review_revision=None)
        found = _publish_or_hold(found, row, page, links, release)
    waiting = _find_waiting(found, row)
    if draft is not None:
        _keep_draft(draft, base, found, links)
    elif waiting and (found.changes_page or found.merge.conflicts):
        row.review_revision = _save_for_review(page, found, waiting, links, release)
    _remember(row, found, waiting, is_put_up=draft is None)
    return found


def _publish_or_hold(found: Review, row: ImportedPage, page: Any, links: PageLinks, release: SourceRelease) -> Review:
    try:
        with transaction.atomic():
            _publish_merged(found, row, page, links, release)
    except ValidationError as error:
        alerts = [slot for slot in found.merge.taken if slot.startswith(ALERTS)]
        if not alerts:
            raise
        is_looser = isinstance(error, ReleaseRequiredError)
        found = found.holding(alerts, LOOSER if is_looser else " ".join(error.messages))
        _publish_merged(found, row, type(page).objects.get(pk=page.pk), links, release)
    return found


def update_translations(page: Any, release: SourceRelease) -> Iterator[Any]:
    """Publish the alerts of a page in its other languages, with their own texts where they have them: readers of no
    language get something else. Yield the pages that keep theirs, for an editor."""
    source = type(page).objects.get(pk=page.pk)
    for other in find_translations(source):
        if other.alias_of_id or not other.live:
            continue
        draft = other.get_latest_revision_as_object() if other.has_unpublished_changes else None
        try:
            with transaction.atomic():
                _take_over(source, type(page).objects.get(pk=other.pk), draft, release)
        except ValidationError:
            yield other


def _take_over(source: Any, page: Any, draft: Any, release: SourceRelease) -> None:
    if page.locked or page.scheduled_revision:
        raise ValidationError("Someone else decides about it.")
    page.take_over_facts(source)
    page.update_type = UpdateType.MINOR
    _publish(page, source.last_published_at, release)
    if draft is not None:
        draft.take_over_facts(source)
        draft.save_revision(clean=False)


def relink(row: ImportedPage, page: Any, links: PageLinks, release: SourceRelease) -> None:
    """Publish a page again, as a minor update, whose links now find pages that did not exist before."""
    if not page.live or page.has_unpublished_changes:
        return
    content = PageContent(page, links)
    row.wanted_links = sorted(content.write(content.state))
    page.update_type = UpdateType.MINOR
    _publish(page, row.updated_at, release)
    row.save(update_fields=["wanted_links"])


def fill(page: Any, mapped: MappedPage, content: PageContent, state: State) -> set[str]:
    """Set a page's content and what only its source sets. Return the keys of pages that it links to in vain."""
    for name, value in mapped.facts.items():
        setattr(page, name, value)
    if is_later(mapped.reviewed_at, page.reviewed_at):
        page.reviewed_at = mapped.reviewed_at
    return content.write(state)


def describe_document(mapped: MappedPage) -> dict[str, Any]:
    """Return the columns about the last document."""
    return {
        "sha256": mapped.sha256,
        "version_at": mapped.version_at,
        "updated_at": mapped.updated_at,
    }


def _publish_merged(found: Review, row: ImportedPage, page: Any, links: PageLinks, release: SourceRelease) -> None:
    mapped = found.mapped
    is_major = bool(found.merge.taken) and mapped.updated_at > row.updated_at
    row.wanted_links = sorted(fill(page, mapped, PageContent(page, links), found.merge.state))
    page.earlier_changes = merge_history(getattr(page, "earlier_changes", []), mapped, row.updated_at)
    _flag(page, is_waiting=bool(found.held or _find_waiting(found, row)))
    page.update_type = UpdateType.MAJOR if is_major else UpdateType.MINOR
    page.change_note = _find_note(page, mapped) if is_major else ""
    _publish(page, mapped.updated_at, release)


def _flag(page: Any, *, is_waiting: bool) -> None:
    """Let the live page say whether its source has changed: it is not part of a revision."""
    if hasattr(page, "source_changed_at"):
        page.source_changed_at = (page.source_changed_at or database_now()) if is_waiting else None
        type(page).objects.filter(pk=page.pk).update(source_changed_at=page.source_changed_at)


def _find_note(page: Any, mapped: MappedPage) -> str:
    """Return what the source says about its change: a major update needs a note that the last one did not have."""
    item = find_item(page)
    last = item.edition.change_note.strip() if item and item.edition else ""
    if mapped.change_note and mapped.change_note != last:
        return mapped.change_note
    return f"Changed by its publisher on {timezone.localtime(mapped.updated_at):%d %B %Y}."


def _publish(page: Any, at: datetime, release: SourceRelease) -> None:
    """Publish a page, dated as its source. The date never moves back: what is newer was changed here."""
    item = find_item(page)
    user = release.user
    with backdated(max(at, item.updated_at) if item else at), release.releasing():
        page.save_revision(user=user, log_action=True, clean=False).publish(user=user)


def _keep_draft(draft: Any, base: State, found: Review, links: PageLinks) -> None:
    """Save an editor's unfinished draft again, with what the source changed and the editor did not."""
    content = PageContent(draft, links)
    fill(draft, found.mapped, content, merge(base, found.merge.state, content.state).state)
    draft.save_revision(clean=False)


def _find_waiting(found: Review, row: ImportedPage) -> dict[str, Any]:
    """Return what waits for an editor: conflicts of now, and those of before that are not decided."""
    before = {slot: value for slot, value in row.held if slot in found.merge.kept and slot not in found.decided}
    return before | {slot: found.merge.theirs.get(slot) for slot in found.merge.conflicts}


def _save_for_review(
    page: Any, found: Review, waiting: dict[str, Any], links: PageLinks, release: SourceRelease
) -> Revision:
    """Save a draft with what the source says in the slots that an editor has to decide. Publishing it accepts them."""
    draft = type(page).objects.get(pk=page.pk)
    PageContent(draft, links).write(found.merge.with_values(waiting))
    draft.update_type, draft.change_note = UpdateType.MAJOR, _find_note(draft, found.mapped)
    revision = draft.save_revision(user=release.user, log_action=True, clean=False)
    release.propose(revision)
    return revision


def _remember(row: ImportedPage, found: Review, waiting: dict[str, Any], *, is_put_up: bool) -> None:
    """Note what the source said, and what waits for an editor. What is in doubt stays as it was said before.

    What could not be put up for review, because an editor's draft is in the way, is tried again by the next run.
    """
    mapped, base, former = found.mapped, dict(found.merge.theirs), row.base_state
    if not is_put_up:
        base |= {slot: former.get(slot) for slot in found.merge.conflicts}
    for name, value in describe_document(mapped).items():
        setattr(row, name, value)
    if mapped.doubts or (found.merge.conflicts and not is_put_up):
        row.sha256 = ""
    row.status = ImportedPage.Status.PUBLISHED
    row.base = [[slot, value] for slot, value in base.items() if value is not None]
    row.held = list(waiting.items()) if is_put_up else []
    row.save()
