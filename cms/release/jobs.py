"""Ends proposals whose time has passed, and notifies their proposers. A periodic task of the worker."""

from cms.lifecycle.transactions import log_transaction
from cms.release.models import Proposal, State
from cms.release.notices import notify_proposer


def expire_proposals() -> int:
    """Mark overdue proposals as expired; return how many."""
    overdue = list(Proposal.objects.overdue().values_list("pk", flat=True))
    return sum(_expire(pk) for pk in overdue)


def _expire(pk: int) -> int:
    with log_transaction():
        proposal = Proposal.objects.overdue().filter(pk=pk).first()
        if proposal is None:
            return 0
        proposal.decide(State.EXPIRED, None)
        notify_proposer(proposal)
        return 1
