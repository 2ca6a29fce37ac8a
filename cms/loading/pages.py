"""Creates pages as editors do: a draft, then a revision, published by someone with permission.

All drafts come first, because pages refer to each other in every direction.
"""

from datetime import datetime
from typing import Any

from wagtail.models import Locale, Page

from cms.lifecycle.sync import backdated
from cms.loading import CannotLoadError
from cms.loading.created import Created
from cms.loading.kinds import PAGE_KINDS, fill
from cms.loading.sources import ENGLISH, PageSource
from cms.models import Home, Section
from publishing.access.audiences import Audience
from publishing.kinds import Kind

AUTHORS = {"travel": "travel.desk", "briefings": "duty.desk"}
AUTHOR = "moderator"
# These exist from the start and are only filled in. The page about the programme is the section itself.
EXISTING = ("home", "standard/about")


def section(source: PageSource) -> Section:
    """Return the section for a source's page."""
    kind: Kind = PAGE_KINDS[source.folder].model.kind
    sections = Section.objects.filter(lists=kind, depth=3, locale__language_code=source.locale)
    found: Section | None = sections.order_by("path").first()
    if found is None:
        raise CannotLoadError(f"There is no section for {kind.label.lower()} below the home page ({source.locale}).")
    return found


def find_existing_page(source: PageSource) -> Any:
    """Return the page that exists from the start."""
    if source.folder != "home":
        return section(source)
    home = Home.objects.filter(locale__language_code=source.locale).first()
    if home is None:
        raise CannotLoadError(f"There is no home page ({source.locale}).")
    return home


def draft(created: Created, source: PageSource) -> None:
    """Save an unpublished page with its own fields."""
    if source.name in EXISTING:
        created.pages[source.name, source.locale] = find_existing_page(source)
        return
    locale = Locale.objects.get(language_code=source.locale)
    if source.locale == ENGLISH:
        model = PAGE_KINDS[source.folder].model
        page: Any = model(live=False, locale=locale, translation_key=source.content_id)
    else:
        page = created.page(source.name).copy_for_translation(locale)
    page.owner = created.people[AUTHORS.get(source.folder, AUTHOR)]
    page.slug = source.data["slug"]
    _describe(page, source)
    if page.pk is None:
        Page.objects.get(pk=section(source).pk).add_child(instance=page)
    else:
        page.save()
    created.pages[source.name, source.locale] = page


def publish(created: Created, source: PageSource, at: datetime) -> None:
    """Publish a page, backdated: once for its first publication, and again if it was updated later."""
    is_first = at == source.first_published_at
    draft_page = created.pages[source.name, source.locale]
    page = type(draft_page).objects.get(pk=draft_page.pk)
    _describe(page, source)
    page.change_note = "" if is_first and source.updated_at else source.data["change_note"]
    page.first_published_at = source.first_published_at
    page.topics = [created.topics[slug] for slug in source.data["topics"]]
    PAGE_KINDS[source.folder].refer(page, source, created)
    # The image for lists: the page's own, or the first in its body.
    pictures = [block for block in source.data.get("body", []) if block["type"] == "image"]
    if name := source.data.get("image"):
        page.image = created.images[name]
    elif pictures:
        page.image, page.image_alt = created.images[pictures[0]["image"]], pictures[0].get("alt", "")
    author = created.people[AUTHORS.get(source.folder, AUTHOR)]
    with backdated(at):
        page.save_revision(user=author, log_action=True).publish(user=author)


def _describe(page: Any, source: PageSource) -> None:
    data = source.data
    page.title, page.summary = data["title"], data["summary"]
    page.content_owner, page.review_date = data["owner"], data["review_date"]
    page.reviewed_at = data.get("reviewed_at")
    page.audience, page.marking = Audience[data["audience"].upper()], data["marking"]
    page.update_type, page.change_note = data["update_type"], data["change_note"]
    fill(page, source)
