"""Emails about proposals: they arrive, also after the mail server was down, and say what to do."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import Settings

from cms.models import Proposal
from cms.release.jobs import end_proposals
from cms.release.models import Notice
from cms.release.notices import find_due_notices
from cms.release.proposing import propose_publication
from cms.release.releasing import release, release_alone
from publishing.consumers.due_emails import DueEmails, UnsentError
from publishing.models import Actor
from tests.cms.factories import a_drafted_level, an_editor
from tests.cms.release.protected import a_warned_country, change
from tests.engines import free_port
from tests.mail import Postbox

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def someone(*groups: str, name: str) -> User:
    user = an_editor(*groups, name=name)
    user.email = f"{name}@hub.example"
    user.save()
    return user


def send() -> None:
    DueEmails(find_due_notices)()


def test_an_emergency_is_announced_as_soon_as_the_mail_server_is_back(post: Postbox, settings: Settings) -> None:
    officer = someone("Duty officer", "Emergency officer", name="kit")
    someone("Duty officer", name="ann")
    proposal = propose_publication([a_drafted_level().get_latest_revision()], Actor.for_user(officer))
    Notice.objects.all().delete()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    release_alone(proposal, officer, "No one else can be reached.")
    with pytest.raises(UnsentError, match="mail server cannot be used"):
        send()
    settings.EMAIL_PORT = port
    send()
    send()
    (message,) = post.taken
    assert (message["To"], message["Subject"].strip()) == (
        "ann@hub.example",
        "Released by one person, check it: “United Kingdom: CRITICAL”",
    )
    assert message.get_content().splitlines() == [
        "kit did this without a second person: publish “United Kingdom: CRITICAL”.",
        "",
        "The reason given: No one else can be reached.",
        "",
        "Check it now. If it is wrong, correct it, or ask someone who may to withdraw it:",
        f"{settings.WAGTAILADMIN_BASE_URL}/admin/releases/{proposal.pk}/",
    ]


def test_a_proposal_says_what_to_do_until_when_and_where(post: Postbox, settings: Settings) -> None:
    someone("Travel desk", name="ann")
    page = change(a_warned_country())
    proposal = propose_publication([page.save_revision()], Actor.for_user(someone("Travel desk", name="kit")))
    send()
    (message,) = post.taken
    until = timezone.localtime(proposal.expires_at)
    assert message["Subject"] == "To release: “Lebanon”"
    assert message.get_content().splitlines() == [
        "kit proposes to publish “Lebanon”.",
        "",
        "Readers see no change until a second person releases it. Compare both versions, then release or refuse it, "
        f"by {until:%A %d %B at %H:%M}:",
        f"{settings.WAGTAILADMIN_BASE_URL}/admin/releases/{proposal.pk}/",
    ]


def test_a_level_that_is_not_released_is_not_in_an_email(post: Postbox) -> None:
    someone("Duty officer", name="ann")
    propose_publication([a_drafted_level().get_latest_revision()], Actor.for_user(an_editor("Duty officer")))
    send()
    assert "CRITICAL" not in str(post.taken[0])
    assert post.taken[0]["Subject"] == "To release: a change of the threat level"


def test_what_a_program_proposed_expires_before_the_eyes_of_those_who_can_release_it(post: Postbox) -> None:
    someone("Travel desk", name="ann")
    propose_publication([change(a_warned_country()).save_revision()], Actor.named("An import"))
    Proposal.objects.update(expires_at=timezone.now())
    Notice.objects.all().delete()
    end_proposals()
    send()
    assert [message["To"] for message in post.taken] == ["ann@hub.example"]
    assert "An import" in post.taken[0].get_content()


def test_a_decision_that_fails_is_not_announced(post: Postbox) -> None:
    proposer: Any = someone("Duty officer", name="kit")
    proposal = propose_publication([a_drafted_level().get_latest_revision()], Actor.for_user(proposer))
    with pytest.raises(ValidationError):
        release(proposal, proposer)
    send()
    assert post.taken == []


def test_a_notice_that_cannot_be_delivered_for_days_is_given_up(post: Postbox) -> None:
    user = someone("Duty officer", name="ann")
    proposal = propose_publication([a_drafted_level().get_latest_revision()], Actor.for_user(an_editor("Duty officer")))
    Notice.objects.filter(proposal=proposal, user=user).update(created_at=timezone.now() - timedelta(days=4))
    send()
    end_proposals()
    assert (post.taken, Notice.objects.count()) == ([], 0)
