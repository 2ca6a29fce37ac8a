"""Emails about proposals. They are stored with the decision and sent by the worker within seconds, again if the mail
server cannot take them. They name no content that is not public."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.release.models import Action, Notice, Proposal, State
from cms.release.people import find_releasers
from cms.release.protections.protection import HANDLING
from publishing.access.audiences import Audience
from publishing.consumers.due_emails import DueEmail
from publishing.models import Actor

INTERVAL = timedelta(seconds=5)
"""How often the worker sends what waits."""
GIVEN_UP = timedelta(days=3)
"""How long it tries. (The worker reports each failure; the dashboard shows the same.)"""
DOING = {Action.PUBLISH: "publish", Action.WITHDRAW: "withdraw", Action.RETRACT: "withdraw as wrong"}
OUTCOMES = {
    State.RELEASED: "was released",
    State.REFUSED: "was refused",
    State.EXPIRED: "has expired: no one released it in time. Readers see no change. Propose it again if it is "
    "still right",
    State.STALE: "was replaced by a newer proposal about the same content. Check whether it has what you proposed",
    State.LAPSED: "was released, but could not be published at its time, because the content had changed or the "
    "schedule was cancelled. Readers see no change. The draft is kept: check it and propose it again",
}


def notify_releasers(proposal: Proposal) -> None:
    """Tell everyone who can release a proposal that it is waiting."""
    until = timezone.localtime(proposal.expires_at)
    text = (
        f"{proposal.proposer_name} proposes to {DOING[Action(proposal.action)]} {name_content(proposal)}.\n\n"
        "Readers see no change until a second person releases it. Compare both versions, then release or refuse it, "
        f"by {until:%A %d %B at %H:%M}:"
    )
    _store(find_releasers(proposal), f"To release: {name_content(proposal)}", text, proposal)


def notify_proposer(proposal: Proposal, decided_by: Any = None) -> None:
    """Tell the proposer what became of their proposal, unless they decided it themselves. If no one did, tell those
    who can release it as well."""
    if proposal.state == State.WITHDRAWN:
        return
    actor = Actor.find(proposal.proposed_by)
    people = [actor.user] if actor and actor.user else []
    if proposal.state == State.LAPSED or (proposal.state == State.EXPIRED and not people):
        people += find_releasers(proposal)
    _store([user for user in people if user != decided_by], *_describe_outcome(proposal), proposal)


def announce_lone_release(proposal: Proposal) -> None:
    """Tell all releasers at once that one person has acted alone."""
    done = f"{proposal.decider_name} did this without a second person: {DOING[Action(proposal.action)]} "
    text = (
        f"{done}{name_content(proposal)}.\n\nThe reason given: {_find_reason(proposal)}\n\n"
        "Check it now. If it is wrong, correct it, or ask someone who may to withdraw it:"
    )
    _store(find_releasers(proposal), f"Released by one person, check it: {name_content(proposal)}", text, proposal)


def find_due_notices(at: datetime) -> Iterator[DueEmail]:
    """Yield the emails that wait, the oldest first."""
    for notice in Notice.objects.filter(created_at__gt=at - GIVEN_UP, user__is_active=True).select_related("user"):
        message = EmailMessage(notice.subject, notice.text, to=[notice.user.email])
        yield DueEmail(message, notice.user.get_username(), notice.delete)


def name_content(proposal: Proposal) -> str:
    """Return the title of what a proposal changes; only its kind if any of it is not public, or not yet."""
    sources = proposal.find_sources()
    if _is_any_confidential(proposal):
        return str(sources[0]._meta.verbose_name if sources else "something that is not public")
    if proposal.is_open and sources and not isinstance(sources[0], Page):
        return f"a change of the {sources[0]._meta.verbose_name}"
    return (
        proposal.title
        or ", ".join([*dict.fromkeys(f"“{source}”" for source in sources)][:3])
        or "content that was deleted"
    )


def _describe_outcome(proposal: Proposal) -> tuple[str, str]:
    state = State(proposal.state)
    by = f" by {proposal.decider_name}" if proposal.decided_by and state in (State.RELEASED, State.REFUSED) else ""
    reason = f"\n\nThe reason given: {_find_reason(proposal)}" if proposal.reason else ""
    done = f"The proposal of {proposal.proposer_name} to {DOING[Action(proposal.action)]} {name_content(proposal)}"
    return f"{state.label}: {name_content(proposal)}", f"{done} {OUTCOMES[state]}{by}.{reason}\n\nThe proposal:"


def _find_reason(proposal: Proposal) -> str:
    """Return the reason of a decision, which may name what is not public."""
    return "see the proposal." if _is_any_confidential(proposal) else proposal.reason


def _is_any_confidential(proposal: Proposal) -> bool:
    facts = [one for change in proposal.changes.all() for one in (change.before, change.after) if one]
    if any(one[HANDLING]["audience"] > Audience.PUBLIC for one in facts):
        return True
    return any(isinstance(source, Page) and _is_confidential(source) for source in proposal.find_sources())


def _is_confidential(page: Any) -> bool:
    draft = page.get_latest_revision_as_object()
    return bool(max(page.audience, draft.audience) > Audience.PUBLIC)


def _store(users: Iterable[Any], subject: str, text: str, proposal: Proposal) -> None:
    link = settings.WAGTAILADMIN_BASE_URL + reverse("cms_proposal", args=[proposal.pk])
    subject, body = " ".join(subject.split())[:400], f"{text}\n{link}\n"
    people = {user.pk: user for user in users if user.email}
    Notice.objects.bulk_create(
        Notice(proposal=proposal, user=user, subject=subject, text=body) for user in people.values()
    )
