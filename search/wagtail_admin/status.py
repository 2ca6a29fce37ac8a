"""The status of the search engines in the admin, with the documents that could not be indexed."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet

from counting.wagtail_admin.screens import PermittedMenuItem, Screen
from publishing.models import ContentItem, Entitlement
from search.indexing.consumers import consumers
from search.indexing.status import get_status
from search.models import SetAside

TITLE = "Search engines"
SHOWN = 100


def _visible_rows(user: Any) -> QuerySet[SetAside]:
    """Return the documents set aside whose pages a member of staff may know about, whatever their section."""
    rows = SetAside.objects.all()
    if user.has_perm("cms.read_confidential"):
        return rows
    return rows.filter(item__in=ContentItem.objects.visible_to(Entitlement.get_viewer(user)).values("pk"))


class StatusScreen(Screen):
    """The output of manage.py search status, and the documents set aside."""

    model = SetAside
    template_name = "search/status/screen.html"
    page_title = TITLE
    header_icon = "cogs"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the status of every engine, and the documents set aside."""
        rows = _visible_rows(self.request.user)
        rows = rows.select_related("item__edition").defer("item__edition__stored_body", "item__edition__stored_details")
        names = {consumer.name: consumer.engine for consumer in consumers()}
        return {
            **super().get_context_data(**kwargs),
            "engines": [get_status(consumer) for consumer in consumers()],
            "rows": [(row, names.get(row.consumer, row.consumer)) for row in rows[:SHOWN]],
            "shown": SHOWN,
            "count": rows.count(),
            "may_retry": self.user_has_permission("change"),
        }


class Retry(PermissionCheckedMixin, View):
    """Makes the worker retry one or all documents set aside."""

    model = SetAside
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the documents due for a retry."""
        key = request.POST.get("document", "")
        rows = SetAside.objects.filter(pk=key) if key.isdecimal() else SetAside.objects.all()
        count = rows.update(next_at=timezone.now())
        messages.success(request, f"The worker will retry immediately: {count} of the documents set aside.")
        return redirect("search_status:index")


class StatusMenuItem(PermittedMenuItem):
    """The menu item, for users with permission."""

    permission = "search.view_setaside"


class StatusViewSet(ViewSet):
    """The status page and its retry button."""

    name = "search_status"
    url_prefix = "search/status"
    menu_label = "Engines"
    icon = "cogs"
    menu_item_class = StatusMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return both URLs."""
        return [
            path("", StatusScreen.as_view(), name="index"),
            path("retry/", Retry.as_view(), name="retry"),
        ]
