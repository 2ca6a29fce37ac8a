"""Wagtail hooks of the editors' app."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.staticfiles import versioned_static
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cms.admin import bulk_actions  # noqa: F401 - registers them
from cms.admin.actors import ActorViewSet
from cms.admin.dashboard import TasksPanel
from cms.admin.readers import ReaderViewSet
from cms.admin.snippets import ThreatLevelViewSet, VocabularyGroup
from cms.content.paths import public_path
from cms.editing.partner_previews import PREVIEWED, PartnerPreviewFormatter
from cms.pages.validation import is_path_taken
from cms.release import wagtail_views  # noqa: F401  registers itself
from cms.review.attesting import ATTESTED
from cms.review.report import ReviewReportMenuItem, ReviewReportView
from cms.review.screens import AttestationFormatter, review_buttons
from cms.staff import hooks as staff_hooks  # noqa: F401  registers itself

register_snippet(VocabularyGroup)
register_snippet(ThreatLevelViewSet)


@hooks.register("register_admin_viewset")
def readers() -> ReaderViewSet:
    """Add the list of readers."""
    return ReaderViewSet("readers", url_prefix="readers")


@hooks.register("register_admin_viewset")
def actors() -> ActorViewSet:
    """Add the list of names in the log."""
    return ActorViewSet("actors", url_prefix="actors")


@hooks.register("insert_global_admin_css")
def style_for_phones() -> str:
    """Make Wagtail's lists and forms usable on a phone."""
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("cms/phone.css"))


@hooks.register("insert_global_admin_css")
def hide_second_caption() -> str:
    """Hide the caption of Wagtail's own table."""
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("cms/editor.css"))


@hooks.register("insert_global_admin_js")
def keep_dates_as_typed() -> str:
    """Keep the calendar from changing a date that was typed."""
    return format_html('<script src="{}"></script>', versioned_static("cms/dates.js"))


@hooks.register("register_log_actions")
def register_actions(registry: LogActionRegistry) -> None:
    """Say in a page's history where its draft was previewed, and that it was attested."""
    registry.register_action(PREVIEWED)(PartnerPreviewFormatter)
    registry.register_action(ATTESTED)(AttestationFormatter)


hooks.register("register_page_header_buttons", review_buttons)
hooks.register("register_page_listing_more_buttons", review_buttons)


@hooks.register("register_reports_menu_item")
def review_report() -> ReviewReportMenuItem:
    """Add the report of pages to review."""
    address, icon = reverse(ReviewReportView.index_url_name), ReviewReportView.header_icon
    return ReviewReportMenuItem(ReviewReportView.page_title, address, name="review", icon_name=icon, order=650)


@hooks.register("construct_homepage_panels")
def add_tasks_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the editor's tasks to the dashboard."""
    panels.append(TasksPanel())


@hooks.register("before_move_page")
def prevent_address_conflict(request: HttpRequest, page: Any, destination: Any) -> HttpResponse | None:
    """Show an error before a page is moved to the address of another published page."""
    path = public_path(f"{destination.url_path}{page.slug}/", page.locale.language_code)
    if not page.live or not is_path_taken(page, path):
        return None
    messages.error(request, f"{path} is already the address of another page. Change this page's slug first.")
    return redirect("wagtailadmin_pages:move", page.pk)


@hooks.register("before_copy_page")
def require_draft_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Prevent publishing copies of pages whose code must be unique."""
    if request.method != "POST" or "publish_copies" not in request.POST:
        return None
    copied = (
        page.get_descendants(inclusive=True) if "copy_subpages" in request.POST else Page.objects.filter(pk=page.pk)
    )
    coded = [copy for copy in copied.specific() if getattr(copy, "unique_field", "")]
    if not coded:
        return None
    messages.error(request, f"A copy of “{coded[0].get_admin_display_title()}” needs its own code. Copy it as a draft.")
    return redirect("wagtailadmin_pages:copy", page.pk)
