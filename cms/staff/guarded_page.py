"""The base of page types that hides titles and pages from staff who may not see them."""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail.models import Page

from cms.staff.permissions import StaffPagePermissions
from cms.staff.visibility import current_visibility

HIDDEN_PAGE = "A page that you may not see"


class GuardedPage(Page):
    """Restricts permissions to what the user may see, and never reveals the title of a hidden page."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        visibility = current_visibility()
        return HIDDEN_PAGE if visibility is not None and visibility.hides(self) else str(super().__str__())

    def permissions_for_user(self, user: Any) -> StaffPagePermissions:
        """Return what the user may do with this page."""
        return StaffPagePermissions(user, self)

    def get_admin_display_title(self) -> str:
        """Return the draft's title for those who may see the draft, else the published title."""
        visibility = current_visibility()
        if visibility is None or visibility.shows_draft(self):
            return str(super().get_admin_display_title())
        return HIDDEN_PAGE if visibility.hides(self) else str(self.title)

    def get_children_count(self) -> int:
        """Return the number of children that the user may see."""
        visibility = current_visibility()
        return int(self.numchild) - (0 if visibility is None else visibility.hidden_children[self.path])

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Raise Http404 if the page is hidden. Wagtail calls this when an editor pastes an address as a link."""
        visibility = current_visibility()
        if visibility is not None and visibility.hides(self):
            raise Http404
        return super().route(request, path_components)
