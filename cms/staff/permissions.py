"""What a member of staff may do with a page: nothing if they may not see it."""

from typing import Any

from wagtail.models import PagePermissionTester

from cms.staff.visibility import visibility_for


class StaffPagePermissions(PagePermissionTester):
    """Wagtail's permissions on a page, none if the page is hidden from the user."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self.is_hidden = page.pk is not None and visibility_for(user).hides(page)
        if self.is_hidden:
            self.permissions: set[str] = set()

    def user_has_lock(self) -> bool:
        """Whether the user has locked a page that they may still see."""
        return not self.is_hidden and bool(super().user_has_lock())

    def can_edit(self) -> bool:
        """Whether the user may edit the page. A workflow task grants this, but only to those who may see the page."""
        return not self.is_hidden and bool(super().can_edit())

    def can_lock(self) -> bool:
        """Whether the user may lock the page."""
        return not self.is_hidden and bool(super().can_lock())

    def can_unlock(self) -> bool:
        """Whether the user may unlock the page."""
        return not self.is_hidden and bool(super().can_unlock())

    def can_submit_for_moderation(self) -> bool:
        """Whether the user may submit the page."""
        return not self.is_hidden and bool(super().can_submit_for_moderation())

    def can_view_revisions(self) -> bool:
        """Whether the user may see the page's history."""
        return not self.is_hidden and bool(super().can_view_revisions())

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Whether the user may delete or move the page with its descendants, none of which may be hidden from them."""
        if self.is_hidden or not super().can_delete(ignore_bulk):
            return False
        return self._sees_all_below()

    def can_copy(self) -> bool:
        """Whether the user may copy the page, perhaps with its descendants."""
        return bool(super().can_copy()) and self._sees_all_below()

    def can_unpublish(self) -> bool:
        """Whether the user may unpublish the page."""
        return not self.is_hidden and bool(super().can_unpublish())

    def _sees_all_below(self) -> bool:
        if self.page.is_leaf():
            return True
        hidden = visibility_for(self.user).hidden_ids
        return not hidden or hidden.isdisjoint(self.page.get_descendants().values_list("pk", flat=True))
