"""Ends proposals whose time has passed, and releases that were not published. A periodic task of the worker."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.lifecycle.transactions import log_transaction
from cms.release.models import Action, Notice, Proposal, ProposedChange, State
from cms.release.notices import GIVEN_UP, notify_proposer


def end_proposals() -> int:
    """End what is over, and notify those concerned; return how many proposals ended."""
    now = timezone.now()
    if (old := Notice.objects.filter(created_at__lt=now - GIVEN_UP)).exists():
        old.delete()
    overdue = Proposal.objects.overdue(now).values_list("pk", flat=True)
    return sum(_end(pk, now) for pk in [*overdue, *_find_unpublished()])


def _end(pk: int, now: datetime) -> int:
    with log_transaction():
        if proposal := Proposal.objects.overdue(now).filter(pk=pk).first():
            proposal.decide(State.EXPIRED, None)
        elif pk in _find_unpublished():
            proposal = Proposal.objects.get(pk=pk)
            proposal.state = State.LAPSED  # who released it is kept
            proposal.save(update_fields=["state"])
        else:
            return 0
        notify_proposer(proposal)
        return 1


def _find_unpublished() -> set[int]:
    """Return the proposals that were released for later, and that nothing will publish any more."""
    unused = ProposedChange.objects.filter(
        proposal__state=State.RELEASED, proposal__action=Action.PUBLISH, used_at=None
    )
    return {change.proposal_id for change in unused.select_related("revision") if not _is_scheduled(change)}


def _is_scheduled(change: ProposedChange) -> bool:
    """Whether the worker will publish it: a page by its revision's time, a threat level by its own."""
    if change.revision is not None and change.revision.approved_go_live_at is not None:
        return True
    source: Any = change.source
    is_waiting = getattr(source, "published", None) is False and source.live
    return bool(is_waiting and source.live_revision_id == change.revision_id)
