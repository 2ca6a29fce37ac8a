"""A screen that is not about one object, and the entry of the menu that leads to it: for those who may look."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin


class Screen(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin. Its template extends `counting/screen.html`."""

    permission_required = "view"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class PermittedMenuItem(MenuItem):
    """Shown to those who have a permission."""

    permission: ClassVar[str]

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user has the permission."""
        return request.user.has_perm(self.permission)
