"""Pages, as an editor makes them: a draft, then a revision that somebody who may publishes.

All drafts come first, because pages refer to each other in every direction.
"""

from datetime import datetime
from typing import Any

from wagtail.models import Locale, Page

from cms.lifecycle.sync import backdated
from cms.loading import CannotLoadError
from cms.loading.created import Created
from cms.loading.kinds import PAGE_KINDS, fill
from cms.loading.sources import ENGLISH, Data, PageSource
from cms.models import Home, Section
from publishing.access.audiences import Audience
from publishing.kinds import Kind

AUTHORS = {"travel": "travel.desk", "briefings": "duty.desk"}
AUTHOR = "moderator"
# The site has these from the start: they are filled, not made. What it is about stands in its section's own text.
GIVEN = ("home", "standard/about")


def section(sheet: PageSource) -> Section:
    """Return the section that takes a sheet's page."""
    kind: Kind = PAGE_KINDS[sheet.folder].model.kind
    sections = Section.objects.filter(lists=kind, depth=3, locale__language_code=sheet.locale)
    found: Section | None = sections.order_by("path").first()
    if found is None:
        raise CannotLoadError(f"There is no section for {kind.label.lower()} below the home page ({sheet.locale}).")
    return found


def given(sheet: PageSource) -> Any:
    """Return the page that is there from the start."""
    if sheet.folder != "home":
        return section(sheet)
    home = Home.objects.filter(locale__language_code=sheet.locale).first()
    if home is None:
        raise CannotLoadError(f"There is no home page ({sheet.locale}).")
    return home


def draft(made: Created, sheet: PageSource) -> None:
    """Save a page that nobody has published yet, with all that it says of itself."""
    if sheet.name in GIVEN:
        made.pages[sheet.name, sheet.locale] = given(sheet)
        return
    page = _translation(made, sheet) if sheet.locale != ENGLISH else _original(sheet)
    page.owner = made.people[AUTHORS.get(sheet.folder, AUTHOR)]
    page.slug = sheet.data["slug"]
    _describe(page, sheet)
    if page.pk is None:
        Page.objects.get(pk=section(sheet).pk).add_child(instance=page)
    else:
        page.save()
    made.pages[sheet.name, sheet.locale] = page


def publish(made: Created, sheet: PageSource, moment: datetime) -> None:
    """Publish a page as of `moment`: once as it was first, and once more if readers were told of a change since."""
    first = moment == sheet.first_published_at
    page = type(made.page_of(sheet)).objects.get(pk=made.page_of(sheet).pk)
    _describe(page, sheet)
    page.change_note = "" if first and sheet.updated_at else sheet.data["change_note"]
    page.first_published_at = sheet.first_published_at
    page.topics = [made.topics[slug] for slug in sheet.data["topics"]]
    PAGE_KINDS[sheet.folder].refer(page, sheet, made)
    _lead_image(page, made, sheet.data)
    author = made.people[AUTHORS.get(sheet.folder, AUTHOR)]
    with backdated(moment):
        page.save_revision(user=author, log_action=True).publish(user=author)


def _original(sheet: PageSource) -> Any:
    locale = Locale.objects.get(language_code=sheet.locale)
    return PAGE_KINDS[sheet.folder].model(live=False, locale=locale, translation_key=sheet.content_id)


def _translation(made: Created, sheet: PageSource) -> Any:
    locale = Locale.objects.get(language_code=sheet.locale)
    return made.page(sheet.name).copy_for_translation(locale)


def _describe(page: Any, sheet: PageSource) -> None:
    data = sheet.data
    page.title, page.summary = data["title"], data["summary"]
    page.content_owner, page.review_date = data["owner"], data["review_date"]
    page.audience, page.marking = Audience[data["audience"].upper()], data["marking"]
    page.update_type, page.change_note = data["update_type"], data["change_note"]
    fill(page, sheet)


def _lead_image(page: Any, made: Created, data: Data) -> None:
    """What is shown where the page is shared: its own, or the first in its body."""
    pictures = [block for block in data.get("body", []) if block["type"] == "image"]
    if name := data.get("image"):
        page.image = made.images[name]
    elif pictures:
        page.image, page.image_alt = made.images[pictures[0]["image"]], pictures[0].get("alt", "")
