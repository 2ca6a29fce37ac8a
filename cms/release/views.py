"""The screens of two-person release: what is waiting, one proposal with its difference, and withdrawing alone."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View
from wagtail.admin import messages
from wagtail.models import Page

from cms.editing.preview import allow_framing, render_preview
from cms.release.comparison import compare, find_edition, find_version
from cms.release.languages import language_name
from cms.release.models import RELEASE, RELEASE_ALONE, RETRACT, Action, Proposal, State
from cms.release.people import (
    has_proposed,
    holds_explicitly,
    is_same_person,
    may_release,
    may_see,
    user_is_blind,
)
from cms.release.proposing import find_changes, find_contradicting_pages, take_over_languages
from cms.release.recipients import find_recipients
from cms.release.releasing import find_obstacles, refuse, release, release_alone, retract, withdraw

SHOWN_DECISIONS = 30
TAKEN_OVER = (
    "Both are proposed. What is not translated yet is in English: if there is time, translate it and publish again."
)
CHANGED = "The proposal has changed since you opened it. Check it again."


class ReasonForm(forms.Form):
    """Asks for a reason."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, help_text="Everyone who can release sees it."
    )


@dataclass(frozen=True)
class Rights:
    """What the current user may do with a proposal."""

    release: bool
    alone: bool
    withdraw: bool

    @classmethod
    def find(cls, user: Any, proposal: Proposal) -> "Rights":
        """Return what a user may do."""
        if not proposal.is_open:
            return cls(release=False, alone=False, withdraw=False)
        return cls(
            release=not has_proposed(user, proposal) and may_release(user, proposal),
            alone=holds_explicitly(user, RELEASE_ALONE),
            withdraw=is_same_person(user, proposal.proposed_by),
        )


def visible_proposals(user: Any) -> list[Proposal]:
    """Return the open proposals that a user may see, the oldest first."""
    rows = Proposal.objects.open().order_by("created_at").prefetch_related("changes__revision")
    return [proposal for proposal in rows if may_see(user, proposal)]


def waiting_for(user: Any) -> list[Proposal]:
    """Return the open proposals that a user can release."""
    if not user.has_perm(RELEASE):
        return []
    return [one for one in visible_proposals(user) if Rights.find(user, one).release]


class ProposalsView(View):
    """What is waiting, and the last decisions."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """List the proposals that the user may see."""
        user = request.user
        decided = Proposal.objects.exclude(state=State.OPEN).order_by("-created_at")[: 2 * SHOWN_DECISIONS]
        context = {
            "open": visible_proposals(user),
            "decided": [proposal for proposal in decided if may_see(user, proposal)][:SHOWN_DECISIONS],
            "page_title": "To release",
            "header_icon": "check",
        }
        return render(request, "cms/release/proposals.html", context)


class ProposalView(View):
    """One proposal: the difference as readers will see it, and what the user can decide."""

    def get(self, request: HttpRequest, proposal_id: int) -> HttpResponse:
        """Show it."""
        return self._show(request, load_visible(request.user, proposal_id), ReasonForm())

    def post(self, request: HttpRequest, proposal_id: int) -> HttpResponse:
        """Release, refuse or withdraw it."""
        proposal = load_visible(request.user, proposal_id)
        decision = request.POST.get("decision")
        if decision in ("release", "alone") and request.POST.get("version") != find_version(proposal):
            messages.error(request, CHANGED)
            return redirect("cms_proposal", proposal.pk)
        form = ReasonForm(request.POST)
        if decision in ("refuse", "alone") and not form.is_valid():
            return self._show(request, proposal, form)
        reason = request.POST.get("reason", "")
        match decision:
            case "release":
                release(proposal, request.user)
            case "alone":
                release_alone(proposal, request.user, reason)
            case "refuse":
                refuse(proposal, request.user, reason)
            case "withdraw":
                withdraw(proposal, request.user)
            case "take_over" if Rights.find(request.user, proposal).withdraw:
                messages.success(request, TAKEN_OVER)
                return redirect("cms_proposal", take_over_languages(proposal, request.user).pk)
            case _:
                raise PermissionDenied
        messages.success(request, f"{Proposal.objects.get(pk=proposal.pk).get_state_display()}.")
        return redirect("cms_proposals")

    def _show(self, request: HttpRequest, proposal: Proposal, form: ReasonForm) -> HttpResponse:
        comparisons = list(compare(proposal, request.user))
        warnings = [text for one in comparisons for text in one.warnings] + find_locks(proposal)
        obstacles = find_obstacles(proposal) if proposal.is_open else []
        context = {
            "proposal": proposal,
            "comparisons": comparisons,
            "warnings": list(dict.fromkeys(warnings)),
            "obstacles": obstacles,
            "contradicting": [
                {"pk": page.pk, "language": language_name(page.locale.language_code)}
                for page in (find_contradicting_pages(proposal) if obstacles else ())
            ],
            "recipients": find_recipients(proposal),
            "rights": Rights.find(request.user, proposal),
            "form": form,
            "version": find_version(proposal),
            "page_title": proposal.get_action_display(),
            "page_subtitle": proposal.name,
            "header_icon": "check",
        }
        return render(request, "cms/release/proposal.html", context)


class ProposedPageView(View):
    """What readers have of an item, or would have: rendered by the website, in an iframe."""

    def get(self, request: HttpRequest, proposal_id: int, change_id: int, side: str) -> HttpResponseBase:
        """Render one side."""
        proposal = load_visible(request.user, proposal_id)
        change = get_object_or_404(proposal.changes, pk=change_id)
        edition = find_edition(change, side)
        if edition is None:
            return render_nothing(request, change, side)
        return render_preview(request, lambda: edition)


class RetractView(View):
    """Withdraws wrong content at once: its address then says that it was wrong, and where to turn."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for the reason."""
        return self._show(request, self._load(request, **kwargs), ReasonForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw it."""
        source = self._load(request, **kwargs)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._show(request, source, form)
        proposal = retract(source, request.user, form.cleaned_data["reason"])
        messages.success(request, "Withdrawn. Everyone who can release was notified.")
        return redirect("cms_proposal", proposal.pk)

    def _load(self, request: HttpRequest, *, page_id: int = 0, model: str = "", snippet_id: int = 0) -> Any:
        if not holds_explicitly(request.user, RETRACT):
            raise PermissionDenied
        if page_id:
            source: Any = get_object_or_404(Page, pk=page_id).specific
        else:
            content_type = get_object_or_404(ContentType, app_label="cms", model=model)
            source = get_object_or_404(content_type.get_all_objects_for_this_type(), pk=snippet_id)
        if user_is_blind(request.user, source) or not can_be_retracted(source):
            raise Http404
        return source

    def _show(self, request: HttpRequest, source: Any, form: ReasonForm) -> HttpResponse:
        context = {"source": source, "form": form, "page_title": Action.RETRACT.label, "page_subtitle": str(source)}
        return render(request, "cms/release/retract.html", {**context, "header_icon": "warning"})


def load_visible(user: Any, proposal_id: int) -> Proposal:
    """Return a proposal. One that the user may not see does not exist for them."""
    proposal = Proposal.objects.filter(pk=proposal_id).prefetch_related("changes__revision").first()
    if proposal is None or not may_see(user, proposal):
        raise Http404
    return proposal


def can_be_retracted(source: Any) -> bool:
    """Whether readers have a page or snippet whose kind is protected."""
    return hasattr(source, "edition_languages") and any(True for _ in find_changes(source, None, Action.RETRACT))


def find_locks(proposal: Proposal) -> list[str]:
    """Return who has locked what a proposal changes."""
    pages = [one for one in proposal.find_sources() if isinstance(one, Page) and one.locked and proposal.is_open]
    return [f"“{page}” is locked by {page.locked_by or 'someone'}. Ask why, before you release it." for page in pages]


def render_nothing(request: HttpRequest, change: Any, side: str) -> HttpResponseBase:
    """Say in the iframe that readers have nothing."""
    text = "Readers have nothing here now." if side == "before" else "Readers have nothing here after this."
    return allow_framing(lambda it: render(it, "cms/release/nothing.html", {"text": text}))(request)
