"""A protected change reaches readers once a person other than its proposer has released it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.jobs.schedule import Schedule
from cms.models import Proposal, ThreatLevel
from cms.release.gate import ReleaseRequiredError
from cms.release.jobs import end_proposals
from cms.release.models import State
from cms.release.proposing import propose_publication
from cms.release.releasing import refuse, release, release_alone, retract, withdraw
from publishing.kinds import RemovalReason
from publishing.models import Actor, ContentItem
from tests.cms.factories import a_drafted_level, a_threat_level, an_administrator, an_editor, get_item
from tests.cms.release.protected import sent

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def proposer() -> User:
    """A duty officer."""
    return an_editor("Duty officer")


@pytest.fixture
def releaser() -> User:
    """Another duty officer."""
    return an_editor("Duty officer")


def propose(level: Any, user: User) -> Proposal:
    """Propose the level's newest draft."""
    return propose_publication([level.get_latest_revision()], Actor.for_user(user))


def reloaded(row: Any) -> Any:
    """Return a row as it is in the database."""
    return type(row).objects.get(pk=row.pk)


def is_live(level: ThreatLevel) -> bool:
    """Whether readers have the level in both languages."""
    live = ContentItem.objects.live().filter(content_id=level.translation_key).count()
    assert live in (0, 2)
    return live == 2


def with_email(user: User) -> User:
    """Give an account an address of its own."""
    user.email = f"{user.username}@example.org"
    user.save()
    return user


def test_a_released_level_is_published_in_both_languages_by_its_releaser(proposer: User, releaser: User) -> None:
    level = a_drafted_level()
    proposal = propose(level, proposer)
    assert not is_live(level)
    release(proposal, releaser)
    assert is_live(level)
    assert get_item(reloaded(level)).changes.get().actor == Actor.for_user(releaser).pk
    assert reloaded(proposal).state == State.RELEASED


def test_no_one_releases_their_own_proposal_not_even_an_administrator() -> None:
    user = an_administrator()
    proposal = propose(a_drafted_level(), user)
    with pytest.raises(ValidationError, match="another person"):
        release(proposal, user)
    assert reloaded(proposal).state == State.OPEN


def test_a_second_account_with_the_same_address_is_the_same_person(proposer: User, releaser: User) -> None:
    for user, address in ((proposer, "kit@example.org"), (releaser, "Kit@example.org")):
        user.email = address
        user.save()
    with pytest.raises(ValidationError, match="another person"):
        release(propose(a_drafted_level(), proposer), releaser)


def test_without_the_permission_no_one_releases(proposer: User) -> None:
    with pytest.raises(PermissionDenied):
        release(propose(a_drafted_level(), proposer), an_editor("Editor"))


def test_the_database_refuses_a_release_by_the_proposer(proposer: User) -> None:
    proposal = propose(a_drafted_level(), proposer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state=State.RELEASED, decided_by=proposal.proposed_by)


def test_who_proposed_it_cannot_be_changed(proposer: User, releaser: User) -> None:
    proposal = reloaded(propose(a_drafted_level(), proposer))
    proposal.proposed_by = Actor.for_user(releaser).pk
    with pytest.raises(ValueError, match="cannot be changed"):
        proposal.save()


def test_a_draft_that_was_edited_has_to_be_proposed_again(proposer: User, releaser: User) -> None:
    level = a_drafted_level("SEVERE")
    proposal = propose(level, proposer)
    draft = reloaded(level).get_latest_revision_as_object()
    draft.level = "CRITICAL"
    draft.save_revision(user=proposer)
    with pytest.raises(ValidationError, match="proposed again"):
        release(proposal, releaser)
    assert not is_live(level)
    release(propose(reloaded(level), proposer), releaser)
    assert get_item(reloaded(level)).edition.stored_details["level"] == "CRITICAL"
    assert reloaded(proposal).state == State.STALE


def test_a_revision_that_was_changed_in_place_is_not_what_was_proposed(proposer: User, releaser: User) -> None:
    level = a_drafted_level("SEVERE")
    proposal = propose(level, proposer)
    revision = reloaded(level).get_latest_revision()
    revision.content = {**revision.content, "level": "CRITICAL"}
    revision.save()
    with pytest.raises(ValidationError, match="proposed again"):
        release(proposal, releaser)


def test_what_readers_have_must_be_what_it_was_proposed_for(proposer: User, releaser: User) -> None:
    level = a_threat_level("SEVERE")
    for value in ("CRITICAL", "LOW"):
        level.level = value
        level.save_revision()
        proposal = propose(level, proposer)
        level = reloaded(level)
        if value == "CRITICAL":
            release(proposal, releaser)
    with pytest.raises(ReleaseRequiredError):
        level.latest_revision.publish()
    assert get_item(level).edition.stored_details["level"] == "CRITICAL"


def test_a_release_is_used_once(proposer: User, releaser: User) -> None:
    level = a_drafted_level("CRITICAL")
    first = level.get_latest_revision()
    release(propose(level, proposer), releaser)
    other = an_editor("Emergency officer")
    retract(reloaded(level), other, "It was a mistake.")
    with pytest.raises(ReleaseRequiredError):
        first.publish(user=proposer)
    assert not is_live(level)


def test_an_expired_proposal_cannot_be_released(proposer: User, releaser: User) -> None:
    proposal = propose(a_drafted_level(), with_email(proposer))
    Proposal.objects.update(expires_at=timezone.now())
    with pytest.raises(ValidationError, match="closed: expired"):
        release(proposal, releaser)
    assert (end_proposals(), end_proposals()) == (1, 0)
    assert reloaded(proposal).state == State.EXPIRED
    assert proposer.email in [address for message in sent() for address in message.to]


def test_a_released_level_waits_for_its_time(proposer: User, releaser: User) -> None:
    level = a_drafted_level(effective_at=timezone.now() + timedelta(hours=1))
    release(propose(level, proposer), releaser)
    assert not is_live(level)
    ThreatLevel.objects.update(effective_at=timezone.now())  # another time than the released one
    Schedule().publish_due()
    assert not is_live(level)


def test_a_released_level_is_published_by_the_worker_at_its_time(proposer: User, releaser: User) -> None:
    level = a_drafted_level(effective_at=timezone.now() + timedelta(milliseconds=400))
    release(propose(level, proposer), releaser)
    while not is_live(level):
        Schedule().publish_due()
    assert ThreatLevel.objects.get().published


def test_a_refusal_has_a_reason_and_is_sent_to_the_proposer(proposer: User, releaser: User) -> None:
    proposal = propose(a_drafted_level(), with_email(proposer))
    with pytest.raises(ValidationError, match="reason"):
        refuse(proposal, releaser, " ")
    refuse(proposal, releaser, "The wording is wrong.")
    assert [message.to for message in sent()] == [[proposer.email]]
    assert "The wording is wrong." in mail.outbox[0].body
    with pytest.raises(ValidationError, match="closed"):
        release(proposal, releaser)


def test_only_the_proposer_withdraws_a_proposal(proposer: User, releaser: User) -> None:
    proposal = propose(a_drafted_level(), proposer)
    with pytest.raises(PermissionDenied):
        withdraw(proposal, releaser)
    withdraw(proposal, proposer)
    assert reloaded(proposal).state == State.WITHDRAWN


def test_releasers_hear_of_a_proposal_and_its_proposer_does_not(proposer: User, releaser: User) -> None:
    with_email(releaser)
    propose(a_drafted_level(), with_email(proposer))
    assert [message.to for message in sent()] == [[releaser.email]]


def test_the_same_proposal_again_is_the_same_one(proposer: User) -> None:
    level = a_drafted_level()
    first = propose(level, proposer)
    level.save_revision()
    assert propose(level, proposer) == first
    assert first.changes.filter(revision=reloaded(level).latest_revision_id).count() == 2


def test_a_proposer_whose_name_was_erased_does_not_release_as_someone_else() -> None:
    user = an_editor("Duty officer")
    proposal = propose(a_drafted_level(), user)
    Actor.for_user(user).delete()
    for releaser in (user, an_editor("Duty officer")):
        with pytest.raises(ValidationError, match="propose it again"):
            release(proposal, releaser)


@pytest.mark.parametrize("loss", ["permission", "account", "activity"])
def test_what_someone_proposed_who_may_no_longer_change_it_is_not_released(
    loss: str, proposer: User, releaser: User
) -> None:
    proposal = propose(a_drafted_level(), proposer)
    if loss == "permission":
        proposer.groups.clear()
    elif loss == "account":
        proposer.delete()
    else:
        User.objects.filter(pk=proposer.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="may no longer change this"):
        release(proposal, releaser)


def test_an_earlier_proposer_of_the_same_draft_does_not_release_it(proposer: User, releaser: User) -> None:
    level = a_drafted_level()
    first = propose(level, with_email(proposer))
    second = propose(level, releaser)
    assert reloaded(first).state == State.STALE
    assert [message.to for message in sent()] == [[proposer.email]]
    with pytest.raises(ValidationError, match="another person"):
        release(second, proposer)
    release(second, an_editor("Duty officer"))


# --- Schedules -----------------------------------------------------------------------------------
def test_a_schedule_whose_release_is_void_ends_once_and_everyone_is_notified(proposer: User, releaser: User) -> None:
    level = a_drafted_level(effective_at=timezone.now() + timedelta(hours=1))
    release(propose(level, with_email(proposer)), with_email(releaser))
    ThreatLevel.objects.update(effective_at=timezone.now())  # another time than the released one
    sent()
    mail.outbox.clear()
    schedule = Schedule()
    assert [schedule.publish_due(), schedule.publish_due(), end_proposals(), end_proposals()] == [0, 0, 1, 0]
    assert {address for message in sent() for address in message.to} == {proposer.email, releaser.email}
    assert (Proposal.objects.get().state, is_live(level)) == (State.LAPSED, False)
    assert not reloaded(level).live
    assert reloaded(level).latest_revision is not None


# --- Emergencies ---------------------------------------------------------------------------------
def test_one_person_releases_in_an_emergency_with_the_permission_and_a_reason(releaser: User) -> None:
    with_email(releaser)
    officer = an_editor("Duty officer", "Emergency officer")
    level = a_drafted_level()
    proposal = propose(level, officer)
    with pytest.raises(ValidationError, match="reason"):
        release_alone(proposal, officer, "")
    release_alone(proposal, officer, "No one else can be reached.")
    assert is_live(level)
    assert reloaded(proposal).alone
    assert ["No one else can be reached." in message.body for message in sent()] == [False, True]
    assert {address for message in mail.outbox for address in message.to} == {releaser.email}


def test_an_administrator_needs_the_permission_for_emergencies_explicitly() -> None:
    administrator = an_administrator()
    proposal = propose(a_drafted_level(), administrator)
    with pytest.raises(PermissionDenied):
        release_alone(proposal, administrator, "I am in a hurry.")
    administrator.groups.add(Group.objects.get(name="Emergency officer"))
    release_alone(proposal, administrator, "No one else can be reached.")


def test_wrong_content_is_retracted_by_one_person(releaser: User) -> None:
    level = a_threat_level("CRITICAL")
    with pytest.raises(PermissionDenied):
        retract(level, releaser, "A mistake.")
    retract(level, an_editor("Emergency officer"), "A mistake.")
    items = ContentItem.objects.filter(content_id=level.translation_key)
    assert {item.gone for item in items} == {RemovalReason.RETRACTED}
    assert not is_live(level)
