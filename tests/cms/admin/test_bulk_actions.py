"""Bulk actions have a transaction for each page, and a replaced file makes a minor edition."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.models import GuidancePage
from publishing.kinds import Event, UpdateType
from publishing.log.record import record_publication
from publishing.models import Edition
from tests.cms.factories import a_draft, a_page, an_image, an_upload, get_events, get_item, section
from tests.cms.files.document_factory import a_pdf
from tests.cms.lifecycle.test_admin_lifecycle import bulk, said
from tests.publishing.documents import a_document

pytestmark = pytest.mark.django_db


def replace(upload: Any, other: Any) -> None:
    """Replace the file of an image or document, as its edit form does."""
    upload.file = other.file
    for name in ("width", "height"):
        if hasattr(other, name):
            setattr(upload, name, getattr(other, name))
    upload.file_hash = ""
    if hasattr(upload, "renditions"):
        upload.renditions.all().delete()
    upload.save()


def test_a_rejected_page_is_named_and_does_not_stop_others(admin: Client) -> None:
    pages = [a_draft(slug=slug, title=slug.title()) for slug in ("one", "two", "three")]
    record_publication(a_document(path="/guidance/two/"))
    messages = said(bulk(admin, "publish", pages))
    assert [get_events(page) for page in pages] == [[Event.PUBLISHED], [], [Event.PUBLISHED]]
    assert "2 pages have been published" in messages
    assert "1 page was not changed" in messages
    assert "“Two”: /guidance/two/ is already the address of another page" in messages


def test_a_skipped_page_is_named(admin: Client) -> None:
    messages = said(bulk(admin, "unpublish", [a_page(title="One"), a_draft(title="Two")]))
    assert "1 page has been unpublished" in messages
    assert "1 page was not changed" in messages
    assert "“Two”: You cannot do this to the page" in messages


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_an_action_that_fails_on_every_page_claims_no_success(
    admin: Client, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_page(title="One")
    monkeypatch.setattr("cms.lifecycle.sync.record_withdrawal", _fails)
    messages = said(bulk(admin, action, [page]))
    assert "“One”: A file could not be" in messages
    assert "has been" not in messages
    assert GuidancePage.objects.get(pk=page.pk).live


def _fails(*args: Any, **kwargs: Any) -> None:
    raise OSError("The disk is full")


def test_a_page_whose_address_is_taken_is_not_moved(admin: Client) -> None:
    within = Page.objects.get(pk=section("guidance").pk).add_child(
        instance=type(section("guidance"))(title="Below", slug="below", lists="guidance", live=False)
    )
    free, taken = a_page(slug="free"), a_page(slug="taken", title="Taken")
    record_publication(a_document(path="/guidance/below/taken/"))
    messages = said(bulk(admin, "move", [taken, free], chooser=str(within.pk)))
    assert get_item(free).path == "/guidance/below/free/"
    assert get_item(taken).path == "/guidance/taken/"
    assert Page.objects.get(pk=taken.pk).get_parent().slug == "guidance"
    assert "“Taken”" in messages
    assert not Page.find_problems()[0]


def with_every_file() -> tuple[list[GuidancePage], Any, Any]:
    """Return pages that use a picture and a document wherever possible, and the two files."""
    image, upload = an_image(), an_upload()
    body = [
        ("image", {"image": image, "alt": "A door", "decorative": False, "caption": "", "credit": ""}),
        ("document", {"document": upload}),
        ("rich_text", RichText(f'<p>See <a linktype="document" id="{upload.pk}">the plan</a>.</p>')),
    ]
    pages = [a_page(image=image, image_alt="A door", body=body, change_note="First change.") for _ in range(2)]
    return pages, image, upload


def test_replaced_files_are_minor_editions_and_need_no_note(admin: Client) -> None:
    pages, image, upload = with_every_file()
    before = [get_item(page).updated_at for page in pages]
    replace(image, an_image(colour="red", width=900))
    replace(upload, an_upload(a_pdf("another plan"), name="new-plan.pdf"))
    messages = said(bulk(admin, "publish", pages))
    assert "2 pages have been published" in messages
    assert "left as before" not in messages
    for page, date in zip(pages, before, strict=True):
        item = get_item(page)
        assert item.edition is not None
        assert (item.edition.number, item.edition.update_type) == (2, UpdateType.MINOR)
        assert item.updated_at == date
        assert get_events(page) == [Event.PUBLISHED, Event.UPDATED]


def test_publishing_pages_with_replaced_files_twice_makes_one_edition(admin: Client) -> None:
    pages, image, _ = with_every_file()
    replace(image, an_image(colour="red"))
    bulk(admin, "publish", pages)
    written = Edition.objects.count()
    bulk(admin, "publish", pages)
    assert Edition.objects.count() == written


def test_a_new_file_with_a_change_note_is_a_major_edition() -> None:
    (page, _), image, _ = with_every_file()
    replace(image, an_image(colour="red"))
    page = GuidancePage.objects.get(pk=page.pk)
    page.change_note = "The picture shows the new exits."
    page.save_revision().publish()
    assert get_item(page).edition.update_type == UpdateType.MAJOR


def test_a_new_file_with_new_text_needs_a_change_note() -> None:
    (page, _), image, _ = with_every_file()
    replace(image, an_image(colour="red"))
    page = GuidancePage.objects.get(pk=page.pk)
    page.title = "Other text"
    with pytest.raises(ValidationError, match="This is the note of the last edition"):
        page.save_revision().publish()


def test_publishing_unchanged_pages_in_bulk_makes_no_editions(admin: Client) -> None:
    pages = [a_page(change_note="First change."), a_page(change_note="First change.")]
    messages = said(bulk(admin, "publish", pages))
    assert "2 pages have been published" in messages
    assert [get_events(page) for page in pages] == [[Event.PUBLISHED]] * 2
