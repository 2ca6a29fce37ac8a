"""Admin views that are not about one object, and their menu items, for users with a permission."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin


class Screen(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """An admin view. Its template extends `counting/screen.html`."""

    permission_required = "view"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs that lead to this view."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class PermittedMenuItem(MenuItem):
    """A menu item for users with a permission."""

    permission: ClassVar[str]

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user has the permission."""
        return request.user.has_perm(self.permission)
