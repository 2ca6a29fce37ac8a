"""Releases, refuses and withdraws proposals. Whatever a decision depends on is read again under the log's lock."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.log_actions import LogContext, log
from wagtail.models import Page

from cms.lifecycle.transactions import in_log_transaction
from cms.lifecycle.translations import withdrawing
from cms.release.models import RELEASE_ALONE, RETRACT, Action, Proposal, State
from cms.release.notices import announce_lone_release, notify_proposer
from cms.release.people import holds_explicitly, is_same_person, may_release
from cms.release.proposing import find_changes, propose_withdrawal
from cms.release.sources import forget_source_change
from publishing.log.actors import acting_in_log
from publishing.models import Actor

OWN_PROPOSAL = "You proposed this: another person has to release it."


@in_log_transaction
def release(proposal: Proposal, user: Any) -> Proposal:
    """Release what another person proposed: publish or schedule it, or withdraw the content."""
    if not may_release(user, proposal):
        raise PermissionDenied
    current = _load_open(proposal)
    if is_same_person(user, current.proposed_by):
        raise ValidationError(OWN_PROPOSAL)
    return _apply(current, user)


@in_log_transaction
def release_alone(proposal: Proposal, user: Any, reason: str) -> Proposal:
    """Release a proposal without a second person, in an emergency. All releasers are informed at once."""
    if not holds_explicitly(user, RELEASE_ALONE):
        raise PermissionDenied
    return _apply(_load_open(proposal), user, _require_reason(reason))


@in_log_transaction
def retract(source: Any, user: Any, reason: str) -> Proposal:
    """Withdraw wrong content without a second person, in an emergency. Its address says that it was wrong."""
    if not holds_explicitly(user, RETRACT):
        raise PermissionDenied
    proposal = propose_withdrawal(source, Actor.for_user(user), Action.RETRACT)
    return _apply(proposal, user, _require_reason(reason))


@in_log_transaction
def refuse(proposal: Proposal, user: Any, reason: str) -> Proposal:
    """Refuse a proposal, with a reason for its proposer."""
    if not may_release(user, proposal):
        raise PermissionDenied
    current = _load_open(proposal)
    if is_same_person(user, current.proposed_by):
        raise ValidationError("You proposed this. Withdraw it instead.")
    current.decide(State.REFUSED, Actor.for_user(user), _require_reason(reason))
    for source in current.find_sources():
        forget_source_change(source, publish=True)
    return _record(current, user, "cms.refuse")


@in_log_transaction
def withdraw(proposal: Proposal, user: Any) -> Proposal:
    """Withdraw one's own proposal."""
    current = _load_open(proposal)
    if Actor.for_user(user).pk != current.proposed_by:
        raise PermissionDenied
    current.decide(State.WITHDRAWN, Actor.for_user(user))
    return _record(current, user, "cms.withdraw_proposal")


def is_current(proposal: Proposal) -> bool:
    """Whether what it changes is still as it was proposed: facts before and after, and no newer draft."""
    recorded = list(proposal.changes.all())
    found: dict[tuple[Any, str], str] = {}
    for source in proposal.find_sources():
        revision = next(one.revision for one in recorded if one.source == source)
        if proposal.action == Action.PUBLISH and (revision is None or source.latest_revision_id != revision.pk):
            return False
        changes = find_changes(revision.as_object() if revision else source, revision)
        found |= {(change.content_id, change.locale): change.digest for change in changes}
    return found == {(change.content_id, change.locale): change.digest for change in recorded}


def _load_open(proposal: Proposal) -> Proposal:
    current = Proposal.objects.get(pk=proposal.pk)
    if not current.is_open:
        state = State.EXPIRED.label if current.state == State.OPEN else current.get_state_display()
        raise ValidationError(f"This proposal is closed: {state.lower()}.")
    return current


def _apply(proposal: Proposal, user: Any, reason: str = "") -> Proposal:
    if not is_current(proposal):
        raise ValidationError("The content has changed since this was proposed. It has to be proposed again.")
    actor = Actor.for_user(user)
    proposal.alone = bool(reason)
    proposal.decide(State.RELEASED, actor, reason)
    proposal.changes.update(valid_until=_find_time(proposal) + timedelta(hours=settings.HUB_PROPOSAL_HOURS))
    with acting_in_log(actor):
        for source in proposal.find_sources():
            forget_source_change(source)
            _carry_out(proposal, source, user)
    _record(proposal, user, "cms.release_alone" if proposal.alone else "cms.release")
    if proposal.alone:
        announce_lone_release(proposal)
    return proposal


def _carry_out(proposal: Proposal, source: Any, user: Any) -> None:
    if proposal.action == Action.PUBLISH:
        revisions = (change.revision for change in proposal.changes.all() if change.source == source)
        next(filter(None, revisions)).publish(user=user, skip_permission_checks=True)
        return
    everywhere = withdrawing(all_languages=True) if proposal.action == Action.RETRACT else nullcontext()
    with everywhere, LogContext(user=user):
        source.unpublish()  # not by the user: releasing is another permission than publishing


def _find_time(proposal: Proposal) -> datetime:
    """Return when readers get what is proposed: now, or the latest time that a revision is scheduled for."""
    times = [timezone.now()]
    for change in proposal.changes.all():
        draft = change.revision.as_object() if change.revision else None
        field = "go_live_at" if isinstance(draft, Page) else "effective_at"
        times.append(getattr(draft, field, None) or times[0])
    return max(times)


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError("Give a reason.")
    return reason.strip()


def _record(proposal: Proposal, user: Any, action: str) -> Proposal:
    for source in proposal.find_sources():
        log(source, action, user=user, data={"proposal": proposal.pk, "reason": proposal.reason})
    notify_proposer(proposal, user)
    return proposal
