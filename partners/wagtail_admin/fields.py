"""Shows which partners use a field, so that unused fields can be removed."""

from typing import Any

from django import forms
from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from counting.wagtail_admin.screens import PermittedMenuItem, Screen
from partners.models import FieldCount
from partners.usage.deprecations import deprecated_fields
from partners.usage.reports import CALLERS_WITHOUT_KEY, fields_in_use, find_field_users

TITLE = "Fields in use"
PERIOD = 90
PERIODS = {30: "30 days", PERIOD: "90 days", 365: "a year"}


class PeriodForm(forms.Form):
    """Period and field, from the query string."""

    days = forms.TypedChoiceField(label="Period", choices=PERIODS, coerce=int, required=False)
    field = forms.CharField(label="Field", max_length=200, required=False, help_text="Briefing.reference")


class FieldScreen(Screen):
    """All fields in use, or, if a field is chosen, its users."""

    model = FieldCount
    template_name = "partners/fields.html"
    page_title = TITLE
    header_icon = "list-ul"

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """Return the list for the query string."""
        form = PeriodForm({"days": PERIOD} | self.request.GET.dict())
        form.full_clean()
        days, field = form.cleaned_data.get("days") or PERIOD, form.cleaned_data.get("field", "").strip()
        return {
            **super().get_context_data(**given),
            "form": form,
            "days": days,
            "field": field,
            "without_key": CALLERS_WITHOUT_KEY,
            "reason": deprecated_fields().get(field),
            "users": find_field_users(field, days) if field else [],
            "fields_used": [] if field else fields_in_use(days),
        }


class FieldMenuItem(PermittedMenuItem):
    """A menu item for users with the permission."""

    permission = "partners.view_fieldcount"


class FieldViewSet(ViewSet):
    """The screen."""

    name = "partner_fields"
    url_prefix = "partners/fields"
    menu_label = TITLE
    icon = "list-ul"
    menu_item_class = FieldMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return its address."""
        return [path("", FieldScreen.as_view(), name="index")]
