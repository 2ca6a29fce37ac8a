"""Entries of Wagtail's menu for those who may look."""

from typing import ClassVar

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class UsageMenuItem(MenuItem):
    """Leads those to the fields in use who may look."""

    permission: ClassVar[str] = "partners.view_fieldcount"

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user has the permission."""
        return request.user.has_perm(self.permission)
