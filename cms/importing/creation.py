"""Creates pages: first as complete drafts, then, once all of a run exist and can be linked to, published."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Revision
from wagtail.signals import page_published

from cms.importing.content import PageContent
from cms.importing.links import PageLinks
from cms.importing.mapping import CannotMapError, MappedPage, Source
from cms.importing.publication import describe_document, fill
from cms.importing.review import merge_history
from cms.lifecycle.completeness import check_complete
from cms.lifecycle.sync import backdated
from cms.models import Section
from cms.pages.imported import ImportedPage


def create_page(source: Source, mapped: MappedPage, links: PageLinks, owner: Any) -> ImportedPage:
    """Create the page as a draft, complete but unpublished. Raises ValidationError if it is not."""
    page = _new_page(source, mapped)
    page.owner, page.change_note = owner, mapped.change_note
    wanted = fill(page, mapped, PageContent(page, links), mapped.state)
    page.earlier_changes = merge_history([], mapped, None)
    find_section(source, mapped.locale).add_child(instance=page)
    links.add(mapped.key, page.pk)
    status = ImportedPage.Status.HELD if mapped.doubts else ImportedPage.Status.CREATED
    return ImportedPage.objects.create(
        source=source.name,
        key=mapped.key,
        page=page,
        status=status,
        base=list(mapped.state.items()),
        wanted_links=sorted(wanted),
        **describe_document(mapped),
    )


def publish_created(row: ImportedPage, page: Any, links: PageLinks, user: Any) -> None:
    """Publish a page that this run or an interrupted one created; its links now find the pages created after it."""
    if row.wanted_links:
        content = PageContent(page, links)
        row.wanted_links = sorted(content.write(content.state))
    row.status = ImportedPage.Status.PUBLISHED
    _publish_first(page, user, row.updated_at)
    row.save(update_fields=["status", "wanted_links"])


def find_section(source: Source, locale: str) -> Any:
    """Return the section for a source's pages, freshly loaded: its count of children changes with each page."""
    sections = Section.objects.filter(lists=source.page_type.kind, depth=3, locale__language_code=locale)
    if (section := sections.order_by("path").first()) is None:
        raise CannotMapError(f"There is no section for its pages ({locale}).")
    return Page.objects.get(pk=section.pk)


def _new_page(source: Source, mapped: MappedPage) -> Any:
    locale = Locale.objects.get(language_code=mapped.locale)
    if mapped.locale == settings.LANGUAGE_CODE:
        key = uuid5(NAMESPACE_URL, source.page_url(mapped.key))
        return source.page_type(live=False, locale=locale, translation_key=key, **mapped.lookup)
    english = source.page_type.objects.filter(locale__language_code=settings.LANGUAGE_CODE, **mapped.lookup).first()
    if english is None:
        raise CannotMapError("There is no English page that it translates.")
    return source.page_type(live=False, locale=locale, translation_key=english.translation_key, **mapped.lookup)


def _publish_first(page: Any, user: Any, at: datetime) -> None:
    """Publish a page that has no revision yet, with a single save where Wagtail's actions take three."""
    check_complete(page)
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        user=user,
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.live, page.has_unpublished_changes, page.draft_title = True, False, page.title
    page.latest_revision = page.live_revision = revision
    page.latest_revision_created_at = page.first_published_at = page.last_published_at = revision.created_at
    with backdated(at):
        page.save()
    log(instance=page, action="wagtail.publish", user=user, revision=revision, content_changed=True)
    page_published.send(sender=type(page), instance=page, revision=revision)
