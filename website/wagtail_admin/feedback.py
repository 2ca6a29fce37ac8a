"""What readers think of pages: a report with the least useful first, and a line in each page's "Status" panel."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from counting.wagtail_admin.screens import PermittedMenuItem
from website.feedback.totals import PageFeedback, find_feedback
from website.models import FeedbackCount

TITLE = "Was this page useful?"
PERMISSION = "website.view_feedbackcount"
DAYS = 90
LANGUAGES = dict(settings.LANGUAGES)


class FeedbackReport(ReportView):
    """All pages with answers."""

    model = FeedbackCount
    permission_required = "view"
    page_title = TITLE
    header_icon = "help"
    template_name = "website/admin/feedback_report.html"
    index_url_name = "page_feedback"
    index_results_url_name = "page_feedback_results"
    default_ordering = None
    list_export = ["title", "locale", "not_useful", "useful", "useful_share", "problem_text"]
    export_headings = {
        "title": "Page",
        "locale": "Language",
        "not_useful": "Not useful",
        "useful": "Useful",
        "useful_share": "Share of useful",
        "problem_text": "What was wrong",
    }

    def get_queryset(self) -> list[PageFeedback]:
        """Return the answers, least useful pages first."""
        return find_feedback(DAYS)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the table."""
        return [
            TitleColumn("title", label="Page", get_url=self._edit_url),
            Column("locale", label="Language", accessor=lambda page: LANGUAGES.get(page.locale, page.locale)),
            NumberColumn("not_useful", label="Not useful"),
            NumberColumn("useful", label="Useful"),
            Column("problem_text", label="What was wrong"),
        ]

    def _edit_url(self, page: PageFeedback) -> str | None:
        key = self._pages.get((page.content_id, page.locale))
        return reverse("wagtailadmin_pages:edit", args=[key]) if key else None

    @cached_property
    def _pages(self) -> dict[tuple[Any, str], int]:
        ids = {page.content_id for page in self.object_list}
        rows = Page.objects.filter(translation_key__in=ids).values_list(
            "translation_key", "locale__language_code", "pk"
        )
        return {(key, locale): pk for key, locale, pk in rows}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the period."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"days": DAYS, "is_counting": bool(settings.PAGE_FEEDBACK_DAYS)}


class FeedbackMenuItem(PermittedMenuItem):
    """The item of the menu "Reports"."""

    permission = PERMISSION


def page_status(page: Page, request: HttpRequest) -> SafeString | str:
    """Return what the "Status" panel of a page says about its answers; nothing if there are none."""
    if not request.user.has_perm(PERMISSION):
        return ""
    found = find_feedback(DAYS, page.translation_key, page.locale.language_code)
    return render_to_string("website/admin/feedback_status.html", {"page": found[0], "days": DAYS}) if found else ""


def report_urls() -> list[URLPattern]:
    """Return the URLs of the report."""
    return [
        path("reports/page-feedback/", FeedbackReport.as_view(), name="page_feedback"),
        path("reports/page-feedback/results/", FeedbackReport.as_view(results_only=True), name="page_feedback_results"),
    ]
