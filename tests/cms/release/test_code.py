"""No code and no command that publishes, withdraws or hides gets around the second person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.jobs.schedule import Schedule
from cms.models import Proposal, ThreatLevel, TravelAdvicePage
from cms.release.gate import ReleaseRequiredError
from cms.release.models import State
from cms.release.proposing import propose_withdrawal
from cms.release.protections import PROTECTED
from cms.release.releasing import release
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.models import Actor, ContentItem
from tests.cms.factories import a_page, a_threat_level, an_administrator, an_editor, publish, welsh
from tests.cms.release.protected import PROTECTED_OBJECTS, a_warned_country, all_facts, change

pytestmark = pytest.mark.django_db

KINDS = pytest.mark.parametrize("kind", sorted(PROTECTED))


def _expire_now(page: Any) -> None:
    page.expire_at, page.change_note = timezone.now() + timedelta(hours=1), "It ends."
    page.save_revision().publish()


def _schedule(page: Any) -> None:
    page.go_live_at = timezone.now() + timedelta(days=1)
    change(page).save_revision().publish()


def _narrow(page: Any) -> None:
    page.audience, page.marking, page.change_note = Audience.VALIDATED, Marking.AMBER, "Narrower."
    page.save_revision().publish()


def _translate_and_withdraw(page: Any) -> None:
    translation = page.copy_for_translation(welsh(), copy_parents=True)
    translation.alerts = []
    publish(translation)
    page.unpublish()


CODE: dict[str, Callable[[Any], Any]] = {
    "a revision is published": lambda page: change(page).save_revision().publish(),
    "by a superuser": lambda page: change(page).save_revision().publish(user=an_administrator()),
    "a row is saved": lambda page: change(page).save(),
    "some columns are saved": lambda page: change(page).save(update_fields=["alerts"]),
    "as a plain page": lambda page: _unpublish_plain(page),
    "it is unpublished": lambda page: page.unpublish(),
    "it is unpublished as expired": lambda page: page.unpublish(set_expired=True),
    "it is deleted": lambda page: page.delete(),
    "its section is deleted": lambda page: page.get_parent().specific.delete(),
    "by a query": lambda page: TravelAdvicePage.objects.filter(pk=page.pk).delete(),
    "it gets an expiry": _expire_now,
    "another version is scheduled": _schedule,
    "its audience is narrowed": _narrow,
    "its country is changed": lambda page: _other_country(page),
    "a copy is published": lambda page: change(page).copy(
        update_attrs={"slug": "other", "country": "SY", "title": "Syria"}, keep_live=True
    ),
    "it has moved to another site": lambda page: _move_away(page),
}


def _unpublish_plain(page: Any) -> None:
    plain = Page.objects.get(pk=page.pk)
    plain.live = False
    plain.save()


def _other_country(page: Any) -> None:
    page.country, page.change_note = "SY", "Another country."
    page.save_revision().publish()


def _move_away(page: Any) -> None:
    page.moved_to = "https://example.org/"
    page.save_revision()
    page.unpublish()


@pytest.mark.parametrize("way", CODE)
def test_no_code_does(way: str) -> None:
    page = a_warned_country()
    before = all_facts()
    with pytest.raises(ReleaseRequiredError), transaction.atomic():
        CODE[way](TravelAdvicePage.objects.get(pk=page.pk))
    assert all_facts() == before


LEVEL_CODE: dict[str, Callable[[ThreatLevel], Any]] = {
    "a row is saved": lambda level: change(level).save(),
    "a revision is published": lambda level: change(level).save_revision().publish(),
    "another entry is made": lambda level: ThreatLevel.objects.create(level="LOW", wording="Low.", wording_cy="Isel."),
    "another entry is made for later": lambda level: ThreatLevel.objects.create(
        level="LOW", wording="Low.", wording_cy="Isel.", effective_at=timezone.now() + timedelta(days=1)
    ),
    "it is unpublished": lambda level: level.unpublish(),
    "it is deleted": lambda level: level.delete(),
    "by a query": lambda level: ThreatLevel.objects.filter(pk=level.pk).delete(),
}


@pytest.mark.parametrize("way", LEVEL_CODE)
def test_no_code_changes_a_threat_level(way: str) -> None:
    level = a_threat_level("CRITICAL", hours=-1)
    before = all_facts()
    with pytest.raises(ReleaseRequiredError), transaction.atomic():
        LEVEL_CODE[way](ThreatLevel.objects.get(pk=level.pk))
    assert all_facts() == before


def test_reconciling_with_a_changed_row_does_not() -> None:
    page = a_warned_country()
    before = all_facts()
    TravelAdvicePage.objects.filter(pk=page.pk).update(live=False)
    with pytest.raises(CommandError):
        call_command("reconcile", "--fix", verbosity=0)
    assert all_facts() == before


@KINDS
def test_what_only_the_log_has_is_proposed_by_reconcile_and_withdrawn_by_its_release(kind: Kind) -> None:
    source = PROTECTED_OBJECTS[kind]()
    before = all_facts()
    type(source).objects.filter(pk=source.pk)._raw_delete("default")
    for _ in range(2):
        with pytest.raises(CommandError):
            call_command("reconcile", "--fix", verbosity=0)
    assert all_facts() == before
    proposal = Proposal.objects.get(state=State.OPEN)
    user = an_editor("Travel desk")
    client = Client()
    client.force_login(user)
    assert client.get(reverse("cms_proposal", args=[proposal.pk])).status_code == 200
    release(proposal, user)
    assert not any(all_facts().values())
    call_command("reconcile", verbosity=0)


def test_a_row_scheduled_by_a_query_is_not_published() -> None:
    page = change(a_warned_country())
    revision = page.save_revision()
    before = all_facts()
    page.revisions.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    assert Schedule().publish_due() == 0
    assert all_facts() == before


# --- What follows from a release -----------------------------------------------------------------
def test_a_page_without_alerts_needs_no_second_person() -> None:
    page = a_page(TravelAdvicePage)
    page.summary, page.change_note = "Still safe.", "The summary."
    page.save_revision().publish()
    page.unpublish()
    assert not Proposal.objects.exists()


def test_text_can_be_changed_without_a_second_person() -> None:
    page = a_warned_country()
    page.summary, page.change_note = "Take care.", "The summary."
    page.save_revision().publish()
    assert ContentItem.objects.get(code="LB").edition.summary == "Take care."


def test_an_alias_repeats_what_was_released() -> None:
    page = a_warned_country()
    alias = page.create_alias(update_slug="lebanon-2")
    assert ContentItem.objects.get(content_id=alias.translation_key).is_live
    alias.delete()


def test_a_withdrawal_in_english_is_released_for_welsh_too() -> None:
    page = a_warned_country()
    translation = publish(page.copy_for_translation(welsh(), copy_parents=True))
    proposal = propose_withdrawal(page, Actor.for_user(an_editor("Travel desk")))
    release(proposal, an_editor("Travel desk"))
    assert not TravelAdvicePage.objects.get(pk=translation.pk).live
    assert not any(all_facts().values())


def test_an_expiry_that_was_released_happens() -> None:
    page = a_warned_country(expire_at=timezone.now() + timedelta(milliseconds=300))
    while TravelAdvicePage.objects.get(pk=page.pk).live:
        Schedule().publish_due()
    assert not any(all_facts().values())
