"""manage.py reconcile finds each kind of difference between Wagtail and the log, and repairs it with --fix."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from cms.jobs.initial_pages import record_initial_pages
from cms.models import GuidancePage, Topic
from publishing.kinds import Event
from publishing.log.record import record_publication, record_relocation, record_withdrawal
from publishing.models import ContentItem
from tests.cms.factories import a_draft, a_page, a_threat_level, a_topic, get_events, get_item
from tests.publishing.documents import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _structure() -> None:
    """The tree is in the log, as after the worker's first run."""
    record_initial_pages()


def report(*options: str) -> str:
    """Return the output of reconcile if it finds nothing, or repairs everything."""
    out = StringIO()
    call_command("reconcile", *options, stdout=out)
    return out.getvalue()


def drift() -> str:
    """Return the output of reconcile if it exits with status 1."""
    out = StringIO()
    with pytest.raises(CommandError, match="differ"):
        call_command("reconcile", stdout=out)
    return out.getvalue()


def test_agreement_is_reported() -> None:
    a_page()
    a_draft()
    a_topic()
    a_threat_level(hours=1)
    assert report() == "Wagtail and the log agree.\n"


def test_a_missing_item_is_found_and_published() -> None:
    page = a_page(title="Watch the exits")
    record_withdrawal(page.translation_key, "en-gb")
    assert "missing" in drift()
    assert "Watch the exits" in report("--fix")
    assert get_item(page).is_live
    assert report() == "Wagtail and the log agree.\n"


def test_a_stale_item_is_found_and_updated() -> None:
    page = a_page(title="Before")
    Page.objects.filter(pk=page.pk).update(title="After")
    assert "stale" in drift()
    report("--fix")
    assert get_events(page) == [Event.PUBLISHED, Event.UPDATED]


def test_a_misplaced_item_is_found_and_relocated() -> None:
    page = a_page(slug="exits")
    record_relocation(page.translation_key, "en-gb", "/elsewhere/")
    assert "misplaced" in drift()
    report("--fix")
    assert get_item(page).path == "/guidance/exits/"


def test_an_extra_item_is_found_and_withdrawn() -> None:
    document = a_document()
    record_publication(document)
    assert "extra" in drift()
    report("--fix")
    assert not ContentItem.objects.get(pk=document.id).is_live


def test_a_page_unpublished_behind_wagtails_back_is_found() -> None:
    page = a_page()
    Page.objects.filter(pk=page.pk).update(live=False)
    assert "extra" in drift()
    report("--fix")
    assert get_events(page) == [Event.PUBLISHED, Event.WITHDRAWN]


def test_a_missing_snippet_is_found() -> None:
    topic = a_topic()
    Topic.objects.filter(pk=topic.pk).update(translation_key=uuid4())
    assert {"missing", "extra"} <= {line.split(":")[0] for line in drift().splitlines()}
    report("--fix")
    assert report() == "Wagtail and the log agree.\n"


def test_what_only_an_editor_can_correct_is_reported() -> None:
    page = a_page()
    GuidancePage.objects.filter(pk=page.pk).update(marking="RED")
    out = StringIO()
    with pytest.raises(CommandError, match="differ: 1"):
        call_command("reconcile", "--fix", stdout=out)
    assert "an editor must correct it" in out.getvalue()
