"""Publishing through Wagtail's revisions: page and log change together, or neither does."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from cms.models import GuidancePage, StandardPage
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Event, Kind
from publishing.log.record import record_publication
from publishing.models import Change, ContentItem, Edition
from tests.cms.factories import a_draft, a_page, get_events, get_item, publish
from tests.publishing.documents import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def occupy(path: str) -> None:
    """Publish another item at the path, so that the log's own constraint rejects the next one."""
    record_publication(a_document(path=path))


def test_a_draft_is_not_in_the_log() -> None:
    a_draft()
    assert not Change.objects.exists()


def test_publishing_records_item_edition_and_change() -> None:
    page = a_page(title="Watch the exits", slug="exits")
    item = get_item(page)
    assert get_events(page) == [Event.PUBLISHED]
    assert (item.kind, item.path, item.locale) == (Kind.GUIDANCE, "/guidance/exits/", "en-gb")
    assert item.edition is not None
    assert item.edition.title == "Watch the exits"


def test_publishing_the_same_again_records_nothing() -> None:
    page = a_page(body=[("rich_text", "<p>Look.</p>")])
    publish(page)
    assert get_events(page) == [Event.PUBLISHED]


def test_saving_a_draft_of_a_live_page_records_nothing() -> None:
    page = a_page(title="Watch the exits")
    page.title = "Watch the gates"
    page.save_revision(clean=False)
    assert get_events(page) == [Event.PUBLISHED]
    assert Edition.objects.get(item=get_item(page)).title == "Watch the exits"


def test_an_update_makes_the_next_edition() -> None:
    page = a_page(title="Watch the exits")
    page.title, page.change_note = "Watch the gates", "Gates, not exits."
    publish(page)
    item = get_item(page)
    assert get_events(page) == [Event.PUBLISHED, Event.UPDATED]
    assert item.edition is not None
    assert (item.edition.number, item.edition.title) == (2, "Watch the gates")


def test_a_change_of_audience_is_recorded_as_one() -> None:
    page = a_page()
    page.audience, page.marking, page.update_type = Audience.VALIDATED, Marking.AMBER, "minor"
    publish(page)
    assert get_events(page) == [Event.PUBLISHED, Event.AUDIENCE_CHANGED]


def test_a_revert_is_an_update_back() -> None:
    page = a_page(title="Watch the exits", update_type="minor")
    first = page.latest_revision
    page.title = "Watch the gates"
    page = publish(page)
    reverted = first.as_object()
    reverted.save_revision(previous_revision=first).publish(previous_revision=first)
    item = get_item(page)
    assert get_events(page) == [Event.PUBLISHED, Event.UPDATED, Event.UPDATED]
    assert item.edition is not None
    assert (item.edition.number, item.edition.title) == (3, "Watch the exits")


def test_saving_one_column_of_a_live_page_publishes_the_row_and_not_the_draft() -> None:
    page = a_page(title="Watch the exits", summary="Old.", update_type="minor")
    page.title, page.summary = "A draft's title", "New."
    page.save(update_fields=["summary"])
    edition = get_item(page).edition
    assert edition is not None
    assert (edition.title, edition.summary) == ("Watch the exits", "New.")


def test_a_page_that_the_log_rejects_is_not_live() -> None:
    page = a_draft(slug="exits")
    revision = page.save_revision()
    occupy("/guidance/exits/")
    with pytest.raises(ValidationError, match="is already the address of another page"):
        revision.publish()
    page.refresh_from_db()
    assert not page.live
    assert page.live_revision is None
    assert not ContentItem.objects.filter(content_id=page.translation_key).exists()


def test_an_update_that_the_log_rejects_leaves_the_page_unchanged() -> None:
    page = a_page(slug="exits", title="Watch the exits", update_type="minor")
    page.slug, page.title = "gates", "Watch the gates"
    occupy("/guidance/gates/")
    revision = page.save_revision(clean=False)
    with pytest.raises(ValidationError):
        revision.publish()
    page = GuidancePage.objects.get(pk=page.pk)
    assert (page.slug, page.title, page.live) == ("exits", "Watch the exits", True)
    assert get_events(page) == [Event.PUBLISHED]


def test_the_log_itself_rejects_what_was_not_validated() -> None:
    page = a_draft(slug="exits")
    occupy("/guidance/exits/")
    page.live = True
    with pytest.raises(IntegrityError):
        page.save(clean=False)


def test_an_imported_page_keeps_the_date_of_its_first_publication() -> None:
    page = a_page(first_published_at=datetime(2019, 6, 18, tzinfo=UTC))
    item = get_item(page)
    assert (item.first_published_at.year, item.updated_at.year) == (2019, 2019)


def test_a_later_major_update_moves_it_to_now() -> None:
    page = a_page(first_published_at=datetime(2019, 6, 18, tzinfo=UTC))
    page.title, page.change_note = "Watch the gates", "Gates, not exits."
    publish(page)
    item = get_item(page)
    assert (item.first_published_at.year, item.updated_at.year > 2019) == (2019, True)


def test_a_page_below_a_page_has_the_path_of_both() -> None:
    above = a_page(StandardPage, slug="privacy")
    below = a_page(StandardPage, parent=above, slug="cookies")
    assert get_item(below).path == "/about/privacy/cookies/"
