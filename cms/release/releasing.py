"""Releases, refuses and withdraws proposals. Whatever a decision depends on is read again under the log's lock."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.log_actions import LogContext, log
from wagtail.models import Page

from cms.lifecycle.release_gate import PendingChange, check_removal
from cms.lifecycle.transactions import in_log_transaction
from cms.lifecycle.translations import withdrawing
from cms.release.gate import find_facts
from cms.release.languages import ContradictionError, find_contradictions
from cms.release.models import RELEASE_ALONE, RETRACT, Action, Proposal, ProposedChange, State
from cms.release.notices import announce_lone_release, notify_proposer
from cms.release.people import has_proposed, holds_explicitly, may_release, may_still_propose
from cms.release.proposing import find_changes, propose_withdrawal
from cms.release.protections import PROTECTED
from cms.release.protections.protection import digest
from cms.release.sources import forget_source_change
from publishing.kinds import Kind
from publishing.log.actors import acting_in_log
from publishing.log.record import record_withdrawal
from publishing.models import Actor

OWN_PROPOSAL = "You proposed this: another person has to release it."
OUTDATED = "The content has changed since this was proposed. It has to be proposed again."
DIFFERENT_TIMES = "The languages are scheduled for different times. Schedule them for the same time."


@in_log_transaction
def release(proposal: Proposal, user: Any) -> Proposal:
    """Release what another person proposed: publish or schedule it, or withdraw the content."""
    if not may_release(user, proposal):
        raise PermissionDenied
    current = _load_open(proposal)
    if has_proposed(user, current):
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
    if has_proposed(user, current):
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


def find_obstacles(proposal: Proposal) -> list[str]:
    """Return why no one can release a proposal as it is."""
    if proposal.action != Action.RETRACT and not may_still_propose(proposal):
        return [f"{proposal.proposer_name} may no longer change this. Someone else has to propose it again."]
    if not _is_current(proposal):
        return [OUTDATED]
    return list(_find_contradictions(proposal)) if proposal.action == Action.PUBLISH else []


def _is_current(proposal: Proposal) -> bool:
    """Whether what it changes is still as it was proposed: facts before and after, and no newer draft."""
    recorded = list(proposal.changes.all())
    found: dict[tuple[Any, str], str] = {}
    for source in proposal.find_sources():
        revision = next(one.revision for one in recorded if one.source == source)
        if source.latest_revision_id != (revision.pk if revision else None):
            return False
        draft = revision if proposal.action == Action.PUBLISH else None
        changes = find_changes(draft.as_object() if draft else source, draft, Action(proposal.action))
        found |= {(change.content_id, change.locale): change.digest for change in changes}
    for lost in (change for change in recorded if change.content_type_id is None):
        facts = find_facts(PendingChange(None, lost.content_id, lost.locale, None))
        found[lost.content_id, lost.locale] = digest(facts[1] if facts else None, None)
    return found == {(change.content_id, change.locale): change.digest for change in recorded}


def _find_contradictions(proposal: Proposal) -> Iterator[str]:
    by_content: dict[UUID, list[ProposedChange]] = {}
    for change in proposal.changes.all():
        by_content.setdefault(change.content_id, []).append(change)
    for content_id, changes in by_content.items():
        planned = {change.locale: change.after for change in changes}
        if others := find_contradictions(PROTECTED[Kind(changes[0].kind)], content_id, planned):
            yield ContradictionError(others).messages[0]
        if len({_find_time(change) for change in changes}) > 1:
            yield DIFFERENT_TIMES


def _load_open(proposal: Proposal) -> Proposal:
    current = Proposal.objects.get(pk=proposal.pk)
    if not current.is_open:
        state = State.EXPIRED.label if current.state == State.OPEN else current.get_state_display()
        raise ValidationError(f"This proposal is closed: {state.lower()}.")
    return current


def _apply(proposal: Proposal, user: Any, reason: str = "") -> Proposal:
    if obstacles := find_obstacles(proposal):
        raise ValidationError(obstacles)
    actor, now = Actor.for_user(user), timezone.now()
    proposal.alone = bool(reason)
    proposal.decide(State.RELEASED, actor, reason)
    latest = max(_find_time(change) or now for change in proposal.changes.all())
    proposal.changes.update(valid_until=max(latest, now) + timedelta(hours=settings.HUB_PROPOSAL_HOURS))
    with acting_in_log(actor):
        for source in proposal.find_sources():
            forget_source_change(source)
            _carry_out(proposal, source, user)
        for lost in proposal.changes.filter(content_type=None):
            check_removal(lost.content_id, lost.locale)
            record_withdrawal(lost.content_id, lost.locale)
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


def _find_time(change: ProposedChange) -> datetime | None:
    """Return when readers get what is proposed, if it is scheduled."""
    draft = change.revision.as_object() if change.revision else None
    time: datetime | None = getattr(draft, "go_live_at" if isinstance(draft, Page) else "effective_at", None)
    return time


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError("Give a reason.")
    return reason.strip()


def _record(proposal: Proposal, user: Any, action: str) -> Proposal:
    for source in proposal.find_sources():
        log(source, action, user=user, data={"proposal": proposal.pk, "reason": proposal.reason})
    notify_proposer(proposal, user)
    return proposal
