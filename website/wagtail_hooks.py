"""Registers the website's report with Wagtail, which looks for a module of this name."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import reverse
from wagtail import hooks

from website.wagtail_admin.feedback import TITLE, FeedbackMenuItem, page_status, report_urls

hooks.register("register_admin_urls", report_urls)
hooks.register("page_status", page_status)  # a hook of ours: cms/templatetags/checklist.py


@hooks.register("register_reports_menu_item")
def feedback_menu_item() -> FeedbackMenuItem:
    """Add the report to the menu "Reports"."""
    return FeedbackMenuItem(TITLE, reverse("page_feedback"), name="page-feedback", icon_name="help", order=900)


@hooks.register("register_permissions")
def feedback_permission() -> QuerySet[Permission]:
    """Let administrators grant the permission to see the answers."""
    return Permission.objects.filter(content_type__app_label="website", codename="view_feedbackcount")
