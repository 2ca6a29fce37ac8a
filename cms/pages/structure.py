"""Base of home pages and sections, and who may change these."""

from typing import Any

from cms.pages.body import BodyPage
from cms.staff.permissions import StaffPagePermissions


class StructurePermissions(StaffPagePermissions):
    """The permissions on a home page or section itself, which require the model's own permission as well.

    Permission to edit the pages of a section is not enough.
    """

    def can_edit(self) -> bool:
        """Whether the user may edit the home page or section itself."""
        return super().can_edit() and self._has("change")

    def can_publish(self) -> bool:
        """Whether the user may publish the home page or section itself."""
        return super().can_publish() and self._has("change")

    def can_unpublish(self) -> bool:
        """Whether the user may unpublish the home page or section itself."""
        return super().can_unpublish() and self._has("delete")

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Whether the user may delete or move it: Wagtail requires the same permission for both."""
        return super().can_delete(ignore_bulk) and self._has("delete")

    def _has(self, action: str) -> bool:
        options = self.page.specific_class._meta
        return bool(self.user.has_perm(f"{options.app_label}.{action}_{options.model_name}"))


class StructurePage(BodyPage):
    """A page that other pages depend on: few people may change it."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> StructurePermissions:
        """Return what the user may do with this page itself. Pages below it are not affected."""
        return StructurePermissions(user, self)
