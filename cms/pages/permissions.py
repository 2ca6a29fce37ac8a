"""Who may touch the home pages and sections themselves: having a section's pages to write is not enough."""

from cms.staff.permissions import StaffPagePermissions


class StructurePermissions(StaffPagePermissions):
    """The permissions of a page, less those on the structure for who has not the model's own permission."""

    def can_edit(self) -> bool:
        """Whether the user may edit the home page or section itself."""
        return super().can_edit() and self._has("change")

    def can_publish(self) -> bool:
        """Whether the user may publish the home page or section itself."""
        return super().can_publish() and self._has("change")

    def can_unpublish(self) -> bool:
        """Whether the user may take it away from readers."""
        return super().can_unpublish() and self._has("delete")

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Whether the user may delete it, or move it: Wagtail asks the same for both."""
        return super().can_delete(ignore_bulk) and self._has("delete")

    def _has(self, action: str) -> bool:
        options = self.page.specific_class._meta
        return bool(self.user.has_perm(f"{options.app_label}.{action}_{options.model_name}"))
