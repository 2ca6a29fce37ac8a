"""Search analytics in the admin: charts and lists of daily counts, which do not identify anyone."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from counting.wagtail_admin.screens import PermittedMenuItem, Screen
from search.analytics.totals import SearchTotals, Selection, sum_totals
from search.models import Channel, SearchCount
from search.models.analytics import MIN_LISTED
from search.relevance.monthly import describe_fall, find_fall
from search.wagtail_admin.analytics_charts import build_charts
from search.wagtail_admin.analytics_lists import DAYS, LISTINGS, Listing, ResultPosition, result_positions

TITLE = "Search analytics"
ICON = "view"
PREVIEW_ROWS = 10
DEFAULT_DAYS = 30
PERIODS = {7: "7 days", DEFAULT_DAYS: "30 days", 90: "90 days"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class SelectionForm(forms.Form):
    """Period, channel and language, from the query string."""

    days = forms.TypedChoiceField(label="Period", choices=PERIODS, coerce=int, required=False)
    channel = forms.ChoiceField(label="Searched on", choices=Channel.choices, required=False)
    locale = forms.ChoiceField(label="Language", choices=[("", "All"), *settings.LANGUAGES], required=False)

    def selection(self) -> Selection:
        """Return the selection. An invalid choice falls back to the default, and the form reports it."""
        self.full_clean()
        return Selection(
            last=timezone.localdate(),
            days=self.cleaned_data.get("days") or DEFAULT_DAYS,
            channel=Channel(self.cleaned_data.get("channel") or Channel.SITE),
            locale=self.cleaned_data.get("locale") or "",
        )


class AnalyticsScreen(PermissionCheckedMixin):
    """A view of the counts that the query string selects."""

    model = SearchCount
    permission_required = "view"
    header_icon = ICON
    request: HttpRequest

    @cached_property
    def form(self) -> SelectionForm:
        """The bound selection form."""
        values = {"days": DEFAULT_DAYS, "channel": Channel.SITE, "locale": ""} | self.request.GET.dict()
        return SelectionForm(values)

    @cached_property
    def selection(self) -> Selection:
        """The selected counts."""
        return self.form.selection()

    def shared_context(self) -> dict[str, Any]:
        """Return the context that all views share."""
        return {
            "form": self.form,
            "selection": self.selection,
            "has_clicks": self.selection.channel == Channel.SITE,
            "listed_from": MIN_LISTED,
            "kept_days": settings.SEARCH_ANALYTICS_DAYS,
            "demonstration": settings.DEMONSTRATION,
        }


class Dashboard(AnalyticsScreen, Screen):
    """The dashboard."""

    template_name = "search/analytics/dashboard.html"
    page_title = TITLE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return figures, charts and the first rows of the lists."""
        days, shared = self.selection.by_day(), self.shared_context()
        positions = result_positions(self.selection) if shared["has_clicks"] else []
        sums = sum_totals(days)
        shown = [listing for listing in LISTINGS if shared["has_clicks"] or not listing.needs_clicks]
        return {
            **super().get_context_data(**kwargs),
            **shared,
            "sums": sums,
            "fall": (fall := find_fall()) and describe_fall(fall),
            "unlisted": sums.total - self.selection.listed(),
            "figures": headline_figures(sums, positions),
            "charts": build_charts(days, positions),
            "drawn": [self._panel(listing) for listing in shown if not listing.has_panel],
            "panels": [self._panel(listing, PREVIEW_ROWS) for listing in shown if listing.has_panel],
        }

    def _panel(self, listing: Listing, limit: int | None = None) -> dict[str, Any]:
        rows = list(listing.rows(self.selection)[:limit])
        url = f"{reverse(f'search_analytics:{listing.name}')}?{self.request.GET.urlencode()}"
        return {"listing": listing, "table": Table(listing.columns, rows), "is_empty": not rows, "url": url}


def headline_figures(sums: SearchTotals, positions: Sequence[ResultPosition]) -> list[tuple[str, str]]:
    """Return the figures at the top, each with its label."""
    figures = [("Searches", f"{sums.total:,}"), ("Without results", f"{sums.empty_share:.0%}")]
    if positions:
        figures.append(("With results, without a click", f"{sums.unopened_share:.0%}"))
    return figures + [
        (f"Click-through of position {position.number}", f"{position.click_through:.0%}") for position in positions[:3]
    ]


class Report(AnalyticsScreen, ReportView):
    """A whole list, also as a spreadsheet."""

    listing: Listing = DAYS
    template_name = "search/analytics/report.html"
    verbose_name_plural = "rows"

    def get_page_title(self) -> str:
        """Return the list's title."""
        return self.listing.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs, including the dashboard."""
        dashboard = {"url": reverse("search_analytics:index"), "label": TITLE}
        return [*self.breadcrumbs_items, dashboard, {"url": "", "label": self.listing.title}]

    def get_queryset(self) -> QuerySet[Any, Any] | Sequence[Any]:
        """Return the list's rows."""
        return self.listing.rows(self.selection)

    def get_index_url(self) -> str:
        """Return the URL for further pages."""
        return self.request.path

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the shared context and the list."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | self.shared_context() | {"listing": self.listing, "no_results_message": self.listing.empty}

    @property
    def columns(self) -> Sequence[Any]:
        """The columns of the table."""
        return self.listing.columns

    @property
    def list_export(self) -> list[str]:
        """The columns of the spreadsheet."""
        return list(self.listing.export)

    @property
    def export_headings(self) -> dict[str, str]:
        """The spreadsheet's headings."""
        return self.listing.export

    def get_filename(self) -> str:
        """Return the spreadsheet's name."""
        return f"searches-{self.listing.name}-{self.selection.first}-{self.selection.last}"

    def write_csv_row(self, writer: Any, row_dict: dict[str, Any]) -> Any:
        """Write a row. Text from the public must not run as a formula in an editor's spreadsheet."""
        escaped = {
            name: f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
            for name, value in row_dict.items()
        }
        return super().write_csv_row(writer, escaped)


class AnalyticsMenuItem(PermittedMenuItem):
    """The menu item, for users with permission."""

    permission = "search.view_searchcount"


class AnalyticsViewSet(ViewSet):
    """The dashboard and its lists."""

    name = "search_analytics"
    url_prefix = "search/analytics"
    menu_label = "Analytics"
    icon = ICON
    menu_item_class = AnalyticsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the URLs of the dashboard and of each list."""
        lists = (path(f"{one.name}/", Report.as_view(listing=one), name=one.name) for one in LISTINGS)
        return [path("", Dashboard.as_view(), name="index"), *lists]
