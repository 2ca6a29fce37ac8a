"""What people search for, drawn and listed. Counts of days: nothing here can say who asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from counting.wagtail_admin.screens import PermittedMenuItem, Screen
from search.analytics.reading import Rows, SearchTotals, Selection, sum_totals
from search.models import Channel, SearchCount
from search.models.analytics import LISTED_FROM
from search.wagtail_admin.analytics_drawn import drawn
from search.wagtail_admin.analytics_lists import DAYS, LISTINGS, Listing, Place, places

TITLE = "Search analytics"
ICON = "view"
SHOWN = 10
PERIOD = 30
PERIODS = {7: "7 days", PERIOD: "30 days", 90: "90 days"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class SelectionForm(forms.Form):
    """Period, channel and language, from the address."""

    days = forms.TypedChoiceField(label="Period", choices=PERIODS, coerce=int, required=False)
    channel = forms.ChoiceField(label="Asked on", choices=Channel.choices, required=False)
    locale = forms.ChoiceField(label="Language", choices=[("", "All"), *settings.LANGUAGES], required=False)

    def selection(self) -> Selection:
        """Return what is chosen. What is chosen wrongly is as if it was not, and the form says so."""
        self.full_clean()
        return Selection(
            last=timezone.localdate(),
            days=self.cleaned_data.get("days") or PERIOD,
            channel=Channel(self.cleaned_data.get("channel") or Channel.SITE),
            locale=self.cleaned_data.get("locale") or "",
        )


class AnalyticsScreen(PermissionCheckedMixin):
    """A screen on the counts that the address selects."""

    model = SearchCount
    permission_required = "view"
    header_icon = ICON
    request: HttpRequest

    @cached_property
    def form(self) -> SelectionForm:
        """The form that selects."""
        given = {"days": PERIOD, "channel": Channel.SITE, "locale": ""} | self.request.GET.dict()
        return SelectionForm(given)

    @cached_property
    def selection(self) -> Selection:
        """What is selected."""
        return self.form.selection()

    def said(self) -> dict[str, Any]:
        """Return what every screen says of its counts."""
        return {
            "form": self.form,
            "selection": self.selection,
            "has_clicks": self.selection.channel == Channel.SITE,
            "listed_from": LISTED_FROM,
            "kept_days": settings.SEARCH_ANALYTICS_DAYS,
            "demonstration": settings.DEMONSTRATION,
        }


class Dashboard(AnalyticsScreen, Screen):
    """All of it at a glance."""

    template_name = "search/analytics/dashboard.html"
    page_title = TITLE

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """Return figures, charts and the beginnings of the lists."""
        days, said = self.selection.by_day(), self.said()
        found = places(self.selection) if said["has_clicks"] else []
        sums = sum_totals(days)
        shown = [listing for listing in LISTINGS if said["has_clicks"] or not listing.needs_clicks]
        return {
            **super().get_context_data(**given),
            **said,
            "sums": sums,
            "unlisted": sums.asked - self.selection.listed(),
            "figures": figures(sums, found),
            "charts": drawn(days, found),
            "drawn": [self._panel(listing) for listing in shown if not listing.is_text],
            "texts": [self._panel(listing, SHOWN) for listing in shown if listing.is_text],
        }

    def _panel(self, listing: Listing, most: int | None = None) -> dict[str, Any]:
        rows = list(listing.rows(self.selection)[:most])
        address = f"{reverse(f'search_analytics:{listing.name}')}?{self.request.GET.urlencode()}"
        return {"listing": listing, "table": Table(listing.columns, rows), "is_empty": not rows, "address": address}


def figures(sums: SearchTotals, found: Sequence[Place]) -> list[tuple[str, str]]:
    """Return what is told first, each with its name."""
    told = [("Searches", f"{sums.asked:,}"), ("Without results", f"{sums.empty_share:.0%}")]
    if found:
        told.append(("With results, without a click", f"{sums.unopened_share:.0%}"))
    return told + [(f"Click-through of position {place.number}", f"{place.click_through:.0%}") for place in found[:3]]


class Report(AnalyticsScreen, ReportView):
    """One list as a whole, and as a spreadsheet."""

    listing: Listing = DAYS
    template_name = "search/analytics/report.html"
    verbose_name_plural = "rows"

    def get_page_title(self) -> str:
        """Return the list's title."""
        return self.listing.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        dashboard = {"url": reverse("search_analytics:index"), "label": TITLE}
        return [*self.breadcrumbs_items, dashboard, {"url": "", "label": self.listing.title}]

    def get_queryset(self) -> Rows | Sequence[Any]:
        """Return the list's rows."""
        return self.listing.rows(self.selection)

    def get_index_url(self) -> str:
        """Return where further pages are."""
        return self.request.path

    def get_context_data(self, *args: Any, **given: Any) -> dict[str, Any]:
        """Return the list with what is said of it."""
        context: dict[str, Any] = super().get_context_data(*args, **given)
        return context | self.said() | {"listing": self.listing, "no_results_message": self.listing.empty}

    @property
    def columns(self) -> Sequence[Any]:
        """The columns on the page."""
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
        """Write a row. What the public typed must not run as a formula in an editor's spreadsheet."""
        harmless = {
            name: f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
            for name, value in row_dict.items()
        }
        return super().write_csv_row(writer, harmless)


class AnalyticsMenuItem(PermittedMenuItem):
    """Leads those to the screen who may look."""

    permission = "search.view_searchcount"


class AnalyticsViewSet(ViewSet):
    """The dashboard and its lists."""

    name = "search_analytics"
    url_prefix = "search/analytics"
    menu_label = "Analytics"
    icon = ICON
    menu_item_class = AnalyticsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the dashboard's address and one for each list."""
        lists = (path(f"{one.name}/", Report.as_view(listing=one), name=one.name) for one in LISTINGS)
        return [path("", Dashboard.as_view(), name="index"), *lists]
