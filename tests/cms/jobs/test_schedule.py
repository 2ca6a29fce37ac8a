"""Scheduled publication and expiry, by Wagtail's command and by the worker."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, Revision

from cms.jobs.schedule import Schedule
from cms.models import GuidancePage, ThreatLevel
from publishing.consumers.registry import periodic_tasks
from publishing.kinds import Event
from publishing.log.record import record_publication
from publishing.models import Change, ContentItem
from tests.cms.factories import a_draft, a_page, a_threat_level, get_events, get_item, released
from tests.publishing.documents import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]

HOUR = timedelta(hours=1)


def command() -> None:
    call_command("publish_scheduled")


def duty() -> None:
    Schedule().publish_due()


def let_due(page: Page) -> None:
    """Make everything that was scheduled due."""
    revision = Revision.objects.get(object_id=str(page.pk), approved_go_live_at__isnull=False)
    revision.approved_go_live_at = timezone.now() - HOUR
    revision.content = {**revision.content, "go_live_at": revision.approved_go_live_at.isoformat()}
    revision.save()


@pytest.fixture(params=[command, duty], ids=["publish_scheduled", "worker"])
def run(request: pytest.FixtureRequest) -> Callable[[], None]:
    """The two ways to run the schedule."""
    return request.param


def test_a_scheduled_page_is_in_the_log_once_it_is_live(run: Callable[[], None]) -> None:
    page = a_draft(go_live_at=timezone.now() + HOUR)
    page.get_latest_revision().publish()
    run()
    assert get_events(page) == []
    let_due(page)
    run()
    assert get_events(page) == [Event.PUBLISHED]
    assert GuidancePage.objects.get(pk=page.pk).live


def test_a_scheduled_update_of_a_live_page_waits_for_its_time(run: Callable[[], None]) -> None:
    page = a_page(title="Before", update_type="minor")
    page.title, page.go_live_at = "After", timezone.now() + HOUR
    page.save_revision().publish()
    assert get_events(page) == [Event.PUBLISHED]
    let_due(page)
    run()
    edition = get_item(page).edition
    assert edition is not None
    assert (get_events(page), edition.title) == ([Event.PUBLISHED, Event.UPDATED], "After")


def test_an_expired_page_is_unpublished_and_its_item_expired(run: Callable[[], None]) -> None:
    page = a_page(expire_at=timezone.now() + HOUR)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - HOUR)
    run()
    page = GuidancePage.objects.get(pk=page.pk)
    assert (page.live, page.expired) == (False, True)
    assert get_events(page) == [Event.PUBLISHED, Event.EXPIRED]


def test_an_expiry_already_in_the_log_is_not_recorded_again() -> None:
    page = a_page(expire_at=timezone.now() + HOUR)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - HOUR)
    ContentItem.objects.update(expires_at=timezone.now() - HOUR)
    periodic_tasks["expiry"]()
    duty()
    assert get_events(page) == [Event.PUBLISHED, Event.EXPIRED]


def test_a_page_that_cannot_be_published_keeps_its_schedule_and_blocks_no_others() -> None:
    refused, fine = (a_draft(slug=slug, go_live_at=timezone.now() + HOUR) for slug in ("refused", "fine"))
    for page in (refused, fine):
        page.get_latest_revision().publish()
        let_due(page)
    record_publication(a_document(path="/guidance/refused/"))
    assert Schedule().publish_due() == 1
    assert get_events(fine) == [Event.PUBLISHED]
    assert not GuidancePage.objects.get(pk=refused.pk).live
    assert GuidancePage.objects.get(pk=refused.pk).scheduled_revision is not None


def test_failures_are_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    page = a_draft(slug="refused", go_live_at=timezone.now() + HOUR)
    page.get_latest_revision().publish()
    let_due(page)
    record_publication(a_document(path="/guidance/refused/"))
    schedule = Schedule()
    schedule.publish_due()
    schedule.publish_due()
    assert len([record for record in caplog.records if record.name == "cms.jobs.schedule"]) == 1


def test_a_run_with_nothing_due_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    schedule = Schedule()
    schedule.publish_due()
    with django_assert_num_queries(1):
        schedule.publish_due()


def test_the_first_run_records_the_initial_pages() -> None:
    Schedule().publish_due()
    paths = set(ContentItem.objects.values_list("path", flat=True))
    assert {"/", "/cy/", "/guidance/", "/cy/briefings/"} <= paths
    written = Change.objects.count()
    Schedule().publish_due()
    assert Change.objects.count() == written


def test_a_section_withdrawn_by_an_editor_is_not_republished() -> None:
    Schedule().publish_due()
    section = Page.objects.get(url_path="/home/z-cards/").specific
    section.unpublish()
    Schedule().publish_due()
    assert not get_item(section).is_live


def test_a_future_threat_level_is_published_when_it_takes_effect() -> None:
    level = a_threat_level(hours=1)
    duty()
    assert get_events(level) == []
    ThreatLevel.objects.update(effective_at=timezone.now() - HOUR)
    with released():  # a release is for the time that was proposed
        duty()
    assert get_events(level) == [Event.PUBLISHED]


def test_the_worker_runs_the_schedule() -> None:
    assert "schedule" in periodic_tasks
