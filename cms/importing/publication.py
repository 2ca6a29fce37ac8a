"""Writes what a review decided: creates pages, publishes them dated as their source, and saves drafts for review."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.importing.content import PageContent
from cms.importing.links import PageLinks
from cms.importing.mapping import CannotMapError, MappedPage, Source
from cms.importing.merging import merge
from cms.importing.review import HeldError, Review, merge_history
from cms.lifecycle.sync import backdated
from cms.lifecycle.translations import find_item
from cms.models import Section
from cms.pages.imported import ImportedPage
from cms.release.sources import SourceRelease
from publishing.kinds import UpdateType


def find_page(source: Source, mapped: MappedPage, row: ImportedPage | None) -> Any | None:
    """Return the page that a document is about, None if there is none yet. Raises HeldError if it was deleted here."""
    if row is not None:
        if row.page_id is None:
            raise HeldError("The page was deleted here.")
        return source.page_type.objects.get(pk=row.page_id)
    pages = source.page_type.objects.filter(alias_of=None, locale__language_code=mapped.locale, **mapped.lookup)
    return pages.select_related("imported").first()


def create_page(source: Source, mapped: MappedPage, links: PageLinks, owner: Any) -> ImportedPage:
    """Create the page as a draft, complete but unpublished. Raises ValidationError if it is not."""
    page = _new_page(source, mapped)
    page.owner, page.change_note = owner, mapped.change_note
    wanted = _fill(page, mapped, PageContent(page, links), mapped.state)
    page.earlier_changes = merge_history([], mapped, None)
    find_section(source, mapped.locale).add_child(instance=page)
    links.add(mapped.key, page.pk)
    status = ImportedPage.Status.HELD if mapped.doubts else ImportedPage.Status.CREATED
    return ImportedPage.objects.create(
        source=source.name, key=mapped.key, page=page, status=status, wanted_links=sorted(wanted), **_row(mapped)
    )


def find_section(source: Source, locale: str) -> Any:
    """Return the section for a source's pages, freshly loaded: its count of children changes with each page."""
    sections = Section.objects.filter(lists=source.page_type.kind, depth=3, locale__language_code=locale)
    if (section := sections.order_by("path").first()) is None:
        raise CannotMapError(f"There is no section for its pages ({locale}).")
    return Page.objects.get(pk=section.pk)


def publish_created(row: ImportedPage, source: Source, links: PageLinks, release: SourceRelease) -> None:
    """Publish a page that this run or an interrupted one created; its links now find the pages created after it."""
    page = source.page_type.objects.get(pk=row.page_id)
    row.wanted_links = sorted(_relink(page, links))
    _publish(page, release, row.updated_at)
    row.status = ImportedPage.Status.PUBLISHED
    row.save(update_fields=["status", "wanted_links"])


def relink(row: ImportedPage, source: Source, links: PageLinks, release: SourceRelease) -> None:
    """Publish a page again, as a minor update, whose links now find pages that did not exist before."""
    page = source.page_type.objects.get(pk=row.page_id)
    if not page.live or page.has_unpublished_changes:
        return
    row.wanted_links = sorted(_relink(page, links))
    page.update_type = UpdateType.MINOR
    _publish(page, release, row.updated_at)
    row.save(update_fields=["wanted_links"])


def update_page(
    page: Any, found: Review, content: PageContent, row: ImportedPage, links: PageLinks, release: SourceRelease
) -> bool:
    """Publish what only the source changed, and put up for review what waits for an editor.

    Return False if a second person has to release what the source changed.
    """
    mapped, is_published = found.mapped, True
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    base = row.base_state
    if found.changes_page:
        is_major = bool(found.merge.taken) and mapped.updated_at > row.updated_at
        row.wanted_links = sorted(_fill(page, mapped, content, found.merge.state))
        page.earlier_changes = merge_history(page.earlier_changes, mapped, row.updated_at)
        page.update_type = UpdateType.MAJOR if is_major else UpdateType.MINOR
        page.change_note = _find_note(page, mapped) if is_major else ""
        is_published = _publish(page, release, mapped.updated_at, propose=draft is None)
    if draft is not None:
        _keep_draft(page, draft, base, mapped, links)
    elif new := [slot for slot in found.merge.conflicts if (slot, mapped.state.get(slot)) not in map(tuple, row.held)]:
        _save_for_review(page, found, new, links, release.user)
    if any(slot.partition("/")[0] == "alerts" for slot in found.merge.conflicts):
        release.report_change(page)
    _remember(row, found)
    return is_published


def _fill(page: Any, mapped: MappedPage, content: PageContent, state: Any) -> set[str]:
    for name, value in mapped.facts.items():
        setattr(page, name, value)
    if mapped.reviewed_at and (page.reviewed_at is None or mapped.reviewed_at > page.reviewed_at):
        page.reviewed_at = mapped.reviewed_at
    return content.write(state)


def _new_page(source: Source, mapped: MappedPage) -> Any:
    locale = Locale.objects.get(language_code=mapped.locale)
    if mapped.locale == settings.LANGUAGE_CODE:
        key = uuid5(NAMESPACE_URL, source.page_url(mapped.key))
        return source.page_type(live=False, locale=locale, translation_key=key, **mapped.lookup)
    english = source.page_type.objects.filter(locale__language_code=settings.LANGUAGE_CODE, **mapped.lookup).first()
    if english is None:
        raise CannotMapError("There is no English page that it translates.")
    return source.page_type(live=False, locale=locale, translation_key=english.translation_key, **mapped.lookup)


def _find_note(page: Any, mapped: MappedPage) -> str:
    """Return what the source says about its change: a major update needs a note that the last one did not have."""
    item = find_item(page)
    last = item.edition.change_note.strip() if item and item.edition else ""
    if mapped.change_note and mapped.change_note != last:
        return mapped.change_note
    return f"Changed by its publisher on {timezone.localtime(mapped.updated_at):%d %B %Y}."


def _publish(page: Any, release: SourceRelease, at: datetime, *, propose: bool = True) -> bool:
    """Publish a page, dated as its source. The date never moves back: what is newer was changed here."""
    item = find_item(page)
    with backdated(max(at, item.updated_at) if item else at):
        return release.publish(page.save_revision(user=release.user, log_action=True, clean=False), propose=propose)


def _relink(page: Any, links: PageLinks) -> set[str]:
    content = PageContent(page, links)
    return content.write(content.state)


def _keep_draft(page: Any, draft: Any, base: Any, mapped: MappedPage, links: PageLinks) -> None:
    """Save an editor's unfinished draft again, with what the source changed and the editor did not."""
    content = PageContent(draft, links)
    _fill(draft, mapped, content, merge(base, mapped.state, content.state).state)
    draft.save_revision(clean=False, changed=True)


def _save_for_review(page: Any, found: Review, slots: Sequence[str], links: PageLinks, user: Any) -> None:
    """Save a draft with what the source says in the slots that an editor has to decide."""
    draft = type(page).objects.get(pk=page.pk)
    content = PageContent(draft, links)
    state = dict(found.merge.state)
    for slot in slots:
        if (value := found.mapped.state.get(slot)) is None:
            state.pop(slot, None)
        else:
            state[slot] = value
    content.write(state)
    draft.update_type, draft.change_note = UpdateType.MAJOR, found.mapped.change_note
    draft.save_revision(user=user, log_action=True, clean=False)


def _remember(row: ImportedPage, found: Review) -> None:
    """Note what the source said, and what waits for an editor. What is in doubt stays as it was said before."""
    mapped = found.mapped
    doubtful = {slot: value for slot, value in row.base if slot.partition("/")[0] in mapped.doubts}
    certain = {slot: value for slot, value in mapped.state.items() if slot.partition("/")[0] not in mapped.doubts}
    waiting = {slot: value for slot, value in row.held if slot in found.merge.kept}
    waiting |= {slot: mapped.state.get(slot) for slot in found.merge.conflicts}
    for name, value in _row(mapped).items():
        setattr(row, name, value)
    row.status = ImportedPage.Status.PUBLISHED
    row.base, row.held = list((doubtful | certain).items()), list(waiting.items())
    row.save()


def _row(mapped: MappedPage) -> dict[str, Any]:
    return {
        "sha256": mapped.facts["provenance_sha256"],
        "version_at": mapped.version_at,
        "updated_at": mapped.updated_at,
        "base": list(mapped.state.items()),
    }
