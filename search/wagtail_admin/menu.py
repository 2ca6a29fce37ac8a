"""Entries of Wagtail's menu for those who may look."""

from typing import ClassVar

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class PermittedMenuItem(MenuItem):
    """Shown to those who have a permission."""

    permission: ClassVar[str]

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user has the permission."""
        return request.user.has_perm(self.permission)
