"""The report of pages by their review date."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import PageReportView
from wagtail.coreutils import get_content_languages
from wagtail.models import Page, get_page_content_types
from wagtail.permissions import policy_registry

from cms.review.due import DAYS_AHEAD, with_review_dates
from cms.staff.visibility import visible_pages

PERMISSIONS = ("add", "change", "publish")
OVERDUE, SOON, LATER, NEVER = "overdue", "soon", "later", "never"
STATES = [(OVERDUE, "Overdue"), (SOON, "Due soon"), (LATER, "Due later"), (NEVER, "No review date")]


def describe_state(due: date | None, today: date) -> str:
    """Return whether a review is overdue, due soon or later, or never due."""
    if due is None:
        return NEVER
    return OVERDUE if due < today else SOON if due <= today + DAYS_AHEAD else LATER


class ReviewFilterSet(WagtailFilterSet):
    """Filters of the report."""

    state = django_filters.ChoiceFilter(label="Review", choices=STATES, method="filter_state")
    due_by = django_filters.DateFilter(label="Due by", field_name="review_date", lookup_expr="lte")
    mine = django_filters.ChoiceFilter(label="Pages", choices=[("mine", "Only mine")], method="filter_mine")
    team = django_filters.CharFilter(label="Team", field_name="responsible_team", lookup_expr="icontains")
    content_type = ContentTypeFilter(
        label="Type", queryset=lambda request: get_page_content_types(include_base_page_type=False)
    )
    language = django_filters.ChoiceFilter(
        label="Language", field_name="locale__language_code", choices=lambda: list(get_content_languages().items())
    )

    class Meta:
        model = Page
        fields = ["state", "due_by", "mine", "team", "content_type", "language"]

    def filter_state(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the pages in one state."""
        today = timezone.localdate()
        conditions: dict[str, dict[str, Any]] = {
            OVERDUE: {"review_date__lt": today},
            SOON: {"review_date__range": (today, today + DAYS_AHEAD)},
            LATER: {"review_date__gt": today + DAYS_AHEAD},
            NEVER: {"review_date": None},
        }
        return pages.filter(**conditions[value])

    def filter_mine(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the pages that the user owns."""
        return pages.filter(owner=self.request.user)


class ReviewReportView(PageReportView):
    """The published pages that the user may see, by review date: those without one come last."""

    page_title = "Pages to review"
    header_icon = "calendar-check"
    results_template_name = "cms/review/report_results.html"
    filterset_class = ReviewFilterSet
    index_url_name = "cms_review_report"
    index_results_url_name = "cms_review_report_results"
    any_permission_required = PERMISSIONS
    export_headings = {
        "title": "Title",
        "state": "Review",
        "review_date": "Due",
        "last_reviewed": "Last reviewed",
        "responsible_team": "Team",
        "owner": "Owner",
        "page_type_display_name": "Type",
        "locale": "Language",
        "edit_url": "Address in the admin",
    }
    list_export = list(export_headings)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the live pages that the user may see; aliases are reviewed with their originals."""
        live = visible_pages(self.request.user).filter(depth__gt=1, live=True, alias_of=None)
        self.queryset = (
            with_review_dates(live)
            .exclude(responsible_team=None)
            .select_related("content_type", "locale", "owner")
            .order_by(F("review_date").asc(nulls_last=True), "pk")
        )
        pages: QuerySet[Any] = super().get_queryset()
        return pages

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Add the state, the address in the admin, and whether the user may attest the page."""
        policy = policy_registry.get_by_type(Page)
        mine = policy.instances_user_has_permission_for(self.request.user, "publish")
        publishable = set(mine.filter(pk__in=[page.pk for page in object_list]).values_list("pk", flat=True))
        for page in object_list:
            page.state = dict(STATES)[describe_state(page.review_date, timezone.localdate())]
            page.edit_url = self.request.build_absolute_uri(reverse("wagtailadmin_pages:edit", args=[page.pk]))
            page.last_reviewed = timezone.localdate(page.reviewed_at) if page.reviewed_at else None
            page.can_attest = page.pk in publishable
        return object_list


class ReviewReportMenuItem(MenuItem):
    """The report in the menu, for those who may write something."""

    def is_shown(self, request: Any) -> bool:
        """Whether the user has a permission on pages."""
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(request.user, PERMISSIONS))
