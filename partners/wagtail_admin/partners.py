"""Partner organisations in Wagtail: their details, their keys, and what they use."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.dateformat import format as dated
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from counting.charts import Chart, Series, bar_chart
from partners.models import OperationCount, Partner
from partners.usage.reports import CallsPerDay, count_calls_per_day, fields_in_use
from partners.wagtail_admin.audit import CREATED, AuditedEditView, record
from partners.wagtail_admin.keys import describe_state

DAYS = 30
SHOWN = 20


def calls_a_day(days: Sequence[CallsPerDay]) -> Chart:
    """Draw the calls of some days."""
    answered, failed = sum(day.answered for day in days), sum(day.failed for day in days)
    return bar_chart(
        "calls",
        "Calls a day",
        f"Calls in {len(days)} days: {answered + failed:,}, {failed:,} of them with an error.",
        [dated(day.day, "j M") for day in days],
        Series("found", "answered", [day.answered for day in days]),
        Series("empty", "with an error", [day.failed for day in days]),
    )


def build_card_html(partner: Partner) -> str:
    """Return what a partner copies into its pages; an empty string if it shows no cards."""
    if not partner.active or not partner.embed_origins:
        return ""
    url = f"{settings.BASE_URL}/embed/{partner.slug}/travel-advice/france/"
    return (
        f'<iframe src="{url}" title="Travel advice for France" width="400" height="260" loading="lazy" '
        'referrerpolicy="no-referrer" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )


class PartnerCreateView(CreateView):
    """Logs what was said."""

    def save_instance(self) -> Partner:
        """Save and log."""
        partner: Partner = self.form.save()
        record(partner, CREATED, self.request.user)
        return partner


class PartnerPage(InspectView):
    """A partner's page: keys, calls a day, operations and fields."""

    template_name = "partners/partner.html"
    page_title = "Keys and usage"

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """Return what the page shows."""
        prefixes = list(self.object.keys.values_list("prefix", flat=True))  # also of keys that have ended
        days = count_calls_per_day(prefixes, DAYS)
        operations = OperationCount.objects.filter(key_prefix__in=prefixes).last_days(DAYS).summed("operation")
        keys = self.object.keys.select_related("partner", "successor")
        return {
            **super().get_context_data(**given),
            "partner": self.object,
            "origins": self.object.embed_origins.splitlines(),
            "card": build_card_html(self.object),
            "keys": [(key, describe_state(key)) for key in keys],
            "chart": calls_a_day(days) if any(day.answered or day.failed for day in days) else None,
            "days": DAYS,
            "by_day": [day for day in reversed(days) if day.answered or day.failed],
            "operations": operations[:SHOWN],
            "fields_used": fields_in_use(DAYS, prefixes),
        }


class PartnerViewSet(ModelViewSet):
    """Partner organisations."""

    model = Partner
    name = "partner_organisations"
    url_prefix = "partners/organisations"
    icon = "group"
    menu_label = "Organisations"
    add_view_class = PartnerCreateView
    edit_view_class = AuditedEditView
    inspect_view_class = PartnerPage
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        TitleColumn("name", label="Partner", url_name="partner_organisations:inspect", sort_key="name"),
        Column("contact", label="Contact"),
        BooleanColumn("active", label="Active", sort_key="active"),
        DateColumn("created_at", label="Since", sort_key="created_at"),
    ]
    search_fields = ["name", "slug", "contact"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldPanel("contact"),
            FieldPanel("embed_origins"),
            FieldPanel("active"),
        ]
    )
