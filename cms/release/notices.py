"""Emails about proposals, sent after the commit. They name no content that is not public."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from wagtail.models import Page

from cms.release.models import Proposal
from cms.release.people import find_releasers
from publishing.access.audiences import Audience
from publishing.models import Actor


def notify_releasers(proposal: Proposal) -> None:
    """Tell everyone who can release a proposal that it is waiting."""
    text = f"{proposal.proposer_name} proposes a change that a second person has to release."
    _send(find_releasers(proposal), f"To release: {name_content(proposal)}", text, proposal)


def notify_proposer(proposal: Proposal, decided_by: Any = None) -> None:
    """Tell the proposer what was decided, unless they decided it themselves."""
    actor = Actor.objects.select_related("user").filter(pk=proposal.proposed_by).first()
    if actor is None or actor.user is None or actor.user == decided_by:
        return
    state = proposal.get_state_display()
    by = f" by {proposal.decider_name}" if proposal.decided_by else ""
    reason = f"\n\nThe reason: {_find_reason(proposal)}" if proposal.reason else ""
    _send([actor.user], f"{state}: {name_content(proposal)}", f"Your proposal: {state.lower()}{by}.{reason}", proposal)


def announce_lone_release(proposal: Proposal) -> None:
    """Tell all releasers at once that one person has acted alone."""
    done = f"{proposal.decider_name} has acted without a second person ({proposal.get_action_display().lower()})."
    text = f"{done}\n\nThe reason: {_find_reason(proposal)}\n\nCheck it now. If it is wrong, correct or retract it."
    _send(find_releasers(proposal), f"Released by one person: {name_content(proposal)}", text, proposal)


def name_content(proposal: Proposal) -> str:
    """Return the title of what a proposal changes; only its kind if any of it is not public."""
    sources = proposal.find_sources()
    if _is_any_confidential(proposal):
        return str(sources[0]._meta.verbose_name)
    return proposal.title or ", ".join(str(source) for source in sources[:3]) or "content that was deleted"


def _find_reason(proposal: Proposal) -> str:
    """Return the reason of a decision, which may name what is not public."""
    return "see the proposal." if _is_any_confidential(proposal) else proposal.reason


def _is_any_confidential(proposal: Proposal) -> bool:
    return any(isinstance(source, Page) and _is_confidential(source) for source in proposal.find_sources())


def _is_confidential(page: Any) -> bool:
    draft = page.get_latest_revision_as_object()
    return bool(max(page.audience, draft.audience) > Audience.PUBLIC)


def _send(users: Iterable[Any], subject: str, text: str, proposal: Proposal) -> None:
    link = settings.WAGTAILADMIN_BASE_URL + reverse("cms_proposal", args=[proposal.pk])
    for user in users:
        if user.email:
            EmailMessage(" ".join(subject.split()), f"{text}\n\n{link}\n", to=[user.email]).send()
