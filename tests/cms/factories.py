"""Creates pages, snippets, files and people for tests, in the tree that the migrations created."""

from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Locale, Page

from cms.models import (
    BriefingPage,
    GuidancePage,
    Organisation,
    ProjectPage,
    Section,
    Sector,
    StandardPage,
    ThreatLevel,
    Topic,
    TravelAdvicePage,
    WorkStreamPage,
    ZCardPage,
    ZCardPanel,
)
from cms.release.authorities import RecordedRelease
from cms.release.gate import released_by
from cms.staff.section_collections import get_or_create_collections
from publishing.models import Actor, Change, ContentItem
from tests.cms.files.document_factory import a_pdf

_numbers = count(1)

WORDINGS = {"wording": "An attack is highly likely.", "wording_cy": "Mae ymosodiad yn debygol iawn."}
SECTIONS = {
    GuidancePage: "guidance",
    WorkStreamPage: "work-streams",
    ProjectPage: "projects",
    BriefingPage: "briefings",
    TravelAdvicePage: "travel-advice",
    ZCardPage: "z-cards",
    StandardPage: "about",
}


def section(slug: str, locale: str = "en-gb") -> Section:
    """Return a section of the tree."""
    return Section.objects.get(slug=slug, locale__language_code=locale, depth=3)


def _given(model: type[Page]) -> dict[str, Any]:
    number = next(_numbers)
    own: dict[type[Page], dict[str, Any]] = {
        WorkStreamPage: {"work_stream_code": "TT"},
        ProjectPage: {"project_code": f"TT{number}", "project_action": "Teach.", "vision": "All know."},
        BriefingPage: {"reference": f"BR-{number}", "briefing_kind": "seasonal", "headline": "Look up."},
        TravelAdvicePage: {"country": "FR", "parts": [a_part("Safety and security", "safety-and-security")]},
        ZCardPage: {
            "card_code": f"Z{number}",
            "card_edition": "1",
            "valid_from": timezone.localdate(),
            "languages": ["en-gb"],
            "card_panels": [ZCardPanel(heading="Run", body="Run if you can.", character_limit=40)],
        },
    }
    return {"title": f"Page {number}", "slug": f"page-{number}", **own.get(model, {})}


def a_draft(model: type[Page] = GuidancePage, parent: Page | None = None, locale: str = "en-gb", **fields: Any) -> Any:
    """Return a page of the type, saved as a draft in its section."""
    given = {**_given(model), **fields}
    if model is ProjectPage and "work_stream" not in given:
        given["work_stream"] = WorkStreamPage.objects.first() or a_page(WorkStreamPage)
    parent = parent or section(SECTIONS[model], locale)
    page = Page.objects.get(pk=parent.pk).add_child(instance=model(live=False, **given))
    page.save_revision()
    return page


def publish(page: Page) -> Any:
    """Publish the in-memory page through Wagtail's action, released if necessary; return it reloaded."""
    with released():
        page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def released() -> AbstractContextManager[None]:
    """Release what is published within, as if another person had."""
    return released_by(RecordedRelease(Actor.named("A proposer"), Actor.named("A releaser"), "Of a test"))


def a_page(model: type[Page] = GuidancePage, parent: Page | None = None, locale: str = "en-gb", **fields: Any) -> Any:
    """Return a live page of the type."""
    return publish(a_draft(model, parent, locale, **fields))


def a_part(title: str, slug: str, text: str = "<p>Be careful.</p>") -> tuple[str, dict[str, Any]]:
    """Return one part of a country's advice."""
    return ("part", {"title": title, "slug": slug, "body": [("rich_text", text)]})


def an_alert(advised_against: str = "all_travel", extent: str = "whole_country", **fields: Any) -> Any:
    """Return advice against travel, for a page's `alerts`."""
    value = {"advised_against": advised_against, "extent": extent, "description": "There is fighting.", "areas": []}
    return ("alert", {**value, **fields})


def a_topic(name: str = "Vigilance", slug: str = "vigilance", **fields: Any) -> Topic:
    """Return a topic. Saving it publishes it."""
    return Topic.objects.create(name=name, slug=slug, locale=english(), **fields)


def a_sector(name: str = "Retail", slug: str = "retail") -> Sector:
    """Return a sector."""
    return Sector.objects.create(name=name, slug=slug, locale=english())


def an_organisation(name: str = "Acme", slug: str = "acme") -> Organisation:
    """Return an organisation."""
    return Organisation.objects.create(name=name, slug=slug, side="business", locale=english())


def a_threat_level(level: str = "SEVERE", hours: int = 0, **fields: Any) -> ThreatLevel:
    """Return a threat level that was released, and takes effect in some hours."""
    effective_at = timezone.now() + timedelta(hours=hours)
    with released():
        return ThreatLevel.objects.create(level=level, effective_at=effective_at, **{**WORDINGS, **fields})


def a_drafted_level(level: str = "CRITICAL", **fields: Any) -> ThreatLevel:
    """Return a threat level with a draft only."""
    draft = ThreatLevel(live=False, level=level, **{"effective_at": timezone.now(), **WORDINGS, **fields})
    draft.save()
    draft.save_revision()
    return draft


def an_image(width: int = 800, height: int = 400, colour: str = "teal", title: str = "Exits") -> Image:
    """Return an uploaded picture of one colour."""
    stream = BytesIO()
    Picture.new("RGB", (width, height), colour).save(stream, "PNG")
    stream.seek(0)
    return Image.objects.create(title=title, file=ImageFile(stream, name="exits.png"))


def an_upload(content: bytes = b"", name: str = "plan.pdf", title: str = "The plan") -> Document:
    """Return an unchecked document, by default a PDF."""
    return Document.objects.create(title=title, file=ContentFile(content or a_pdf(), name=name))


def a_collection(slug: str = "guidance") -> int:
    """Return the key of a section's collection, for uploads of its editors."""
    return get_or_create_collections(section(slug)).collection.pk


def an_editor(*groups: str, name: str = "") -> User:
    """Return an account in the groups."""
    user = User.objects.create_user(name or f"editor-{next(_numbers)}", password="a long password of no one")
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def an_administrator() -> User:
    """Return a superuser."""
    return User.objects.create_superuser(f"admin-{next(_numbers)}", password="a long password of no one")


def signed_in(*groups: str) -> Client:
    """Return a client logged in as a user in the groups, or as an administrator if there are none."""
    client = Client()
    client.force_login(an_editor(*groups) if groups else an_administrator())
    return client


def english() -> Locale:
    """Return the default locale."""
    return Locale.objects.get(language_code="en-gb")


def welsh() -> Locale:
    """Return the Welsh locale."""
    return Locale.objects.get(language_code="cy")


def get_item(content: Any) -> ContentItem:
    """Return the item of a page or snippet in the log."""
    return ContentItem.objects.get(content_id=content.translation_key, locale=content.locale.language_code)


def get_events(content: Any) -> list[str]:
    """Return the events of a page or snippet in the log, in order."""
    key = (content.translation_key, content.locale.language_code)
    changes = Change.objects.filter(item__content_id=key[0], item__locale=key[1])
    return list(changes.values_list("event", flat=True))
