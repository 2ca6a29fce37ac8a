"""Makes Wagtail's own ways to publish and withdraw propose a change that a second person has to release.

The draft is already saved when these hooks run, so nothing is lost. Routes that have no such hook are refused by the
gate, with its message.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from cms.release.models import RELEASE, RELEASE_ALONE, RETRACT, Proposal
from cms.release.people import holds_explicitly, may_see
from cms.release.proposing import find_changes, needs_release, propose_publication, propose_withdrawal
from cms.release.views import can_be_retracted, waiting_for
from publishing.models import Actor

SHOWN_ALONE = timedelta(days=7)
RETRACT_LABEL = "Withdraw as wrong"
ACTIONS = {
    "cms.propose": "Proposed for release",
    "cms.release": "Released what another person proposed",
    "cms.release_alone": "Released without a second person",
    "cms.refuse": "Refused what was proposed",
    "cms.withdraw_proposal": "Withdrew a proposal",
}


@hooks.register("before_publish_page")
@hooks.register("before_publish")
def propose_instead_of_publishing(request: HttpRequest, source: Any) -> HttpResponse | None:
    """Propose the draft that was just saved, if it changes what is protected."""
    revision = source.get_latest_revision()
    if not needs_release(revision.as_object(), revision):
        return None
    return _report(request, propose_publication([revision], Actor.for_user(request.user)))


@hooks.register("before_unpublish_page")
@hooks.register("before_unpublish")
def propose_instead_of_withdrawing(request: HttpRequest, source: Any) -> HttpResponse | None:
    """Propose the withdrawal, if readers have something protected."""
    if not any(True for _ in find_changes(source, None)):
        return None
    return _report(request, propose_withdrawal(source, Actor.for_user(request.user)))


@hooks.register("register_log_actions")
def release_actions(registry: LogActionRegistry) -> None:
    """Say in the history of a page or snippet who proposed and who released."""
    for action, label in ACTIONS.items():
        formatter = type("ReleaseFormatter", (_ReleaseFormatter,), {"label": label, "message": label})
        registry.register_action(action)(formatter)


class _ReleaseFormatter(LogFormatter):
    def format_comment(self, log_entry: Any) -> str:
        return str(log_entry.data.get("reason", ""))


def _report(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    url = reverse("cms_proposal", args=[proposal.pk])
    text = "Saved and proposed. Readers see no change until a second person releases it."
    messages.warning(request, text, buttons=[messages.button(url, "See the proposal")])
    return redirect(url)


class ReleaseMenuItem(MenuItem):
    """The menu item for those who can release, with the number of proposals that wait for them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to those who can decide about proposals."""
        return any(request.user.has_perm(permission) for permission in (RELEASE, RELEASE_ALONE, RETRACT))

    def render_component(self, request: HttpRequest) -> Any:
        """Add the number to the label."""
        item = super().render_component(request)
        if count := len(waiting_for(request.user)):
            item.label = f"{item.label} ({count})"
        return item


@hooks.register("register_admin_menu_item")
def release_menu_item() -> MenuItem:
    """Add the menu item."""
    return ReleaseMenuItem("To release", reverse("cms_proposals"), name="to-release", icon_name="check", order=240)


class ReleasePanel(Component):
    """The dashboard's panel: what waits for the user, and what one person released alone in the last week."""

    name = "to-release"
    order = 50
    template_name = "cms/release/panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the proposals."""
        user = parent_context["request"].user
        recent = Proposal.objects.filter(alone=True, decided_at__gt=timezone.now() - SHOWN_ALONE)
        alone = [proposal for proposal in recent if user.has_perm(RELEASE) and may_see(user, proposal)]
        return {"waiting": waiting_for(user), "alone": alone}


@hooks.register("construct_homepage_panels")
def add_release_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add it to the dashboard."""
    panels.append(ReleasePanel())


@hooks.register("insert_global_admin_css")
def style_comparison() -> str:
    """Style the screen of a proposal."""
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("cms/release.css"))


@hooks.register("register_permissions")
def release_permissions() -> QuerySet[Permission]:
    """Let administrators give the permissions to groups."""
    return Permission.objects.filter(content_type__app_label="cms", content_type__model="proposal")


@hooks.register("register_page_header_buttons")
def retract_page_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer to withdraw a wrong page, to those who may do so alone."""
    if page.live and holds_explicitly(user, RETRACT) and can_be_retracted(page.specific):
        url = reverse("cms_retract_page", args=[page.pk])
        yield Button(RETRACT_LABEL, url, icon_name="warning", priority=90)


@hooks.register("register_snippet_listing_buttons")
def retract_snippet_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer to withdraw a wrong snippet, to those who may do so alone."""
    if holds_explicitly(user, RETRACT) and can_be_retracted(snippet):
        url = reverse("cms_retract_snippet", args=[snippet._meta.model_name, snippet.pk])
        yield Button(RETRACT_LABEL, url, icon_name="warning", priority=90)
